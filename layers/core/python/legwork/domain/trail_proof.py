"""Proof that nothing of a trail was changed, removed or moved, but for what has expired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from legwork.domain.act import KEPT, Act


@dataclass(frozen=True, slots=True)
class Head:
    """The newest act of a trail, as a row of its own tells."""

    number: int
    hash: str
    at: datetime | None


def broken(head: Head | None, newest_first: Iterable[Act], now: datetime) -> Iterator[str]:
    """What is wrong with a trail, a sentence each; nothing when all of it is there, as written.

    Args:
        head: read before the acts: what was done since is behind it.
        newest_first: all that are left.
        now: this moment.
    """
    newer: Act | None = None
    for act in newest_first:
        yield from _newest(head, act, now) if newer is None else _next(newer, act)
        if head is not None and act.number == head.number and act.hash != head.hash:
            yield f"Act {act.number} is not as it was written: the head has another hash."
        newer = act
    if newer is None:
        yield from _nothing(head, now)
    else:
        yield from _oldest(newer, now)


def _newest(head: Head | None, act: Act, now: datetime) -> Iterator[str]:
    if head is None:
        yield "The head of the trail is gone."
    elif act.number < head.number and not _expired(head.at, now):
        yield f"Acts {act.number + 1} to {head.number} are gone."


def _next(newer: Act, older: Act) -> Iterator[str]:
    if older.number >= newer.number:
        yield f"Act {newer.number} is not where it belongs."
    elif older.number < newer.number - 1:
        yield f"Acts {older.number + 1} to {newer.number - 1} are gone."
    elif not newer.before:
        yield f"Act {newer.number} does not say which one it follows: the head was gone then."
    elif (newer.before, newer.before_at) != (older.hash, older.at):
        yield f"Act {older.number} is not as it was written: act {newer.number} has another hash."


def _oldest(act: Act, now: datetime) -> Iterator[str]:
    if act.number > 1 and not _expired(act.before_at, now):
        yield f"Acts before {act.number} are gone before their time."


def _nothing(head: Head | None, now: datetime) -> Iterator[str]:
    if head is not None and not _expired(head.at, now):
        yield f"All acts up to {head.number} are gone."


def _expired(at: datetime | None, now: datetime) -> bool:
    return at is not None and at + KEPT <= now
