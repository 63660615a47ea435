"""The gate: the counts that were accepted. One request more, and CI says so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from bench.counts import Measured

ACCEPTED: Final = Path(__file__).resolve().parents[1] / "tests" / "bench" / "counts.json"
HOW: Final = (
    "`python -m bench counts` shows all counts; `python -m bench counts --accept` accepts them, "
    "and then bench/RESULTS.md has to be made again (`make bench`)."
)


def counts_of(measured: Measured) -> dict[str, dict[str, int]]:
    """The counts of a task by part of its way, as they are accepted."""
    return {part: dict(sorted(c.items())) for part, c in measured.by_part.items() if c}


def accept(measured: Iterable[Measured]) -> None:
    """Let these be the counts from now on."""
    counts = {one.scene.name: counts_of(one) for one in measured}
    ACCEPTED.parent.mkdir(exist_ok=True)
    ACCEPTED.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")


def accepted(name: str) -> dict[str, dict[str, int]]:
    """The accepted counts of a scene, by part."""
    if not ACCEPTED.exists():
        return {}
    counts: dict[str, dict[str, dict[str, int]]] = json.loads(ACCEPTED.read_text("utf-8"))
    return counts.get(name, {})


def scenes_of(kind: str) -> list[str]:
    """The names of a kind's scenes that were accepted."""
    counts: dict[str, Any] = json.loads(ACCEPTED.read_text("utf-8"))
    return [name for name in counts if name.partition(" of ")[0] == kind]


def changes(measured: Measured) -> Iterator[str]:
    """What differs from what was accepted, one sentence each."""
    before, after = accepted(measured.scene.name), counts_of(measured)
    for part in sorted({*before, *after}):
        old, new = before.get(part, {}), after.get(part, {})
        for name in sorted({*old, *new}):
            if old.get(name, 0) != new.get(name, 0):
                yield f"{part}: {name}: accepted {old.get(name, 0)}, now {new.get(name, 0)}"
