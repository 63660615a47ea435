"""An undo under faults: what a task did is taken back once, or it is said what was left."""

from collections.abc import Mapping

import pytest

from legwork.domain.effect import Item, Key
from legwork.domain.errors import UndoneAlready, WrongState
from legwork.domain.task import TaskState
from legwork.testing.faults import Fault, crash_after, crash_before, interrupt
from legwork.testing.interleave import interleave
from legwork.testing.world import Settings
from tests.faults.cancel import Cancel
from tests.faults.park import UNDOS, prepared
from tests.faults.side_by_side import choices
from tests.faults.trial import Trial, undisturbed

WORKS = [f"undo {name}" for name in UNDOS]
OTHERS = [name for name in WORKS if name != "undo import"]
"""Without what does the same as another one, when it comes to the engine."""
MAILS = {"undo cancellation", "undo assignment"}
"""Those that tell families."""
MARKS = ("version", "edited_by", "cancelled_by", "restored_by", "assigned_by")
"""Attributes that only grow."""


def before(name: str) -> Mapping[Key, Item]:
    """The records as they were before the undone task."""
    first = Trial(name.removeprefix("undo "))
    return {key: plain(item) for key, item in first.fleet.tables.records.rows.items()}


def plain(item: Item) -> Item:
    return {name: value for name, value in item.items() if name not in MARKS}


@pytest.mark.parametrize("name", WORKS)
def test_undone_the_records_are_as_before(name: str) -> None:
    model = undisturbed(name)
    then = before(name)
    now = {key: plain(item) for key, item in model.fleet.tables.records.rows.items()}
    differing = {key for key in then.keys() | now.keys() if then.get(key) != now.get(key)}
    assert {key for key in differing if not is_kept(key, now.get(key))} == set()


def is_kept(key: Key, item: Item | None) -> bool:
    """Of money the traces stay, of counts the sums; and what rows name for the first time."""
    traces = ("RECEIPT#", "POSTING#", "COUNTS#", "PERMIT", "DROPS", "RECEIPT", "KEYWORD", "TOKEN#")
    if key.sort.startswith(traces) or key.partition.endswith("#KEYWORDS"):
        return True
    if "#DIRECTORY#" in key.partition:
        # What the last release has made is entered by whoever comes by.
        return item is not None
    if key.sort == "RECIPIENT" or "#TOLD#" in key.partition or "#REDRESS#" in key.partition:
        return True
    if key.sort == "HOLDER":
        return item is not None and item["balance_cents"] == 0
    if key.sort == "TIMETABLE":
        # An entry stays behind when the meeting is given to somebody else, and means nothing.
        return True
    # Sheets that nobody is entered in any more, and accounts on which nothing is open.
    return key.sort in {"SHEET", "HEAD"} and not any((item or {}).values())


@pytest.mark.parametrize("crash", [crash_before, crash_after])
@pytest.mark.parametrize("name", OTHERS)
def test_a_process_dies_at_any_write(name: str, crash: Fault) -> None:
    model = undisturbed(name)
    # Before every third one, and after every third of the others.
    for number in [*model.fleet.faults.writes][crash is crash_after :: 3]:
        trial = Trial(name)
        trial.strike(number, crash)
        assert trial.launch() or trial.launch()
        trial.settle()
        assert settled(trial) == settled(model), number
        trial.check()


def settled(trial: Trial) -> list[tuple[TaskState, int, int]]:
    """What came of it, but for mail in doubt: that is a warning."""
    return [(t.state, t.total, t.counts.succeeded + t.counts.warnings) for t in trial.tasks()]


@pytest.mark.parametrize("name", WORKS)
def test_every_message_comes_twice(name: str) -> None:
    model = undisturbed(name)
    for seed in range(2):
        trial = Trial(name, Settings(twice=True), seed=seed)
        assert trial.launch()
        trial.settle(watching=False)
        assert trial.end() == model.end(), seed
        trial.check()


@pytest.mark.parametrize("name", OTHERS)
def test_a_cancel_at_any_call_is_the_last_word_and_a_retry_takes_up_the_rest(name: str) -> None:
    model = undisturbed(name)
    for call in model.fleet.faults.calls[::17]:
        trial = Trial(name)
        cancel = Cancel(trial)
        trial.strike(call.number, interrupt(cancel))
        assert trial.launch()
        trial.settle()
        if name in MAILS:
            # A mail call under way may still finish.
            trial.check()
        else:
            cancel.check()
        [undo] = trial.tasks()
        if undo.state is not TaskState.CANCELLED or not undo.can_be_retried:
            continue
        retry = trial.owner.retry(undo, key="rest")
        trial.settle()
        trial.check()
        done = trial.fleet.task(retry.ref).counts.done
        assert undo.counts.done + done == model.tasks()[0].total


@pytest.mark.parametrize("name", WORKS)
def test_of_two_undos_at_once_one_is_refused(name: str) -> None:
    model = undisturbed(name)
    for seed in range(5):
        trial = Trial(name)
        refused: list[WrongState] = []

        def undo(key: str, trial: Trial = trial, refused: list[WrongState] = refused) -> None:
            [first] = [
                task
                for task in map(trial.fleet.task, trial.before)
                if task.kind == UNDOS[name.removeprefix("undo ")] and task.ref.listed
            ]
            try:
                trial.owner.undo(first.ref, key=key)
            except UndoneAlready as error:
                refused.append(error)

        interleave(trial.fleet.faults, [lambda: undo("one"), lambda: undo("other")], choices(seed))
        trial.settle()
        assert len(refused) == 1
        assert trial.end() == model.end(), seed
        trial.check()


@pytest.mark.parametrize("name", WORKS)
def test_a_task_that_was_cancelled_half_way_is_undone_as_far_as_it_came(name: str) -> None:
    first = name.removeprefix("undo ")
    for steps in range(2, 40, 6):
        trial = Trial(first)
        assert trial.launch()
        trial.steps(steps)
        [task] = trial.tasks()
        if not task.state.can_be_cancelled:
            break
        cancelled = trial.owner.cancel(task.ref)
        done = cancelled.counts.succeeded + cancelled.counts.warnings
        if not done:
            with pytest.raises(WrongState, match="nothing to undo"):
                trial.owner.undo(task.ref, key="undo")
            continue
        undo = trial.owner.undo(task.ref, key="undo")
        trial.settle()
        trial.check()
        counts = trial.fleet.task(undo.ref).counts
        # Families that cannot be told are warnings.
        assert (counts.succeeded + counts.warnings, counts.done) == (done, done)


def test_every_work_that_is_undone_leaves_something_to_undo() -> None:
    for name in WORKS:
        [done] = [
            task
            for task in map(prepared(name).task, Trial(name).before)
            if task.kind == UNDOS[name.removeprefix("undo ")] and task.ref.listed
        ]
        assert done.can_be_undone
