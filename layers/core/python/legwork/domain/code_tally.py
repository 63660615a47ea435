"""How many targets of a lane ended with which code, kept while batches commit.

Targets that end without a code are not counted here: they are what is left of their outcome's
counter. So the ordinary case, all succeeded, costs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from legwork.domain.outcome import Outcome, Verdict

Group: TypeAlias = tuple[Outcome, str]
"""An outcome with a code."""


@dataclass(frozen=True, slots=True)
class CodeTally:
    """The codes of a lane."""

    counts: Mapping[Group, int] = field(default_factory=dict)
    examples: Mapping[Group, tuple[int, int]] = field(default_factory=dict)
    """Where a target is that ended so: index of its batch, and its place within."""
    batches: int = 0
    """How many batches were counted: fewer than committed where the last release was at work."""

    def change(self, moves: Iterable[tuple[Verdict | None, Verdict, int, int]]) -> CodeTally:
        """What verdicts add, as a tally of its own.

        Args:
            moves: for each target the verdict that was counted before, if one was, the verdict of
                now, the index of the batch and the place within it.
        """
        counts, examples = Counter[Group](), dict[Group, tuple[int, int]]()
        for before, now, index, place in moves:
            if before is not None and before.code:
                counts[before.outcome, before.code] -= 1
            if now.code:
                group = now.outcome, now.code
                counts[group] += 1
                if group not in self.examples:
                    examples.setdefault(group, (index, place))
        return CodeTally({group: n for group, n in counts.items() if n}, examples)

    def __add__(self, other: CodeTally) -> CodeTally:
        counts = Counter(self.counts)
        counts.update(other.counts)
        return CodeTally(
            dict(counts), {**other.examples, **self.examples}, self.batches + other.batches
        )
