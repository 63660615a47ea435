"""A town that also sends mail, whose batches take now more time and now less, and that remembers.

What a worker writes in a slice is in the tables as soon as the slice has begun. So a poll at some
moment is answered from what had been written by then.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Final

from bench.fairness.town import Town
from infra.stages import Stage
from legwork.domain.effect import Item
from legwork.domain.errors import Transient
from legwork.domain.lane import Lane
from legwork.domain.notice import Message
from legwork.domain.task import Task, TaskRef
from legwork.domain.time_left import MailRate, TimeLeft, time_left
from legwork.ports import DeliveryMessage
from legwork.store import lanes, task_rows

MAIL_CALL: Final = timedelta(milliseconds=200)
_SPREAD: Final = 0.5
"""Of the logarithm of the time that a batch takes."""


@dataclass(slots=True)
class History:
    """What one row was, and from when on."""

    moments: list[datetime] = field(default_factory=list)
    rows: list[Item] = field(default_factory=list)

    def at(self, moment: datetime) -> Item | None:
        """The row as it was at some moment."""
        place = bisect_right(self.moments, moment)
        return self.rows[place - 1] if place else None


class _SlowMailer:
    """A call of the mail service takes its time."""

    def __init__(self, city: City) -> None:
        self._city = city

    def send(self, messages: Sequence[Message], *, account: str) -> list[str | None]:  # noqa: ARG002 -- the port's
        self._city.take(MAIL_CALL)
        return [None] * len(messages)


class City(Town):
    """All accounts, their tasks, the fleet and those who send mail.

    Args:
        stage: how many workers there are, how long a slice is, how fast mail may leave.
        batch: what one batch takes, as a rule.
        seed: decides what each batch takes.
    """

    def __init__(self, stage: Stage, *, batch: timedelta, seed: int = 1) -> None:
        super().__init__(stage, order="as sent", running_max=20, flooding=frozenset())
        self.settings = replace(
            self.settings,
            lane_batches=stage.lane_batches,
            mails_per_second=stage.mails_per_second,
        )
        self._stage, self._usual = stage, batch
        self._random = random.Random(seed)  # noqa: S311 -- no secret
        self._tasks: defaultdict[str, History] = defaultdict(History)
        self._lanes: defaultdict[tuple[str, int], History] = defaultdict(History)
        self._mails: list[tuple[datetime, int, DeliveryMessage]] = []
        self._senders = [self.clock.now()] * stage.delivery_concurrency
        self._sent = 0
        self._booked = History()
        self.mailer = _SlowMailer(self)

    def take(self, time: timedelta) -> None:
        """Let time pass: a batch takes now more of it, now less."""
        if time == self.batch:
            time = self._usual * self._random.lognormvariate(0, _SPREAD)
        super().take(time)

    def _see(self, before: Item | None, after: Item | None) -> None:
        super()._see(before, after)
        if after is None:
            return
        if "cursor" in after and "gate" in after:
            history = self._lanes[after["task"], after["number"]]
        elif "launcher" in after and "state" in after:
            history = self._tasks[after["id"]]
        elif "free_at" in after:
            history = self._booked
        else:
            return
        history.moments.append(self.wristwatch.now())
        history.rows.append(after)

    # --- The mail ------------------------------------------------------------------------------

    def next(self) -> datetime | None:
        """When the next message is taken, if there is one."""
        return min(filter(None, (super().next(), self._next_mail())), default=None)

    def _next_mail(self) -> datetime | None:
        return max(self._mails[0][0], self._senders[0]) if self._mails else None

    def step(self) -> None:
        """Let the next message be worked on."""
        due = self.next()
        moment = self._next_mail()
        if moment is None or moment != due:
            super().step()
            return
        self.clock.advance(max(timedelta(0), moment - self.clock.now()))
        _, _, message = heappop(self._mails)
        heappop(self._senders)
        self._rewind()
        try:
            self.handle(message)
        except Transient:
            self._sent += 1
            heappush(self._mails, (moment + self.settings.visibility, self._sent, message))
        heappush(self._senders, self.wristwatch.now())
        self._post()
        self._rewind()
        while self.stream:
            self.announce(self.stream.popleft())

    def _post(self) -> None:
        for delivery in self.inbox.waiting:
            if isinstance(delivery.message, DeliveryMessage):
                self._sent += 1
                heappush(self._mails, (delivery.due, self._sent, delivery.message))
        super()._post()

    # --- What is seen --------------------------------------------------------------------------

    def seen(self, ref: TaskRef, moment: datetime) -> TimeLeft | None:
        """What a poll at that moment was told of the time left."""
        row = self._tasks[ref.id].at(moment)
        if row is None:
            return None
        task = task_rows.from_row(row)
        booked = (self._booked.at(moment) or {}).get("free_at")
        until = datetime.fromtimestamp(booked / 1000, moment.tzinfo) if booked else None
        rate = MailRate(self._stage.mails_per_second, until)
        return time_left(task, self._lanes_at(task, moment), moment, mail=rate)

    def _lanes_at(self, task: Task, moment: datetime) -> list[Lane]:
        rows = (self._lanes[task.ref.id, number].at(moment) for number in task.lanes)
        return [lanes.from_row(row) for row in rows if row is not None]
