"""Who teaches what, and what many records are changed to: under every fault, and side by side."""

from collections.abc import Callable
from typing import Any

import pytest

from legwork.domain.task import TaskState
from legwork.testing.faults import Fault, Faults, at, crash_after, crash_before, interrupt
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import interleave
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import instructor as instructors
from tests.faults.cancel import Cancel
from tests.faults.side_by_side import choices, work_side_by_side
from tests.faults.teaching import (
    DAYS,
    TEACHERS,
    TEACHING,
    assign,
    edit,
    meetings,
    open_school,
    records_of,
    substitutes_with_two_meetings,
    wrongly_told,
)
from tests.faults.test_crash import with_all_messages
from tests.faults.trial import ENDINGS, Trial, undisturbed

CRASHES = pytest.mark.parametrize("crash", [crash_before, crash_after])
WORKS = pytest.mark.parametrize("name", TEACHING)


def check_ended(trial: Trial, model: Trial) -> None:
    """All is done as in the calm run, but for mails in doubt."""
    trial.check()
    [task], [calm] = trial.tasks(), model.tasks()
    doubtful = task.notices.in_doubt
    assert task.state is TaskState.COMPLETED
    assert task.counts.succeeded == calm.counts.succeeded - doubtful
    assert (task.counts.errors, task.counts.skipped) == (calm.counts.errors, calm.counts.skipped)
    assert taught(trial.fleet) == taught(model.fleet)
    check_records(trial)


def taught(fleet: Fleet) -> dict[str, list[tuple[str, str]]]:
    """Who teaches what, whichever task said so."""
    found = meetings(fleet)
    return {who: [(one.class_id, one.slot) for one in found[who]] for who in found}


def check_records(trial: Trial) -> None:
    """What holds whatever has come of the task."""
    assert [*substitutes_with_two_meetings(trial.fleet)] == []
    for task in trial.tasks():
        assert [*wrongly_told(task, trial.fleet)] == []
    records = records_of(trial.fleet)
    named = {name: one.instructor for name, one in classes.find(TEACHERS, records).items()}
    people = instructors.find({*TEACHERS.values(), "dora"}, records)
    has = {(name, who) for who, one in people.items() for name in one.classes}
    assert has == set(named.items())


def test_what_comes_of_it_in_a_calm_run() -> None:
    """Two days of two classes: on the second one the substitute has a class of her own."""
    [task] = undisturbed("assignment").tasks()
    assert task.counts.errors == 1 + 2 + 2
    [task] = undisturbed("quick edit").tasks()
    assert task.counts.succeeded == len(TEACHERS)


@CRASHES
@WORKS
def test_the_same_call_and_the_same_messages_make_it_good(name: str, crash: Fault) -> None:
    model = undisturbed(name)
    for number in model.fleet.faults.writes:
        trial = Trial(name)
        assert trial.launch_struck(number, crash) or trial.launch()
        trial.settle()
        check_ended(trial, model)


@CRASHES
@WORKS
def test_the_watchdog_alone_makes_it_good(name: str, crash: Fault) -> None:
    model = undisturbed(name)
    for number in model.fleet.faults.writes:
        trial = Trial(name)
        task = trial.launch_struck(number, with_all_messages(trial, crash))
        trial.settle()
        if task or trial.tasks():
            check_ended(trial, model)


@WORKS
def test_a_cancel_at_any_call_is_the_last_word(name: str) -> None:
    """Rule: a cancel discards the mail that has not left."""
    for call in undisturbed(name).fleet.faults.calls:
        if call.name == "mailer.send":
            # Such a call takes its time beside the cancel, not before and after it.
            continue
        trial = Trial(name)
        cancel = Cancel(trial)
        assert trial.launch_struck(call.number, interrupt(cancel))
        trial.settle()
        cancel.check()
        check_records(trial)


# --- Two at once -----------------------------------------------------------------------------


def school() -> Fleet:
    prepared = Fleet()
    open_school(prepared)
    return Fleet(like=prepared, faults=Faults())


def giving(fleet: Fleet, class_id: str) -> Callable[[], object]:
    """Give the same person another class's meeting at the same time."""
    params: dict[str, Any] = {
        "classes": [class_id],
        "meetings": {},
        "to_date": None,
        "substitute": "dora",
    }
    return lambda: assign(Owner(fleet), key=f"give {class_id}", notify=False, **params)


def settled(launch: Callable[[], object], fleet: Fleet) -> Callable[[], None]:
    """Launch a task and drive it, and whatever else there is, to the end."""

    def both() -> None:
        launch()
        ENDINGS.settle(fleet)

    return both


def check_given_once(fleet: Fleet) -> None:
    ENDINGS.settle(fleet)
    assert ENDINGS.problems(fleet) == []
    assert [*substitutes_with_two_meetings(fleet)] == []
    assert [one.date for one in meetings(fleet)["dora"]] == [DAYS[0]]
    assert sum(task.counts.errors for task in tasks_of(fleet)) == 1


def test_one_substitute_for_two_meetings_at_any_call_of_each_other() -> None:
    """Two tasks at once never both give a substitute overlapping meetings."""
    number = 0
    while True:
        fleet = school()
        fleet.faults.plan = at(number, interrupt(settled(giving(fleet, "B"), fleet)))
        giving(fleet, "A")()
        ENDINGS.settle(fleet)
        if len(tasks_of(fleet)) == 1:
            break
        check_given_once(fleet)
        number += 1
    assert number > 10


def test_one_substitute_for_two_meetings_side_by_side() -> None:
    for seed in range(20):
        fleet = school()
        calls = [giving(fleet, "A"), giving(fleet, "B")]
        assert interleave(fleet.faults, calls, choices(seed)) == [None, None]
        work_side_by_side(fleet, seed)
        check_given_once(fleet)


def test_a_substitute_who_gets_a_class_at_the_same_moment() -> None:
    """Whichever comes first: an edit asks for no clash, an assignment sees what was edited."""
    for seed in range(20):
        fleet = school()
        edits = edit(Owner(fleet), everyone=False, ids=["B"], capacity=None)
        giving(fleet, "A")()
        work_side_by_side(fleet, seed)
        assert ENDINGS.problems(fleet) == []
        assert fleet.task(edits.ref).counts.succeeded == 1
        [given] = [task for task in tasks_of(fleet) if task.ref != edits.ref]
        assert given.counts.succeeded + given.counts.errors == 1
