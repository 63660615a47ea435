"""Progress: how far a task is, in numbers that always add up (P3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from legwork.domain.lane import Lane
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.spent import Spent
from legwork.domain.task import Task, TaskState


@dataclass(frozen=True, slots=True)
class Progress:
    """Number of targets by what came of them, and what is left."""

    total: int
    counts: Counts
    remaining: int = 0
    not_attempted: int = 0
    notices: NoticeCounts = field(default_factory=NoticeCounts)
    spent: Spent = field(default_factory=Spent)
    """What the task has consumed so far."""


def progress_of(task: Task, lanes: Iterable[Lane]) -> Progress:
    """The progress of a task: an ended one carries its counts, a live one has them in its lanes."""
    counts, notices, spent = task.counts, task.notices, task.spent
    if not task.state.ended:
        found = list(lanes)
        counts = sum((lane.counts for lane in found), Counts())
        notices = sum((lane.notices for lane in found), NoticeCounts())
        spent = sum((lane.spent for lane in found), task.spent)
    left = task.total - counts.done
    if task.state in {TaskState.CANCELLED, TaskState.FAILED}:
        return Progress(task.total, counts, not_attempted=left, notices=notices, spent=spent)
    return Progress(task.total, counts, remaining=left, notices=notices, spent=spent)
