"""The codes of a lane as attributes of its row."""

from __future__ import annotations

from collections.abc import Mapping

from legwork.domain.code_tally import CodeTally, Group
from legwork.domain.effect import Item
from legwork.domain.ledger import LETTERS
from legwork.domain.outcome import Outcome

_CODE, _EXAMPLE = "code_", "example_"
_BATCHES = "coded_batches"
_OUTCOMES = {letter: outcome for outcome, letter in LETTERS.items()}


def added(change: CodeTally) -> Mapping[str, int]:
    """What a change adds to the numbers of a row."""
    numbers = {f"{_CODE}{_name(group)}": amount for group, amount in change.counts.items()}
    return numbers | ({_BATCHES: change.batches} if change.batches else {})


def set_(change: CodeTally) -> Item:
    """What a change sets in a row: examples of codes that the lane has not met before."""
    return {
        f"{_EXAMPLE}{_name(group)}": f"{index}.{place}"
        for group, (index, place) in change.examples.items()
    }


def from_row(row: Item) -> CodeTally:
    """The codes that a row holds."""
    examples = {}
    for name, value in row.items():
        if name.startswith(_EXAMPLE):
            index, place = value.split(".")
            examples[_group(name.removeprefix(_EXAMPLE))] = int(index), int(place)
    counts = {
        _group(name.removeprefix(_CODE)): value
        for name, value in row.items()
        if name.startswith(_CODE)
    }
    return CodeTally(counts, examples, row.get(_BATCHES, 0))


def _name(group: Group) -> str:
    outcome, code = group
    return f"{LETTERS[Outcome(outcome)]}_{code}"


def _group(name: str) -> Group:
    letter, code = name.split("_", 1)
    return _OUTCOMES[letter], code
