"""A process dies at any call, or several are at it: rows and schedules agree in the end."""

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeAlias, TypeVar

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

Step: TypeAlias = Callable[[Pilot, str], object]
HOURLY = daily("Hourly", schedule="rate(1 hour)")
YEARLY = daily("Yearly", schedule="rate(365 days)")


STEPS: dict[str, Step] = {
    "add": lambda pilot, _: pilot.add(HOURLY),
    "add with a key": lambda pilot, _: pilot.add(HOURLY, key="k"),
    "add one that is refused": lambda pilot, _: pilot.add(daily(schedule=NEVER)),
    "change": lambda pilot, first: pilot.change(first, HOURLY),
    "change to one that is refused": lambda pilot, first: pilot.change(
        first, daily("Never", schedule=NEVER)
    ),
    "delete": lambda pilot, first: pilot.delete(first),
}
"""What can be done where there is one workflow."""
T = TypeVar("T")
EACH_STEP = pytest.mark.parametrize("name", STEPS)


@pytest.fixture
def before() -> Pilot:
    pilot = Pilot()
    pilot.add(daily())
    return pilot


def step(pilot: Pilot, name: str, before: Pilot) -> None:
    """Do it, unless it is refused for what it is."""
    with suppress(InvalidInput):
        STEPS[name](pilot, first_of(before))


def first_of(before: Pilot) -> str:
    """Id of the workflow that is there."""
    [workflow] = before.there()
    return workflow.id


def names(pilot: Pilot) -> list[str]:
    return sorted(one.name for one in pilot.there())


def schedulings(pilot: Pilot) -> list[str]:
    """The calls that reached the scheduler."""
    names = [call.name for call in pilot.fleet.faults.calls]
    return [name for name in names if name.startswith("schedules.")]


def undisturbed(before: Pilot, name: str) -> Pilot:
    """How it goes when nothing goes wrong."""
    pilot = Pilot(like=before)
    step(pilot, name, before)
    pilot.check()
    return pilot


@EACH_STEP
@pytest.mark.parametrize(
    "fault",
    [crash_before, crash_after, lose_answer, refuse(Throttled)],
    ids=["crash before", "crash after", "answer lost", "throttled"],
)
def test_the_watchdog_makes_it_good(before: Pilot, name: str, fault: Fault) -> None:
    alone = undisturbed(before, name)
    for number in range(len(alone.fleet.faults.calls)):
        pilot = Pilot(like=before)
        pilot.fleet.faults.plan = at(number, fault)
        with suppress(Crash, Transient):
            step(pilot, name, before)
        pilot.recover()
        pilot.check()
        assert names(pilot) in (["Daily"], names(alone)), number


@EACH_STEP
@pytest.mark.parametrize("fault", [crash_before, crash_after])
def test_even_when_the_watchdog_dies_as_well(before: Pilot, name: str, fault: Fault) -> None:
    alone = undisturbed(before, name)
    for first in range(len(alone.fleet.faults.calls)):
        number = 0
        while True:
            pilot = Pilot(like=before)
            pilot.fleet.faults.plan = at(first, fault)
            with suppress(Crash):
                step(pilot, name, before)
            pilot.fleet.clock.advance(DEAD_AFTER)
            begun = len(pilot.fleet.faults.calls)
            pilot.fleet.faults.plan = at(begun + number, fault)
            with suppress(Crash):
                pilot.fleet.watch()
            struck = len(pilot.fleet.faults.calls) > begun + number
            pilot.recover()
            pilot.check()
            assert names(pilot) in (["Daily"], names(alone)), (first, number)
            if not struck:
                break
            number += 1


@EACH_STEP
def test_a_second_try_after_a_crash_is_refused_until_the_watchdog_has_come(
    before: Pilot, name: str
) -> None:
    alone = undisturbed(before, name)
    for number in range(len(alone.fleet.faults.calls)):
        pilot = Pilot(like=before)
        pilot.fleet.faults.plan = at(number, crash_after)
        with suppress(Crash):
            step(pilot, name, before)
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


OTHERS: dict[str, Step] = {**STEPS, "watch": lambda pilot, _: pilot.fleet.watch()}
REFUSALS = (Conflicted, InvalidInput, NotFound)


def send(go: Callable[[], T]) -> T:
    """The call takes place."""
    return go()


@EACH_STEP
@pytest.mark.parametrize("other", OTHERS)
def test_two_at_once_come_to_one_end(before: Pilot, name: str, other: str) -> None:
    for seed in range(20):
        pilot = Pilot(like=before)
        both = [partial(one, pilot, first_of(before)) for one in (STEPS[name], OTHERS[other])]
        problems = interleave(pilot.fleet.faults, both, random.Random(seed).randrange)
        assert all(one is None or isinstance(one, REFUSALS) for one in problems), problems
        pilot.recover()
        pilot.check()


@EACH_STEP
@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("then", [send, crash_before, crash_after])
def test_even_when_one_is_done_while_the_other_holds_its_breath(
    before: Pilot, name: str, other: str, then: Fault
) -> None:
    """And dies right after, perhaps, having written what is out of date by then."""
    for number in range(len(undisturbed(before, name).fleet.faults.calls)):
        pilot = Pilot(like=before)
        pilot.fleet.faults.plan = at(number, _Meanwhile(OTHERS[other], pilot, before, then))
        with suppress(Crash, *REFUSALS):
            step(pilot, name, before)
        pilot.recover()
        pilot.check()


class _Meanwhile:
    """Somebody else does something from beginning to end before the call."""

    def __init__(self, other: Step, pilot: Pilot, before: Pilot, then: Fault) -> None:
        self._other = partial(other, pilot, first_of(before))
        self._then = then

    def __call__(self, go: Callable[[], T]) -> T:
        with suppress(*REFUSALS):
            self._other()
        return self._then(go)


@EACH_STEP
def test_the_watchdog_leaves_alone_whoever_is_at_it(before: Pilot, name: str) -> None:
    """It would put a schedule that its writer is about to put again, or has just removed."""
    alone = undisturbed(before, name)
    for number in range(len(alone.fleet.faults.calls)):
        pilot = Pilot(like=before)
        pilot.fleet.faults.plan = at(number, interrupt(pilot.fleet.watch))
        step(pilot, name, before)
        pilot.check()
        assert names(pilot) == names(alone)
        assert schedulings(pilot) == schedulings(alone)


@pytest.mark.parametrize(
    "fault",
    [crash_before, crash_after, lose_answer, refuse(Throttled)],
    ids=["crash before", "crash after", "answer lost", "throttled"],
)
def test_the_same_call_again_adds_it_once(before: Pilot, fault: Fault) -> None:
    alone = undisturbed(before, "add with a key")
    for number in range(len(alone.fleet.faults.calls)):
        pilot = Pilot(like=before)
        pilot.fleet.faults.plan = at(number, fault)
        with suppress(Crash, Transient):
            pilot.add(HOURLY, key="k")
        added = pilot.add(HOURLY, key="k")
        pilot.recover()
        pilot.check()
        assert added.id in [one.id for one in pilot.there()]
        assert names(pilot) == ["Daily", "Hourly"], number


def test_two_of_the_same_call_side_by_side_add_one(before: Pilot) -> None:
    for seed in range(20):
        pilot = Pilot(like=before)
        call = partial(pilot.add, HOURLY, key="k")
        interleave(pilot.fleet.faults, [call, call], random.Random(seed).randrange)
        pilot.recover()
        pilot.check()
        assert names(pilot) == ["Daily", "Hourly"], seed
