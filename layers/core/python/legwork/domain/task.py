"""A task: one launch of a kind. Its life is drawn in docs/architecture.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from legwork.domain.approval import Approval
from legwork.domain.errors import InvalidInput, NotStorable, TooLarge
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.part import Made
from legwork.domain.pause import Pause
from legwork.domain.spent import Spent
from legwork.domain.stop_when import StopWhen
from legwork.domain.storable import size_of

PARAMS_BYTES = 190_000
"""Largest parameters: a row of a workflow holds them twice, beside all the rest."""
TITLE_LENGTH = 200
"""Longest title, in characters."""


def check_params(params: Mapping[str, Any]) -> None:
    """Refuse parameters that the row of a task or a workflow has no room for.

    Raises:
        TooLarge: they are too large.
        InvalidInput: no row can hold them.
    """
    try:
        size = size_of(params)
    except NotStorable as error:
        raise InvalidInput.of("params", str(error)) from error
    if size > PARAMS_BYTES:
        raise TooLarge(f"The parameters are over {PARAMS_BYTES // 1000} KB. Split them up.")


class TaskState(StrEnum):
    """Where a task is in its life."""

    QUEUED = "queued"
    """Recorded; nobody has begun to find its targets."""
    PLANNING = "planning"
    """Its targets are being found and written down; nothing has been done yet."""
    RUNNING = "running"
    """Workers drive its lanes."""
    PAUSED = "paused"
    """Its gates are shut until somebody resumes it; it goes on where it stood."""
    FINISHING = "finishing"
    """Every target has its outcome; the kind's finish is being committed."""
    CANCELLING = "cancelling"
    """Somebody cancelled; its gates are being shut."""
    COMPLETED = "completed"
    """Ended: every target has an outcome and the results are posted."""
    FAILED = "failed"
    """Ended: it could not be planned, or its results could not be posted."""
    CANCELLED = "cancelled"
    """Ended: cancelled; what was done before stays done."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self in ENDED

    @property
    def can_be_cancelled(self) -> bool:
        """Whether work is left that a cancel could stop."""
        return self in CANCELLABLE

    @property
    def can_be_paused(self) -> bool:
        """Whether work is left that a pause could put off."""
        return self in PAUSABLE


ENDED = frozenset({TaskState.COMPLETED, TaskState.FAILED, TaskState.CANCELLED})
PAUSABLE = frozenset({TaskState.QUEUED, TaskState.PLANNING, TaskState.RUNNING})
CANCELLABLE = PAUSABLE | {TaskState.PAUSED, TaskState.CANCELLING}
UNPLANNED = frozenset({TaskState.QUEUED, TaskState.PLANNING})


class Status(StrEnum):
    """How people read a task's state."""

    QUEUED = "Queued"
    IN_PROGRESS = "In Progress"
    PAUSED = "Paused"
    COMPLETE = "Complete"
    WARNINGS = "Warnings"
    ERRORS = "Errors"
    FAILED = "Failed"
    CANCELED = "Canceled"


class Via(StrEnum):
    """Who pressed the button."""

    STAFF = "staff"
    AUTOPILOT = "autopilot"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class TaskRef:
    """Names a task. Unlisted ones are driven to their end within the call that launched them."""

    account: str
    id: str
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Launcher:
    """The staff member, the program or the workflow of Autopilot that launched a task."""

    id: str
    name: str
    via: Via = Via.STAFF


@dataclass(frozen=True, slots=True)
class OfWorkflow:
    """The workflow of Autopilot that launched a task, as it was called then."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TakenUp:
    """The errors with one code, which a retry has taken up."""

    by: str
    targets: int


@dataclass(frozen=True, slots=True)
class Subject:
    """What a task is about, such as one permit."""

    type: str
    id: str

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"


@dataclass(frozen=True, slots=True)
class Result:
    """What an ended task points to."""

    type: str
    id: str
    href: str
    summary: str


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Who cancelled, when and why."""

    at: datetime
    by: str
    reason: str | None = None
    doer: str | None = None
    """Id of who cancelled; unknown of cancels of the last release."""
    via: str = "staff"
    """How they did."""
    gave_up: bool = False
    """Nobody did: Legwork cannot read the task's own rows, and ends it as failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One launch of a kind by a staff member or by Autopilot."""

    ref: TaskRef
    number: int
    """Short number within the account: "Job #1042". 0 when unlisted."""
    kind: str
    params: Mapping[str, Any]
    title: str
    launched_by: Launcher
    created_at: datetime
    subject: Subject | None = None
    workflow: OfWorkflow | None = None
    """Unknown of tasks that the last release launched."""
    retry_of: str | None = None
    """The task whose leftover targets this one takes up."""
    retry_codes: tuple[str, ...] | None = None
    """Of a retry of some: it takes up the errors with these codes and nothing else."""
    retry_without: tuple[str, ...] = ()
    """Of a retry of the rest: errors with these codes were taken up before."""
    retry_takes: int | None = None
    """Of a retry: how many targets it takes up. Unknown of those that the last release launched."""
    retried_by: str | None = None
    """The task that has taken up this one's leftover targets."""
    retried_codes: Mapping[str, TakenUp] = field(default_factory=dict)
    """Errors that retries of some have taken up, by code."""
    undo_of: str | None = None
    """The task that this one undoes; a retry of an undo goes on with that."""
    undone_by: str | None = None
    """The task that undoes this one."""
    preview: bool = False
    """Whether it is one: each target is decided on, and nothing is done."""
    digest: str | None = None
    """Of a preview that has shown every target: stands for all that it shows."""
    sums: Mapping[str, int] = field(default_factory=dict)
    """Of an ended preview: what its targets come to, by name, such as cents or mails."""
    run_by: str | None = None
    """Of a preview: the task that runs it. There is one at most."""
    needs_approval: bool = False
    """Of a preview: whether a rule of the account's was about what it shows, at its end."""
    approval: Approval | None = None
    """Of a preview: what somebody else has said to it."""
    too_many: int | None = None
    """Launched without approval: from so many targets on, it would have needed one."""
    wait_hours: int | None = None
    """Of a preview of Autopilot's: so long after its end it is run, unless somebody stops that."""
    preview_of: str | None = None
    """The preview that it runs: what would come out otherwise than that shows is left."""
    changed: int = 0
    """Final count of targets that were left so, among the skipped ones; a retry takes them up."""
    upload: str | None = None
    """An uploaded file that was made for this task alone, and goes with it."""
    state: TaskState = TaskState.QUEUED
    turn: bool = False
    """Whether it has one of its account's turns: only so many listed tasks run at once."""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    expires_at: datetime | None = None
    """When it disappears; known once it has ended."""
    unannounced: bool = field(default=False, compare=False)
    """Whether it has ended, and its end is still to be announced. The task is the same before and
    after."""
    moved_at: datetime | None = None
    """When it last changed its state or made progress in planning: what the watchdog looks at."""
    attempt: int = 0
    """Number of the latest planning attempt; once running, of the one that counts."""
    leg: int = 0
    """How many messages of that planning attempt have been taken up."""
    total: int = 0
    lanes: tuple[int, ...] = ()
    """Numbers of the lanes that have batches; empty until planned."""
    gate_number: int = 0
    """Number of its gates' last change: each pause and each resume adds one. What carries an older
    number can neither open nor shut them, and a batch commits under the number it was read with."""
    pause: Pause | None = None
    """Of a paused task: who paused it."""
    stop_when: StopWhen | None = None
    """When it pauses itself, if it does."""
    counts: Counts = field(default_factory=Counts)
    """Final counts of an ended task; the lanes hold them before."""
    notices: NoticeCounts = field(default_factory=NoticeCounts)
    """Final counts of an ended task's notices."""
    spent: Spent = field(default_factory=Spent)
    """Units that its planning took; of an ended task, all that it took. Nothing is known of those
    that the last release planned."""
    making_at: datetime | None = field(default=None, compare=False)
    """When somebody was last asked to make its file, or began to."""
    made: Made | None = None
    """Its file, once that is made."""
    cancellation: Cancellation | None = None
    result: Result | None = None
    failure: str | None = None
    """Why a failed task failed, in one sentence."""

    def evolve(self, **changes: Any) -> Task:
        """A copy with some fields changed."""
        return replace(self, **changes)

    def is_gone(self, now: datetime) -> bool:
        """Whether its time is over: to its readers it is not there, even before its purge."""
        return self.expires_at is not None and self.expires_at <= now

    @property
    def waits(self) -> timedelta:
        """Of a preview: how long after its end Autopilot runs it."""
        return timedelta(hours=self.wait_hours or 0)

    @property
    def runs_at(self) -> datetime | None:
        """Of a preview that Autopilot is going to run: when, unless somebody stops that."""
        if self.wait_hours is None or self.run_by is not None or self.ended_at is None:
            return None
        return self.ended_at + self.waits if self.state is TaskState.COMPLETED else None

    @property
    def leftover(self) -> int:
        """Targets of an ended task that a retry would take up.

        They are its errors, those not attempted, and those that would have come out otherwise than
        previewed.
        """
        taken = sum(some.targets for some in self.retried_codes.values())
        return self.counts.errors + self.changed + self.total - self.counts.done - taken

    @property
    def can_be_undone(self) -> bool:
        """Whether it has ended with something done that no other task has taken back.

        Whether its kind can take it back is another question.
        """
        done = 0 if self.preview else self.counts.succeeded + self.counts.warnings
        return self.state.ended and done > 0 and self.undo_of is None and self.undone_by is None

    @property
    def can_be_run(self) -> bool:
        """Whether it is a preview that has shown every target, and is neither run nor rejected."""
        rejected = self.approval is not None and not self.approval.approved
        return self.preview and self.digest is not None and self.run_by is None and not rejected

    @property
    def last_retry(self) -> str | None:
        """The last task that has taken up what was left of it, or some of that."""
        some = (one.by for one in self.retried_codes.values())
        return self.retried_by or max(some, default=None)

    @property
    def can_be_retried(self) -> bool:
        """Whether it has ended with something left over that no other task has taken up."""
        left = not self.preview and self.state.ended and self.leftover > 0
        return left and self.retried_by is None


def status_of(state: TaskState, counts: Counts) -> Status:
    """The word that people see."""
    match state:
        case TaskState.QUEUED:
            return Status.QUEUED
        case TaskState.PAUSED:
            return Status.PAUSED
        case TaskState.FAILED:
            return Status.FAILED
        case TaskState.CANCELLED | TaskState.CANCELLING:
            return Status.CANCELED
        case TaskState.COMPLETED if counts.errors:
            return Status.ERRORS
        case TaskState.COMPLETED if counts.warnings:
            return Status.WARNINGS
        case TaskState.COMPLETED:
            return Status.COMPLETE
        case _:
            return Status.IN_PROGRESS
