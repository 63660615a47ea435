"""Progress: how far a task is, in numbers that always add up (P3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from legwork.domain.lane import Lane
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.task import Task, TaskState


@dataclass(frozen=True, slots=True)
class Progress:
    """Number of targets by what came of them, and what is left."""

    total: int
    counts: Counts
    remaining: int = 0
    not_attempted: int = 0
    notices: NoticeCounts = field(default_factory=NoticeCounts)


def progress_of(task: Task, lanes: Iterable[Lane]) -> Progress:
    """The progress of a task: an ended one carries its counts, a live one has them in its lanes."""
    counts, notices = task.counts, task.notices
    if not task.state.ended:
        found = list(lanes)
        counts = sum((lane.counts for lane in found), Counts())
        notices = sum((lane.notices for lane in found), NoticeCounts())
    left = task.total - counts.done
    if task.state in {TaskState.CANCELLED, TaskState.FAILED}:
        return Progress(task.total, counts, not_attempted=left, notices=notices)
    return Progress(task.total, counts, remaining=left, notices=notices)
