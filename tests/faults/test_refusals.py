"""Calls through the ports that are refused for now, or whose answers get lost."""

import pytest

from legwork.domain.errors import Conflicted, Throttled
from legwork.testing.faults import OfName, lose_answer, refuse, send_again
from tests.faults.park import FILING, INLINE, WORKS
from tests.faults.trial import Trial, undisturbed

ALL = [*WORKS, *INLINE, *FILING]


@pytest.mark.parametrize("name", ALL)
def test_a_lost_answer_is_no_second_effect(name: str) -> None:
    model = undisturbed(name)
    for number in model.fleet.faults.writes:
        trial = Trial(name)
        assert trial.launch_struck(number, lose_answer) or trial.launch()
        trial.settle()
        assert trial.end() == model.end(), number
        trial.check()


@pytest.mark.parametrize("name", ALL)
def test_nor_is_one_that_makes_the_client_library_call_again(name: str) -> None:
    model = undisturbed(name)
    for number in model.fleet.faults.writes:
        trial = Trial(name)
        assert trial.launch_struck(number, send_again)
        trial.settle()
        assert trial.end() == model.end(), number
        trial.check()


@pytest.mark.parametrize("name", ALL)
def test_a_call_that_is_refused_once_is_made_again(name: str) -> None:
    model = undisturbed(name)
    for call in model.fleet.faults.calls:
        trial = Trial(name)
        assert (
            trial.launch_struck(call.number, refuse(Conflicted if call.writes else Throttled))
            or trial.launch()
        )
        trial.settle()
        assert trial.end() == model.end(), call
        trial.check()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("times", [3, 12, 40])
def test_whatever_is_refused_for_long_ends_and_adds_up(name: str, times: int) -> None:
    for call in undisturbed(name).fleet.faults.calls[times % 4 :: 4]:
        trial = Trial(name)
        trial.launch_struck(call.number, refuse(Throttled), times=times)
        trial.settle()
        trial.check()


@pytest.mark.parametrize("name", ALL)
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


def unlucky(first: int, times: int) -> OfName:
    """Refuses so many transactions from one call on, and nothing else."""
    return OfName("transact", refuse(Conflicted), first, times=times)
