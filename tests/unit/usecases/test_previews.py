"""Previews as callers meet them: launched once, kept for a day, approved by somebody else."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest

from legwork.domain.approval import Approval, ApprovalRule
from legwork.domain.errors import (
    NotAllowed,
    NotApproved,
    NotFound,
    OwnPreview,
    PreviewNotReady,
    PreviewUsed,
    WrongState,
)
from legwork.domain.permission import Caller
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.domain.waiting import WaitsFor
from legwork.store import approval_rules, keys
from legwork.store.notifications import About
from legwork.testing.faults import at, interrupt
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.usecases.ask_for_approval import ask_for_approval
from legwork.usecases.decide_on_preview import decide_on_preview
from legwork.usecases.list_notifications import list_notifications, mark_read
from legwork.usecases.list_tasks import TaskFilter, list_tasks
from legwork.usecases.read_task import find_task, read_task, read_task_as_it_waits
from legwork.usecases.refuse_unapproved import refuse_unapproved
from tests.faults import park
from tests.faults.park import ROOM, set_room
from tests.unit.tasks import NOW, task

CENTS = sum(100 + int(hour) for hour in park.HOURS) * len(park.FIELDS)
BO = Caller.of(account="parkside", sub="bo", name="Bo", groups=["permits"])
PROGRAM = Caller.program(account="parkside", id_="p", name="Cron", permissions=["permits"])
CY = Caller.of(account="parkside", sub="cy", name="Cy", groups=["email"])


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    set_room(monkeypatch, **ROOM)


@pytest.fixture
def fleet() -> Fleet:
    return Fleet(like=park.prepared("bill-out"))


def clerk(fleet: Fleet) -> Owner:
    return Owner(fleet, previews=True, background_at=1)


def previewed(fleet: Fleet) -> Task:
    launched = clerk(fleet).bill_out("P-1", key="it")
    fleet.settle()
    return fleet.task(launched.ref)


def rule(fleet: Fleet, **sizes: int) -> None:
    rules = [ApprovalRule(kind="permit_billout", **sizes)]
    approval_rules.put(fleet.tables, "parkside", rules, None)


def decide(fleet: Fleet, preview: Task, caller: Caller = BO, *, approve: bool = True) -> Task:
    return decide_on_preview(
        fleet.task(preview.ref),
        approve=approve,
        reason="Looks right" if approve else "Too dear",
        caller=caller,
        database=fleet.database,
        clock=fleet.clock,
    )


def listed(fleet: Fleet, *, preview: bool) -> list[TaskRef]:
    page = list_tasks(
        TaskFilter(preview=preview),
        caller=Owner(fleet).caller,
        limit=50,
        cursor=None,
        database=fleet.database,
        clock=fleet.clock,
    )
    return [one.task.ref for one in page.readings]


# --- What is shown, and for how long ---------------------------------------------------------


def test_a_preview_says_what_it_comes_to_while_it_runs_and_after(fleet: Fleet) -> None:
    launched = clerk(fleet).bill_out("P-1", key="it")
    for _ in range(3):
        fleet.step()
    live = read_task(fleet.task(launched.ref), database=fleet.database)
    assert 0 < live.sums["lines"] < 12
    fleet.settle()
    ended = fleet.task(launched.ref)
    assert ended.sums == {"lines": 12, "total_cents": CENTS}
    assert read_task(ended, database=fleet.database).sums == ended.sums


def test_mails_that_are_kept_back_are_counted() -> None:
    fleet = Fleet(like=park.prepared("tokens"))
    launched = park.work("preview of mail").launch(Owner(fleet))
    fleet.settle()
    assert fleet.task(launched.ref).sums["mails"] > 0
    assert fleet.post.outbox == []


def test_a_preview_is_listed_among_previews_only_and_stays_for_a_day(fleet: Fleet) -> None:
    preview = previewed(fleet)
    assert listed(fleet, preview=True) == [preview.ref]
    assert preview.ref not in listed(fleet, preview=False)
    fleet.clock.advance(timedelta(hours=24, seconds=1))
    assert listed(fleet, preview=True) == []
    with pytest.raises(NotFound):
        Owner(fleet).run(preview.ref, key="run")


def test_nobody_else_is_told_of_the_end_of_a_preview(fleet: Fleet) -> None:
    before = len(fleet.bus.published)
    previewed(fleet)
    assert len(fleet.bus.published) == before


# --- Launched once ---------------------------------------------------------------------------


def test_a_preview_is_launched_once_and_the_same_call_answers_with_the_same_task(
    fleet: Fleet,
) -> None:
    preview = previewed(fleet)
    launched = Owner(fleet).run(preview.ref, key="run")
    assert Owner(fleet).run(preview.ref, key="run").ref == launched.ref
    with pytest.raises(PreviewUsed, match=launched.ref.id):
        Owner(fleet).run(preview.ref, key="again")


def test_a_preview_that_has_not_ended_or_was_cancelled_is_not_launched(fleet: Fleet) -> None:
    launched = clerk(fleet).bill_out("P-1", key="it")
    with pytest.raises(PreviewNotReady, match="not ended"):
        Owner(fleet).run(launched.ref, key="run")
    Owner(fleet).cancel(launched.ref)
    with pytest.raises(PreviewNotReady, match="anew"):
        Owner(fleet).run(launched.ref, key="run")


def test_a_task_is_no_preview_and_a_preview_is_neither_retried_nor_undone(fleet: Fleet) -> None:
    task = Owner(fleet, background_at=1).bill_out("P-1", key="bill")
    with pytest.raises(NotFound):
        Owner(fleet).run(task.ref, key="run")
    preview = previewed(fleet)
    assert (preview.can_be_retried, preview.can_be_undone) == (False, False)
    with pytest.raises(WrongState, match="preview"):
        Owner(fleet).retry(preview, key="retry")


def test_a_preview_may_be_deleted_or_expire_once_it_is_launched(fleet: Fleet) -> None:
    preview = previewed(fleet)
    launched = Owner(fleet).run(preview.ref, key="run")
    Owner(fleet).delete(fleet.task(preview.ref))
    fleet.settle(purging=True)
    assert fleet.task(launched.ref).counts.succeeded == 12
    fleet.clock.advance(timedelta(hours=1))
    fleet.settle(purging=True)


def test_a_plan_that_is_not_whole_any_more_is_not_run(fleet: Fleet) -> None:
    preview = previewed(fleet)
    launched = Owner(fleet).run(preview.ref, key="run")
    rows = fleet.tables.tasks.rows
    proof = next(k for k in rows if preview.ref.id in k.partition and k.sort.startswith("LEDGER"))
    rows[proof] = {**rows[proof], "marks": "0" * len(rows[proof]["marks"])}
    fleet.settle()
    ended = fleet.task(launched.ref)
    assert (ended.state, ended.lanes) == (TaskState.FAILED, ())
    assert "Preview it again" in (ended.failure or "")


# --- Approved by somebody else ---------------------------------------------------------------


@pytest.mark.parametrize("sizes", [{}, {"from_targets": 12}, {"from_cents": CENTS}])
def test_what_a_rule_covers_waits_for_somebody_else(fleet: Fleet, sizes: dict[str, int]) -> None:
    rule(fleet, **sizes)
    with pytest.raises(NotApproved, match="Preview it"):
        Owner(fleet, background_at=1).bill_out("P-1", key="bill")
    preview = previewed(fleet)
    reading = read_task_as_it_waits(preview, database=fleet.database, clock=fleet.clock)
    assert reading.waiting is not None
    assert reading.waiting.what is WaitsFor.APPROVAL
    with pytest.raises(NotApproved, match="somebody else"):
        Owner(fleet).run(preview.ref, key="run")
    with pytest.raises(OwnPreview):
        decide(fleet, preview, Owner(fleet).caller)
    with pytest.raises(NotAllowed):
        decide(fleet, preview, CY)
    with pytest.raises(NotAllowed, match="people"):
        decide(fleet, preview, PROGRAM)
    decided = decide(fleet, preview)
    assert decided.approval is not None
    assert decided.approval.digest == preview.digest
    assert decide(fleet, preview) == fleet.task(preview.ref)
    launched = Owner(fleet).run(preview.ref, key="run")
    fleet.settle()
    assert fleet.task(launched.ref).counts.succeeded == 12


@pytest.mark.parametrize("sizes", [{"from_targets": 13}, {"from_cents": CENTS + 1}])
def test_what_is_below_the_sizes_of_a_rule_needs_none(fleet: Fleet, sizes: dict[str, int]) -> None:
    rule(fleet, **sizes)
    launched = Owner(fleet).run(previewed(fleet).ref, key="run")
    fleet.settle()
    assert fleet.task(launched.ref).counts.succeeded == 12


def test_below_a_number_of_targets_it_may_be_launched_at_once_and_does_not_grow_beyond(
    fleet: Fleet,
) -> None:
    rule(fleet, from_targets=13)
    launched = Owner(fleet, background_at=1).bill_out("P-1", key="bill")
    key = next(k for k in fleet.tables.records.rows if k.sort.startswith("RESERVATION"))
    more = key.__class__(key.partition, f"{key.sort[:-1]}~")
    fleet.tables.records.rows[more] = fleet.tables.records.rows[key]
    fleet.settle()
    ended = fleet.task(launched.ref)
    assert (ended.state, ended.lanes) == (TaskState.FAILED, ())
    assert "approve" in (ended.failure or "")


def test_what_was_rejected_is_not_launched_even_after_a_yes(fleet: Fleet) -> None:
    rule(fleet)
    preview = previewed(fleet)
    decide(fleet, preview)
    assert fleet.task(preview.ref).can_be_run
    decide(fleet, preview, approve=False)
    assert not fleet.task(preview.ref).can_be_run
    with pytest.raises(NotApproved, match="Too dear"):
        Owner(fleet).run(preview.ref, key="run")
    with pytest.raises(WrongState, match="rejected"):
        decide(fleet, preview)


def test_nothing_is_said_to_what_runs_already(fleet: Fleet) -> None:
    preview = previewed(fleet)
    Owner(fleet).run(preview.ref, key="run")
    with pytest.raises(PreviewUsed):
        decide(fleet, preview, approve=False)


def test_who_may_approve_is_told_and_may_see_it_and_others_are_not(fleet: Fleet) -> None:
    rule(fleet)
    preview = previewed(fleet)

    def told(caller: Caller) -> list[str]:
        page = list_notifications(
            caller=caller, limit=50, cursor=None, database=fleet.database, clock=fleet.clock
        )
        return [one.id for one in page.notifications if one.permission and not one.read]

    def found(caller: Caller) -> TaskRef:
        return find_task(
            preview.ref.id, caller=caller, database=fleet.database, clock=fleet.clock
        ).ref

    assert (told(BO), told(CY), told(Owner(fleet).caller)) == ([preview.ref.id], [], [])
    assert told(PROGRAM) == []
    assert found(BO) == preview.ref
    with pytest.raises(NotFound):
        found(CY)
    mark_read(preview.ref.id, caller=BO, database=fleet.database)
    assert told(BO) == []
    with pytest.raises(NotFound):
        mark_read(preview.ref.id, caller=CY, database=fleet.database)


def test_a_rule_that_comes_after_the_preview_asks_whoever_may_approve_it(fleet: Fleet) -> None:
    preview = previewed(fleet)
    rule(fleet)
    for number in range(2):
        with pytest.raises(NotApproved):
            Owner(fleet).run(preview.ref, key=f"run {number}")
    assert told(fleet, BO) == [About.APPROVAL]
    seen = find_task(preview.ref.id, caller=BO, database=fleet.database, clock=fleet.clock)
    assert seen.ref == preview.ref
    decide(fleet, preview)
    Owner(fleet).run(preview.ref, key="run")


def test_two_who_ask_at_the_same_moment_ask_once(fleet: Fleet) -> None:
    preview = previewed(fleet)
    rule(fleet)
    for _ in range(2):
        ask_for_approval(preview, database=fleet.database, clock=fleet.clock, ids=fleet.ids)
    assert told(fleet, BO) == [About.APPROVAL]


def test_whoever_made_a_preview_is_told_that_nobody_approved_it_in_time(fleet: Fleet) -> None:
    rule(fleet)
    previewed(fleet)
    launcher, owner = (
        Owner(fleet).caller,
        Caller.of(account="parkside", sub="dee", name="Dee", groups=["owner"]),
    )
    fleet.clock.advance(timedelta(hours=24, seconds=1))
    for _ in range(2):
        fleet.watch()
    assert told(fleet, launcher) == [About.UNAPPROVED, About.END]
    assert (told(fleet, owner), told(fleet, BO)) == ([], [])


def told(fleet: Fleet, caller: Caller) -> list[About]:
    """What somebody is told that is theirs to read still; of the preview alone."""
    page = list_notifications(
        caller=caller, limit=50, cursor=None, database=fleet.database, clock=fleet.clock
    )
    numbered = [(one.task.number, one.about) for one in page.notifications if one.task]
    newest = max((number for number, _ in numbered), default=0)
    return [about for number, about in numbered if number == newest]


def test_a_retry_is_a_launch_as_well(fleet: Fleet) -> None:
    task = Owner(fleet, background_at=1).bill_out("P-1", key="bill")
    for _ in range(2):
        fleet.step()
    cancelled = Owner(fleet).cancel(task.ref)
    rule(fleet, from_targets=cancelled.leftover)
    with pytest.raises(NotApproved):
        Owner(fleet).retry(cancelled, key="retry")
    rule(fleet, from_targets=cancelled.leftover + 1)
    Owner(fleet).retry(cancelled, key="retry")


def test_a_retry_is_previewed_and_taken_up_by_who_runs_that(fleet: Fleet) -> None:
    task = Owner(fleet, background_at=1).bill_out("P-1", key="bill")
    while not fleet.task(task.ref).lanes:
        fleet.step()
    fleet.step()
    first = Owner(fleet).cancel(task.ref)
    shown = Owner(fleet).retry(first, key="look", preview=True)
    again = Owner(fleet).retry(first, key="look again", preview=True)
    fleet.settle()
    assert fleet.task(first.ref).retried_by is None
    assert fleet.task(shown.ref).sums["lines"] == first.leftover
    launched = Owner(fleet).run(shown.ref, key="run")
    fleet.settle()
    assert fleet.task(launched.ref).counts.succeeded == first.leftover
    assert fleet.task(first.ref).retried_by == launched.ref.id
    with pytest.raises(WrongState, match="taken up"):
        Owner(fleet).run(again.ref, key="run again")


def test_a_yes_in_the_middle_of_the_launch_does_not_refuse_it(fleet: Fleet) -> None:
    preview = previewed(fleet)
    whole = Fleet(like=fleet)
    Owner(whole).run(preview.ref, key="run")
    for number in range(len(whole.faults.calls)):
        trial = Fleet(like=fleet)

        def approve(trial: Fleet = trial) -> None:
            with suppress(PreviewUsed):
                decide(trial, preview)

        trial.faults.plan = at(number, interrupt(approve))
        launched = Owner(trial).run(preview.ref, key="run")
        trial.settle()
        assert trial.task(launched.ref).counts.succeeded == 12


def test_a_no_in_the_middle_of_the_launch_refuses_it_or_comes_too_late(fleet: Fleet) -> None:
    preview = previewed(fleet)
    whole = Fleet(like=fleet)
    Owner(whole).run(preview.ref, key="run")
    ends = set()
    for number in range(len(whole.faults.calls)):
        trial, said = Fleet(like=fleet), set[str]()

        def reject(trial: Fleet = trial, said: set[str] = said) -> None:
            try:
                decide(trial, preview, approve=False)
            except PreviewUsed:
                said.add("too late")

        trial.faults.plan = at(number, interrupt(reject))
        try:
            Owner(trial).run(preview.ref, key="run")
        except NotApproved:
            said.add("refused")
        assert len(said) == 1
        ends |= said
    assert ends == {"refused", "too late"}


def rivals(fleet: Fleet, preview: Task, act: Callable[[Fleet], object]) -> Iterator[Fleet]:
    """A launch of the preview for each call that it makes, at which somebody else acts."""
    whole = Fleet(like=fleet)
    Owner(whole).run(preview.ref, key="run")
    for number in range(len(whole.faults.calls)):
        trial = Fleet(like=fleet)
        trial.faults.plan = at(number, interrupt(partial(act, trial)))
        with suppress(PreviewUsed, NotFound):
            Owner(trial).run(preview.ref, key="run")
        trial.settle()
        yield trial


def test_of_two_launches_of_a_preview_at_the_same_moment_one_counts(fleet: Fleet) -> None:
    preview = previewed(fleet)

    def run_it(trial: Fleet) -> None:
        with suppress(PreviewUsed):
            Owner(trial).run(preview.ref, key="rival")

    for trial in rivals(fleet, preview, run_it):
        [launched] = [
            ref for ref in listed(trial, preview=False) if ref not in listed(fleet, preview=False)
        ]
        assert trial.task(preview.ref).run_by == launched.id
        assert trial.task(launched).counts.succeeded == 12


def test_a_preview_that_is_deleted_in_the_middle_of_its_launch_runs_or_does_not(
    fleet: Fleet,
) -> None:
    preview, ran = previewed(fleet), []

    def delete(trial: Fleet) -> None:
        found = trial.task(preview.ref)
        ran.append(found.run_by is not None)
        Owner(trial).delete(found)

    for trial in rivals(fleet, preview, delete):
        done = [trial.task(ref).counts.succeeded for ref in since(fleet, trial)]
        assert done == ([12] if ran[-1] else [])
    assert set(ran) == {False, True}


def since(fleet: Fleet, later: Fleet) -> list[TaskRef]:
    """What was launched."""
    before = listed(fleet, preview=False)
    return [ref for ref in listed(later, preview=False) if ref not in before]


def test_whoever_may_approve_a_preview_may_not_launch_it(fleet: Fleet) -> None:
    rule(fleet)
    preview = previewed(fleet)
    decide(fleet, preview)
    approver = Owner(fleet)
    approver.caller = BO
    with pytest.raises(NotAllowed):
        approver.run(preview.ref, key="run")


def test_whoever_lost_the_permission_since_does_not_launch_it(fleet: Fleet) -> None:
    preview = previewed(fleet)
    before = Owner(fleet)
    before.caller = Caller.of(
        account="parkside", sub=before.caller.id, name="Ana", groups=["email"]
    )
    with pytest.raises(NotAllowed, match="permits"):
        before.run(preview.ref, key="run")


def test_the_same_answer_again_is_no_second_act(fleet: Fleet) -> None:
    rule(fleet)
    preview = previewed(fleet)
    for _ in range(2):
        decided = decide(fleet, preview)
        fleet.clock.advance(timedelta(minutes=1))
    said = [
        row
        for key, row in fleet.tables.tasks.rows.items()
        if key.partition == keys.trail("parkside") and row.get("act") == "approved"
    ]
    assert len(said) == 1
    assert fleet.task(preview.ref).approval == decided.approval


def test_nothing_is_said_to_what_has_not_ended(fleet: Fleet) -> None:
    launched = clerk(fleet).bill_out("P-1", key="it")
    with pytest.raises(PreviewNotReady):
        decide(fleet, fleet.task(launched.ref))


def test_a_yes_is_good_for_the_digest_that_it_was_said_to() -> None:
    said = Approval(approved=True, by="Bo", by_id="bo", at=NOW, digest="another")
    preview = task(preview=True, kind="permit_billout", digest="this", approval=said)
    with pytest.raises(NotApproved):
        refuse_unapproved([ApprovalRule(kind="permit_billout")], preview)
