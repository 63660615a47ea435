"""What came of a target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from legwork.domain.sentence import sentence

CODE_LENGTH = 64
"""Longest code kept with an outcome."""
MESSAGE_LENGTH = 300
"""Longest sentence kept with an outcome, in characters: a ledger row must stay small."""


class Outcome(StrEnum):
    """The ways in which the work on one target ends."""

    SUCCEEDED = "succeeded"
    """Done as asked."""
    WARNING = "warning"
    """Done, but somebody should look at it."""
    ERROR = "error"
    """Not done; a retry may do it."""
    SKIPPED = "skipped"
    """There was nothing to do."""
    NOT_ATTEMPTED = "not_attempted"
    """The task was cancelled (or failed) before this target's turn."""


@dataclass(frozen=True, slots=True)
class TargetWarning:
    """What staff should look at although a target was done: a code, a sentence for people."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind's decision on one target: the outcome, a code for programs, a sentence for people."""

    outcome: Outcome = Outcome.SUCCEEDED
    code: str = ""
    message: str = ""

    @classmethod
    def with_warnings(cls, warnings: Sequence[TargetWarning]) -> Verdict:
        """Done as asked, or done with a warning that bears the first one's code."""
        if not warnings:
            return cls()
        sentences = " ".join(warning.sentence for warning in warnings)
        return cls(Outcome.WARNING, warnings[0].code, sentences)

    @property
    def done(self) -> bool:
        """Whether the target was acted on, so that the records must show it."""
        return self.outcome in {Outcome.SUCCEEDED, Outcome.WARNING}

    def short(self) -> Verdict:
        """The same with a code and a sentence that fit a ledger row."""
        return Verdict(
            self.outcome,
            sentence(self.code, CODE_LENGTH),
            sentence(self.message, MESSAGE_LENGTH),
        )


@dataclass(frozen=True, slots=True)
class TargetOutcome:
    """What came of one target, as people read it."""

    target: str
    verdict: Verdict
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of targets by outcome."""

    succeeded: int = 0
    warnings: int = 0
    errors: int = 0
    skipped: int = 0

    @property
    def done(self) -> int:
        """Targets that were worked on, whatever came of it."""
        return self.succeeded + self.warnings + self.errors + self.skipped

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> Counts:
        """Count the verdicts of a batch."""
        tally = dict.fromkeys(Outcome, 0)
        for verdict in verdicts:
            tally[verdict.outcome] += 1
        return cls(
            succeeded=tally[Outcome.SUCCEEDED],
            warnings=tally[Outcome.WARNING],
            errors=tally[Outcome.ERROR],
            skipped=tally[Outcome.SKIPPED],
        )
