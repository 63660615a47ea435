"""A row that nobody can read costs its target or its task an error, and nothing dies of it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from legwork.domain.effect import Foreign, Item, Key
from legwork.domain.errors import Unreadable
from legwork.domain.outcome import Outcome
from legwork.domain.task import Task, TaskState
from legwork.store import keys, lanes, tasks
from legwork.usecases.audit_task import audit_task
from legwork.usecases.list_tasks import TaskFilter, list_tasks
from legwork.usecases.read_outcomes import read_outcomes
from legwork.usecases.read_task import read_task
from tests.unit.usecases.toy import Heap

Patch = pytest.MonkeyPatch
NAMES = "abcdefghijklmnopqrst"
_MISSING = object()
DAMAGES: dict[str, Any] = {
    "missing": _MISSING,
    "a number that is not whole": Foreign("N"),
    "a set": Foreign("SS"),
    "a text": "~~~",
    "38 digits": 10**38 - 1,
    "a list": [["~"]],
    "a map": {"~": None},
    "nothing": None,
}


@pytest.fixture(autouse=True)
def small_batches() -> None:
    """None here: the toy has its own."""


def midway(patch: Patch) -> tuple[Heap, Task]:
    """Five batches in three lanes, two of them committed; and another task that waits its turn."""
    heap = Heap(patch)
    task = heap.launch(NAMES)
    for _ in range(3):
        heap.fleet.step()
    return heap, heap.fleet.task(task.ref)


def damaged(item: Item, attribute: str, damage: Any) -> Item:
    rest = {name: value for name, value in item.items() if name != attribute}
    return rest if damage is _MISSING else {**rest, attribute: damage}


def spoil(heap: Heap, key: Key, attribute: str, damage: Any) -> None:
    rows = heap.fleet.tables.tasks.rows
    rows[key] = damaged(rows[key], attribute, damage)


def go_on(heap: Heap) -> None:
    """Half an hour passes, with everything that waits and a watchdog every minute."""
    end = heap.fleet.clock.now() + timedelta(minutes=30)
    while heap.fleet.clock.now() < end:
        while heap.fleet.step():
            pass
        heap.fleet.pass_time()


def check_nothing_died(heap: Heap) -> None:
    assert heap.fleet.surprises == []
    assert heap.fleet.inbox.dead == []


def check_lists(heap: Heap, spoilt: Task) -> None:
    """Every list answers, and shows the other task."""
    fleet = heap.fleet
    other = heap.launch("z")
    go_on(heap)
    assert fleet.task(other.ref).state is TaskState.COMPLETED
    page = list_tasks(
        TaskFilter(),
        caller=heap.owner.caller,
        limit=25,
        cursor=None,
        database=fleet.tables,
        clock=fleet.clock,
    )
    listed = {reading.task.ref.id for reading in page.readings}
    assert other.ref.id in listed
    assert listed <= {other.ref.id, spoilt.ref.id}


def check_numbers(heap: Heap, task: Task) -> None:
    """They add up, and every list of the task answers."""
    progress = read_task(task, database=heap.fleet.tables).progress
    assert progress.total == progress.counts.done + progress.remaining + progress.not_attempted
    read_outcomes(task, wanted=(), limit=100, cursor=None, database=heap.fleet.tables)
    audit_task(task, database=heap.fleet.tables, files=heap.fleet.bodies, clock=heap.fleet.clock)


def loaded(heap: Heap, task: Task) -> Task | None:
    try:
        return tasks.load(heap.fleet.tables, task.ref)
    except Unreadable:
        return None


def each(*attributes: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """For every attribute and every damage."""
    pairs = [(name, damage) for name in attributes for damage in DAMAGES.values()]
    ids = [f"{name}: {damage}" for name in attributes for damage in DAMAGES]
    return pytest.mark.parametrize(("attribute", "damage"), pairs, ids=ids)


def the_row(heap: Heap, task: Task, prefix: str) -> Key:
    found = [
        key
        for key in heap.fleet.tables.tasks.rows
        if key.partition.startswith(f"TASK#{task.ref.id}") and key.sort.startswith(prefix)
    ]
    return min(found)


def rows_of(heap: Heap, task: Task, prefix: str) -> Iterator[Key]:
    for key in sorted(heap.fleet.tables.tasks.rows):
        if key.partition.startswith(f"TASK#{task.ref.id}") and key.sort.startswith(prefix):
            yield key


@each(
    "account",
    "listed",
    "number",
    "kind",
    "params",
    "title",
    "launcher",
    "created_at",
    "state",
    "turn",
    "moved_at",
    "started_at",
    "attempt",
    "leg",
    "total",
    "lanes",
    "subject",
    "expires_at",
    "counts",
    "cancellation",
    "active_key",
)
def test_a_task(monkeypatch: Patch, attribute: str, damage: Any) -> None:
    heap, task = midway(monkeypatch)
    if attribute == "active_key" and not (damage is _MISSING or isinstance(damage, str)):
        # DynamoDB takes nothing but a text for the key of an index.
        damage = "~"
    spoil(heap, keys.task(task.ref), attribute, damage)

    go_on(heap)

    check_nothing_died(heap)
    check_lists(heap, task)
    if found := loaded(heap, task):
        check_numbers(heap, found)


@each(
    "number",
    "batches",
    "cursor",
    "token",
    "gate",
    "settled_notice",
    "moved_at",
    "succeeded",
    "tally_stones",
    "notices_staged",
)
def test_a_lane(monkeypatch: Patch, attribute: str, damage: Any) -> None:
    heap, task = midway(monkeypatch)
    spoil(heap, the_row(heap, task, "LANE"), attribute, damage)

    go_on(heap)

    check_nothing_died(heap)
    check_lists(heap, task)
    ended = heap.fleet.task(task.ref)
    check_numbers(heap, ended)
    if _is_legible(heap, task):
        return
    assert ended.state is TaskState.FAILED
    assert ended.failure
    assert "cannot be read" in ended.failure
    assert ended.cancellation is None
    # What the other lanes have done is posted, and nothing comes after it.
    before = heap.stones
    heap.fleet.watch()
    assert heap.stones == before


def _is_legible(heap: Heap, task: Task) -> bool:
    try:
        return len(lanes.load_all(heap.fleet.tables, task)) == len(task.lanes)
    except Unreadable:
        return False


@each("targets")
def test_a_batch_of_the_plan(monkeypatch: Patch, attribute: str, damage: Any) -> None:
    heap, task = midway(monkeypatch)
    last = [*rows_of(heap, task, "PLAN")][-1]
    spoil(heap, last, attribute, damage)

    go_on(heap)

    check_nothing_died(heap)
    check_lists(heap, task)
    ended = heap.fleet.task(task.ref)
    check_numbers(heap, ended)
    if ended.state is TaskState.COMPLETED:
        # A map's names are as good as a list of texts to whoever reads them.
        return
    assert ended.state is TaskState.FAILED
    assert "cannot be read" in (ended.failure or "")
    done = len(heap.stones) - len("z")
    assert ended.counts.done == ended.counts.succeeded == done
    assert heap.size == done + len("z")
    assert ended.can_be_retried


def test_a_retry_does_what_can_be_read_of_the_rest(monkeypatch: Patch) -> None:
    heap, task = midway(monkeypatch)
    last = [*rows_of(heap, task, "PLAN")][-1]
    lost = heap.fleet.tables.tasks.rows[last]["targets"]
    spoil(heap, last, "targets", _MISSING)
    go_on(heap)

    retry = heap.owner.retry(heap.fleet.task(task.ref), key="again")
    go_on(heap)

    assert heap.fleet.task(retry.ref).state is TaskState.COMPLETED
    assert set(heap.stones) == set(NAMES) - set(lost)
    check_nothing_died(heap)


@each("attempt", "at", "outcomes", "notes")
def test_a_row_of_the_ledger(monkeypatch: Patch, attribute: str, damage: Any) -> None:
    heap, task = midway(monkeypatch)
    first = the_row(heap, task, "LEDGER")
    spoil(heap, first, attribute, damage)

    go_on(heap)

    check_nothing_died(heap)
    check_lists(heap, task)
    ended = heap.fleet.task(task.ref)
    assert (ended.state, ended.counts.succeeded) == (TaskState.COMPLETED, len(NAMES))
    check_numbers(heap, ended)
    page = read_outcomes(ended, wanted=(), limit=100, cursor=None, database=heap.fleet.tables)
    spoilt = [one for one in page.outcomes if one.verdict.code == "unreadable"]
    assert len(page.outcomes) == len(NAMES)
    assert len(spoilt) in {0, 4}
    assert {one.verdict.outcome for one in spoilt} <= {Outcome.WARNING}
    # It was done, whatever came of it: a retry leaves it alone.
    assert not ended.can_be_retried


def test_a_cancel_of_a_task_with_a_lane_that_cannot_be_read_says_so(monkeypatch: Patch) -> None:
    heap, task = midway(monkeypatch)
    spoil(heap, the_row(heap, task, "LANE"), "cursor", "~")

    answer = heap.owner.cancel(task.ref)

    assert answer.state is TaskState.FAILED
    assert "cannot be read" in (answer.failure or "")
    stones = heap.stones
    go_on(heap)
    assert heap.stones == stones
    check_nothing_died(heap)


def test_a_task_of_a_kind_that_is_no_more_ends_with_a_sentence(monkeypatch: Patch) -> None:
    heap, task = midway(monkeypatch)
    spoil(heap, keys.task(task.ref), "kind", "drawn_lots")

    go_on(heap)

    ended = heap.fleet.task(task.ref)
    assert ended.state is TaskState.FAILED
    assert "there is no kind 'drawn_lots'" in (ended.failure or "")
    assert ended.counts.errors + ended.counts.succeeded == len(NAMES)
    check_nothing_died(heap)


def test_parameters_that_cannot_be_read_are_an_error_of_each_target(monkeypatch: Patch) -> None:
    heap, task = midway(monkeypatch)
    spoil(heap, keys.task(task.ref), "params", {"names": "abc"})

    go_on(heap)

    ended = heap.fleet.task(task.ref)
    page = read_outcomes(ended, wanted=(), limit=100, cursor=None, database=heap.fleet.tables)
    codes = {one.verdict.code for one in page.outcomes}
    assert codes == {"", "unreadable"}
    assert ended.state is TaskState.FAILED
    check_nothing_died(heap)
