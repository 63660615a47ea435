"""What the store never takes costs its target an error at once, and is never tried until dead."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legwork.domain.effect import Delete, Effect, Key, Put, Update
from legwork.domain.errors import NotStorable
from legwork.domain.kind import Finished, Performed
from legwork.domain.ledger import encode
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Counts, Outcome, Verdict
from legwork.domain.plan import TARGETS_LIMIT
from legwork.domain.storable import ITEM_BYTES, row_size
from legwork.domain.task import Task, TaskState
from legwork.store.records import in_account
from legwork.testing.invariants import problems
from legwork.usecases.read_outcomes import verdicts_of
from tests.unit.usecases.toy import Heap, stone

Patch = pytest.MonkeyPatch


def putting(**values: Any) -> Callable[[str], Performed]:
    def perform(name: str) -> Performed:
        return Performed(Verdict(), [Put(Key("ODD", name), values)])

    return perform


def heap_where(patch: Patch, odd: dict[str, Callable[[str], Performed]], **parts: Any) -> Heap:
    """A heap on which some of the targets are decided on otherwise."""

    def perform(targets: Sequence[str], *_: Any) -> list[Performed]:
        return [odd.get(name, stone)(name) for name in targets]

    return Heap(patch, perform=perform, **{"verify": lambda *_: iter(()), **parts})


def run(heap: Heap, names: str = "abcdefghij") -> tuple[Task, dict[str, Verdict]]:
    """The task at its end: nothing died, nothing came back."""
    task = heap.run(names)
    assert heap.fleet.surprises == []
    assert heap.fleet.inbox.dead == []
    assert problems(heap.fleet) == []
    found = verdicts_of(task, database=heap.fleet.tables)
    return task, {key: verdict for _, key, verdict, _ in found if verdict.code}


LARGE = "x" * ITEM_BYTES
ODD: dict[str, Callable[[str], Performed]] = {
    "a large record": putting(text=LARGE),
    "half a character": putting(text="a\ud800"),
    "39 digits": putting(n=10**38 + 1),
    "a float": putting(n=0.5),
    "bytes": putting(n=b"x"),
    "a long key": lambda _: Performed(Verdict(), [Put(Key("ODD", "k" * 1_100), {})]),
    "half a character in a key": lambda _: Performed(Verdict(), [Delete(Key("ODD", "\udfff"))]),
    "a large message": lambda _: Performed(
        Verdict(), [], notices=[Notice("a@example.com", {"text": LARGE})]
    ),
    "a tally of half a thing": lambda _: Performed(Verdict(), [], {"stones": 1.5}),  # type: ignore[dict-item]
    "a tally of 39 digits": lambda _: Performed(Verdict(), [], {"stones": 10**38 + 1}),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_it_costs_one_target(monkeypatch: Patch, odd: Callable[[str], Performed]) -> None:
    heap = heap_where(monkeypatch, {"f": odd}, message=_letter)

    task, verdicts = run(heap)

    assert (task.state, task.counts) == (TaskState.COMPLETED, Counts(9, errors=1))
    assert set(verdicts) == {"f"}
    assert verdicts["f"].message
    assert heap.stones == "abcdeghij"


def _letter(_params: Any, notice: Notice, _link: str) -> Message:
    return Message(to=notice.to, sender="us@example.com", subject="s", text="t", html="h")


def test_the_sentence_says_what_it_is(monkeypatch: Patch) -> None:
    odd = {"b": ODD["a large record"], "c": ODD["39 digits"], "d": ODD["a large message"]}

    _, verdicts = run(heap_where(monkeypatch, odd, message=_letter))

    assert verdicts == {
        "b": Verdict(
            Outcome.ERROR,
            "too_large",
            "It is too large to store: a record has at most 400 KB.",
        ),
        "c": Verdict(Outcome.ERROR, "not_storable", "It holds a number of more than 38 digits."),
        "d": Verdict(Outcome.ERROR, "too_large", "Its message is too large to store."),
    }


def test_a_record_that_would_grow_too_large_costs_who_makes_it_grow(monkeypatch: Patch) -> None:
    def growing(name: str) -> Performed:
        return Performed(Verdict(), [Update(Key("OLD", "1"), set={name: "y" * 50_000})])

    heap = heap_where(monkeypatch, {"f": growing})
    old = in_account("parkside", Key("OLD", "1"))
    heap.fleet.tables.records.put_many([(old, {"text": "x" * 380_000})])

    task, verdicts = run(heap)

    assert task.counts == Counts(9, errors=1)
    assert {name: verdict.code for name, verdict in verdicts.items()} == {"f": "too_large"}
    assert set(heap.fleet.tables.records.get(old) or {}) == {"text"}


def test_of_those_that_add_to_one_record_as_many_go_in_as_fit(monkeypatch: Patch) -> None:
    """Like the week's sheet of a facility."""

    def perform(targets: Sequence[str], *_: Any) -> list[Performed]:
        sheet, performed = "", []
        for _name in targets:
            sheet += "x" * 150_000
            performed.append(Performed(Verdict(), [Put(Key("SHEET", "1"), {"text": sheet})]))
        return performed

    heap = Heap(monkeypatch, perform=perform, verify=lambda *_: iter(()))

    task, verdicts = run(heap, "abcd")

    assert task.counts == Counts(2, errors=2)
    assert set(verdicts) == {"c", "d"}
    assert len((heap.record(Key("SHEET", "1")) or {})["text"]) == 300_000


def test_more_than_a_transaction_holds_is_left_for_retries(monkeypatch: Patch) -> None:
    names = "abcdefghijklmnopqrst"
    large = {name: putting(text="x" * 390_000) for name in names}
    heap = heap_where(monkeypatch, large, batch_writes=0)

    task, verdicts = run(heap, names)

    assert 5 < task.counts.succeeded < 12
    assert {verdict.code for verdict in verdicts.values()} == {"too_large"}
    assert all("Retry it." in verdict.message for verdict in verdicts.values())
    for number in range(5):
        if task.leftover:
            task = heap.owner.retry(task, key=f"again {number}")
            heap.fleet.settle()
            task = heap.fleet.task(task.ref)
    assert task.leftover == 0
    assert all(heap.record(Key("ODD", name)) for name in names)
    assert heap.fleet.surprises == []


def test_writes_that_do_not_go_together_cost_the_later_target(monkeypatch: Patch) -> None:
    shared = Key("ODD", "1")
    odd = {
        "b": lambda _: Performed(Verdict(), [Delete(shared)]),
        "c": lambda _: Performed(Verdict(), [Update(shared, add={"n": 1})]),
    }

    task, verdicts = run(heap_where(monkeypatch, odd))

    assert task.counts == Counts(9, errors=1)
    assert set(verdicts) == {"c"}


class Picky:
    """A database that takes no transaction with a certain record, and does not say why."""

    def __init__(self, heap: Heap, *spoilt: str) -> None:
        self.tasks, self.records = heap.fleet.database.tasks, heap.fleet.database.records
        self._transact, self.tab = heap.fleet.database.transact, heap.fleet.database.tab
        self._spoilt = set(spoilt)

    def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
        if self._spoilt & {effect.key.sort for effect in records}:
            raise NotStorable("It cannot be stored.")
        self._transact(tasks=tasks, records=records)


@pytest.mark.parametrize("spoilt", ["a", "f", "hj", "abcdefghij"])
def test_where_the_store_does_not_say_why_each_target_is_tried(
    monkeypatch: Patch, spoilt: str
) -> None:
    heap = heap_where(monkeypatch, {})
    heap.fleet.database = Picky(heap, *(f"STONE#{name}" for name in spoilt))

    task, verdicts = run(heap)

    assert task.counts == Counts(10 - len(spoilt), errors=len(spoilt))
    assert verdicts == dict.fromkeys(
        spoilt, Verdict(Outcome.ERROR, "not_storable", "It cannot be stored.")
    )
    assert set(heap.stones) == set("abcdefghij") - set(spoilt)


class Small(Picky):
    """A database whose transactions take three records at most, which nobody told us."""

    def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
        if len(records) > 3:
            raise NotStorable("It cannot be stored.")
        self._transact(tasks=tasks, records=records)


def test_what_fits_one_by_one_is_halved_until_it_fits(monkeypatch: Patch) -> None:
    heap = heap_where(monkeypatch, {})
    heap.fleet.database = Small(heap)

    task, verdicts = run(heap)

    assert task.state is TaskState.COMPLETED
    assert task.counts == Counts(6, errors=4)
    assert {verdict.code for verdict in verdicts.values()} == {"too_large"}


def test_results_that_are_too_large_fail_the_task_and_what_was_done_stays(
    monkeypatch: Patch,
) -> None:
    heap = Heap(
        monkeypatch, finish=lambda *_: Finished([Put(Key("HEAP", "SIZE"), {"text": LARGE})])
    )

    task, _ = run(heap)

    assert (task.state, task.counts) == (TaskState.FAILED, Counts(10))
    assert task.failure == "Its results are too large to be stored. What was done stays done."
    assert heap.stones == "abcdefghij"


def test_the_longest_ledger_row_fits(monkeypatch: Patch) -> None:
    longest = Verdict(Outcome.ERROR, "😀" * 1_000, "\U0001f600" * 100_000).short()
    letters, notes = encode([longest] * TARGETS_LIMIT)

    assert row_size(Key("P", "S"), {"outcomes": letters, "notes": notes}) < ITEM_BYTES

    odd = dict.fromkeys("abcdefghij", lambda _: Performed(longest))
    task, _ = run(heap_where(monkeypatch, odd))
    assert task.counts == Counts(errors=10)


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(-(10**45), 10**45),
        st.floats(allow_nan=True),
        st.binary(max_size=3),
        st.text(st.characters(exclude_categories=[]), max_size=5),
        st.just("x" * 300_000),
        st.just(["y" * 1_000] * 150),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(value=VALUES, message=st.text(st.characters(exclude_categories=[])))
def test_whatever_a_kind_hands_over_the_others_are_done(
    monkeypatch: Patch, value: Any, message: str
) -> None:
    with monkeypatch.context() as patch:
        odd = {
            "c": putting(value=value),
            "d": lambda _: Performed(Verdict(Outcome.WARNING, message, message)),
        }
        heap = heap_where(patch, odd)

        task, verdicts = run(heap)

    assert task.state is TaskState.COMPLETED
    assert task.counts.done == 10
    assert task.counts.warnings == 1
    assert heap.stones == "abefghij"
    assert set(verdicts) <= {"c", "d"}


def test_many_messages_of_a_fair_size_are_sent_and_the_largest_ones_are_not(
    monkeypatch: Patch,
) -> None:
    """Fifty lie in one row: one may be long, not all of them."""
    names = [f"{number:02d}" for number in range(40)]

    def telling(targets: Sequence[str], *_: Any) -> list[Performed]:
        sizes = {"05": 120_000}
        return [
            Performed(
                Verdict(),
                [],
                notices=[Notice("a@example.com", {"text": "x" * sizes.get(name, 7_500)})],
            )
            for name in targets
        ]

    heap = Heap(
        monkeypatch,
        perform=telling,
        message=_letter,
        batch_writes=0,
        verify=lambda *_: iter(()),
    )
    task = heap.owner.launch("toy", {"names": names}, key="many")
    heap.fleet.settle()
    task = heap.fleet.task(task.ref)

    assert task.counts == Counts(39, errors=1)
    assert task.notices.sent == 39
    assert heap.fleet.surprises == []
