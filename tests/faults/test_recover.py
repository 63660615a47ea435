"""A stack is restored to a moment in the middle of everything: all audits are clean afterwards."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from legwork.domain.lane import Lane
from legwork.domain.notice import Message
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.ports import Database
from legwork.store import holds, keys, lanes, restoring, turns
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.owner import Owner
from legwork.usecases.recover import Recovery, recover
from tests.chaos.town import ACCOUNTS, little_room, town
from tests.formats.scenario import busy_fleet

POINTS = 60
"""Moments of the morning: after each call, and after each message."""
EACH = 3
"""Each so many of them is tried one by one; together they see every state."""


@cache
def morning() -> tuple[list[Fleet], Fleet]:
    """The stack as it was at each moment, and as it was when it was lost."""
    moments: list[Fleet] = []
    lost = busy_fleet(lambda fleet: moments.append(Fleet(like=fleet)))
    with little_room():
        for _ in range(40):
            lost.step(purging=False)
    return moments, lost


def restored(moment: Fleet) -> tuple[Fleet, list[TaskRef]]:
    """A new stack with the rows of a moment; queues are empty, files are there."""
    fleet = Fleet(town().settings, seed=3)
    fleet.clock.advance(moment.clock.now() - fleet.clock.now())
    fleet.ids.count = moment.ids.count + 1_000
    live = []
    for key, row in moment.tables.tasks.rows.items():
        if restoring.is_live(key, row):
            live.append(TaskRef(row["account"], row["id"], row["listed"]))
        if (quiet := restoring.quiet(key, row)) is not None:
            fleet.tables.tasks.rows[key] = quiet
    fleet.tables.records.rows.update(moment.tables.records.rows)
    fleet.bodies.bodies.update(moment.bodies.bodies)
    fleet.bus.published += moment.bus.published
    fleet.post.outbox += moment.post.outbox
    return fleet, live


def recovered(fleet: Fleet, live: list[TaskRef]) -> Recovery:
    return recover(
        at=fleet.clock.now(),
        live=live,
        scheduled=[],
        running_max=fleet.settings.running_max,
        database=fleet.tables,
        files=fleet.bodies,
        queues=fleet.inbox,
        clock=fleet.clock,
        retention=fleet.settings.retention,
    )


def hidden(fleet: Fleet) -> list[TaskRef]:
    """What a second run looks at, once tasks go on."""
    rows = fleet.tables.tasks.rows.items()
    found = [row for key, row in rows if restoring.is_hidden(key, row)]
    return sorted((TaskRef(r["account"], r["id"], r["listed"]) for r in found), key=lambda r: r.id)


def go_on(fleet: Fleet) -> None:
    """Some minutes pass."""
    for _ in range(5):
        fleet.watch()
        while fleet.step(purging=False):
            pass
        fleet.clock.advance(timedelta(minutes=1))


def decide(fleet: Fleet, *, resume: bool) -> None:
    """Owners look at what is paused."""
    for task in tasks_of(fleet):
        if task.state is TaskState.PAUSED:
            owner = Owner(fleet, account=task.ref.account)
            owner.resume(task.ref) if resume else owner.cancel(task.ref)


def mails(outbox: list[Message]) -> Counter[tuple[str, str]]:
    return Counter((mail.to, mail.subject) for mail in outbox)


@pytest.mark.parametrize("point", range(0, POINTS, EACH))
def test_from_any_moment_on_every_task_ends_and_every_number_adds_up(point: int) -> None:
    moments, _ = morning()
    assert len(moments) == POINTS
    fleet, live = restored(moments[point])
    with little_room():
        recovery = recovered(fleet, live)
        assert recovery.troubled == {}
        assert recovery.ended == {}
        assert {*recovery.gone_on, *recovery.paused} == {*live}
        decide(fleet, resume=point % 2 == 0)
        fleet.settle()
    assert fleet.surprises == []
    assert problems(fleet) == []
    assert all(task.state.ended for task in tasks_of(fleet))


@pytest.mark.parametrize("point", range(1, POINTS, 7))
def test_nothing_leaves_a_second_time_unless_somebody_says_so(point: int) -> None:
    """P1: what has left between that moment and the loss is not sent again by itself."""
    moments, lost = morning()
    fleet, live = restored(moments[point])
    before = len(fleet.post.outbox)
    with little_room():
        recovered(fleet, live)
        decide(fleet, resume=False)
        fleet.settle()
    again = mails(fleet.post.outbox[before:])
    left = mails(lost.post.outbox[len(moments[point].post.outbox) :])
    assert again & left == Counter()


def test_every_state_of_a_task_is_met() -> None:
    moments, _ = morning()
    met = {
        task.state
        for moment in moments[::EACH]
        for task in tasks_of(moment)
        if not task.state.ended
    }
    assert met >= {TaskState.QUEUED, TaskState.PLANNING, TaskState.RUNNING, TaskState.PAUSED}


def test_a_task_that_mails_says_why_it_stands_still() -> None:
    fleet, live = restored(morning()[0][-1])
    with little_room():
        recovery = recovered(fleet, live)
    assert recovery.paused
    for ref in recovery.paused:
        task = fleet.task(ref)
        assert task.pause is not None
        assert "restored to 2026-03-02 09:00" in (task.pause.reason or "")


def test_what_was_staged_is_in_doubt() -> None:
    moment = next(one for one in morning()[0] if _staged(one))
    fleet, live = restored(moment)
    with little_room():
        recovery = recovered(fleet, live)
    assert recovery.in_doubt == _staged(moment)
    assert _staged(fleet) == 0
    assert sum(lane.notices.in_doubt for lane in _lanes(fleet)) >= recovery.in_doubt


def test_twice_is_as_good_as_once() -> None:
    fleet, live = restored(morning()[0][-1])
    with little_room():
        recovered(fleet, live)
        once = dict(fleet.tables.tasks.rows)
        again = recovered(fleet, live)
    assert again.in_doubt == 0
    assert again.troubled == {}
    assert dict(fleet.tables.tasks.rows) == once


def test_a_task_that_nothing_could_be_done_for_stands_still_until_it_can() -> None:
    """Or it would mail again what had left by then, since nobody has paused it."""
    fleet, live = restored(morning()[0][-1])
    with little_room():
        mailing = recovered(*restored(morning()[0][-1])).paused[0]
    rows = fleet.tables.tasks.rows
    rows[keys.task(mailing)] = {**rows[keys.task(mailing)], "spent": [1, "?"]}
    with little_room():
        recovery = recovered(fleet, live)
        go_on(fleet)
        assert set(recovery.troubled) == {mailing.id}
        assert restoring.is_hidden(keys.task(mailing), rows[keys.task(mailing)])

        rows[keys.task(mailing)] = {**rows[keys.task(mailing)], "spent": [1, 1]}
        again = recovered(fleet, hidden(fleet))
        decide(fleet, resume=True)
        fleet.settle()
    assert again.paused == [mailing]
    assert problems(fleet) == []
    assert all(task.state.ended for task in tasks_of(fleet))


def test_a_recovery_that_was_broken_off_touches_no_task_that_goes_on() -> None:
    """The owners have decided on some by then, and those have sent more mail."""
    fleet, live = restored(morning()[0][-1])
    with little_room():
        gone_on = recovered(*restored(morning()[0][-1])).gone_on
    last = [ref for ref in gone_on if fleet.task(ref).turn][-1]
    shown = restoring.show

    def dies(database: Database, task: Task) -> None:
        if task.ref == last:
            raise ConnectionError
        shown(database, task)

    with little_room(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(restoring, "show", dies)
        with pytest.raises(ConnectionError):
            recovered(fleet, live)
        assert restoring.has_begun(fleet.tables)
        decide(fleet, resume=True)
        go_on(fleet)
    assert last in hidden(fleet)
    taken = {account: turns.taken(fleet.tables, account) for account in ACCOUNTS}
    with little_room():
        recovered(fleet, hidden(fleet))
        assert {account: turns.taken(fleet.tables, account) for account in ACCOUNTS} == taken
        decide(fleet, resume=True)
        fleet.settle()
    assert problems(fleet) == []
    assert all(task.state.ended for task in tasks_of(fleet))


def test_nothing_moves_before_it_was_looked_at() -> None:
    """The rows are there, the watchdog runs, tasks end: and nothing of what was under way moves."""
    fleet, _ = restored(morning()[0][-1])
    before = dict(fleet.tables.records.rows)
    with little_room():
        fleet.watch()
        for account in ACCOUNTS:
            ended = (task for task in tasks_of(fleet) if task.state.ended)
            fleet.announce(next(task for task in ended if task.ref.account == account))
        fleet.settle(watching=False)
    assert dict(fleet.tables.records.rows) == before


def test_turns_are_counted_anew_and_holds_stay() -> None:
    moment = morning()[0][-1]
    account = ACCOUNTS[0]
    Owner(moment, account=account).hold("The books are being closed.")
    fleet, live = restored(moment)
    rows = fleet.tables.tasks.rows
    rows[keys.turns(account)] = {**rows[keys.turns(account)], turns.RUNNING: 77}
    with little_room():
        recovered(fleet, live)
    taken = [task for task in tasks_of(fleet) if task.turn and not task.state.ended]
    assert turns.taken(fleet.tables, account) == sum(t.ref.account == account for t in taken)
    held = holds.of_account(fleet.tables, account)
    assert held is not None
    assert held.reason == "The books are being closed."


def test_numbers_that_people_have_seen_are_not_given_again() -> None:
    moments, lost = morning()
    fleet, _ = restored(moments[3])
    seen = max(task.number for task in tasks_of(lost))
    with little_room():
        task = Owner(fleet).launch("email_blast", _LETTER, key="new")
    assert task.number > seen


def test_a_task_whose_rows_are_not_of_one_moment_ends_with_a_reason() -> None:
    """A lane that stands before a batch that its ledger has."""
    moment, task, lane = _working()
    fleet, live = restored(moment)
    key = keys.lane(task.ref.id, lane.number)
    fleet.tables.tasks.rows[key] = {**fleet.tables.tasks.rows[key], "cursor": lane.cursor - 1}
    with little_room():
        recovery = recovered(fleet, live)
    after = fleet.task(task.ref)
    assert after.state is TaskState.FAILED
    assert "cannot go on from there: lane" in recovery.ended[task.ref]
    assert after.failure == recovery.ended[task.ref]


def test_a_task_of_which_a_lane_is_missing_ends_with_a_reason() -> None:
    moment, task, lane = _working()
    fleet, live = restored(moment)
    del fleet.tables.tasks.rows[keys.lane(task.ref.id, lane.number)]
    with little_room():
        recovery = recovered(fleet, live)
    assert "lanes of" in recovery.ended[task.ref]
    assert fleet.task(task.ref).state is TaskState.FAILED


_LETTER = {"subject": "News", "text": "Hello", "everyone": True}


def _working() -> tuple[Fleet, Task, Lane]:
    """A moment at which a lane has done some of its batches."""
    for moment in reversed(morning()[0]):
        for task in tasks_of(moment):
            if task.state is TaskState.RUNNING:
                for lane in lanes.load_all(moment.tables, task):
                    if lane.cursor:
                        return moment, task, lane
    raise LookupError("nothing works")


def _lanes(fleet: Fleet) -> list[Lane]:
    return [lane for task in tasks_of(fleet) for lane in lanes.load_all(fleet.tables, task)]


def _staged(fleet: Fleet) -> int:
    live = [task for task in tasks_of(fleet) if not task.state.ended]
    found = [lane for task in live for lane in lanes.load_all(fleet.tables, task)]
    return sum(lane.notices.open for lane in found)
