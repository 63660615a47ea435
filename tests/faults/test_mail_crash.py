"""A process dies before or after any of its writes, with mail staged, claimed or under way."""

import pytest

from legwork.testing.faults import Fault, crash_after, crash_before
from tests.faults.mail_check import check_completed
from tests.faults.school import MAILINGS
from tests.faults.test_crash import is_left_to_the_watchdog, with_all_messages
from tests.faults.trial import Trial, undisturbed

CRASHES = pytest.mark.parametrize("crash", [crash_before, crash_after])


def in_doubt_after(crash: Fault, model: Trial) -> set[int]:
    """The writes whose crash leaves a claim behind: from the claim on, up to the settling."""
    sends = {call.number for call in model.fleet.faults.calls if call.name == "mailer.send"}
    other = 1 if crash is crash_before else -1
    return sends | {number + other for number in sends}


@CRASHES
@pytest.mark.parametrize("name", MAILINGS)
def test_the_same_call_and_the_same_messages_make_it_good(name: str, crash: Fault) -> None:
    model = undisturbed(name)
    doubtful = in_doubt_after(crash, model)
    for number in model.fleet.faults.writes:
        trial = Trial(name)
        assert trial.launch_struck(number, crash) or trial.launch()
        trial.settle(watching=False)
        assert all(is_left_to_the_watchdog(trial, ref) for ref in trial.fleet.live())
        trial.settle()
        assert bool(check_completed(trial, model)) is (number in doubtful), number


@CRASHES
@pytest.mark.parametrize("name", MAILINGS)
def test_the_watchdog_alone_makes_it_good(name: str, crash: Fault) -> None:
    model = undisturbed(name)
    doubtful = in_doubt_after(crash, model)
    for number in model.fleet.faults.writes:
        trial = Trial(name)
        task = trial.launch_struck(number, with_all_messages(trial, crash))
        trial.settle()
        if task or trial.tasks():
            assert bool(check_completed(trial, model)) is (number in doubtful), number


@CRASHES
@pytest.mark.parametrize("name", MAILINGS)
def test_every_deliverer_dies_at_its_mail_call(name: str, crash: Fault) -> None:
    model = undisturbed(name)
    trial = Trial(name)
    trial.fleet.faults.plan = lambda call: crash if call.name == "mailer.send" else None
    assert trial.launch()
    trial.settle()
    assert check_completed(trial, model) == model.tasks()[0].notices.sent
    assert bool(trial.fleet.post.outbox) is (crash is crash_after)
