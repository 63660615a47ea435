"""The codes of outcomes: each is declared, with its meaning, in the module that gives it.

``python -m legwork.contracts.codes`` prints the page about them: it is kept in ``docs/codes.md``,
and a test fails when that was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from legwork.contracts.listed import Listed
from legwork.domain import ledger, notice, preview, reverse
from legwork.rooms import rooms
from legwork.usecases import charge_cards, close_dead, decide, refused_targets, work_batch

ENGINE: Final = {
    **work_batch.CODES,
    **decide.CODES,
    **refused_targets.CODES,
    **close_dead.CODES,
    **charge_cards.CODES,
    **ledger.CODES,
    **notice.CODES,
    **reverse.CODES,
    **preview.CODES,
}
"""Those that a target of every kind may get."""
_TOP = """\
# Codes of outcomes

What came of a target has a code for programs and a sentence for people. A target that was done as
asked has neither. Codes may be added; those that are here keep their meaning. This page is made
from the code, by `make contract`.
"""


def declared() -> Iterator[tuple[str, Mapping[str, str]]]:
    """The codes with their meanings: of the engine, then of each room."""
    yield "Every kind", ENGINE
    for room, modules in rooms():
        found: dict[str, list[str]] = {}
        for module in modules:
            for code, meaning in getattr(module, "CODES", {}).items():
                meanings = found.setdefault(code, [])
                if meaning not in meanings:
                    meanings.append(meaning)
        if found:
            yield room.title(), {code: " ".join(found[code]) for code in sorted(found)}


def meanings() -> dict[str, str]:
    """What each code may mean; an empty one stands for nothing more to say."""
    found = {"": ["Done as asked."]}
    for _room, codes in declared():
        for code, meaning in codes.items():
            found.setdefault(code, []).append(meaning)
    return {code: " ".join(found[code]) for code in sorted(found)}


OUTCOME_CODE: Final = Listed("OutcomeCode", "Why a target ended as it did, for programs.", meanings)
"""Annotates the code of an outcome. A stored one may be older than the list."""


def text() -> str:
    """The page about them."""
    parts = [_TOP]
    for room, codes in declared():
        rows = "".join(f"| `{code}` | {meaning} |\n" for code, meaning in codes.items())
        parts.append(f"## {room}\n\n| code | meaning |\n|---|---|\n{rows}")
    return "\n".join(parts)


if __name__ == "__main__":
    print(text(), end="")
