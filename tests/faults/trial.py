"""One run of a work, with a fault somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from legwork.domain.errors import Transient
from legwork.domain.outcome import Counts
from legwork.domain.task import Task, TaskState
from legwork.ports import PurgeMessage
from legwork.testing.endings import Endings
from legwork.testing.faults import Call, Crash, Fault, Plan, at
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.testing.queues import Message
from legwork.testing.world import Settings
from tests.faults import park
from tests.faults.side_by_side import take

ENDINGS: Final = Endings()
"""What the trials of a file's tests have come to that run the same code."""


@contextmanager
def other_code() -> Iterator[None]:
    """For who runs other code than the rest: begin with no endings, and leave none behind."""
    ENDINGS.forget()
    try:
        yield
    finally:
        ENDINGS.forget()


class Trial:
    """One run of a work, with a fault somewhere.

    Args:
        name: of the work.
        settings: other than the usual ones.
        seed: for another order of the messages.
    """

    def __init__(
        self, name: str, settings: Settings | None = None, *, seed: int | None = None
    ) -> None:
        self.name = name
        self.work = park.work(name)
        self._seed = seed
        self._settings = settings or Settings()
        self.before = {task.ref for task in tasks_of(park.prepared(name))}

    @cached_property
    def fleet(self) -> Fleet:
        """Where it runs. Most are taken from a calm run, not from its beginning."""
        return Fleet(self._settings, seed=self._seed, like=park.prepared(self.name))

    @cached_property
    def owner(self) -> Owner:
        """Who launches."""
        return Owner(self.fleet)

    def _begin(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.owner = Owner(fleet)

    def fork(self) -> Trial:
        """Another trial that stands where this one stands now."""
        forked = copy(self)
        forked._begin(Fleet(like=self.fleet))
        return forked

    def launch(self) -> Task | None:
        """Launch it; answers nothing when the call died or was refused for now."""
        try:
            return self.work.launch(self.owner)
        except (Crash, Transient):
            return None

    def launch_struck(self, number: int, fault: Fault, *, times: int = 1) -> Task | None:
        """Launch it, with a fault at the call of this number, as ``launch_under`` does."""
        return self.launch_under(at(number, fault, times=times), since=number)

    def launch_under(self, plan: Plan, *, since: int) -> Task | None:
        """Launch it, with faults from a call on; answers like ``launch``.

        What comes before the message in which that call is made is as in a calm run. So it is taken
        from one: whoever has replaced a port of this trial plans its faults and launches instead.

        Args:
            plan: of the faults.
            since: number of the first call that may be struck.
        """
        before = [one for one in self._calm() if one.calls <= since]
        if not before:
            self.fleet.faults.plan = plan
            return self.launch()
        self._begin(Fleet(like=before[-1].trial.fleet))
        self.fleet.faults.calls += before[-1].before
        self.fleet.faults.plan = plan
        return self.tasks()[0]

    def _calm(self) -> list[_Moment]:
        return [] if self._seed is not None else _moments(self.name, self._settings)

    def steps(self, number: int) -> None:
        """Let so many messages be worked on."""
        for _ in range(number):
            self.fleet.step(purging=False)

    def waiting(self) -> list[Message]:
        """Messages that workers wait for."""
        found = [delivery.message for delivery in self.fleet.inbox.waiting]
        return [message for message in found if not isinstance(message, PurgeMessage)]

    def take(self) -> list[Callable[[], None]]:
        """Take all messages out of the queues; answers what working on each of them is."""
        return take(self.fleet)

    def purge(self) -> None:
        """Work on all purges that wait."""
        for call in take(self.fleet, (PurgeMessage,)):
            call()

    def strike(self, number: int, fault: Fault, *, times: int = 1) -> None:
        """Plan a fault for the call of this number."""
        self.fleet.faults.plan = at(number, fault, times=times)

    def tasks(self) -> list[Task]:
        """What was launched here."""
        return [task for task in tasks_of(self.fleet) if task.ref not in self.before]

    def end(self) -> list[tuple[TaskState, int, Counts]]:
        """What came of it."""
        return [(task.state, task.total, task.counts) for task in self.tasks()]

    def settle(self, *, watching: bool = True) -> None:
        """Let the fleet work until nothing is left to do, as ``Fleet.settle`` does.

        What another trial has come to from where this one stands is not gone through again, if it
        ran the same code. So whoever wants to know of the calls made lets the fleet settle.
        """
        ENDINGS.settle(self.fleet, watching=watching)

    def check(self) -> None:
        """Every promise is kept."""
        assert self.fleet.surprises == []
        assert ENDINGS.problems(self.fleet, double_bookings=self.work.double_bookings) == []


@cache
def undisturbed(name: str) -> Trial:
    """A run in which nothing goes wrong: to count its calls, and for what has to come of it.

    It is made once for all who look at it. Whoever goes on with it goes on with a fork.
    """
    trial = Trial(name)
    assert trial.launch() is not None
    trial.fleet.settle()
    trial.check()
    assert [task.state for task in trial.tasks()] == [TaskState.COMPLETED]
    return trial


def launched(
    name: str, steps: int, settings: Settings | None = None, *, seed: int | None = None
) -> Trial:
    """A task that so many messages were worked on of; calls are counted from here on."""
    if seed is None:
        moments = _moments(name, settings or Settings())
        return moments[min(steps, len(moments) - 1)].trial.fork()
    trial = Trial(name, settings, seed=seed)
    assert trial.launch()
    trial.steps(steps)
    trial.fleet.faults.calls.clear()
    return trial


@dataclass(frozen=True)
class _Moment:
    """Between two messages of a calm run."""

    trial: Trial
    before: list[Call]
    """Calls that were made until then."""

    @property
    def calls(self) -> int:
        """How many."""
        return len(self.before)


@cache
def _moments(name: str, settings: Settings) -> list[_Moment]:
    """The moments of a calm run from its launch on, until its fleet waits for the first time."""
    trial = Trial(name, settings)
    assert trial.launch()
    moments, goes_on = list[_Moment](), True
    while goes_on:
        moments.append(_Moment(trial.fork(), [*trial.fleet.faults.calls]))
        goes_on = trial.fleet.step(purging=False)
    return moments
