"""Outcomes as callers see them."""

from __future__ import annotations

from pydantic import BaseModel

from legwork.contracts.task import Moment
from legwork.domain.errors import InvalidInput
from legwork.domain.outcome import Outcome, TargetOutcome
from legwork.usecases.summarize_outcomes import OutcomeGroup


class OutcomeView(BaseModel):
    """What came of one target."""

    target: str
    outcome: Outcome
    code: str
    message: str
    at: Moment | None

    @classmethod
    def of(cls, found: TargetOutcome) -> OutcomeView:
        """Show an outcome."""
        verdict = found.verdict
        return cls(
            target=found.target,
            outcome=verdict.outcome,
            code=verdict.code,
            message=verdict.message,
            at=found.at,
        )


class OutcomeListView(BaseModel):
    """A page of outcomes."""

    outcomes: list[OutcomeView]
    next_cursor: str | None


class ExampleView(BaseModel):
    """One of the targets of a group."""

    target: str
    message: str


class OutcomeGroupView(BaseModel):
    """Targets that ended alike."""

    outcome: Outcome
    code: str
    """Empty where there is nothing to say beside the outcome."""
    count: int
    example: ExampleView | None
    """Nothing where the group has no code."""

    @classmethod
    def of(cls, group: OutcomeGroup) -> OutcomeGroupView:
        """Show a group."""
        one = group.example
        example = ExampleView(target=one.target, message=one.verdict.message) if one else None
        return cls(outcome=group.outcome, code=group.code, count=group.count, example=example)


class OutcomeSummaryView(BaseModel):
    """A task's outcomes so far, grouped by outcome and code."""

    groups: list[OutcomeGroupView]


class FindingView(BaseModel):
    """One thing that an audit checked."""

    name: str
    ok: bool
    detail: str


class AuditView(BaseModel):
    """Whether a task's numbers add up in the tables."""

    task: str
    ok: bool
    checks: list[FindingView]


_ANY = f"({'|'.join(Outcome)})"
OUTCOMES_PATTERN = f"^{_ANY}(,{_ANY})*$"
"""How a filter names outcomes."""


def read_outcome_names(text: str | None) -> frozenset[Outcome]:
    """The outcomes that a filter names, separated by commas.

    Raises:
        InvalidInput: one of them is none.
    """
    if text is None:
        return frozenset()
    try:
        return frozenset(Outcome(name) for name in text.split(","))
    except ValueError as error:
        raise InvalidInput.of("outcome", f"expected any of {', '.join(Outcome)}") from error
