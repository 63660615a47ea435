"""The moments of a task's life that operators are told of: one structured line each.

Whoever writes such a moment down tells of it here; what becomes of a line is for who listens to
this logger. A line names the account and the task, and nothing that somebody wrote.
"""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import Any, Final

from legwork.domain.task import Task

NAME: Final = "legwork.chronicle"
_log = logging.getLogger(NAME)
_log.propagate = False
_log.setLevel(logging.INFO)
_log.addHandler(logging.NullHandler())


class Moment(StrEnum):
    """What happened to a task."""

    LAUNCHED = "launched"
    """It is recorded."""
    BEGAN = "began"
    """Its first batch is committed."""
    PUSHED_ON = "pushed on"
    """It stood still, and was given another message."""
    MAILED = "mailed"
    """Some of its mails left, or were refused."""
    CANCELLED = "cancelled"
    """Somebody cancelled it; its end follows."""
    ENDED = "ended"
    """Nothing more will happen."""
    DELETED = "deleted"
    """It is gone for its readers."""


def tell(moment: Moment, task: Task, *, sums: dict[str, float] | None = None, **said: Any) -> None:
    """Tell of a moment that is certain.

    Args:
        moment: which.
        task: whose.
        sums: numbers that are added up by kind.
        said: what else is to be known of this one task.
    """
    about = {
        "moment": moment.value,
        "account": task.ref.account,
        "task": task.ref.id,
        "listed": task.ref.listed,
        "number": task.number,
        "kind": task.kind,
        "via": task.launched_by.via.value,
        **said,
    }
    _log.info("task %s", moment.value, extra={"about": about, "sums": sums or {}})


def tell_end(task: Task) -> None:
    """Tell of the end of a task: how long it took, what it did, what it cost."""
    ended_at = task.ended_at or task.created_at
    counts, notices = task.counts, task.notices
    tell(
        Moment.ENDED,
        task,
        sums={
            f"Tasks{task.state.value.capitalize()}": 1,
            "EndSeconds": (ended_at - task.created_at).total_seconds(),
            "Targets": counts.done,
            "TargetErrors": counts.errors,
            "WriteUnits": task.spent.writes,
            "ReadUnits": task.spent.reads,
            "MailsInDoubt": notices.in_doubt,
        },
        state=task.state.value,
        total=task.total,
    )
