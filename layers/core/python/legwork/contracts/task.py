"""A task as callers and event consumers see it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from legwork import kinds
from legwork.contracts.cost import CostView
from legwork.contracts.model import Model
from legwork.contracts.moment import Moment
from legwork.contracts.progress import ProgressView
from legwork.contracts.stop_when import StopWhenView
from legwork.contracts.subject import SubjectView
from legwork.contracts.time_range import TimeRangeView
from legwork.contracts.waiting import WaitingView, waiting_of
from legwork.domain.permission import Caller
from legwork.domain.progress import progress_of
from legwork.domain.task import Status, Task, TaskState, Via, status_of
from legwork.usecases.read_task import TaskReading, may_decide
from legwork.usecases.see_waiting import waits_for_approval
from legwork.usecases.undo_task import undo_warning


class LauncherView(Model):
    """Who launched a task."""

    id: str
    """Id of the staff member or credential; of an Autopilot task, of the workflow's owner."""
    name: str
    """Name, as people know it."""
    via: Via
    """Whether by hand, by a program or by Autopilot."""


class CancelledView(Model):
    """Who cancelled, when and why."""

    at: Moment
    """When."""
    by: str
    """Name of who did it."""
    reason: str | None
    """Why, if that was said."""


class ApprovalView(Model):
    """What somebody else has said to a preview."""

    approved: bool
    """Whether it may be launched."""
    by: str
    """Name of who said so."""
    at: Moment
    """When."""
    reason: str | None
    """Why, if that was said."""
    digest: str
    """Of what was shown then."""


class ResultView(Model):
    """What a task points to."""

    type: str
    """What sort of thing, such as ``permit`` or ``receipt``."""
    id: str
    """Its id."""
    href: str
    """Path to read it."""
    summary: str
    """What came of the task, in a sentence."""


class WorkflowRefView(Model):
    """A workflow of Autopilot, as it was called when it launched the task."""

    id: str
    """What calls name it by."""
    name: str
    """How people called it."""


class MayView(Model):
    """What the caller may do with the task now."""

    cancel: bool
    """Whether it can be cancelled."""
    delete: bool
    """Whether it can be deleted."""
    retry: bool
    """Whether there is something to retry."""
    pause: bool
    """Whether it can be paused."""
    resume: bool
    """Whether it is paused, and can go on."""
    undo: bool
    """Whether what it did can be taken back."""
    run: bool
    """Whether it is a preview that can be launched."""
    approve: bool
    """Whether it is a preview that waits for the caller, among others, to approve or reject it."""


class TaskFields(Model):
    """What everybody is shown of a task."""

    id: str
    """Id, a ULID: later tasks have greater ones."""
    number: int
    """Job number, counted within the account."""
    kind: str
    """Name of its kind."""
    title: str
    """What people call it."""
    state: TaskState
    """Where it is in its life."""
    status: Status
    """How people read its state."""
    subject: SubjectView | None
    """What it is about, if that is one thing."""
    launched_by: LauncherView
    """Who launched it."""
    created_at: Moment
    """When it was launched."""
    started_at: Moment | None
    """When its work began."""
    ended_at: Moment | None
    """When it ended."""
    expires_at: Moment | None
    """When it will be gone, once it has ended."""
    progress: ProgressView
    """What became of its targets so far."""
    eta: Moment | None
    """When it is likely to end, if it goes on as it does."""
    cancelled: CancelledView | None
    """Who cancelled it, if somebody has."""
    result: ResultView | None
    """What it points to."""
    failure: str | None
    """Why it failed, if it did."""
    retry_of: str | None
    """Id of the task whose remains it retries."""
    undo_of: str | None
    """Id of the task that it undoes."""
    undone_by: str | None
    """Id of the task that undoes it."""
    workflow: WorkflowRefView | None
    """The workflow of Autopilot that launched it."""
    stop_when: StopWhenView | None
    """When it pauses itself, if it does."""
    cost: CostView
    """What it has cost so far."""

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
            "eta": max(reading.left.likely, now) if reading.left else None,
            "cancelled": _cancelled(task),
            "result": _result(task),
            "failure": task.failure,
            "retry_of": task.retry_of,
            "undo_of": task.undo_of,
            "undone_by": task.undone_by,
            "workflow": _workflow(task),
            "stop_when": StopWhenView.of(task.stop_when),
            "cost": CostView.of(kinds.cost_of(task.kind, progress)),
        }


class TaskEvent(TaskFields):
    """A task as it is announced: the same for every consumer."""

    account: str
    """The account whose task it is."""

    @classmethod
    def of(cls, ended: Task) -> TaskEvent:
        """Tell of the end of a task."""
        reading = TaskReading(ended, progress_of(ended, ()))
        fields = cls.fields_of(reading, ended.ended_at or ended.created_at)
        return cls(account=ended.ref.account, **fields)

    @classmethod
    def on_the_way(cls, reading: TaskReading, now: datetime) -> dict[str, Any]:
        """Tell of a task that has not ended, as plain values; of a paused one, who paused it."""
        task, pause = reading.task, reading.task.pause
        event = cls(account=task.ref.account, **cls.fields_of(reading, now))
        paused = pause and {"at": pause.at.isoformat(), "by": pause.by, "reason": pause.reason}
        return event.model_dump(mode="json") | ({"paused": paused} if paused else {})

    @classmethod
    def detail_of(cls, ended: Task) -> dict[str, Any]:
        """The same as plain values, as it goes out."""
        return cls.of(ended).model_dump(mode="json")


class TaskView(TaskFields):
    """A task as one caller sees it."""

    params: dict[str, Any] | None
    """As it was launched; nothing in a list, where a page of them could be too long to send."""
    retried_by: str | None
    """The last task that has taken up what was left of it, or some of that."""
    retry_takes: int | None
    """Of a retry: how many targets it takes up."""
    leftover: int
    """How many targets a retry would take up now: nothing before its end."""
    preview: bool
    """Whether it is a preview: each target is decided on, and nothing is done."""
    preview_of: str | None
    """Id of the preview that it runs: what would come out otherwise than shown is left."""
    run_by: str | None
    """Of a preview: id of the task that runs it."""
    digest: str | None
    """Of a preview that has shown every target: stands for all that it shows."""
    approval: ApprovalView | None
    """Of a preview: what somebody else has said to it."""
    sums: dict[str, int] | None
    """Of a preview: what it comes to so far, by name, such as cents, tokens, mails."""
    moved_at: Moment | None
    """When it last changed its state or got something done."""
    runs_at: Moment | None
    """Of a preview of Autopilot's: when it runs, unless somebody deletes the preview before."""
    eta_range: TimeRangeView | None
    """Between which moments it should end; nothing while too little is known."""
    waiting: Annotated[WaitingView, Field(discriminator="for_")] | None
    """What it waits for, if that is why it does not move."""
    may: MayView
    """What the caller may do with it now."""
    undo_warning: str | None
    """What an undo would not take back, such as mail that has left: to be read before."""

    @classmethod
    def seen_by(cls, caller: Caller, reading: TaskReading, now: datetime) -> TaskView:
        """Show a task to a caller."""
        task = reading.task
        may = caller.may(task)
        kind = kinds.all_kinds().get(task.kind)
        launch = kind is not None and caller.has(kind.permission)
        view = MayView(
            cancel=may.cancel,
            delete=may.delete,
            retry=may.retry and launch,
            pause=may.pause,
            resume=may.resume,
            undo=may.undo and launch and kind is not None and kind.reverse is not None,
            run=may.run and launch and not waits_for_approval(task),
            approve=task.can_be_run and task.approval is None and may_decide(task, caller),
        )
        return cls(
            **cls.fields_of(reading, now),
            params=dict(task.params),
            retried_by=task.last_retry,
            retry_takes=task.retry_takes,
            leftover=task.leftover if task.can_be_retried else 0,
            preview=task.preview,
            preview_of=task.preview_of,
            run_by=task.run_by,
            digest=task.digest,
            approval=_approval(task),
            sums=dict(reading.sums) if task.preview else None,
            moved_at=reading.moved_at,
            runs_at=task.runs_at,
            eta_range=TimeRangeView.of(reading.left),
            waiting=waiting_of(reading),
            may=view,
            undo_warning=undo_warning(task) if view.undo else None,
        )

    @classmethod
    def listed_for(cls, caller: Caller, reading: TaskReading, now: datetime) -> TaskView:
        """Show a task in a list."""
        return cls.seen_by(caller, reading, now).model_copy(update={"params": None})


class TaskListView(Model):
    """A page of tasks, newest first."""

    tasks: list[TaskView]
    """The tasks of this page."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


def _subject(task: Task) -> SubjectView | None:
    return SubjectView(type=task.subject.type, id=task.subject.id) if task.subject else None


def _workflow(task: Task) -> WorkflowRefView | None:
    of = task.workflow
    return WorkflowRefView(id=of.id, name=of.name) if of else None


def _approval(task: Task) -> ApprovalView | None:
    said = task.approval
    if said is None:
        return None
    return ApprovalView(
        approved=said.approved, by=said.by, at=said.at, reason=said.reason, digest=said.digest
    )


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
