"""A task as callers and event consumers see it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from legwork import kinds
from legwork.domain.errors import InvalidInput
from legwork.domain.permission import Caller
from legwork.domain.progress import Progress, eta_of
from legwork.domain.task import Status, Subject, Task, TaskState, Via, status_of
from legwork.domain.waiting import WaitsFor
from legwork.usecases.read_task import TaskReading


def _to_second(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(microsecond=0)


Moment = Annotated[datetime, AfterValidator(_to_second)]
"""A time to the second, in UTC."""


class LaunchRequest(BaseModel):
    """What to launch."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=64)
    params: dict[str, Any] = Field(default_factory=dict)
    title: str | None = Field(default=None, min_length=1, max_length=200)


class CancelRequest(BaseModel):
    """Why a task is cancelled."""

    model_config = ConfigDict(extra="forbid")

    reason: str | None = Field(default=None, max_length=500)


class SubjectView(BaseModel):
    """What a task is about."""

    type: str
    id: str


class LauncherView(BaseModel):
    """Who launched a task."""

    id: str
    name: str
    via: Via


class NoticesView(BaseModel):
    """Messages that a task's effects staged: all of them, and what became of them."""

    staged: int = 0
    sent: int = 0
    discarded: int = 0
    in_doubt: int = 0
    refused: int = 0


class ProgressView(BaseModel):
    """Targets by outcome: the numbers always add up to the total."""

    total: int
    succeeded: int
    warnings: int
    errors: int
    skipped: int
    remaining: int
    not_attempted: int
    notices: NoticesView = NoticesView()

    @classmethod
    def of(cls, progress: Progress) -> ProgressView:
        """Show a progress."""
        counts, notices = progress.counts, progress.notices
        return cls(
            total=progress.total,
            succeeded=counts.succeeded,
            warnings=counts.warnings,
            errors=counts.errors,
            skipped=counts.skipped,
            remaining=progress.remaining,
            not_attempted=progress.not_attempted,
            notices=NoticesView(
                staged=notices.staged,
                sent=notices.sent,
                discarded=notices.discarded,
                in_doubt=notices.in_doubt,
                refused=notices.refused,
            ),
        )


class CancelledView(BaseModel):
    """Who cancelled, when and why."""

    at: Moment
    by: str
    reason: str | None


class ResultView(BaseModel):
    """What a task points to."""

    type: str
    id: str
    href: str
    summary: str


class WorkflowRefView(BaseModel):
    """A workflow of Autopilot, as it was called when it launched the task."""

    id: str
    name: str


class WaitingTurnView(BaseModel):
    """It waits until its account may run one more task."""

    for_: Literal["turn"] = Field(alias="for")
    ahead: int
    """How many tasks of the account wait before it."""


class WaitingRateView(BaseModel):
    """Its work is done; its mails leave as fast as the account may send."""

    for_: Literal["rate"] = Field(alias="for")


class MayView(BaseModel):
    """What the caller may do with the task now."""

    cancel: bool
    delete: bool
    retry: bool


class TaskEvent(BaseModel):
    """A task as it is announced: the same for every consumer."""

    id: str
    number: int
    kind: str
    title: str
    state: TaskState
    status: Status
    subject: SubjectView | None
    launched_by: LauncherView
    created_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    expires_at: Moment | None
    progress: ProgressView
    eta: Moment | None
    cancelled: CancelledView | None
    result: ResultView | None
    failure: str | None
    retry_of: str | None
    workflow: WorkflowRefView | None
    """The workflow of Autopilot that launched it."""

    @classmethod
    def fields_of(cls, reading: TaskReading, now: datetime) -> dict[str, Any]:
        """The fields that a task and its progress make."""
        task, progress = reading.task, reading.progress
        return {
            "id": task.ref.id,
            "number": task.number,
            "kind": task.kind,
            "title": task.title,
            "state": task.state,
            "status": status_of(task.state, progress.counts),
            "subject": _subject(task),
            "launched_by": LauncherView(
                id=task.launched_by.id, name=task.launched_by.name, via=task.launched_by.via
            ),
            "created_at": task.created_at,
            "started_at": task.started_at,
            "ended_at": task.ended_at,
            "expires_at": task.expires_at,
            "progress": ProgressView.of(progress),
            "eta": eta_of(task, progress, now),
            "cancelled": _cancelled(task),
            "result": _result(task),
            "failure": task.failure,
            "retry_of": task.retry_of,
            "workflow": _workflow(task),
        }

    @classmethod
    def of(cls, reading: TaskReading, now: datetime) -> TaskEvent:
        """Show a task to every consumer."""
        return cls(**cls.fields_of(reading, now))


class TaskView(TaskEvent):
    """A task as one caller sees it."""

    params: dict[str, Any] | None
    """As it was launched; nothing in a list, where a page of them could be too long to send."""
    retried_by: str | None
    """The task that has taken up what was left of it."""
    moved_at: Moment | None
    """When it last changed its state or got something done."""
    waiting: Annotated[WaitingTurnView | WaitingRateView, Field(discriminator="for_")] | None
    """What it waits for, if that is why it does not move."""
    may: MayView

    @classmethod
    def seen_by(cls, caller: Caller, reading: TaskReading, now: datetime) -> TaskView:
        """Show a task to a caller."""
        task = reading.task
        may = caller.may(task)
        kind = kinds.all_kinds().get(task.kind)
        launch = kind is not None and caller.has(kind.permission)
        view = MayView(cancel=may.cancel, delete=may.delete, retry=may.retry and launch)
        return cls(
            **cls.fields_of(reading, now),
            params=dict(task.params),
            retried_by=task.retried_by,
            moved_at=reading.moved_at,
            waiting=_waiting(reading),
            may=view,
        )

    @classmethod
    def listed_for(cls, caller: Caller, reading: TaskReading, now: datetime) -> TaskView:
        """Show a task in a list."""
        return cls.seen_by(caller, reading, now).model_copy(update={"params": None})


class TaskListView(BaseModel):
    """A page of tasks, newest first."""

    tasks: list[TaskView]
    next_cursor: str | None


def _subject(task: Task) -> SubjectView | None:
    return SubjectView(type=task.subject.type, id=task.subject.id) if task.subject else None


def _workflow(task: Task) -> WorkflowRefView | None:
    of = task.workflow
    return WorkflowRefView(id=of.id, name=of.name) if of else None


def _waiting(reading: TaskReading) -> WaitingTurnView | WaitingRateView | None:
    waiting = reading.waiting
    if waiting is None:
        return None
    if waiting.what is WaitsFor.TURN:
        return WaitingTurnView.model_validate({"for": "turn", "ahead": waiting.ahead})
    return WaitingRateView.model_validate({"for": "rate"})


def _cancelled(task: Task) -> CancelledView | None:
    cancellation = task.cancellation
    if cancellation is None:
        return None
    return CancelledView(at=cancellation.at, by=cancellation.by, reason=cancellation.reason)


def _result(task: Task) -> ResultView | None:
    result = task.result
    if result is None:
        return None
    return ResultView(type=result.type, id=result.id, href=result.href, summary=result.summary)


SUBJECT_PATTERN = r"^[^:]+:[\s\S]+$"
"""How a filter names a subject."""


def read_subject(text: str | None) -> Subject | None:
    """The subject that a filter names, such as ``permit:606405``.

    Raises:
        InvalidInput: it is not of that form.
    """
    if text is None:
        return None
    kind, colon, name = text.partition(":")
    if not (kind and colon and name):
        raise InvalidInput.of("subject", "write the type and the id, such as permit:606405")
    return Subject(kind, name)
