"""The weather at the ports: what goes wrong at which call, as the dice say."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar, cast

from legwork.domain.errors import Conflicted, Throttled, Transient
from legwork.ports import Clock, MaybeSent, NothingSent
from legwork.testing.faults import (
    Call,
    Fault,
    crash_after,
    crash_before,
    lose_answer,
    refuse,
    send_again,
)

T = TypeVar("T")
RATES = (0.0, 0.02, 0.05, 0.12)
"""Faults a call. Days differ: now and then nothing goes wrong at the ports, or very much."""

OF_MAILS = 6
"""As many faults more a mail call: it is the one that nothing makes good."""
OF_FILES = 3
"""As many more a file that is read: there are few."""
OF_BATCHES = 3
"""How much oftener a call for many rows is done in part."""
_FOR_MANY = {
    "get_many": "batch read",
    "put_many": "batch write",
    "delete_many": "batch write",
    "write_each": "writes side by side",
}
_MORE = {"mailer.send": OF_MAILS, "files.lines": OF_FILES, "files.slices": OF_FILES}


def _unanswered_but_sent(go: Callable[[], T]) -> T:
    go()
    raise MaybeSent("the connection broke")


def _unanswered(go: Callable[[], T]) -> T:
    raise MaybeSent("the connection broke")


def _refused(go: Callable[[], T]) -> T:
    raise NothingSent("sending is paused")


def _broken_off(after: int) -> Fault:
    """A file whose connection breaks after some lines, or before the first."""

    def lines(whole: Iterator[bytes]) -> Iterator[bytes]:
        yield from islice(whole, after)
        raise Transient("the connection broke")

    def fault(go: Callable[[], T]) -> T:
        return cast("T", lines(cast("Iterator[bytes]", go())))

    return fault


_KILLS: dict[str, Fault] = {
    "killed before a call": crash_before,
    "killed after a call": crash_after,
}
_READS: dict[str, Fault] = {**_KILLS, "answer lost": lose_answer, "throttled": refuse(Throttled)}
_WRITES: dict[str, Fault] = {**_READS, "call made twice by the client library": send_again}
_TABLES: dict[str, Fault] = {**_WRITES, "conflict": refuse(Conflicted)}
_FILES: dict[str, Fault] = {
    "file could not be read": refuse(Transient),
    **{f"connection to a file lost in its middle, {n}": _broken_off(n) for n in range(6)},
}
_MAILS: dict[str, Fault] = {
    **_KILLS,
    "mail call throttled": refuse(Throttled),
    "mail call refused": _refused,
    "mail call without an answer, mail sent": _unanswered_but_sent,
    "mail call without an answer, nothing sent": _unanswered,
}
"""The mail port is called without retries of the client library, and says what it knows."""


class Weather:
    """Strikes at port calls.

    Args:
        dice: decide where, and with what.
        tally: every strike is counted here.
        clock: says how long a table is throttled.
        say: told of every call.
    """

    def __init__(
        self,
        dice: random.Random,
        tally: Counter[str],
        clock: Clock,
        say: Callable[[str], None] | None,
    ) -> None:
        self._dice, self._tally, self._clock, self._say = dice, tally, clock, say
        self._rate = dice.choice(RATES)
        self._throttled_until: dict[str, datetime] = {}

    def throttle(self, table: str, time: timedelta) -> None:
        """Have a table refuse every call for some time."""
        self._throttled_until[table] = self._clock.now() + time

    def takes(self, name: str, rows: int) -> Iterable[int]:
        """How many rows a call for many takes: all, or some of them and the others later."""
        if rows < 2 or self._dice.random() >= self._rate * OF_BATCHES:
            return range(rows)
        self._tally[f"{_FOR_MANY[name.split('.')[1]]} done in part"] += 1
        return self._dice.sample(range(rows), self._dice.randrange(1, rows))

    def __call__(self, call: Call) -> Fault | None:
        """What strikes at a call, if anything."""
        if self._is_throttled(call):
            self._tally["calls to a table that throttles for minutes"] += 1
            if self._say:
                self._say(f"   {call.name} -- THROTTLED FOR MINUTES")
            return refuse(Throttled)
        rate = self._rate * _MORE.get(call.name, 1)
        name = self._strike(call) if self._dice.random() < rate else None
        if self._say:
            self._say(f"   {call.name}{f' -- {name.upper()}' if name else ''}")
        if name is None:
            return None
        self._tally[name.split(",")[0] if name in _FILES else name] += 1
        return _TABLES.get(name) or _FILES.get(name) or _MAILS[name]

    def _is_throttled(self, call: Call) -> bool:
        """A transaction is over both tables."""
        now = self._clock.now()
        return any(
            now < until and call.name.startswith((f"{table}.", "transact"))
            for table, until in self._throttled_until.items()
        )

    def _strike(self, call: Call) -> str:
        if call.name == "mailer.send":
            faults = _MAILS
        elif call.name == "files.lines":
            faults = {**_READS, **_FILES}
        elif call.name.startswith("files.") and not call.writes:
            faults = {**_READS, "file could not be read": refuse(Transient)}
        elif not call.writes:
            faults = _READS
        else:
            faults = _TABLES if call.name.startswith(("t", "r")) else _WRITES
        return self._dice.choice([*faults])
