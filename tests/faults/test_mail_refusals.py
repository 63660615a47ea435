"""Calls that are refused for now, or whose answers get lost, while a task mails."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from legwork.domain.errors import Conflicted, Throttled
from legwork.domain.task import TaskState
from legwork.ports import MaybeSent, NothingSent
from legwork.testing.faults import Fault, OfName, lose_answer, refuse, send_again
from tests.faults.mail_check import check_completed, check_told
from tests.faults.school import MAILINGS
from tests.faults.test_refusals import unlucky
from tests.faults.trial import Trial, undisturbed

T = TypeVar("T")


def sends(trial: Trial) -> list[int]:
    """Numbers of the mail calls."""
    return [call.number for call in trial.fleet.faults.calls if call.name == "mailer.send"]


def struck(name: str, number: int, fault: Fault, *, times: int = 1) -> Trial:
    """A run to its end with a fault at a call."""
    trial = Trial(name)
    assert trial.launch_struck(number, fault, times=times) or trial.launch()
    trial.settle()
    return trial


@pytest.mark.parametrize("name", MAILINGS)
def test_a_lost_answer_puts_only_the_mail_that_it_is_about_in_doubt(name: str) -> None:
    model = undisturbed(name)
    unknown = sends(model)
    for number in model.fleet.faults.writes:
        doubtful = check_completed(struck(name, number, lose_answer), model)
        assert bool(doubtful) is (number in unknown), number


@pytest.mark.parametrize("name", MAILINGS)
def test_one_that_makes_the_client_library_call_again_is_as_if_nothing_had_been(name: str) -> None:
    model = undisturbed(name)
    for number in {*model.fleet.faults.writes} - {*sends(model)}:
        assert check_completed(struck(name, number, send_again), model) == 0, number


@pytest.mark.parametrize("name", MAILINGS)
def test_a_call_that_is_refused_once_is_made_again(name: str) -> None:
    model = undisturbed(name)
    for call in model.fleet.faults.calls:
        refusal = refuse(Conflicted if call.name == "transact" else Throttled)
        assert check_completed(struck(name, call.number, refusal), model) == 0, call


def maybe_sent(go: Callable[[], T]) -> T:
    """The mails leave, and no answer comes."""
    go()
    raise MaybeSent("no answer")


def maybe_not(go: Callable[[], T]) -> T:
    """No mail leaves, and no answer comes."""
    raise MaybeSent("no answer")


@pytest.mark.parametrize("fault", [maybe_sent, maybe_not])
@pytest.mark.parametrize("name", MAILINGS)
def test_a_mail_call_without_an_answer_is_in_doubt_and_is_not_made_again(
    name: str, fault: Fault
) -> None:
    model = undisturbed(name)
    for number in sends(model):
        trial = struck(name, number, fault)
        doubtful = check_completed(trial, model)
        assert doubtful
        missing = doubtful if fault is maybe_not else 0
        assert len(trial.fleet.post.outbox) == len(model.fleet.post.outbox) - missing


def nothing_sent(go: Callable[[], T]) -> T:
    """The mail service wants nothing of it."""
    raise NothingSent("Email address is not verified")


@pytest.mark.parametrize("name", MAILINGS)
def test_a_mail_call_that_is_refused_for_good_is_said_of_each_of_its_mails(name: str) -> None:
    model = undisturbed(name)
    for number in sends(model):
        trial = struck(name, number, nothing_sent)
        trial.check()
        check_told(trial)
        [task] = trial.tasks()
        assert task.state is TaskState.COMPLETED
        assert task.notices.refused
        withheld = task.notices.discarded
        assert task.notices.refused == task.notices.staged - task.notices.sent - withheld
        lost = task.counts.errors if name == "blast" else task.counts.warnings
        before = model.tasks()[0].counts.warnings if name != "blast" else 0
        assert lost - before == task.notices.refused


@pytest.mark.parametrize("name", MAILINGS)
def test_a_mail_service_that_throttles_for_long_holds_up_and_loses_nothing(name: str) -> None:
    model = undisturbed(name)
    for number in sends(model):
        for times in (2, 9):
            trial = Trial(name)
            assert trial.launch_under(busy(number, times), since=number)
            trial.settle()
            assert check_completed(trial, model) == 0


def busy(first: int, times: int) -> OfName:
    """Throttles so many mail calls from one call on."""
    return OfName("mailer.send", refuse(Throttled), first, times=times)


@pytest.mark.parametrize("name", MAILINGS)
@pytest.mark.parametrize("times", [3, 12, 40])
def test_whatever_is_refused_for_long_ends_and_adds_up(name: str, times: int) -> None:
    for call in undisturbed(name).fleet.faults.calls[times % 4 :: 4]:
        trial = Trial(name)
        trial.launch_struck(call.number, refuse(Throttled), times=times)
        trial.settle()
        trial.check()
        check_told(trial)


@pytest.mark.parametrize("name", MAILINGS)
@pytest.mark.parametrize("times", [4, 9])
def test_transactions_that_lose_against_others_again_and_again_end_and_add_up(
    name: str, times: int
) -> None:
    for call in undisturbed(name).fleet.faults.calls:
        if call.name == "transact":
            trial = Trial(name)
            trial.launch_under(unlucky(call.number, times), since=call.number)
            trial.settle()
            trial.check()
            check_told(trial)
