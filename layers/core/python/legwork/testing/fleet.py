"""A fleet in memory: takes messages as SQS hands them out, with a watchdog and a clock that jumps.

Nothing happens but what a call, a message, the stream or the watchdog brings about, in an order
that a seed decides: so every run can be repeated.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from legwork.domain.errors import Transient
from legwork.ports import PurgeMessage
from legwork.testing.faults import Crash, Faults
from legwork.testing.queues import Delivery
from legwork.testing.world import Settings, World

_MINUTE = timedelta(minutes=1)


class NotSettled(AssertionError):
    """The fleet has been at it for hours, and there is work left."""


class Fleet(World):
    """Workers that drive the tasks of a world to their end.

    Args:
        settings: how the world is set up.
        faults: what goes wrong at the ports.
        seed: decides which of the messages that are due comes next; the oldest one without it.
        like: a world to begin as a copy of.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        faults: Faults | None = None,
        seed: int | None = None,
        like: World | None = None,
    ) -> None:
        super().__init__(settings, faults=faults, like=like)
        self.surprises: list[Exception] = []
        """What functions raised, other than that they should be called again."""
        self._random = None if seed is None else random.Random(seed)  # noqa: S311 -- no secret

    @property
    def is_in_order(self) -> bool:
        """Whether the oldest message that is due comes next, not one that a seed decides."""
        return self._random is None

    def settle(
        self,
        *,
        watching: bool = True,
        purging: bool = False,
        within: timedelta = timedelta(hours=3),
        known: Callable[[], bool] = lambda: False,
    ) -> None:
        """Let the fleet work until nothing is left to do.

        Args:
            watching: whether the watchdog runs; without it, messages are all there is.
            purging: whether purges are work as well; else they wait, so that ended tasks stay.
            within: how long it may take by the fleet's own clock.
            known: asked before each step, whether what is left needs not be done.

        Raises:
            NotSettled: it takes longer.
        """
        end = self.clock.now() + within
        while self.clock.now() < end:
            going_on = True
            while going_on:
                if known():
                    return
                going_on = self.step(purging=purging)
            busy = self.stream or self.inbox.dead or self._waiting(purging)
            if not busy and not (watching and (self.live() or self.unannounced())):
                return
            self.pass_time(watching=watching, purging=purging)
        raise NotSettled(
            f"live: {self.live()}, unannounced: {self.unannounced()}, waiting: {self.inbox.waiting}"
        )

    def step(self, *, purging: bool = True) -> bool:
        """Deliver one thing that is due; answers False when nothing could be delivered."""
        now = self.clock.now()
        if self.stream and self._announce():
            return True
        for delivery in self.inbox.dead:
            if delivery.due <= now:
                self._close(delivery)
                return True
        due = [delivery for delivery in self._waiting(purging) if delivery.due <= now]
        if due:
            self._deliver(self._random.choice(due) if self._random else due[0])
        return bool(due)

    def lose_messages(self) -> None:
        """Every message that waits or is being worked on is gone for good."""
        self.inbox.waiting.clear()
        self.inbox.dead.clear()

    def _waiting(self, purging: bool) -> list[Delivery]:
        held = () if purging else (PurgeMessage,)
        return [d for d in self.inbox.waiting if not isinstance(d.message, held)]

    def pass_time(self, *, watching: bool = True, purging: bool = False) -> None:
        """Jump to the next moment at which a message comes, or the watchdog runs.

        Args:
            watching, purging: as for ``settle``; without a watchdog, something has to wait.
        """
        now = self.clock.now()
        minute = now.replace(second=0, microsecond=0) + _MINUTE
        moments = [d.due for d in (*self._waiting(purging), *self.inbox.dead)]
        if watching or self.stream:
            moments.append(minute)
        upcoming = max(min(moments), now)
        self.clock.advance(upcoming - now)
        if watching and upcoming == minute:
            self._survives(self.watch)

    def _deliver(self, delivery: Delivery) -> None:
        delivery.received += 1
        delivery.due = self.clock.now() + self.settings.visibility
        # A queue that delivers a message twice may count both as the first.
        redelivered = delivery.received > 1 and not self.settings.twice
        if self._survives(lambda: self.handle(delivery.message, redelivered=redelivered)):
            if self.settings.twice and delivery.received == 1:
                delivery.due = self.clock.now()
            else:
                _remove(self.inbox.waiting, delivery)
        elif delivery.received >= self.settings.receives and _remove(self.inbox.waiting, delivery):
            self.inbox.dead.append(replace(delivery, due=self.clock.now()))

    def _close(self, delivery: Delivery) -> None:
        delivery.due = self.clock.now() + self.settings.visibility
        if self._survives(lambda: self.handle_dead(delivery.message)):
            _remove(self.inbox.dead, delivery)

    def _announce(self) -> bool:
        task = self.stream.popleft()
        for _ in range(1 + self.settings.twice):
            if not self._survives(lambda: self.announce(task)):
                self.stream.appendleft(task)
                return False
        return True

    def _survives(self, call: Callable[[], object]) -> bool:
        """Whether the function came to its end; a worker that dies takes nobody with it."""
        try:
            call()
        except (Crash, Transient):
            return False
        except Exception as surprise:  # noqa: BLE001 -- whatever it is, the message comes back
            self.surprises.append(surprise)
            return False
        return True


def _remove(where: list[Delivery], delivery: Delivery) -> bool:
    """Take out this very delivery; answers False when it was lost meanwhile."""
    for place, found in enumerate(where):
        if found is delivery:
            del where[place]
            return True
    return False
