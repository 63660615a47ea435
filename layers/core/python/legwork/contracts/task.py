"""A task as callers and event consumers see it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field
from pydantic_core import core_schema as core

from legwork import kinds
from legwork.contracts.model import Model, Request, Varied
from legwork.contracts.of_kind import RequestOfKind
from legwork.domain.errors import InvalidInput
from legwork.domain.permission import Caller
from legwork.domain.progress import Progress, progress_of
from legwork.domain.spent import Cost
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import Status, Subject, Task, TaskState, Via, status_of
from legwork.domain.time_left import TimeLeft
from legwork.domain.waiting import WaitsFor
from legwork.usecases.read_task import TaskReading, may_decide
from legwork.usecases.see_waiting import waits_for_approval
from legwork.usecases.undo_task import undo_warning


def _to_second(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(microsecond=0)


Moment = Annotated[datetime, AfterValidator(_to_second)]
"""A time to the second, in UTC."""


class StopWhenRequest(Request):
    """When a task pauses itself: one of the two."""

    errors: int | None = Field(default=None, ge=1, le=1_000_000_000)
    """Once as many targets have ended in errors."""
    error_percent: int | None = Field(default=None, ge=1, le=100)
    """Once such a share of the targets worked on have, from 50 targets on."""

    def to_domain(self) -> StopWhen:
        """As the engine knows it.

        Raises:
            InvalidInput: it says both, or nothing.
        """
        if (self.errors is None) is (self.error_percent is None):
            raise InvalidInput.of("stop_when", "give either errors or error_percent")
        return StopWhen(errors=self.errors, error_percent=self.error_percent)


class LaunchOfKindRequest(RequestOfKind):
    """What to launch, by its kind."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    """Title of the task; by default the kind's own, which names what it is about."""
    stop_when: StopWhenRequest | None = None
    """When the task pauses itself; left out, as the account has it; null for never."""


class LaunchPreviewRequest(Request):
    """A preview to launch: the task does what that has shown, or leaves it."""

    preview: str = Field(min_length=1, max_length=64)
    """Id of the preview."""
    title: str | None = Field(default=None, min_length=1, max_length=200)
    """Title of the task; by default the preview's."""
    stop_when: StopWhenRequest | None = None
    """When the task pauses itself; left out, as the account has it; null for never."""


class LaunchRequest(Varied):
    """What to launch: a kind with its parameters, or a preview."""

    kind: str | None = Field(default=None, max_length=64)
    """Name of a kind of task."""
    params: dict[str, Any] = Field(default_factory=dict)
    """Parameters of that kind."""
    preview: str | None = Field(default=None, min_length=1, max_length=64)
    """Instead of both: id of the preview to launch."""
    title: str | None = Field(default=None, min_length=1, max_length=200)
    """Title of the task; by default the kind's own, or the preview's."""
    stop_when: StopWhenRequest | None = None
    """When the task pauses itself; left out, as the account has it; null for never."""

    @classmethod
    def variants(cls) -> core.CoreSchema | None:
        """One for each kind, and one for previews."""
        either = (LaunchOfKindRequest, LaunchPreviewRequest)
        return core.union_schema([one.__pydantic_core_schema__ for one in either])

    def of_kind(self) -> str:
        """The kind that is to be launched.

        Raises:
            InvalidInput: it names none, or a preview as well.
        """
        if self.kind is None:
            raise InvalidInput.of("kind", "name a kind of task, or the preview to launch")
        return self.kind

    def of_preview(self) -> str | None:
        """The preview that is to be launched, if one is.

        Raises:
            InvalidInput: it names a kind as well.
        """
        given = {"kind", "params"} & self.model_fields_set
        if self.preview is not None and given:
            raise InvalidInput.of(min(given), "leave it out: the preview says it")
        return self.preview


class PreviewOfKindRequest(RequestOfKind):
    """What to show: what a task of a kind would do to each of its targets."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    """Title of the preview, and of the task that runs it; by default the kind's own."""


class PreviewUndoRequest(Request):
    """What to show: what the undo of a task would take back."""

    undo_of: str = Field(min_length=1, max_length=64)
    """Id of the task that would be undone."""


class PreviewRetryRequest(Request):
    """What to show: what a retry of a task would do."""

    retry_of: str = Field(min_length=1, max_length=64)
    """Id of the task whose remains would be taken up, all of them."""


class PreviewTaskRequest(Varied):
    """What to show: a kind with its parameters, or the undo or the retry of a task."""

    kind: str | None = Field(default=None, max_length=64)
    """Name of a kind of task."""
    params: dict[str, Any] = Field(default_factory=dict)
    """Parameters of that kind."""
    title: str | None = Field(default=None, min_length=1, max_length=200)
    """Title of the preview, and of the task that runs it; by default the kind's own."""
    undo_of: str | None = Field(default=None, min_length=1, max_length=64)
    """Instead of them: id of the task that would be undone."""
    retry_of: str | None = Field(default=None, min_length=1, max_length=64)
    """Instead of them: id of the task whose remains would be taken up, all of them."""

    @classmethod
    def variants(cls) -> core.CoreSchema | None:
        """One for kinds, one for undos, one for retries."""
        every = (PreviewOfKindRequest, PreviewUndoRequest, PreviewRetryRequest)
        return core.union_schema([one.__pydantic_core_schema__ for one in every])

    def of_kind(self) -> str:
        """The kind that is to be shown.

        Raises:
            InvalidInput: it names none.
        """
        if self.kind is None:
            raise InvalidInput.of("kind", "name a kind of task, or the task to undo")
        return self.kind

    def of_task(self) -> str | None:
        """The task whose undo or retry is to be shown, if one is.

        Raises:
            InvalidInput: it says more than that.
        """
        named = self.undo_of or self.retry_of
        given = {"kind", "params", "title"} & self.model_fields_set
        if self.undo_of is not None and self.retry_of is not None:
            given = {"retry_of"}
        if named is not None and given:
            raise InvalidInput.of(min(given), "leave it out: the task says it")
        return named


class CancelRequest(Request):
    """Why a task is cancelled."""

    reason: str | None = Field(default=None, max_length=500)
    """Why, for whoever looks at the task later."""


class PauseRequest(Request):
    """Why a task is paused."""

    reason: str | None = Field(default=None, max_length=500)
    """Why, for whoever looks at the task later."""


class ResumeRequest(Request):
    """How a task goes on."""

    stop_when: StopWhenRequest | None = None
    """When it pauses itself from here on; null for never. Left out, its threshold stays, and counts
    the errors from here on."""


class RetryRequest(Request):
    """What to retry: all that failed or was not attempted, or some of it."""

    codes: list[Annotated[str, Field(min_length=1, max_length=64)]] | None = Field(
        default=None, min_length=1, max_length=50
    )
    """Only targets that ended in an error with one of these codes."""


class SubjectView(Model):
    """What a task is about."""

    type: str
    """What sort of thing, such as ``permit``."""
    id: str
    """Its id."""


class LauncherView(Model):
    """Who launched a task."""

    id: str
    """Id of the staff member or credential; of an Autopilot task, of the workflow's owner."""
    name: str
    """Name, as people know it."""
    via: Via
    """Whether by hand, by a program or by Autopilot."""


class NoticesView(Model):
    """Mails, and orders to the payment service, that a task has staged: what became of them."""

    staged: int = 0
    """All of them."""
    sent: int = 0
    """Taken by the mail service, or carried out by the payment service."""
    discarded: int = 0
    """Not sent any more: the task was cancelled, or its recipient unsubscribed."""
    in_doubt: int = 0
    """May have been sent, or not."""
    refused: int = 0
    """Refused: by the mail service, or by a bank."""


class ProgressView(Model):
    """Targets by outcome: the numbers always add up to the total."""

    total: int
    """All targets."""
    succeeded: int
    """Done as asked."""
    warnings: int
    """Done, but somebody should look at them."""
    errors: int
    """Not done; a retry may do them."""
    skipped: int
    """There was nothing to do."""
    remaining: int
    """Not looked at yet."""
    not_attempted: int
    """Not looked at before the task was cancelled or failed."""
    notices: NoticesView = NoticesView()
    """Messages of the targets that were done."""

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


class CostView(Model):
    """What a task has cost so far: units of the tables, as DynamoDB counted them, and mails.

    At the list prices of us-east-1. Not in it: the time of functions, messages and files, some
    hundredths of the whole, and what a payment service takes.
    """

    dollars: float
    """All of it, in dollars."""
    write_units: int
    """Units of writing; a write within a transaction takes two."""
    read_units: int
    """Units of reading."""
    mails: int
    """Mails that the mail service took; of a task that charges cards they are not told apart from
    its orders, and not counted."""

    @classmethod
    def of(cls, cost: Cost) -> CostView:
        """Show a cost."""
        return cls(
            dollars=cost.dollars,
            write_units=cost.spent.writes,
            read_units=cost.spent.reads,
            mails=cost.mails,
        )


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


class WaitingTurnView(Model):
    """It waits until its account may run one more task."""

    for_: Literal["turn"] = Field(alias="for", description="What it waits for.")
    ahead: int
    """How many tasks of the account wait before it."""


class WaitingRateView(Model):
    """Its work is done; its mails leave as fast as the account may send."""

    for_: Literal["rate"] = Field(alias="for", description="What it waits for.")


class WaitingPauseView(Model):
    """It is paused until somebody resumes it."""

    for_: Literal["pause"] = Field(alias="for", description="What it waits for.")
    at: Moment
    """Since when."""
    by: str | None
    """Name of who paused it; nothing when it paused itself, or the operators of Legwork did."""
    reason: str | None
    """Why, if that is known."""


class WaitingHoldView(Model):
    """It waits until the tasks of its account, or of its kind, may run again."""

    for_: Literal["hold"] = Field(alias="for", description="What it waits for.")
    at: Moment
    """Since when."""
    by: str | None
    """Name of who put them on hold; nothing when the operators of Legwork did."""
    reason: str | None
    """Why, if that is known."""


class WaitingApprovalView(Model):
    """It is a preview that somebody else has to approve before it can be launched."""

    for_: Literal["approval"] = Field(alias="for", description="What it waits for.")


WaitingView: TypeAlias = (
    WaitingTurnView | WaitingRateView | WaitingPauseView | WaitingHoldView | WaitingApprovalView
)


class StopWhenView(Model):
    """When a task pauses itself: one of the two."""

    errors: int | None
    """Once as many targets have ended in errors."""
    error_percent: int | None
    """Once such a share of the targets worked on have, from 50 targets on."""

    @classmethod
    def of(cls, stop_when: StopWhen | None) -> StopWhenView | None:
        """Show a threshold, if there is one."""
        if stop_when is None:
            return None
        return cls(errors=stop_when.errors, error_percent=stop_when.error_percent)


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


class TimeRangeView(Model):
    """Between which moments a task should end: the wider, the less is known."""

    earliest: Moment
    """If all goes well."""
    latest: Moment
    """If others want the same workers, or send as well."""

    @classmethod
    def of(cls, left: TimeLeft | None) -> TimeRangeView | None:
        """Show when a task should end."""
        if left is None:
            return None
        # To the second, as all moments: the last one is rounded up.
        second = timedelta(microseconds=999_999)
        return cls(earliest=left.earliest, latest=left.latest + second)


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
            waiting=_waiting(reading),
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


def _waiting(reading: TaskReading) -> WaitingView | None:
    waiting = reading.waiting
    if waiting is None:
        return None
    told = {"for": waiting.what.value}
    since = asdict(waiting.since) if waiting.since else {"at": reading.task.moved_at}
    match waiting.what:
        case WaitsFor.TURN:
            return WaitingTurnView.model_validate({**told, "ahead": waiting.ahead})
        case WaitsFor.APPROVAL:
            return WaitingApprovalView.model_validate(told)
        case WaitsFor.RATE:
            return WaitingRateView.model_validate(told)
        case WaitsFor.PAUSE:
            return WaitingPauseView.model_validate({"by": None, "reason": None, **since, **told})
        case WaitsFor.HOLD:
            return WaitingHoldView.model_validate({"by": None, "reason": None, **since, **told})


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
