"""An undo is a task over what another one has done: once, and saying what it left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from legwork import kinds
from legwork.domain.effect import Delete, Item, Key, Put, Update, as_read
from legwork.domain.errors import (
    CannotBeUndone,
    KeyReused,
    NotAllowed,
    UndoneAlready,
    WrongState,
)
from legwork.domain.kind import Context, Performed
from legwork.domain.outcome import Counts, Outcome, Verdict
from legwork.domain.permission import Caller
from legwork.domain.plan import EFFECTS_LIMIT
from legwork.domain.record import Records
from legwork.domain.reverse import (
    Reverse,
    Undoing,
    edited_since,
    forgotten,
    nothing_to_compare,
    summing_up,
)
from legwork.domain.task import Task, TaskState
from legwork.ports import PurgeMessage
from legwork.store import plans
from legwork.store.records import in_account
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from legwork.usecases.undo_task import undo_warning
from tests.unit.usecases import rounds
from tests.unit.usecases.rounds import BATCH, close, go, open_all, places_of, visits

PLACES = 8


def remembering(
    targets: Sequence[str], records: Records, context: Context[rounds.Params]
) -> Sequence[Performed]:
    """Visit, and remember how often somebody had been there."""
    been = records.get(Key("VISITED", target) for target in targets)
    return [
        replace(done, memory=been.get(Key("VISITED", target), {}).get("times", 0))
        for target, done in zip(
            targets, rounds.KIND.perform(targets, records, context), strict=True
        )
    ]


def go_back(
    targets: Sequence[str], records: Records, undoing: Undoing[rounds.Params]
) -> Sequence[Performed]:
    """Take visits back, unless others have been there since."""
    found = records.get(Key("VISITED", target) for target in targets)
    closed = records.get(Key("CLOSED", target) for target in targets)
    return [
        _back(Key("VISITED", t), found, undoing.memory.get(t), shut=Key("CLOSED", t) in closed)
        for t in targets
    ]


def _back(key: Key, found: Mapping[Key, Item], memory: int | None, *, shut: bool) -> Performed:
    item = found.get(key)
    if shut:
        return Performed(Verdict(Outcome.ERROR, "closed", "Nobody was in."))
    if memory is None or item is None:
        return forgotten() if memory is None else edited_since("Nobody has been there.")
    if item["times"] != memory + 1:
        return edited_since("Somebody has been there since.")
    read = as_read(item, "times")
    gone = Delete(key, read) if not memory else Update(key, set={"times": memory}, expect=read)
    return Performed(Verdict(), [gone], {"visits": -1})


@pytest.fixture(autouse=True)
def introduced(monkeypatch: pytest.MonkeyPatch) -> None:
    reverse = Reverse(
        perform=go_back,
        finish=summing_up(lambda _params, _said: None),
        verify=nothing_to_compare,
        batch_writes=EFFECTS_LIMIT - BATCH,
    )
    kind = replace(rounds.KIND, perform=remembering, reverse=reverse)
    every = {**kinds.all_kinds(), kind.name: kind}
    monkeypatch.setattr(kinds, "all_kinds", lambda: every)


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    fleet = Fleet()
    yield fleet
    assert fleet.surprises == []


@pytest.fixture
def owner(fleet: Fleet) -> Owner:
    return Owner(fleet)


def ended(fleet: Fleet, task: Task) -> Task:
    """The task, once there is nothing left to do."""
    fleet.settle()
    assert problems(fleet) == []
    return fleet.task(task.ref)


def undone(fleet: Fleet, owner: Owner, task: Task, *, key: str = "undo") -> Task:
    return ended(fleet, owner.undo(task.ref, key=key))


def go_on(fleet: Fleet, place: int) -> None:
    """Somebody else visits a place."""
    key = in_account("parkside", Key("VISITED", f"place-{place:04d}"))
    fleet.tables.records.write(Update(key, add={"times": 1}))


def test_what_was_done_is_taken_back_and_both_tasks_say_so(fleet: Fleet, owner: Owner) -> None:
    close(fleet, {1, 4})
    first = ended(fleet, go(owner, PLACES))
    undo = undone(fleet, owner, first)
    assert visits(fleet) == {}
    assert (undo.undo_of, fleet.task(first.ref).undone_by) == (first.ref.id, undo.ref.id)
    assert (undo.kind, undo.params, undo.subject) == (first.kind, first.params, first.subject)
    assert undo.title == f"Undo: {first.title}"
    assert (undo.total, undo.counts) == (PLACES - 2, Counts(succeeded=PLACES - 2))


@pytest.mark.parametrize("place", range(0, PLACES, 3))
@pytest.mark.parametrize("steps", [0, 2, 4])
def test_what_somebody_has_changed_since_is_kept(
    fleet: Fleet, owner: Owner, place: int, steps: int
) -> None:
    first = ended(fleet, go(owner, PLACES))
    undo = owner.undo(first.ref, key="undo")
    for _ in range(steps):
        fleet.step(purging=False)
    go_on(fleet, place)
    fleet.settle()
    kept = places_of(fleet, undo, Outcome.SKIPPED)
    # Whoever came after it was taken back has come anew.
    assert kept in ([place], [])
    assert visits(fleet) == {place: 2 if kept else 1}


def test_the_same_call_again_is_the_same_undo_and_another_one_is_refused(
    fleet: Fleet, owner: Owner
) -> None:
    first = ended(fleet, go(owner, PLACES))
    undo = owner.undo(first.ref, key="undo")
    assert owner.undo(first.ref, key="undo").ref == undo.ref
    with pytest.raises(UndoneAlready, match=undo.ref.id):
        owner.undo(first.ref, key="other")
    fleet.settle()
    assert owner.undo(first.ref, key="undo").ref == undo.ref
    with pytest.raises(UndoneAlready):
        owner.undo(first.ref, key="other")
    with pytest.raises(CannotBeUndone, match="an undo itself"):
        owner.undo(undo.ref, key="again")
    with pytest.raises(KeyReused):
        owner.undo(undo.ref, key="undo")
    assert visits(fleet) == {}


def test_what_cannot_be_undone_says_why(fleet: Fleet, owner: Owner) -> None:
    running = go(owner, PLACES)
    with pytest.raises(WrongState, match="has not ended"):
        owner.undo(running.ref, key="undo")
    close(fleet, range(PLACES))
    nothing = ended(fleet, go(owner, PLACES, key="second"))
    assert nothing.counts.errors == PLACES
    with pytest.raises(WrongState, match="has changed nothing"):
        owner.undo(nothing.ref, key="undo")
    report = owner.launch("generate_report", {"report": "reservations", "format": "csv"}, key="r")
    with pytest.raises(CannotBeUndone, match="It changes nothing"):
        owner.undo(report.ref, key="undo")


def test_an_undo_is_a_launch_and_needs_its_permission(fleet: Fleet, owner: Owner) -> None:
    first = ended(fleet, go(owner, PLACES))
    owner.caller = Caller.of(account="parkside", sub="ben", name="Ben", groups=["permits"])
    with pytest.raises(NotAllowed):
        owner.undo(first.ref, key="undo")


def test_what_an_undo_leaves_over_its_retry_takes_up(fleet: Fleet, owner: Owner) -> None:
    first = ended(fleet, go(owner, PLACES))
    close(fleet, {2, 5})
    undo = undone(fleet, owner, first)
    assert (undo.counts.succeeded, undo.counts.errors) == (PLACES - 2, 2)
    open_all(fleet)
    retry = ended(fleet, owner.retry(undo, key="retry"))
    assert (retry.undo_of, retry.counts) == (first.ref.id, Counts(succeeded=2))
    assert visits(fleet) == {}


def test_a_release_that_remembered_nothing_is_told_from_one_that_did(
    fleet: Fleet, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        every = {**kinds.all_kinds(), "rounds": rounds.KIND}
        before.setattr(kinds, "all_kinds", lambda: every)
        first = ended(fleet, go(owner, PLACES))
    undo = undone(fleet, owner, first)
    assert undo.counts == Counts(errors=PLACES)
    [entry, *_] = plans.ledger(fleet.tables, undo, undo.lanes[0])
    assert entry.verdicts[0].code == "cannot_undo"
    assert len(visits(fleet)) == PLACES


@pytest.mark.parametrize("steps", [2, 3, 4])
def test_a_cancelled_task_is_undone_as_far_as_it_came_though_its_time_is_over(
    steps: int,
) -> None:
    fleet = Fleet(Settings(running_max=1))
    owner = Owner(fleet)
    task = go(owner, PLACES)
    for _ in range(steps):
        fleet.step(purging=False)
    first = owner.cancel(task.ref)
    if not first.counts.succeeded:
        return
    # Another task has the account's only turn for longer than the cancelled one is there.
    go(owner, PLACES, key="another")
    fleet.step(purging=False)
    undo = owner.undo(first.ref, key="undo")
    fleet.clock.advance(timedelta(minutes=11))
    fleet.handle(PurgeMessage(first.ref))
    assert fleet.task(first.ref).undone_by == undo.ref.id
    fleet.settle()
    assert fleet.task(undo.ref).state is TaskState.COMPLETED
    # The other task has been to the same places since.
    assert fleet.task(undo.ref).counts.done == first.counts.succeeded
    fleet.handle(PurgeMessage(first.ref))
    with pytest.raises(LookupError):
        fleet.task(first.ref)
    assert fleet.surprises == []


def test_an_undo_that_is_cancelled_before_it_is_planned_gives_the_task_back(
    fleet: Fleet, owner: Owner
) -> None:
    first = ended(fleet, go(owner, PLACES))
    undo = owner.undo(first.ref, key="undo")
    owner.cancel(undo.ref)
    assert fleet.task(first.ref).undone_by is None
    undone(fleet, owner, fleet.task(first.ref), key="other")
    assert visits(fleet) == {}


@pytest.mark.parametrize(("sent", "says"), [(0, None), (1, "1 mail has left"), (2, "2 mails have")])
def test_mail_cannot_be_unsent_and_a_task_says_so(
    fleet: Fleet, owner: Owner, sent: int, says: str | None
) -> None:
    first = ended(fleet, go(owner, PLACES))
    told = undo_warning(first.evolve(notices=replace(first.notices, staged=sent, sent=sent)))
    assert told == says or (told is not None and says is not None and says in told)


def test_a_warning_is_of_the_kind_too(fleet: Fleet, owner: Owner) -> None:
    first = ended(fleet, go(owner, PLACES)).evolve(kind="permit_save")
    assert "keeps the holder" in (undo_warning(first) or "")


def test_rows_of_the_last_release_are_read() -> None:
    fleet = Fleet()
    first = ended(fleet, go(Owner(fleet), PLACES))
    for key, row in [*fleet.tables.tasks.rows.items()]:
        kept = {n: v for n, v in row.items() if n not in {"memory", "undo_of", "undone_by"}}
        fleet.tables.tasks.write(Put(key, kept))
    undo = undone(fleet, Owner(fleet), fleet.task(first.ref))
    assert undo.counts == Counts(errors=PLACES)


def test_a_preview_takes_nothing_back_and_what_runs_is_what_it_showed(
    fleet: Fleet, owner: Owner
) -> None:
    first = ended(fleet, go(owner, PLACES))
    preview = ended(fleet, owner.undo(first.ref, key="look", preview=True))
    assert (preview.counts, len(visits(fleet))) == (Counts(succeeded=PLACES), PLACES)
    assert fleet.task(first.ref).undone_by is None
    with pytest.raises(CannotBeUndone, match="a preview"):
        owner.undo(preview.ref, key="undo")
    go_on(fleet, 3)
    undo = ended(fleet, owner.run(preview.ref, key="run"))
    assert visits(fleet) == {3: 2}
    assert (undo.undo_of, fleet.task(first.ref).undone_by) == (first.ref.id, undo.ref.id)
    assert undo.counts == Counts(succeeded=PLACES - 1, skipped=1)


def test_a_previewed_undo_of_what_was_undone_meanwhile_is_refused(
    fleet: Fleet, owner: Owner
) -> None:
    first = ended(fleet, go(owner, PLACES))
    preview = ended(fleet, owner.undo(first.ref, key="look", preview=True))
    undone(fleet, owner, first)
    with pytest.raises(UndoneAlready):
        owner.run(preview.ref, key="run")


def half_done() -> tuple[Fleet, Task]:
    """A task that did half of its places, while the others were shut."""
    fleet = Fleet()
    close(fleet, range(0, PLACES, 2))
    first = ended(fleet, go(Owner(fleet), PLACES))
    open_all(fleet)
    assert (first.counts.succeeded, first.leftover) == (PLACES / 2, PLACES / 2)
    return fleet, first


def test_an_undo_and_a_retry_of_one_task_keep_out_of_each_others_way() -> None:
    """Whoever is first, and however far that one has come."""
    before, first = half_done()
    left = dict.fromkeys(range(0, PLACES, 2), 1)
    for steps in range(12):
        fleet = Fleet(like=before)
        owner = Owner(fleet)
        retry = owner.retry(fleet.task(first.ref), key="retry")
        for _ in range(steps):
            fleet.step(purging=False)
        undo = ended(fleet, owner.undo(first.ref, key="undo"))
        assert undo.counts == Counts(succeeded=PLACES // 2), steps
        assert visits(fleet) == left, steps
        again = undone(fleet, owner, fleet.task(retry.ref), key="undo the retry")
        assert (again.counts, visits(fleet)) == (Counts(succeeded=PLACES // 2), {}), steps
    for steps in range(12):
        fleet = Fleet(like=before)
        owner = Owner(fleet)
        undo = owner.undo(first.ref, key="undo")
        for _ in range(steps):
            fleet.step(purging=False)
        retry = ended(fleet, owner.retry(fleet.task(first.ref), key="retry"))
        assert visits(fleet) == left, steps
        assert fleet.task(undo.ref).counts.succeeded == PLACES // 2


def test_a_retry_of_an_undo_is_no_second_undo(fleet: Fleet, owner: Owner) -> None:
    first = ended(fleet, go(owner, PLACES))
    close(fleet, range(3))
    undo = undone(fleet, owner, first)
    assert undo.counts.errors == 3
    open_all(fleet)
    retry = owner.retry(undo, key="rest")
    assert owner.retry(fleet.task(undo.ref), key="rest").ref == retry.ref
    with pytest.raises(WrongState, match="taken up"):
        owner.retry(fleet.task(undo.ref), key="rest again")
    with pytest.raises(UndoneAlready):
        owner.undo(first.ref, key="undo again")
    done = ended(fleet, retry)
    assert (done.counts, visits(fleet)) == (Counts(succeeded=3), {})
    with pytest.raises(CannotBeUndone):
        owner.undo(done.ref, key="undo the retry of the undo")
