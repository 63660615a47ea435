"""Parts: the lines that each batch of a task adds to the one file that the task ends with.

A batch writes its part before it commits, under a name that its content decides, and its ledger row
names the part that counts. So a part that a worker leaves which dies, or loses its lane, is read by
nobody, and the file holds each batch exactly once (P1).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

Cell: TypeAlias = str | int | None
Line: TypeAlias = tuple[Cell, ...]
"""One line of a file: what stands in its columns."""

MAKING_HOLDS = timedelta(minutes=16)
"""Who has not said for so long that he makes a file is dead, or was never called: a function runs
for 15 minutes at most."""
_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Made:
    """The file that a task has made."""

    name: str
    """Within the files of its task."""
    size: int
    """In bytes."""
    lines: int


def encode(lines: Iterable[Line]) -> bytes:
    """A part as the file of it."""
    return b"".join(
        json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n"
        for line in lines
    )


def decode(body: bytes) -> Iterator[Line]:
    """The lines of a part."""
    for line in body.splitlines():
        yield tuple(json.loads(line))


def digest(body: bytes) -> str:
    """What names a part by its content."""
    return hashlib.sha256(body).hexdigest()[:_DIGEST]
