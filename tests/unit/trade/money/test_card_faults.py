"""Whatever dies, is lost or comes twice: nobody is charged twice, and both records agree."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from legwork.domain.errors import Throttled, Transient, WrongState
from legwork.domain.task import Task, TaskState
from legwork.ports import DeliveryMessage, MaybeCharged
from legwork.testing.faults import (
    Crash,
    Fault,
    at,
    crash_after,
    crash_before,
    interrupt,
    lose_answer,
    refuse,
)
from legwork.testing.interleave import interleave
from legwork.testing.invariants import tasks_of
from legwork.testing.queues import ToCharge
from legwork.testing.world import Settings
from tests.faults.side_by_side import choices, take
from tests.unit.trade.money.cards import Town, declined
from tests.unit.trade.money.homes import has, owes

PAST = "2026-01-01"
OUTCOMES = {"succeeded", "declined_for_good", "needs_family"}


def town(settings: Settings | None = None) -> Town:
    """One pays (with a credit on the way), one is declined for good, one is asked to confirm."""
    made = Town(settings or Settings(lanes_max=2), families=3)
    for name in made.names:
        owes(made.account, name, 7_000, due=PAST)
    has(made.account, "F1", 1_000)
    made.terms(fee_cents=150)
    made.declines |= {
        "cus_F2": declined("stolen_card"),
        "cus_F3": declined("authentication_required"),
    }
    return made


def launched(made: Town) -> Task | None:
    with suppress(Crash, Transient):
        return made.launch()
    return None


def check(made: Town, task: Task) -> None:
    ended = made.done(task)
    assert ended.state is TaskState.COMPLETED
    assert ended.notices.open == 0
    codes = made.codes(ended)
    assert set(codes) <= {*OUTCOMES, "not_charged", "declined", "in_doubt"}, codes
    assert made.fleet.till.moved("cus_F1") in (0, 6_150)
    assert made.balance("F1") in (0, 6_000)
    assert len({one.order.customer for one in made.fleet.till.taken}) == len(made.fleet.till.taken)


@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer, refuse(Throttled)])
def test_at_any_call(fault: Fault) -> None:
    model = town()
    task = launched(model)
    assert task
    check(model, task)
    for call in model.fleet.faults.calls:
        made = town()
        made.fleet.faults.plan = at(call.number, fault)
        if (task := launched(made)) is not None:
            check(made, task)


def time_out_after(go: Callable[[], Any]) -> Any:
    go()
    raise MaybeCharged("no answer")


def test_a_time_out_after_each_success() -> None:
    made = town()
    made.fleet.faults.plan = lambda c: time_out_after if c.name == "payments.carry_out" else None
    task = made.launch()
    check(made, task)
    assert set(made.codes(task)) == OUTCOMES


def test_a_worker_that_dies_after_the_success_and_keys_that_are_forgotten() -> None:
    """The provider forgets idempotency keys after 24 hours: older claims are settled by listing."""
    made = town(Settings(lanes_max=1))
    made.fleet.faults.plan = lambda c: crash_after if c.name == "payments.carry_out" else None
    task = made.launch(families=["F1"])
    while not made.fleet.till.taken:
        made.fleet.step(purging=False)
    made.fleet.faults.plan = lambda _: None
    made.fleet.lose_messages()
    made.fleet.till.keys.clear()
    made.fleet.clock.advance(timedelta(hours=30))
    check(made, task)
    assert made.codes(task) == ["succeeded"]
    assert len(made.fleet.till.taken) == 1


def test_all_messages_come_twice() -> None:
    made = town(Settings(twice=True, lanes_max=2))
    task = made.launch()
    check(made, task)
    assert set(made.codes(task)) == OUTCOMES


def test_two_workers_and_two_tasks_at_once() -> None:
    for seed in range(25):
        made = town(Settings(lanes_max=1))
        task, other = made.launch(), made.launch(key="other")
        for _ in range(2 + seed % 6):
            made.fleet.step(purging=False)
        messages = [ToCharge(DeliveryMessage(one.ref, 0)) for one in (task, other)]
        more = [partial(made.fleet.handle, message) for message in messages]
        interleave(made.fleet.faults, [*take(made.fleet), *more], choices(seed))
        made.done(task)
        made.done(other)
        assert made.fleet.till.moved("cus_F1") == 6_150


def test_a_cancel_at_any_call() -> None:
    model = town()
    assert launched(model)
    model.fleet.settle()
    cancels = 0
    for call in model.fleet.faults.calls:
        if call.name in {"payments.carry_out", "mailer.send"}:
            continue
        made = town()
        answers: list[tuple[Task, int]] = []

        def cancel(made: Town = made, answers: list[tuple[Task, int]] = answers) -> None:
            for task in tasks_of(made.fleet):
                with suppress(WrongState):
                    answers.append((made.owner.cancel(task.ref), len(made.fleet.till.taken)))

        made.fleet.faults.plan = at(call.number, interrupt(cancel))
        made.launch()
        made.fleet.settle()
        made.check()
        for ended, taken in answers:
            cancels += 1
            assert len(made.fleet.till.taken) == taken
            assert made.fleet.task(ended.ref) == ended
    assert cancels > 20


def test_a_pause_leaves_the_order_of_a_dead_caller_to_be_asked_about() -> None:
    made = town(Settings(lanes_max=1))
    made.fleet.faults.plan = lambda c: crash_after if c.name == "payments.carry_out" else None
    task = made.launch(families=["F1"])
    while not made.fleet.till.taken:
        made.fleet.step(purging=False)
    made.fleet.faults.plan = lambda _: None
    made.fleet.lose_messages()
    made.fleet.clock.advance(timedelta(minutes=5))
    paused = made.owner.pause(task.ref)
    assert (paused.state, paused.notices.in_doubt) == (TaskState.PAUSED, 0)
    made.owner.resume(task.ref)
    check(made, task)
    assert made.codes(task) == ["succeeded"]
    assert len(made.fleet.till.taken) == 1
