"""What the shell offers when somebody presses Tab: never an error, and nothing that takes long."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, get_args

import typer

from cli.failures import Failure
from cli.generated.contract import Outcome, TaskState
from cli.invocation import Invocation
from cli.kinds import kinds_of

Offer = tuple[str, str]
"""A word and what it means."""
Completion = Callable[[typer.Context, str], list[Offer]]
TASKS_OFFERED = 25


def _from_api(read: Callable[[Invocation], Iterator[Offer]]) -> Completion:
    """Offer what the API knows; nothing when it cannot be asked."""

    def offer(ctx: typer.Context, incomplete: str) -> list[Offer]:
        run = Invocation.of(ctx, _user_of(ctx))
        try:
            found = list(read(run))
        except Failure:
            return []
        return [one for one in found if one[0].startswith(incomplete)]

    return offer


def _user_of(ctx: typer.Context) -> str | None:
    """The user who was named so far, before the command or behind it."""
    place: Any = ctx
    while place is not None:
        if user := place.params.get("user"):
            return str(user)
        place = place.parent
    return None


def _kinds(run: Invocation) -> Iterator[Offer]:
    for kind in kinds_of(run.api):
        yield kind["name"], kind["title"]


def _tasks(run: Invocation) -> Iterator[Offer]:
    for task in islice(run.api.pages("/v1/tasks", "tasks"), TASKS_OFFERED):
        yield str(task["number"]), f"{task['title']}: {task['status']}"


kinds = _from_api(_kinds)
"""Kinds that the user may launch."""
numbers = _from_api(_tasks)
"""Job numbers of the latest tasks."""


def states(incomplete: str) -> list[str]:
    """States of tasks."""
    return [state for state in get_args(TaskState) if state.startswith(incomplete)]


def outcomes(incomplete: str) -> list[str]:
    """Outcomes of targets."""
    return [one for one in get_args(Outcome) if one.startswith(incomplete)]
