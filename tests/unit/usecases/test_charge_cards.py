"""Orders to the payment service: claim, call, settle; and what is in doubt is asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from legwork.domain.charge import Order
from legwork.domain.errors import Throttled, Transient, WrongState
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts, Outcome
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import Task, TaskState
from legwork.ports import DeliveryMessage, MaybeCharged
from legwork.store import thresholds
from legwork.testing.faults import (
    Call,
    Crash,
    Fault,
    at,
    crash_after,
    crash_before,
    interrupt,
    refuse,
)
from legwork.testing.interleave import interleave
from legwork.testing.invariants import tasks_of
from legwork.testing.queues import ToCharge
from legwork.testing.world import Settings
from legwork.usecases.charge_cards import PATIENCE
from tests.faults.side_by_side import choices, take
from tests.unit.usecases.drafts import DECLINED, Office


def declines(*families: str) -> Callable[[Order], Any]:
    return lambda order: DECLINED if order.target in families else None


@pytest.mark.parametrize("slice_", [timedelta(0), timedelta(seconds=8)])
@pytest.mark.parametrize("number", [1, 7, 99])
def test_each_card_is_charged_once(
    monkeypatch: pytest.MonkeyPatch, slice_: timedelta, number: int
) -> None:
    office = Office(monkeypatch, Settings(slice=slice_, lanes_max=2))
    task = office.run(number)
    assert task.counts == Counts(succeeded=number)
    assert task.notices == NoticeCounts(staged=number, sent=number)
    assert len(office.fleet.till.taken) == number


def test_as_many_orders_as_a_transaction_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch, Settings(lanes_max=1, slice=timedelta(seconds=8)))
    assert office.run(98 + 97).counts == Counts(succeeded=195)


def test_a_decline_is_an_error_that_the_family_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch, Settings(lanes_max=1))
    office.fleet.till.declines = declines("00003", "00005")
    task = office.run(8)
    assert task.counts == Counts(succeeded=6, errors=2)
    # The mails that tell of it are notices, too.
    assert task.notices == NoticeCounts(staged=10, sent=8, refused=2)
    [first, second] = [o for o in office.outcomes(task) if o.verdict.outcome is Outcome.ERROR]
    assert (first.target, first.verdict.code) == ("00003", "insufficient_funds")
    assert second.verdict.message == "No funds."
    assert [mail.to for mail in office.fleet.post.outbox] == [
        "00003@example.com",
        "00005@example.com",
    ]


def test_declines_stop_a_task_at_its_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch, Settings(lanes_max=1))
    office.fleet.till.declines = lambda _: DECLINED
    thresholds.put_default(office.fleet.tables, "parkside", StopWhen(errors=3), None)
    office.launch(12)
    office.fleet.settle(watching=False)
    [task] = tasks_of(office.fleet)
    assert (task.state, len(office.fleet.till.taken)) == (TaskState.PAUSED, 3)


def test_what_becomes_of_the_mail_about_a_decline_changes_no_outcome(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Office(monkeypatch)
    office.fleet.till.declines = declines("00003")
    office.fleet.post.refuses = lambda _: "bad domain"
    task = office.run(8)
    assert task.counts == Counts(succeeded=7, errors=1)
    assert office.codes(task).count("insufficient_funds") == 1
    assert task.notices == NoticeCounts(staged=9, sent=7, refused=2)


def strikes(*numbers: int, name: str = "payments.carry_out") -> Callable[[Fault], Any]:
    """The fault strikes at these calls to the payment service."""

    def plan(fault: Fault) -> Callable[[Call], Fault | None]:
        seen: list[int] = []

        def at(call: Call) -> Fault | None:
            if call.name != name:
                return None
            seen.append(call.number)
            return fault if len(seen) - 1 in numbers else None

        return at

    return plan


def time_out_after(go: Callable[[], Any]) -> Any:
    """It is carried out, and no answer comes."""
    go()
    raise MaybeCharged("no answer")


def time_out_before(go: Callable[[], Any]) -> Any:
    """It is not carried out, and no answer comes."""
    raise MaybeCharged("no answer")


def lost_after(go: Callable[[], Any]) -> Any:
    go()
    raise Transient("no answer")


@pytest.mark.parametrize("fault", [time_out_after, lost_after, crash_after])
def test_what_was_carried_out_without_an_answer_is_found_at_the_service(
    monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    office = Office(monkeypatch)
    office.fleet.faults.plan = strikes(2, 4)(fault)
    task = office.run(8)
    assert task.counts == Counts(succeeded=8)
    assert len(office.fleet.till.taken) == 8


@pytest.mark.parametrize("fault", [time_out_before, crash_before])
def test_what_the_service_never_heard_of_was_not_charged_and_is_not_ordered_again(
    monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    office = Office(monkeypatch)
    office.fleet.faults.plan = strikes(2)(fault)
    before = office.fleet.clock.now()
    task = office.run(8)
    assert task.counts == Counts(succeeded=7, errors=1)
    assert office.codes(task).count("not_charged") == 1
    assert len(office.fleet.till.taken) == 7
    # The service may have been at it for that long.
    assert office.fleet.clock.now() - before >= PATIENCE


def test_an_answer_that_comes_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service shows the payment only after whoever called has given up."""
    office = Office(monkeypatch)
    office.fleet.faults.plan = strikes(2)(time_out_after)
    taken = office.fleet.till.taken
    find, asked = office.fleet.till.find, []

    def late(order: Order, **others: Any) -> Any:
        asked.append(office.fleet.clock.now())
        return find(order, **others) if len(asked) > 2 else None

    monkeypatch.setattr(type(office.fleet.till), "find", lambda _, order, **of: late(order, **of))
    assert office.run(8).counts == Counts(succeeded=8)
    assert len(taken) == 8


def test_a_service_that_is_busy_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch)
    office.fleet.faults.plan = strikes(1, 2, 3, 4)(refuse(Throttled))
    assert office.run(8).counts == Counts(succeeded=8)


def test_a_service_that_does_not_say_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch)
    after, down = strikes(1)(time_out_after), strikes(0, 1, name="payments.find")(refuse(Transient))
    office.fleet.faults.plan = lambda call: after(call) or down(call)
    assert office.run(8).counts == Counts(succeeded=8)


def test_an_order_of_a_task_that_is_gone_is_settled_before_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Office(monkeypatch, Settings(lanes_max=1))
    task = office.launch(4)
    office.fleet.faults.plan = strikes(2)(crash_after)
    while len(office.fleet.till.taken) < 3:
        office.fleet.step(purging=False)
    # The worker has died after the service did its work; all that was on its way is lost.
    office.fleet.lose_messages()
    cancelled = office.owner.cancel(task.ref)
    assert cancelled.notices.in_doubt == 1
    office.fleet.lose_messages()
    other = office.run(4, key="again")
    assert other.counts == Counts(succeeded=1, skipped=3)
    assert len(office.fleet.till.taken) == 4


def test_what_a_cancel_leaves_in_doubt_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch, Settings(lanes_max=1))
    task = office.launch(4)
    office.fleet.faults.plan = strikes(2)(crash_after)
    while len(office.fleet.till.taken) < 3:
        office.fleet.step(purging=False)
    cancelled = office.owner.cancel(task.ref)
    assert cancelled.state is TaskState.CANCELLED
    assert cancelled.notices == NoticeCounts(staged=4, sent=2, in_doubt=1, discarded=1)
    assert cancelled.counts == Counts(succeeded=2, warnings=1)
    # The check finds its payment in the records all the same.
    office.done(task)


# --- Faults everywhere -----------------------------------------------------------------------


def trial(patch: pytest.MonkeyPatch, settings: Settings | None = None) -> Office:
    office = Office(patch, settings)
    office.fleet.till.declines = declines("00001")
    return office


@pytest.mark.parametrize("fault", [crash_before, crash_after, lost_after, refuse(Throttled)])
def test_at_any_call(monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    model = trial(monkeypatch)
    model.run(4)
    for call in model.fleet.faults.calls:
        office = trial(monkeypatch)
        office.fleet.faults.plan = at(call.number, fault)
        try:
            task = office.launch(4)
        except (Crash, Transient):
            # The launch itself is tried elsewhere.
            continue
        ended = office.done(task)
        assert ended.state is TaskState.COMPLETED
        assert ended.counts.done == 4
        assert ended.notices.open == 0


def test_while_all_messages_come_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    office = trial(monkeypatch, Settings(twice=True, lanes_max=2))
    assert office.run(9).counts == Counts(succeeded=8, errors=1)


def test_a_cancel_at_any_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it has answered, no card is charged any more."""
    model = trial(monkeypatch)
    model.run(4)
    cancelled = 0
    for call in model.fleet.faults.calls:
        if call.name in {"payments.carry_out", "mailer.send"}:
            # Such a call takes its time beside the cancel, not before and after it.
            continue
        office = trial(monkeypatch)
        cancel = Cancel(office)
        office.fleet.faults.plan = at(call.number, interrupt(cancel))
        office.launch(4)
        office.fleet.settle()
        office.check()
        cancel.check()
        cancelled += cancel.answer is not None
    assert cancelled > 20


def test_a_cancel_while_a_card_is_charged_waits_and_counts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = trial(monkeypatch)
    cancel = Cancel(office)
    office.fleet.faults.plan = strikes(2)(interrupt(cancel))
    office.launch(4)
    office.fleet.settle()
    office.check()
    assert cancel.answer is not None
    assert cancel.answer.notices.in_doubt == 1


def test_two_workers_at_one_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(30):
        office = trial(monkeypatch, Settings(lanes_max=1))
        task = office.launch(5)
        for _ in range(1 + seed % 6):
            office.fleet.step(purging=False)
        calls = [*take(office.fleet), *again(office, task)]
        interleave(office.fleet.faults, calls, choices(seed))
        assert office.done(task).counts == Counts(succeeded=4, errors=1)


def test_a_cancel_beside_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(30):
        office = trial(monkeypatch, Settings(lanes_max=1))
        task = office.launch(5)
        for _ in range(1 + seed % 6):
            office.fleet.step(purging=False)
        cancel = Cancel(office)
        interleave(office.fleet.faults, [cancel, *take(office.fleet)], choices(seed))
        office.fleet.settle()
        office.check()
        cancel.check()
        assert not office.fleet.task(task.ref).notices.open


def again(office: Office, task: Task) -> list[Callable[[], None]]:
    """Another worker with a message of the same lane."""
    message = ToCharge(DeliveryMessage(task.ref, 0))
    return [lambda: office.fleet.handle(message)]


class Cancel:
    """A cancel whose answer is held against whatever comes after it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.answer: Task | None = None
        self.charged = 0

    def __call__(self) -> None:
        for task in tasks_of(self._office.fleet):
            with suppress(WrongState):
                self.answer = self._office.owner.cancel(task.ref)
                self.charged = len(self._office.fleet.till.taken)

    def check(self) -> None:
        if self.answer is not None:
            assert len(self._office.fleet.till.taken) == self.charged
            assert self._office.fleet.task(self.answer.ref) == self.answer
            assert self.answer.state is TaskState.CANCELLED


def test_a_pause_at_any_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """From its answer to the resume no card is charged; then the task goes on where it stood."""
    model = trial(monkeypatch)
    model.run(4)
    paused = 0
    for call in model.fleet.faults.calls:
        if call.name in {"payments.carry_out", "mailer.send"}:
            continue
        office = trial(monkeypatch)
        answers: list[tuple[Task, int]] = []

        def pause(office: Office = office, answers: list[tuple[Task, int]] = answers) -> None:
            for task in tasks_of(office.fleet):
                with suppress(WrongState):
                    answer = office.owner.pause(task.ref)
                    answers.append((answer, len(office.fleet.till.taken)))

        office.fleet.faults.plan = at(call.number, interrupt(pause))
        task = office.launch(4)
        for _ in range(60):
            office.fleet.step(purging=False)
        for answer, charged in answers:
            paused += 1
            assert len(office.fleet.till.taken) == charged
            office.owner.resume(answer.ref)
        ended = office.done(task)
        assert ended.counts == Counts(succeeded=3, errors=1)
    assert paused > 20
