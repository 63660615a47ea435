"""What a task waits for that has not ended and does not move."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from legwork.domain.hold import Hold
from legwork.domain.pause import Pause


class WaitsFor(StrEnum):
    """The things that tasks wait for."""

    TURN = "turn"
    """Only so many tasks of the account run at once, and as many do."""
    RATE = "rate"
    """All its work is done; its mails leave as fast as the account may send."""
    PAUSE = "pause"
    """Somebody has paused it, or its own threshold has."""
    APPROVAL = "approval"
    """It is a preview, and somebody else has to approve it before it can be launched."""
    HOLD = "hold"
    """No task of its account, or of its kind, runs for now."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a task waits for."""

    what: WaitsFor
    ahead: int = 0
    """Of a turn: how many tasks of the account wait before it."""
    since: Pause | Hold | None = None
    """Of a pause or a hold: who did it, when and why."""
