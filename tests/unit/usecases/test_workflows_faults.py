"""A process dies at any call, or several are at it: rows and schedules agree in the end."""

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeAlias

import pytest

from legwork.domain.errors import Conflicted, InvalidInput, NotFound, Throttled, Transient
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
from legwork.usecases.catch_up_schedule import DEAD_AFTER
from tests.unit.usecases.pilot import NEVER, Pilot, daily

Step: TypeAlias = Callable[[Pilot], object]
HOURLY = daily("Hourly", schedule="rate(1 hour)")
YEARLY = daily("Yearly", schedule="rate(365 days)")


def _only(pilot: Pilot) -> str:
    [workflow] = pilot.there()
    return workflow.id


STEPS: dict[str, Step] = {
    "add": lambda pilot: pilot.add(HOURLY),
    "add one that is refused": lambda pilot: pilot.add(daily(schedule=NEVER)),
    "change": lambda pilot: pilot.change(_only(pilot), HOURLY),
    "change to one that is refused": lambda pilot: pilot.change(
        _only(pilot), daily("Never", schedule=NEVER)
    ),
    "delete": lambda pilot: pilot.delete(_only(pilot)),
}
EACH_STEP = pytest.mark.parametrize("name", STEPS)


@pytest.fixture
def before() -> Pilot:
    pilot = Pilot()
    pilot.add(daily())
    return pilot


def names(pilot: Pilot) -> list[str]:
    return sorted(one.name for one in pilot.there())


def undisturbed(before: Pilot, name: str) -> tuple[int, list[str]]:
    """How many calls the step makes, and the names of the workflows that are there then."""
    pilot = Pilot(like=before)
    with suppress(InvalidInput):
        STEPS[name](pilot)
    pilot.check()
    return len(pilot.fleet.faults.calls), names(pilot)


@EACH_STEP
@pytest.mark.parametrize(
    "fault", [crash_before, crash_after, lose_answer, refuse(Throttled)], ids=str
)
def test_the_watchdog_makes_it_good(before: Pilot, name: str, fault: Fault) -> None:
    calls, done = undisturbed(before, name)
    for number in range(calls):
        pilot = Pilot(like=before)
        pilot.fleet.faults.plan = at(number, fault)
        with suppress(Crash, Transient, InvalidInput):
            STEPS[name](pilot)
        pilot.recover()
        pilot.check()
        assert names(pilot) in (["Daily"], done), number


@EACH_STEP
@pytest.mark.parametrize("fault", [crash_before, crash_after])
def test_even_when_the_watchdog_dies_as_well(before: Pilot, name: str, fault: Fault) -> None:
    calls, done = undisturbed(before, name)
    for first in range(calls):
        number = 0
        while True:
            pilot = Pilot(like=before)
            pilot.fleet.faults.plan = at(first, fault)
            with suppress(Crash, InvalidInput):
                STEPS[name](pilot)
            pilot.fleet.clock.advance(DEAD_AFTER)
            begun = len(pilot.fleet.faults.calls)
            pilot.fleet.faults.plan = at(begun + number, fault)
            with suppress(Crash):
                pilot.fleet.watch()
            struck = len(pilot.fleet.faults.calls) > begun + number
            pilot.recover()
            pilot.check()
            assert names(pilot) in (["Daily"], done), (first, number)
            if not struck:
                break
            number += 1


@EACH_STEP
def test_a_second_try_after_a_crash_is_refused_until_the_watchdog_has_come(
    before: Pilot, name: str
) -> None:
    calls, _done = undisturbed(before, name)
    for number in range(calls):
        pilot = Pilot(like=before)
        pilot.fleet.faults.plan = at(number, crash_after)
        with suppress(Crash, InvalidInput):
            STEPS[name](pilot)
        for workflow in pilot.there():
            with suppress(Conflicted):
                pilot.change(workflow.id, YEARLY)
        pilot.recover()
        pilot.check()
        for workflow in pilot.there():
            pilot.change(workflow.id, YEARLY)
        pilot.check()
        assert set(names(pilot)) <= {"Yearly"}


# --- Several at once -------------------------------------------------------------------------


def _watch(pilot: Pilot) -> None:
    pilot.fleet.watch()


OTHERS: dict[str, Step] = {**STEPS, "watch": _watch}


@EACH_STEP
@pytest.mark.parametrize("other", OTHERS)
def test_two_at_once_come_to_one_end(before: Pilot, name: str, other: str) -> None:
    for seed in range(40):
        pilot = Pilot(like=before)
        calls = [partial(STEPS[name], pilot), partial(OTHERS[other], pilot)]
        problems = interleave(pilot.fleet.faults, calls, random.Random(seed).randrange)
        expected = (type(None), Conflicted, InvalidInput, NotFound)
        assert all(isinstance(one, expected) for one in problems), problems
        pilot.recover()
        pilot.check()


@EACH_STEP
@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("crash", [crash_before, crash_after])
def test_even_when_one_of_them_dies(before: Pilot, name: str, other: str, crash: Fault) -> None:
    calls, _done = undisturbed(before, name)
    for number in range(calls):
        for seed in range(6):
            pilot = Pilot(like=before)
            pilot.fleet.faults.plan = at(number, crash)
            both = [partial(STEPS[name], pilot), partial(OTHERS[other], pilot)]
            problems = interleave(pilot.fleet.faults, both, random.Random(seed).randrange)
            expected = (type(None), Conflicted, InvalidInput, NotFound, Crash)
            assert all(isinstance(one, expected) for one in problems), problems
            pilot.recover()
            pilot.check()


@EACH_STEP
def test_the_watchdog_leaves_alone_whoever_is_at_it(before: Pilot, name: str) -> None:
    """It would put a schedule that its writer is about to put again, or has just removed."""
    calls, done = undisturbed(before, name)
    for number in range(calls):
        pilot = Pilot(like=before)
        writes = list[int]()

        def watch(pilot: Pilot = pilot, writes: list[int] = writes) -> None:
            begun = len(pilot.fleet.faults.calls)
            pilot.fleet.watch()
            writes += [one for one in pilot.fleet.faults.writes if one > begun]
            del begun

        pilot.fleet.faults.plan = at(number, interrupt(watch))
        with suppress(InvalidInput):
            STEPS[name](pilot)
        pilot.check()
        assert names(pilot) == done
        # One try to take over, which is refused.
        assert len(writes) <= 1
