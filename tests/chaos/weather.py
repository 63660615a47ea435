"""The weather at the ports: what goes wrong at which call, as the dice say."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from legwork.domain.errors import Conflicted, Throttled
from legwork.ports import MaybeSent, NothingSent
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


def _unanswered_but_sent(go: Callable[[], T]) -> T:
    go()
    raise MaybeSent("the connection broke")


def _unanswered(go: Callable[[], T]) -> T:
    raise MaybeSent("the connection broke")


def _refused(go: Callable[[], T]) -> T:
    raise NothingSent("sending is paused")


_KILLS: dict[str, Fault] = {
    "killed before a call": crash_before,
    "killed after a call": crash_after,
}
_READS: dict[str, Fault] = {**_KILLS, "answer lost": lose_answer, "throttled": refuse(Throttled)}
_WRITES: dict[str, Fault] = {**_READS, "call made twice by the client library": send_again}
_TABLES: dict[str, Fault] = {**_WRITES, "conflict": refuse(Conflicted)}
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
        say: told of every call.
    """

    def __init__(
        self, dice: random.Random, tally: Counter[str], say: Callable[[str], None] | None
    ) -> None:
        self._dice, self._tally, self._say = dice, tally, say
        self._rate = dice.choice(RATES)

    def __call__(self, call: Call) -> Fault | None:
        """What strikes at a call, if anything."""
        rate = self._rate * OF_MAILS if call.name == "mailer.send" else self._rate
        name = self._strike(call) if self._dice.random() < rate else None
        if self._say:
            self._say(f"   {call.name}{f' -- {name.upper()}' if name else ''}")
        if name is None:
            return None
        self._tally[name] += 1
        return _TABLES.get(name) or _MAILS[name]

    def _strike(self, call: Call) -> str:
        if call.name == "mailer.send":
            faults = _MAILS
        elif not call.writes:
            faults = _READS
        else:
            faults = _TABLES if call.name.startswith(("t", "r")) else _WRITES
        return self._dice.choice([*faults])
