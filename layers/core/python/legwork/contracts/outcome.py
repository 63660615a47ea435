"""Outcomes as callers see them."""

from __future__ import annotations

from typing import Annotated

from legwork.contracts.codes import OUTCOME_CODE
from legwork.contracts.model import Model
from legwork.contracts.moment import Moment
from legwork.domain.errors import InvalidInput
from legwork.domain.outcome import Outcome, TargetOutcome
from legwork.domain.task import Task
from legwork.usecases.summarize_outcomes import OutcomeGroup


class OutcomeView(Model):
    """What came of one target."""

    target: str
    """The target, as people know it."""
    outcome: Outcome
    """How the work on it ended."""
    code: Annotated[str, OUTCOME_CODE]
    """Why, for programs; empty when there is nothing more to say."""
    message: str
    """Why, for people."""
    at: Moment | None
    """When it was committed; nothing for what was not attempted."""

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


class OutcomeListView(Model):
    """A page of outcomes."""

    outcomes: list[OutcomeView]
    """The outcomes of this page."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


class ExampleView(Model):
    """One of the targets of a group."""

    target: str
    """As people know it."""
    message: str
    """What came of it, in a sentence."""


class OutcomeGroupView(Model):
    """Targets that ended alike."""

    outcome: Outcome
    """How they ended."""
    code: str
    """Empty where there is nothing to say beside the outcome."""
    count: int
    """How many."""
    example: ExampleView | None
    """Nothing where the group has no code."""
    retried_by: str | None
    """The task that has taken them up, if they were left and one has."""

    @classmethod
    def of(cls, group: OutcomeGroup, task: Task) -> OutcomeGroupView:
        """Show a group of a task."""
        one = group.example
        return cls(
            outcome=group.outcome,
            code=group.code,
            count=group.count,
            example=ExampleView(target=one.target, message=one.verdict.message) if one else None,
            retried_by=_taken_up_by(group, task),
        )


def _taken_up_by(group: OutcomeGroup, task: Task) -> str | None:
    if group.outcome not in (Outcome.ERROR, Outcome.NOT_ATTEMPTED):
        return None
    some = task.retried_codes.get(group.code) if group.outcome is Outcome.ERROR else None
    return some.by if some else task.retried_by


class OutcomeSummaryView(Model):
    """A task's outcomes so far, grouped by outcome and code."""

    groups: list[OutcomeGroupView]
    """By outcome, the largest first."""


class FindingView(Model):
    """One thing that an audit checked."""

    name: str
    """What was checked."""
    ok: bool
    """Whether it agrees."""
    detail: str
    """What was found."""


class AuditView(Model):
    """Whether a task's numbers add up in the tables."""

    task: str
    """Id of the task."""
    ok: bool
    """Whether all of it agrees."""
    checks: list[FindingView]
    """What was checked."""


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
