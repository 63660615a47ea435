"""What comes of fleets that stand alike is the same: it needs to be gone through once only.

A fleet does nothing by chance. So two of them that have the same rows, files, messages, mails and
time, and the same faults before them, come to the same end. Faults at a thousand calls leave a few
dozen worlds: a worker that dies at a read leaves what there was before it.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, TypeAlias

from legwork.testing.faults import Plan
from legwork.testing.faulty_ports import (
    FaultyDatabase,
    FaultyEvents,
    FaultyFiles,
    FaultyMailer,
    FaultyPayments,
    FaultyQueues,
)
from legwork.testing.fleet import Fleet
from legwork.testing.indexes import Indexes
from legwork.testing.invariants import problems
from legwork.testing.world import World

Standing: TypeAlias = Hashable
_PORTS: Final = (
    FaultyDatabase,
    FaultyEvents,
    FaultyFiles,
    FaultyMailer,
    FaultyPayments,
    FaultyQueues,
)


def standing_of(fleet: Fleet) -> Standing | None:
    """All that decides what comes of a fleet; nothing, where that cannot be told.

    It is hashed: two that are alike have one standing, and two that are not hardly ever.
    """
    ahead = fleet.faults.ahead
    if ahead is None or not fleet.is_in_order or not _is_told(fleet):
        return None
    digest = fleet.tables.tasks.rows.digest
    return ahead, fleet.wristwatch.now(), fleet.ids.count, digest, _place_of(fleet)


def _place_of(fleet: Fleet) -> Standing:
    """All that decides whether a fleet that has settled has kept its promises.

    No promise is about the names of those who have tried to commit a batch, or to send a mail.
    """
    tables, inbox, post, till = fleet.tables, fleet.inbox, fleet.post, fleet.till
    rest = (
        fleet.settings,
        frozenset(fleet.bodies.bodies.items()),
        frozenset(fleet.staff.by_login.items()),
        tuple((one.message, one.due, one.received) for one in inbox.waiting),
        tuple((one.message, one.due, one.received) for one in inbox.dead),
        repr(fleet.bus.published),
        tuple(post.outbox),
        (tuple(till.taken), frozenset(till.keys.items())),
    )
    # They stand for themselves: while they are remembered, none gets the place of another one.
    others = (fleet.draw, fleet.dress, post.refuses, till.declines, till.silent)
    digests = tables.tasks.rows.nameless, tables.records.rows.digest
    return fleet.clock.now(), digests, hash(rest), others


def _is_told(fleet: Fleet) -> bool:
    """Whether what comes of it is decided by what is looked at, and by nothing else."""
    tables, bodies = (fleet.tables.tasks, fleet.tables.records), fleet.bodies
    ports = (fleet.database, fleet.events, fleet.files, fleet.mailer, fleet.payments, fleet.queues)
    return (
        tuple(map(type, ports)) == _PORTS
        and all(type(table.rows.indexes) is Indexes for table in tables)
        and not any((fleet.stream, fleet.surprises, fleet.schedules.by_id))
        and not any((bodies.removed, *(table.removed for table in tables)))
    )


@dataclass(frozen=True, slots=True)
class _End:
    """Where fleets that stand alike come to."""

    world: World
    ahead: Plan
    """Faults that are still to come there."""


class Endings:
    """Remembers what fleets have come to, and what was wrong with it."""

    def __init__(self) -> None:
        self._ends: dict[Standing, _End] = {}
        self._problems: dict[Standing, list[str]] = {}

    def forget(self) -> None:
        """Begin anew: for a test that has other code run, or other settings outside a world."""
        self._ends.clear()
        self._problems.clear()

    def settle(self, fleet: Fleet, *, watching: bool = True) -> None:
        """Have a fleet settle, or stand where another one like it stood at its end.

        Calls through the ports are made, and counted, only until there is another one like it.
        """
        passed: list[Standing] = []

        def known() -> bool:
            standing = standing_of(fleet)
            if standing is None:
                return False
            passed.append((watching, standing))
            return passed[-1] in self._ends

        fleet.settle(watching=watching, known=known)
        ahead = fleet.faults.ahead
        if ahead is None or standing_of(fleet) is None:
            return
        end = self._ends.get(passed[-1])
        if end is None:
            end = _End(World(like=fleet), ahead)
        else:
            fleet.become(end.world)
            fleet.faults.go_on(end.ahead)
        self._ends.update(dict.fromkeys(passed, end))

    def problems(self, fleet: Fleet, *, double_bookings: bool = False) -> list[str]:
        """Every promise that is broken where a fleet has settled, as ``invariants`` says."""
        if not _is_told(fleet):
            return problems(fleet, double_bookings=double_bookings)
        place = (double_bookings, _place_of(fleet))
        if place not in self._problems:
            self._problems[place] = problems(fleet, double_bookings=double_bookings)
        return self._problems[place]
