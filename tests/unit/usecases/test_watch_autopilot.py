"""Moments that nobody launched, and previews that wait: told and run once, whatever happens."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from legwork.domain.act import Doer
from legwork.domain.approval import ApprovalRule
from legwork.domain.errors import Transient
from legwork.domain.permission import Caller
from legwork.domain.task import Task, TaskState, Via
from legwork.store import approval_rules, tasks, unapproved, waits
from legwork.store.notifications import About
from legwork.testing.faults import Crash, Fault, at, crash_after, crash_before, lose_answer
from legwork.testing.owner import Owner
from legwork.usecases.ask_for_approval import tell_unapproved
from legwork.usecases.decide_on_preview import decide_on_preview
from legwork.usecases.delete_task import delete_task
from legwork.usecases.edit_workflow import WorkflowInput
from legwork.usecases.list_notifications import list_notifications, mark_read
from legwork.usecases.watch_autopilot import Watch, watch_autopilot
from tests.unit.usecases import rounds
from tests.unit.usecases.pilot import ANA
from tests.unit.usecases.test_scheduled import ROUNDS, Autopilot

HOUR = timedelta(hours=1)
DAILY = replace(ROUNDS, schedule="cron(0 12 * * ? *)")
BO = Caller.of(account="parkside", sub="bo", name="Bo", groups=["owner"])
CY = Caller.of(account="parkside", sub="cy", name="Cy", groups=["transactions", "permits"])
WAITS = replace(ROUNDS, schedule="at(2099-01-01T06:00:00)", wait_hours=48)


@pytest.fixture(autouse=True)
def introduced(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds.introduce(monkeypatch)


def autopilot_of(given: WorkflowInput = DAILY) -> Autopilot:
    made = Autopilot()
    made.workflow = made.pilot.change(made.workflow.id, given)
    made.fleet.staff.by_login["owner@parkside"] = ANA
    return made


def copied(autopilot: Autopilot) -> Autopilot:
    copy = autopilot.copy()
    copy.fleet.staff = autopilot.fleet.staff
    return copy


def watch(autopilot: Autopilot) -> Watch:
    fleet = autopilot.fleet
    return watch_autopilot(
        database=fleet.database,
        queues=fleet.queues,
        staff=fleet.staff,
        clock=fleet.clock,
        ids=fleet.ids,
        retention=fleet.settings.retention,
    )


def until(autopilot: Autopilot, hour: int, day: int = 2) -> None:
    """Let it be some hour of March 2026."""
    clock = autopilot.fleet.clock
    clock.advance(datetime(2026, 3, day, hour, tzinfo=clock.now().tzinfo) - clock.now())


# --- Missed moments --------------------------------------------------------------------------


def test_a_moment_that_nobody_launched_is_told_once() -> None:
    autopilot = autopilot_of()
    until(autopilot, 17)
    assert watch(autopilot).missed == 0
    until(autopilot, 19)
    assert [watch(autopilot).missed for _ in range(3)] == [1, 0, 0]
    [task] = autopilot.launched()
    assert task.state is TaskState.FAILED
    assert task.failure is not None
    assert "missed its moment, 02 March 2026, 12:00 UTC" in task.failure
    assert (task.launched_by.id, task.launched_by.via) == ("ana", Via.AUTOPILOT)
    [event] = autopilot.fleet.bus.published
    assert (event.type, event.detail["id"]) == ("Task Failed", task.ref.id)


def test_should_it_come_after_all_nothing_is_launched() -> None:
    autopilot = autopilot_of()
    until(autopilot, 19)
    watch(autopilot)
    autopilot.moment("2026-03-02T12:00:00Z")
    [task] = autopilot.launched()
    assert task.state is TaskState.FAILED


@pytest.mark.parametrize("moment", ["2026-03-02T12:00:00Z", "2026-03-02T12:00:09Z"])
def test_one_that_was_launched_is_not_missed(moment: str) -> None:
    autopilot = autopilot_of()
    until(autopilot, 12)
    autopilot.moment(moment)
    until(autopilot, 19)
    assert watch(autopilot).missed == 0


def test_nor_is_one_before_it_was_saved_or_while_it_is_disabled() -> None:
    autopilot = autopilot_of()
    until(autopilot, 13)
    autopilot.pilot.change(autopilot.workflow.id, replace(DAILY, params={"places": 2}))
    until(autopilot, 19)
    assert watch(autopilot).missed == 0
    autopilot.pilot.change(autopilot.workflow.id, replace(DAILY, enabled=False))
    until(autopilot, 19, day=3)
    assert watch(autopilot).missed == 0


def test_a_rate_is_watched_from_its_last_moment_on() -> None:
    autopilot = autopilot_of(replace(ROUNDS, schedule="rate(1 day)"))
    until(autopilot, 12)
    autopilot.moment("2026-03-02T12:00:00Z")
    until(autopilot, 17, day=3)
    assert watch(autopilot).missed == 0
    until(autopilot, 18, day=3)
    assert [watch(autopilot).missed for _ in range(2)] == [1, 0]


# --- Preview, wait, process ------------------------------------------------------------------


def previewed(autopilot: Autopilot) -> Task:
    """The ended preview of a moment."""
    made = autopilot.moment()
    assert made is not None
    assert made.preview
    autopilot.fleet.settle()
    preview = tasks.load(autopilot.fleet.tables, made.ref)
    assert preview is not None
    assert preview.state is TaskState.COMPLETED
    return preview


def bound(autopilot: Autopilot) -> list[Task]:
    """What has done something, once there is nothing left to do."""
    watch(autopilot)
    return [task for task in autopilot.launched() if not task.preview]


def test_it_previews_tells_waits_and_runs_what_was_shown() -> None:
    autopilot = autopilot_of(WAITS)
    preview = previewed(autopilot)
    assert preview.title == "Preview: Daily rounds; runs 48 hours later unless stopped"
    assert preview.ended_at is not None
    assert preview.runs_at == preview.ended_at + 48 * HOUR
    assert any("NOTIFICATION" in key.sort for key in autopilot.fleet.tables.tasks.rows)
    autopilot.fleet.clock.advance(47 * HOUR)
    assert bound(autopilot) == []
    autopilot.fleet.clock.advance(2 * HOUR)
    [task] = bound(autopilot)
    assert (task.preview_of, task.title) == (preview.ref.id, "Daily rounds")
    assert task.workflow == preview.workflow
    assert (task.state, task.counts.succeeded) == (TaskState.COMPLETED, 4)
    watch(autopilot)
    assert list(waits.waiting(autopilot.fleet.tables)) == []


def _deleted(autopilot: Autopilot, preview: Task) -> None:
    fleet = autopilot.fleet
    by = Doer("ana", "Ana")
    delete_task(preview, by=by, database=fleet.database, queues=fleet.queues, clock=fleet.clock)


def _disabled(autopilot: Autopilot, _preview: Task) -> None:
    autopilot.pilot.change(autopilot.workflow.id, replace(WAITS, enabled=False))


def _workflow_deleted(autopilot: Autopilot, _preview: Task) -> None:
    autopilot.pilot.delete(autopilot.workflow.id)


@pytest.mark.parametrize("stop", [_deleted, _disabled, _workflow_deleted])
def test_somebody_stops_it_in_the_wait(stop: Callable[[Autopilot, Task], None]) -> None:
    autopilot = autopilot_of(WAITS)
    stop(autopilot, previewed(autopilot))
    autopilot.fleet.clock.advance(49 * HOUR)
    assert bound(autopilot) == []
    assert list(waits.waiting(autopilot.fleet.tables)) == []


def test_an_owner_who_may_no_more_is_told() -> None:
    autopilot = autopilot_of(WAITS)
    previewed(autopilot)
    autopilot.fleet.staff.by_login.clear()
    autopilot.fleet.clock.advance(49 * HOUR)
    [task] = bound(autopilot)
    assert task.state is TaskState.FAILED
    assert task.failure is not None
    assert "does not belong to the account any more" in task.failure


@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])
def test_it_runs_once_whatever_dies(fault: Fault) -> None:
    begun = autopilot_of(WAITS)
    previewed(begun)
    begun.fleet.clock.advance(49 * HOUR)
    whole = copied(begun)
    before = len(whole.fleet.faults.calls)
    watch(whole)
    for number in range(len(whole.fleet.faults.calls) - before):
        trial = copied(begun)
        trial.fleet.faults.plan = at(len(trial.fleet.faults.calls) + number, fault)
        with suppress(Crash, Transient):
            watch(trial)
        [task] = bound(trial)
        assert task.counts.succeeded == 4, number


def test_two_watchdogs_run_it_once() -> None:
    autopilot = autopilot_of(WAITS)
    previewed(autopilot)
    autopilot.fleet.clock.advance(49 * HOUR)
    assert watch(autopilot).run + watch(autopilot).run == 1
    assert len(bound(autopilot)) == 1


def test_a_workflow_that_no_longer_waits_runs_at_its_moment() -> None:
    autopilot = autopilot_of(WAITS)
    assert autopilot.pilot.change(autopilot.workflow.id, ROUNDS).wait_hours is None
    [stands] = autopilot.pilot.there()
    assert stands.wait_hours is None
    autopilot.moment()
    [task] = autopilot.launched()
    assert not task.preview


@pytest.mark.parametrize("approve", [True, False])
def test_what_somebody_else_must_approve_waits_on_for_that(*, approve: bool) -> None:
    autopilot = autopilot_of(WAITS)
    fleet = autopilot.fleet
    rule = ApprovalRule(kind=autopilot.workflow.kind)
    approval_rules.put(fleet.tables, autopilot.workflow.account, [rule], None)
    preview = previewed(autopilot)
    fleet.clock.advance(49 * HOUR)
    assert bound(autopilot) == []
    decide_on_preview(
        fleet.task(preview.ref),
        approve=approve,
        reason=None,
        caller=BO,
        database=fleet.database,
        clock=fleet.clock,
    )
    assert [task.counts.succeeded for task in bound(autopilot)] == ([4] if approve else [])
    watch(autopilot)
    assert list(waits.waiting(fleet.tables)) == []


# --- Who is told -----------------------------------------------------------------------------


def told(autopilot: Autopilot, who: Caller) -> list[About]:
    """What somebody has not read yet, newest first."""
    fleet = autopilot.fleet
    page = list_notifications(
        caller=who, limit=50, cursor=None, unread=True, database=fleet.tables, clock=fleet.clock
    )
    assert page.unread == len(page.notifications)
    return [one.about for one in page.notifications]


def read_all(autopilot: Autopilot, who: Caller) -> None:
    fleet = autopilot.fleet
    page = list_notifications(
        caller=who, limit=50, cursor=None, database=fleet.tables, clock=fleet.clock
    )
    for one in page.notifications:
        mark_read(one.id, caller=who, database=fleet.tables)


def rule_for(autopilot: Autopilot) -> None:
    """From now on somebody else has to approve what the workflow does."""
    rules = [ApprovalRule(kind=autopilot.workflow.kind)]
    approval_rules.put(autopilot.fleet.tables, autopilot.workflow.account, rules, None)


def run_out(autopilot: Autopilot) -> None:
    """The preview expires: a day after the end of its wait."""
    autopilot.fleet.clock.advance(73 * HOUR)


def test_all_owners_are_told_once_that_autopilots_preview_waits() -> None:
    autopilot = autopilot_of(WAITS)
    preview = previewed(autopilot)
    assert told(autopilot, ANA) == [About.END]
    assert told(autopilot, BO) == [About.WAIT]
    assert told(autopilot, CY) == []
    autopilot.fleet.announce(preview)
    assert told(autopilot, BO) == [About.WAIT]
    read_all(autopilot, BO)
    assert (told(autopilot, BO), told(autopilot, ANA)) == ([], [About.END])


def test_where_somebody_must_approve_it_they_are_told_that_instead() -> None:
    autopilot = autopilot_of(WAITS)
    rule_for(autopilot)
    previewed(autopilot)
    assert (told(autopilot, ANA), told(autopilot, BO)) == ([About.END], [About.APPROVAL])


def test_what_does_not_wait_is_told_to_nobody_else() -> None:
    autopilot = autopilot_of(WAITS)
    made = autopilot.moment()
    assert made is not None
    autopilot.pilot.delete(autopilot.workflow.id)
    Owner(autopilot.fleet).cancel(made.ref)
    autopilot.fleet.settle()
    assert told(autopilot, BO) == []


def test_owners_are_told_no_more_of_a_preview_that_was_deleted() -> None:
    autopilot = autopilot_of(WAITS)
    _deleted(autopilot, previewed(autopilot))
    assert told(autopilot, BO) == []


def test_one_that_nobody_approved_is_told_to_all_owners_once() -> None:
    autopilot = autopilot_of(WAITS)
    rule_for(autopilot)
    preview = previewed(autopilot)
    for who in (ANA, BO):
        read_all(autopilot, who)
    autopilot.fleet.clock.advance(71 * HOUR)
    autopilot.fleet.watch()
    assert told(autopilot, BO) == []
    run_out(autopilot)
    for _ in range(3):
        autopilot.fleet.watch()
    for who in (ANA, BO):
        assert told(autopilot, who) == [About.UNAPPROVED]
    assert told(autopilot, CY) == []
    page = list_notifications(
        caller=BO,
        limit=50,
        cursor=None,
        unread=True,
        database=autopilot.fleet.tables,
        clock=autopilot.fleet.clock,
    )
    assert [one.task and one.task.id for one in page.notifications] == [preview.ref.id]
    for who in (ANA, BO):
        read_all(autopilot, who)
        assert told(autopilot, who) == []


@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])
def test_it_is_told_once_whatever_dies(fault: Fault) -> None:
    begun = autopilot_of(WAITS)
    rule_for(begun)
    previewed(begun)
    for who in (ANA, BO):
        read_all(begun, who)
    run_out(begun)
    whole = copied(begun)
    before = len(whole.fleet.faults.calls)
    whole.fleet.watch()
    for number in range(len(whole.fleet.faults.calls) - before):
        trial = copied(begun)
        trial.fleet.faults.plan = at(len(trial.fleet.faults.calls) + number, fault)
        with suppress(Crash, Transient):
            trial.fleet.watch()
        trial.fleet.faults.plan = lambda _call: None
        trial.fleet.watch()
        assert (told(trial, ANA), told(trial, BO)) == ([About.UNAPPROVED],) * 2, number


def test_two_watchdogs_tell_it_once() -> None:
    autopilot = autopilot_of(WAITS)
    rule_for(autopilot)
    previewed(autopilot)
    read_all(autopilot, BO)
    run_out(autopilot)
    fleet = autopilot.fleet
    [wait] = unapproved.over(fleet.tables, fleet.clock.now())
    for _ in range(2):
        # The other one has read the index before this one was done.
        tell_unapproved(
            wait,
            database=fleet.tables,
            clock=fleet.clock,
            ids=fleet.ids,
            retention=fleet.settings.retention,
        )
    assert told(autopilot, BO) == [About.UNAPPROVED]
    assert list(unapproved.over(fleet.tables, fleet.clock.now())) == []


def _approved(autopilot: Autopilot, preview: Task, *, approve: bool = True) -> None:
    fleet = autopilot.fleet
    decide_on_preview(
        fleet.task(preview.ref),
        approve=approve,
        reason=None,
        caller=BO,
        database=fleet.database,
        clock=fleet.clock,
    )


def _rejected(autopilot: Autopilot, preview: Task) -> None:
    _approved(autopilot, preview, approve=False)


def _rules_taken_back(autopilot: Autopilot, _preview: Task) -> None:
    approval_rules.put(autopilot.fleet.tables, autopilot.workflow.account, [], None)


@pytest.mark.parametrize("done", [_approved, _rejected, _deleted, _rules_taken_back])
def test_nobody_is_told_of_one_that_did_not_run_out(
    done: Callable[[Autopilot, Task], None],
) -> None:
    autopilot = autopilot_of(WAITS)
    rule_for(autopilot)
    preview = previewed(autopilot)
    done(autopilot, preview)
    for who in (ANA, BO):
        read_all(autopilot, who)
    run_out(autopilot)
    for _ in range(2):
        autopilot.fleet.watch()
    assert (told(autopilot, ANA), told(autopilot, BO)) == ([], [])
    assert list(unapproved.over(autopilot.fleet.tables, autopilot.fleet.clock.now())) == []


def test_a_rule_that_comes_in_the_wait_asks_for_approval_once() -> None:
    autopilot = autopilot_of(WAITS)
    preview = previewed(autopilot)
    read_all(autopilot, BO)
    rule_for(autopilot)
    autopilot.fleet.clock.advance(49 * HOUR)
    for _ in range(3):
        watch(autopilot)
    assert told(autopilot, BO) == [About.APPROVAL]
    assert autopilot.fleet.task(preview.ref).needs_approval
    _approved(autopilot, preview)
    assert [task.counts.succeeded for task in bound(autopilot)] == [4]


def test_one_that_waited_for_a_later_rule_runs_out_as_well() -> None:
    autopilot = autopilot_of(WAITS)
    previewed(autopilot)
    rule_for(autopilot)
    autopilot.fleet.clock.advance(49 * HOUR)
    watch(autopilot)
    for who in (ANA, BO):
        read_all(autopilot, who)
    run_out(autopilot)
    for _ in range(2):
        autopilot.fleet.watch()
    assert (told(autopilot, ANA), told(autopilot, BO)) == ([About.UNAPPROVED],) * 2
