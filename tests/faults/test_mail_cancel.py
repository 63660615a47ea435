"""A cancel at any moment of a task that mails: once it has answered, no mail leaves any more."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest

from legwork.domain.errors import Throttled, Transient
from legwork.domain.notice import CALL_WITHIN, CLAIM_HOLDS
from legwork.domain.task import TaskState
from legwork.testing.faults import (
    Crash,
    Fault,
    crash_after,
    crash_before,
    interrupt,
    lose_answer,
    send_again,
)
from legwork.testing.interleave import interleave
from legwork.testing.world import Settings
from tests.faults.cancel import Cancel
from tests.faults.mail_check import check_completed, check_told
from tests.faults.mail_staged import CLAIMED, SENT, with_notices
from tests.faults.school import MAILINGS
from tests.faults.side_by_side import InTurn, choices
from tests.faults.trial import Trial, launched, undisturbed

T = TypeVar("T")

NAMES = pytest.mark.parametrize("name", MAILINGS)


def check(trial: Trial, *cancels: Cancel) -> None:
    """Whatever has become of it, every notice has its effect and its fate."""
    for cancel in cancels:
        cancel.check()
    trial.check()
    check_told(trial)
    assert not any(task.notices.open for task in trial.tasks())


@NAMES
def test_at_any_call_of_the_others(name: str) -> None:
    refused = 0
    for call in undisturbed(name).fleet.faults.calls:
        if call.name == "mailer.send":
            # Such a call takes its time beside the cancel, not before and after it.
            continue
        trial = Trial(name)
        cancel = Cancel(trial)
        assert trial.launch_struck(call.number, interrupt(cancel))
        trial.settle()
        check(trial, cancel)
        refused += cancel.refused
    # From the claim of the finish on.
    assert 0 < refused < 25


@NAMES
def test_while_all_messages_come_twice(name: str) -> None:
    for seed in range(30):
        trial = launched(name, 1 + seed % 25, Settings(twice=True), seed=seed)
        cancel = Cancel(trial)
        interleave(trial.fleet.faults, [cancel, *trial.take()], choices(seed))
        trial.settle()
        check(trial, cancel)


@NAMES
def test_side_by_side_with_workers_deliverers_and_a_second_cancel(name: str) -> None:
    for seed in range(40):
        trial = launched(name, 1 + seed % 20)
        one, other = Cancel(trial), Cancel(trial)
        interleave(trial.fleet.faults, [one, *trial.take(), other], choices(seed))
        trial.settle()
        check(trial, one, other)


@NAMES
def test_in_every_order_of_two_turns_with_a_deliverer(name: str) -> None:
    """The deliverer makes so many calls, then the cancel; then the one ends, then the other."""
    staged, message = with_notices(name)
    in_doubt = 0
    for delivered in range(14):
        for cancelled in (1, 2, 4, 6, 8, 10, 12, 14, 16, 25, 40):
            trial = staged.fork()
            cancel = Cancel(trial)
            work = partial(trial.fleet.handle, message)
            interleave(trial.fleet.faults, [work, cancel], InTurn(delivered, cancelled))
            trial.settle()
            check(trial, cancel)
            assert cancel.answer
            in_doubt += cancel.answer.notices.in_doubt
    # A mail call that is under way is waited for.
    assert in_doubt == 0


@pytest.mark.parametrize("turns", [CLAIMED, SENT])
@pytest.mark.parametrize("crash", [crash_before, crash_after])
@pytest.mark.parametrize("again", [True, False])
@NAMES
def test_a_cancel_that_dies_while_a_mail_call_is_under_way(
    name: str, again: bool, crash: Fault, turns: int
) -> None:
    staged, message = with_notices(name)
    for place in range(15):
        trial = staged.fork()
        trial.strike(turns - 1 + place, crash)
        first = Cancel(trial)
        work = partial(trial.fleet.handle, message)
        problems = interleave(trial.fleet.faults, [work, first], InTurn(turns, 60))
        assert isinstance(problems[1], Crash)
        begun = trial.tasks()[0].state is TaskState.CANCELLING
        second = Cancel(trial)
        if again:
            second()
        trial.settle()
        check(trial, *([second] if again else []))
        [task] = trial.tasks()
        assert task.state is (TaskState.CANCELLED if again or begun else TaskState.COMPLETED)
        assert task.notices.in_doubt == 0


@pytest.mark.parametrize("fault", [lose_answer, send_again])
@NAMES
def test_a_cancel_whose_answers_get_lost_is_one_cancel(name: str, fault: Fault) -> None:
    staged, _ = with_notices(name)
    model = staged.fork()
    Cancel(model)()
    for number in model.fleet.faults.writes:
        trial = staged.fork()
        trial.strike(number, fault)
        cancel = Cancel(trial)
        try:
            cancel()
        except Transient:
            cancel()
        trial.settle()
        assert trial.tasks()[0].state is TaskState.CANCELLED
        assert trial.tasks()[0].notices == model.tasks()[0].notices
        check(trial, *([cancel] if cancel.answer else []))


@pytest.mark.parametrize("crash", [crash_before, crash_after])
@NAMES
def test_what_a_dead_deliverer_was_sending_is_in_doubt_once_its_claim_lapses(
    name: str, crash: Fault
) -> None:
    staged, message = with_notices(name)
    trial = staged.fork()
    trial.strike(CLAIMED - 1, crash)
    with pytest.raises(Crash):
        trial.fleet.handle(message)
    begun = trial.fleet.clock.now()
    cancel = Cancel(trial)
    cancel()
    assert trial.fleet.clock.now() - begun == CLAIM_HOLDS
    assert cancel.answer
    assert cancel.answer.notices.in_doubt > 0
    assert cancel.answer.notices.sent == 0
    trial.settle()
    check(trial, cancel)


@NAMES
def test_a_deliverer_that_was_held_up_after_its_claim_sends_nothing_any_more(name: str) -> None:
    """A claim may be written twenty seconds before its caller hears of it."""
    staged, message = with_notices(name)
    trial = staged.fork()
    cancel = Cancel(trial)
    trial.strike(CLAIMED - 2, before(cancel))
    with pytest.raises(Throttled):
        trial.fleet.handle(message)
    trial.strike(-1, crash_before)
    assert cancel.answer
    assert cancel.answer.notices.in_doubt > 0
    trial.settle()
    check(trial, cancel)
    assert trial.fleet.post.outbox == []


@NAMES
def test_a_claim_that_took_long_is_given_back_and_its_mail_is_sent_later(name: str) -> None:
    model = undisturbed(name)
    staged, message = with_notices(name)
    trial = staged.fork()
    trial.strike(CLAIMED - 2, before(lambda: trial.fleet.clock.advance(CALL_WITHIN * 2)))
    with pytest.raises(Throttled):
        trial.fleet.handle(message)
    assert trial.fleet.post.outbox == []
    trial.settle()
    assert check_completed(trial, model) == 0


def before(happens: Callable[[], object]) -> Fault:
    """The call takes place; something else happens before its caller hears of it."""

    def fault(go: Callable[[], T]) -> T:
        answer = go()
        happens()
        return answer

    return fault
