"""The pace of a lane as attributes of its row: written by the commits that happen anyway."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from legwork.domain.effect import Item
from legwork.domain.lane import Lane, Token
from legwork.domain.pace import Pace

OF_OPENING = ("pace", "settled_from", "settled_at")
"""What is forgotten when a gate is opened."""
_MILLISECOND = timedelta(milliseconds=1)


def set_(lane: Lane, token: Token, now: datetime) -> Item:
    """What the commit of a batch sets."""
    pace = lane.paced(token.number, now)
    if pace is None or pace == lane.pace:
        return {}
    return {"pace": [pace.opened, -1 if pace.beat is None else round(pace.beat / _MILLISECOND)]}


def settling(lane: Lane, now: datetime) -> Item:
    """What is set when the fate of notices becomes known."""
    if lane.opened_at is None:
        return {}
    at = {"settled_at": round(now.timestamp() * 1000)}
    if lane.settled_from is not None:
        return at
    return {**at, "settled_from": lane.notices.staged - lane.notices.open}


def from_row(row: Item) -> dict[str, Any]:
    """What the row holds of it; nothing where the last release wrote it."""
    if "opened_at" not in row:
        return {}
    opened_at = datetime.fromisoformat(row["opened_at"])
    at = row.get("settled_at")
    return {
        "opened_at": opened_at,
        "pace": _pace(opened_at, *row["pace"]) if "pace" in row else None,
        "settled_from": row.get("settled_from"),
        "settled_at": None if at is None else datetime.fromtimestamp(at / 1000, UTC),
    }


def _pace(opened_at: datetime, opened: int, beat: int) -> Pace:
    return Pace(opened_at, opened, None if beat < 0 else beat * _MILLISECOND)
