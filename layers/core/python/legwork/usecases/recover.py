"""Recover a restored stack: what was under way goes on, stands still, or ends with a reason.

The tables are as they were at one moment. What happened after it is lost, but for what had left the
house: mails, and payments. Nobody knows which of them did, so nothing leaves again by itself (P1):
what was staged at that moment is in doubt, and a task that would go on to mail or to charge is
paused until somebody decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from legwork import kinds
from legwork.domain.act import Doer
from legwork.domain.errors import LegworkError, NotFound, StateChanged, Unreadable
from legwork.domain.lane import Lane
from legwork.domain.notice import NoticeRow, NoticeState
from legwork.domain.retention import Retention
from legwork.domain.task import PAUSABLE, UNPLANNED, Task, TaskRef, TaskState
from legwork.ports import Clock, ConditionFailed, Database, DeliveryMessage, Files, Queues
from legwork.store import lanes, notices, plans, restoring, schedule_notes, tasks, turns
from legwork.usecases.audit_task import audit_task
from legwork.usecases.give_up_task import give_up_task
from legwork.usecases.pause_task import pause_task

OPERATORS = Doer("operators", "Operators", "operators")
"""Who recovers."""
_STRUCTURE = ("every lane can be read", "plan", "plan = ledger + not attempted")
"""Findings of an audit without which no task can go on."""


@dataclass(slots=True)
class Recovery:
    """What came of everything that was under way."""

    gone_on: list[TaskRef] = field(default_factory=list)
    """Tasks that go on where they stood."""
    paused: list[TaskRef] = field(default_factory=list)
    """Tasks that wait for somebody to decide whether they may mail, or charge, once more."""
    ended: dict[TaskRef, str] = field(default_factory=dict)
    """Tasks without a place to stand, with the reason."""
    in_doubt: int = 0
    """Mails and payments that may have left."""
    scheduled: int = 0
    """Workflows whose schedules are made anew."""
    troubled: dict[str, str] = field(default_factory=dict)
    """Tasks that nothing could be done for, by id, with what went wrong: they stand still."""


def recover(
    *,
    at: datetime,
    live: Sequence[TaskRef],
    scheduled: Iterable[tuple[str, str]],
    running_max: int,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> Recovery:
    """Bring a stack whose rows were restored to a consistent state. Twice is as good as once.

    No task goes on before all were looked at. One that nothing could be done for stays as it is,
    so that it neither mails nor charges again: it is for the next run.

    Args:
        at: the moment that they were restored to.
        live: the tasks that had not ended by then, and that nobody goes on with yet.
        scheduled: account and id of each workflow.
        running_max: how many of an account's listed tasks may run at once.
        database, files, queues, clock: the ports.
        retention: how long rows stay.
    """
    recovery = Recovery()
    found = [task for task in _readable(live, database, recovery) if not task.state.ended]
    if not restoring.has_begun(database):
        restoring.count_turns(database, live)
    one = _One(at, recovery, running_max, database, files, queues, clock, retention)
    for task in found:
        try:
            one.recover(task)
        except Exception as error:  # noqa: BLE001 -- one's trouble is not the others'
            recovery.troubled[task.ref.id] = _said(error)
    restoring.begin(database, at)
    for ref in live:
        if ref.id not in recovery.troubled:
            one.show(ref)
    for account, workflow in scheduled:
        with suppress(NotFound):
            schedule_notes.leave_behind(database, account, workflow, at)
            recovery.scheduled += 1
    return recovery


def _said(error: Exception) -> str:
    """A sentence of ours, or the name of what nobody has thought of."""
    return str(error) if isinstance(error, LegworkError) else f"{type(error).__name__}: {error}"


def _readable(live: Iterable[TaskRef], database: Database, into: Recovery) -> Iterator[Task]:
    for ref in live:
        try:
            task = tasks.load(database, ref)
        except Unreadable as error:
            into.troubled[ref.id] = str(error)
            continue
        if task is not None:
            yield task


@dataclass(frozen=True, slots=True)
class _One:
    """Recovers one task after the other."""

    at: datetime
    recovery: Recovery
    running_max: int
    database: Database
    files: Files
    queues: Queues
    clock: Clock
    retention: Retention

    def recover(self, task: Task) -> None:
        """Let a task go on, stand still, or end."""
        torn = self._torn(task)
        if torn is None:
            self.recovery.in_doubt += self._doubt(task)
            if not (self._may_leave(task) and task.state in PAUSABLE):
                self.recovery.gone_on.append(task.ref)
                return
            if task.ref.listed:
                self._pause(task)
                self._ask_for_payments(task)
                return
            torn = "it was driven by a call, and may have sent more than is known"
        self._give_up(task, torn)

    def show(self, ref: TaskRef) -> None:
        """Let everybody see a task again who goes on with it."""
        task = tasks.load(self.database, ref)
        if task is None or (task.state.ended and not task.unannounced):
            return
        if task.state is TaskState.QUEUED and task.ref.listed and not task.turn:
            with suppress(StateChanged):
                turns.wait(self.database, task)
        restoring.show(self.database, task)

    def _torn(self, task: Task) -> str | None:
        """Why a task has no place to stand, if it has none: its rows are not of one moment."""
        if task.state in UNPLANNED:
            return None
        found = audit_task(task, database=self.database, files=self.files, clock=self.clock)
        for finding in found:
            if finding.name in _STRUCTURE and not finding.ok:
                return finding.problems[0]
        for lane in lanes.load_all(self.database, task):
            if plans.ledger(self.database, task, lane.number, first=lane.cursor, limit=1):
                return f"lane {lane.number} stands at {lane.cursor}, its ledger is further"
        return None

    def _doubt(self, task: Task) -> int:
        """Settle what was staged: it may have left after the moment of the restore."""
        doubted = 0
        for read in lanes.load_all(self.database, task):
            lane = read
            for row in list(notices.open_rows(self.database, task.ref, lane)):
                if row.state is NoticeState.SETTLED or row.spoilt:
                    continue
                lane = self._doubt_row(task, lane, row)
                doubted += len(row.notices)
        return doubted

    def _doubt_row(self, task: Task, lane: Lane, row: NoticeRow) -> Lane:
        return notices.doubt(
            self.database,
            task.ref,
            lane,
            row,
            mail_is_the_work=kinds.mail_is_the_work(task.kind),
            now=self.clock.now(),
        )

    def _ask_for_payments(self, task: Task) -> None:
        """The payment service is asked what became of the orders that were claimed."""
        if kinds.charges_cards(task.kind):
            found = lanes.load_all(self.database, task)
            doubtful = [lane.number for lane in found if lane.notices.in_doubt]
            self.queues.charge([DeliveryMessage(task.ref, number) for number in doubtful])

    def _may_leave(self, task: Task) -> bool:
        """Whether going on would send something that may have left already."""
        kind = kinds.all_kinds().get(task.kind)
        if kind is None or not kind.stages:
            return False
        if task.state in UNPLANNED:
            return True
        return not all(lane.done for lane in lanes.load_all(self.database, task))

    def _replace_missing_lanes(self, task: Task) -> None:
        """Without a row of its own a lane has no gate to shut, and its task could never end."""
        found = lanes.load_some(self.database, task.ref, task.lanes)
        now = self.clock.now()
        for number in task.lanes:
            if number not in found:
                planned = len(plans.batches(self.database, task, number))
                expires_at = self.retention.rows_expire_at(now)
                with suppress(ConditionFailed):
                    row = lanes.opening(task, number, planned, now, expires_at)
                    self.database.tasks.write(row)

    def _pause(self, task: Task) -> None:
        moment = self.at.isoformat(sep=" ", timespec="seconds")
        reason = (
            f"All data were restored to {moment}. What this task sent or charged after that is "
            "not known: resume it to do the rest, perhaps once more, or cancel it."
        )
        pause_task(
            task,
            by=OPERATORS,
            reason=reason,
            running_max=self.running_max,
            database=self.database,
            queues=self.queues,
            clock=self.clock,
        )
        self.recovery.paused.append(task.ref)

    def _give_up(self, task: Task, why: str) -> None:
        moment = self.at.isoformat(sep=" ", timespec="seconds")
        reason = (
            f"All data were restored to {moment}, and this task cannot go on from there: {why}. "
            "What was done by then stays done."
        )
        self._replace_missing_lanes(task)
        with suppress(Unreadable):
            self.recovery.in_doubt += self._doubt(task)
        give_up_task(
            task,
            reason,
            database=self.database,
            files=self.files,
            queues=self.queues,
            clock=self.clock,
            retention=self.retention,
        )
        self.recovery.ended[task.ref] = reason
