"""Faults at the ports: crashes, refusals, lost answers and other people's calls, at any call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeAlias, TypeVar

from legwork.domain.errors import Transient

T = TypeVar("T")


class Crash(BaseException):
    """The process died here: like in life, no ``except Exception`` can swallow it."""


class Fault(Protocol):
    """What happens at a call instead of just the call."""

    def __call__(self, go: Callable[[], T]) -> T:
        """Make the call by ``go``, or not, or something else around it."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """One call through a port."""

    number: int
    """How many came before it."""
    name: str
    writes: bool


Plan: TypeAlias = Callable[[Call], Fault | None]
"""Which fault strikes at a call, if any."""


def nothing(_call: Call) -> None:
    """No fault, and nobody gets a turn."""


def all_at_once(_name: str, rows: int) -> Iterable[int]:
    """One call for many takes them all."""
    return range(rows)


class Faults:
    """Numbers every call through the ports and strikes as planned.

    What a port does to many rows or messages, and what no transaction holds together, counts as one
    call for each of them: a crash can come between any two.

    Args:
        plan: which fault strikes where.
    """

    def __init__(self, plan: Plan = nothing) -> None:
        self.plan = plan
        self.calls: list[Call] = []
        self.turn: Callable[[Call], None] = nothing
        """Called before each call: where others get their turn."""
        self.takes: Callable[[str, int], Iterable[int]] = all_at_once
        """Which of so many rows one call for many takes, by place: at least one."""

    @property
    def ahead(self) -> Plan | None:
        """The plan as it is from here on, for the next call as the first one.

        It is ``nothing`` when all faults are over. There is none where that cannot be told.
        """
        if self.turn is not nothing or self.takes is not all_at_once:
            return None
        number = len(self.calls)
        match self.plan:
            case At():
                return self.plan.seen_from(number) if self.plan.end > number else nothing
            case OfName(left=0):
                return nothing
        return nothing if self.plan is nothing else None

    def go_on(self, ahead: Plan) -> None:
        """Have a plan from here on that was ahead of others."""
        self.plan = ahead.seen_from(-len(self.calls)) if isinstance(ahead, At) else ahead

    @property
    def writes(self) -> list[int]:
        """Numbers of the calls that wrote."""
        return [call.number for call in self.calls if call.writes]

    def through(self, name: str, go: Callable[[], T], *, writes: bool = False) -> T:
        """Make a call, or what the plan makes of it."""
        if self.turn is not nothing:
            self.turn(Call(len(self.calls), name, writes))
        # Others have made calls meanwhile.
        call = Call(len(self.calls), name, writes)
        self.calls.append(call)
        fault = self.plan(call)
        return go() if fault is None else fault(go)

    def parts(self, name: str, rows: Iterable[T]) -> Iterator[list[tuple[int, T]]]:
        """The rows of a call for many, as the service takes them: all at once, or some at a time.

        Args:
            name: of the call.
            rows: what it is for; each comes once, with its place.
        """
        left = list(enumerate(rows))
        while left:
            places = set(self.takes(name, len(left)))
            yield [row for place, row in enumerate(left) if place in places]
            left = [row for place, row in enumerate(left) if place not in places]


# --- Plans and faults ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class At:
    """A fault at some calls that follow each other."""

    fault: Fault
    first: int
    """Number of the first call that it strikes at."""
    end: int
    """Number of the first one behind them."""

    def __call__(self, call: Call) -> Fault | None:
        """The fault, where it strikes."""
        return self.fault if self.first <= call.number < self.end else None

    def seen_from(self, number: int) -> At:
        """The same plan, for whoever counts from the call of this number on."""
        return At(self.fault, max(self.first - number, 0), self.end - number)


class OfName:
    """A fault at so many calls of a name, from a call on.

    Args:
        name: of the calls.
        fault: what strikes.
        first: number of the first call that may be struck.
        times: how many are.
    """

    def __init__(self, name: str, fault: Fault, first: int, *, times: int) -> None:
        self._name, self._fault, self._first = name, fault, first
        self.left = times
        """How many are still to be struck."""

    def __call__(self, call: Call) -> Fault | None:
        """The fault, where it strikes."""
        if call.name != self._name or call.number < self._first or not self.left:
            return None
        self.left -= 1
        return self._fault


def at(number: int, fault: Fault, *, times: int = 1) -> At:
    """The fault strikes at the call of this number, and at those that follow it."""
    return At(fault, number, number + times)


def crash_before(go: Callable[[], T]) -> T:  # noqa: ARG001 -- never made
    """The process dies before the call."""
    raise Crash


def crash_after(go: Callable[[], T]) -> T:
    """The call takes place; then the process dies."""
    go()
    raise Crash


def lose_answer(go: Callable[[], T]) -> T:
    """The call takes place, but its caller does not hear of it."""
    go()
    raise Transient("the answer was lost")


def send_again(go: Callable[[], T]) -> T:
    """The answer is lost, and the client library makes the same call again by itself."""
    go()
    return go()


@cache
def refuse(error: type[Transient]) -> Fault:
    """The call does not take place; the same one may succeed a moment later.

    For the same error it is the same fault: plans with it can be told to be alike.
    """

    def fault(go: Callable[[], T]) -> T:  # noqa: ARG001 -- never made
        raise error("not now")

    return fault


def interrupt(action: Callable[[], object]) -> Fault:
    """Something else happens right before the call."""

    def fault(go: Callable[[], T]) -> T:
        action()
        return go()

    return fault
