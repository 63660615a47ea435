"""Proof that the trail is as it was written, made here from what the API answers.

Each act holds the hash of the one before it, and the head names the newest. A hash is the SHA-256
of the act as JSON: its fields in the order of their names, no blanks, without ``hash`` and nulls.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

Act = Mapping[str, Any]

KEPT = timedelta(days=400)
"""An act is kept this long."""
SLACK = timedelta(hours=1)
"""The clock here and the one there may differ by so much."""


def hash_of(act: Act) -> str:
    """The hash that the act after it should hold."""
    kept = {name: value for name, value in act.items() if name != "hash" and value is not None}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def problems(
    head: Act | None, newest_first: Iterable[Act], now: datetime, known: Mapping[int, str]
) -> Iterator[str]:
    """What is wrong with a trail, a sentence each; nothing when all of it is as it was written.

    Args:
        head: the newest act, as the first answer names it.
        newest_first: all acts.
        now: this moment.
        known: hashes that somebody has kept elsewhere, by the place of their act.
    """
    last = None
    for act in newest_first:
        yield from _newest(head, act) if last is None else _next(last, act)
        yield from _kept(head, act, known)
        last = act
    if last is None:
        if head is not None and not _expired(head["at"], now):
            yield f"All acts up to {head['id']} are gone."
    elif int(last["id"]) > 1 and not _expired(last["before_at"], now):
        yield f"Acts before {last['id']} are gone before their time."


def _newest(head: Act | None, act: Act) -> Iterator[str]:
    if head is None:
        yield "The head of the trail is gone."
    elif int(act["id"]) < int(head["id"]):
        yield f"Acts {int(act['id']) + 1} to {head['id']} are gone."


def _next(newer: Act, older: Act) -> Iterator[str]:
    after, before = int(newer["id"]), int(older["id"])
    if before >= after:
        yield f"Act {after} is not where it belongs."
    elif before < after - 1:
        yield f"Acts {before + 1} to {after - 1} are gone."
    elif not newer["before"]:
        yield f"Act {after} does not say which one it follows: the head was gone then."
    elif (newer["before"], newer["before_at"]) != (hash_of(older), older["at"]):
        yield f"Act {before} is not as it was written: act {after} has another hash."


def _kept(head: Act | None, act: Act, known: Mapping[int, str]) -> Iterator[str]:
    if head is not None and act["id"] == head["id"] and hash_of(act) != head["hash"]:
        yield f"Act {act['id']} is not as it was written: the head has another hash."
    if known.get(int(act["id"]), hash_of(act)) != hash_of(act):
        yield f"Act {act['id']} is another one than was known."


def _expired(at: str | None, now: datetime) -> bool:
    return at is not None and datetime.fromisoformat(at) + KEPT <= now + SLACK
