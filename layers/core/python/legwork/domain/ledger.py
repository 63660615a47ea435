"""The ledger: one row per committed batch, saying what came of each of its targets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legwork.domain.outcome import Outcome, Verdict

LETTERS = {
    Outcome.SUCCEEDED: "s",
    Outcome.WARNING: "w",
    Outcome.ERROR: "e",
    Outcome.SKIPPED: "k",
}
"""One letter a target keeps the row small: a batch is written at the price of its bytes."""
CODES = {
    "unreadable": "A record that it needs cannot be read, and it was not done; or, as a warning, "
    "what came of it cannot be read any more.",
}
"""What its codes mean."""
SPOILT = Verdict(Outcome.WARNING, "unreadable", "What came of it cannot be read any more.")
"""On a target whose ledger row is spoilt: no error, lest a retry do it a second time."""
_OUTCOMES = {letter: outcome for outcome, letter in LETTERS.items()}


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """The proof that a batch is committed."""

    lane: int
    index: int
    attempt: str
    """Who committed it: tells a lost answer from a lost race."""
    at: datetime
    verdicts: tuple[Verdict, ...]
    """In the order of the batch's targets."""
    memory: tuple[Any, ...] = ()
    """What an undo needs to know of each target; empty where there is nothing to remember."""
    part: str = ""
    """Digest of the lines that the batch adds to the file of its task; empty when it adds none."""
    marks: str = ""
    """Of a preview's batch: the marks of its decisions, one after the other."""
    spoilt: bool = False
    """Its row cannot be read: the batch was committed, what came of its targets nobody knows."""


def encode(verdicts: Sequence[Verdict]) -> tuple[str, list[list[int | str]]]:
    """Verdicts as letters and, where there is more to say, as [position, code, message]."""
    letters = "".join(LETTERS[v.outcome] for v in verdicts)
    notes: list[list[int | str]] = [
        [i, v.code, v.message] for i, v in enumerate(verdicts) if v.code or v.message
    ]
    return letters, notes


def decode(letters: str, notes: Sequence[Sequence[int | str]]) -> tuple[Verdict, ...]:
    """The verdicts of a ledger row."""
    verdicts = [Verdict(_OUTCOMES[letter]) for letter in letters]
    for position, code, message, *_later in notes:
        place = int(position)
        verdicts[place] = Verdict(verdicts[place].outcome, str(code), str(message))
    return tuple(verdicts)


def encode_memory(memory: Sequence[Any]) -> str:
    """What is remembered of some targets, as short as can be; empty when that is nothing."""
    if all(one is None for one in memory):
        return ""
    first, *others = (json.dumps(one, separators=(",", ":")) for one in memory)
    if all(one == first for one in others):
        return f"={first}"
    return f"[{','.join([first, *others])}]"


def decode_memory(text: str, size: int) -> tuple[Any, ...]:
    """What was remembered of as many targets."""
    if not text:
        return ()
    if text.startswith("="):
        return (json.loads(text[1:]),) * size
    return tuple(json.loads(text))
