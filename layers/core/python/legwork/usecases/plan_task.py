"""Plan a task: find its targets, write them down as batches, open the lanes, send the tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legwork import kinds
from legwork.domain.errors import (
    CannotPlan,
    InvalidInput,
    NotFound,
    NotStorable,
    StateChanged,
    Unreadable,
)
from legwork.domain.kind import Kind
from legwork.domain.lane import Token
from legwork.domain.plan import NOTICE_ROWS, Cutter, Passed, PlannedBatch, Target
from legwork.domain.retention import Retention
from legwork.domain.spent import Spent
from legwork.domain.task import UNPLANNED, Task, TaskState
from legwork.ports import Clock, Database, Files, PlanMessage, Queues
from legwork.store import lanes, plans, task_states, tasks
from legwork.store.records import AccountRecords
from legwork.usecases.carry_on import carry_on
from legwork.usecases.copy_plan import CopyLeg
from legwork.usecases.end_task import fail_task
from legwork.usecases.finish_task import finish_if_done
from legwork.usecases.leftover_targets import leftover_targets
from legwork.usecases.take_turn import take_turn
from legwork.usecases.task_outcomes import TaskOutcomes
from legwork.usecases.undone_targets import undone_targets

LEGS_LIMIT = 10_000
"""Most legs of a plan. Each goes further than the last, but a kind might list targets without end;
ten thousand are days of planning."""
_UNAPPROVED = (
    "It has so many targets that somebody else has to approve it. Preview it, have that approved, "
    "and launch the preview."
)
_WRITE_AT = 25
"""Planned batches kept in memory at most before they are written: one BatchWriteItem."""


def plan_task(
    message: PlanMessage,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
    lanes_max: int,
    lane_batches: int,
    running_max: int,
    until: datetime,
) -> None:
    """Plan a task, or carry its planning on; a message that comes twice changes nothing.

    A task that was planned before it was paused, and has its turn now, goes on where it stood.

    Args:
        message: which task, and where an earlier leg stopped.
        database, files, queues, clock: the ports.
        retention: how long rows stay.
        lanes_max: most lanes to open; at most 64.
        lane_batches: batches that a lane is given before the next one is opened.
        running_max: how many of an account's listed tasks may run at once; the others wait.
        until: when to stop and carry on in a further message.
    """
    database.tab.open()
    database.tab.consume(Spent(message.reads, message.writes))
    task = tasks.load(database, message.ref)
    if task is None or task.state not in UNPLANNED:
        return
    if message.attempt and task.state is TaskState.QUEUED:
        # It was paused since and resumed: that attempt does not count any more.
        return
    begun = take_turn(task, running_max=running_max, database=database, queues=queues, clock=clock)
    if begun is None:
        return
    if begun.lanes:
        carry_on(
            begun, database=database, files=files, queues=queues, clock=clock, retention=retention
        )
        return
    try:
        task = _take_up(begun, message, database, clock.now())
    except StateChanged:
        return
    leg: _Leg | CopyLeg = (
        _Leg(task, message, database, files, clock, retention, lanes_max, lane_batches)
        if task.preview_of is None
        else CopyLeg(task, message, database, clock, retention)
    )
    try:
        left_over = leg.run(lambda: clock.now() >= until)
    except (CannotPlan, InvalidInput, NotFound, NotStorable, Unreadable) as reason:
        # Unless it was cancelled meanwhile.
        with suppress(StateChanged):
            fail_task(task, str(reason), database=database, clock=clock, retention=retention)
        return
    if left_over is not None:
        queues.plan(left_over)
        return
    try:
        task = _open_lanes(task, leg, database, clock.now(), retention)
    except StateChanged:
        return
    if task.lanes:
        queues.run([Token(task.ref, lane, number=1, cursor=0) for lane in task.lanes])
    else:
        finish_if_done(
            task, database=database, files=files, queues=queues, clock=clock, retention=retention
        )


def _take_up(task: Task, message: PlanMessage, database: Database, now: datetime) -> Task:
    if message.attempt == 0:
        return task_states.begin_planning(database, task, now)
    return task_states.continue_planning(database, task.ref, message.attempt, message.leg, now)


def _open_lanes(
    task: Task, leg: _Leg | CopyLeg, database: Database, now: datetime, retention: Retention
) -> Task:
    """Say that this plan counts."""
    expires_at = retention.rows_expire_at(now)
    opened = [
        lanes.opening(task, number, count, now, expires_at)
        for number, count in enumerate(leg.batches)
        if count
    ]
    return task_states.begin_running(database, task, opened, leg.total, now)


@dataclass(slots=True)
class _Leg:
    """One message's worth of planning; holds one unfinished batch a lane and no more."""

    task: Task
    message: PlanMessage
    database: Database
    files: Files
    clock: Clock
    retention: Retention
    lanes_max: int
    lane_batches: int
    total: int = 0
    cutter: Cutter | None = None

    def run(self, time_is_up: Callable[[], bool]) -> PlanMessage | None:
        """Plan until all targets are planned, or until the time is up: answers what is left."""
        kind = kinds.of(self.task)
        self.total = self.message.total
        self.cutter = Cutter(
            lanes=self.lanes_max,
            lane_batches=self.lane_batches,
            writes=kind.writes,
            batch_writes=kind.batch_writes + (NOTICE_ROWS if kind.message else 0),
            batches=self.message.batches,
        )
        last, closed = self.message.after, list[PlannedBatch]()
        for one in self._targets(kind):
            if last is not None and one.key <= last:
                if one.key == last:
                    continue
                raise CannotPlan(f"{kind.title} lists its targets out of order.")
            last = one.key
            if isinstance(one, Target):
                self.total += 1
                if self.task.too_many is not None and self.total >= self.task.too_many:
                    raise CannotPlan(_UNAPPROVED)
                closed += self.cutter.add(one)
            written = len(closed) >= _WRITE_AT
            if written:
                self._write(closed)
                closed = []
            if (written or isinstance(one, Passed)) and time_is_up():
                if self.task.leg >= LEGS_LIMIT:
                    raise CannotPlan(f"{kind.title} finds no end of its targets.")
                self._write([*closed, *self.cutter.flush()])
                return self._rest(last)
        self._write([*closed, *self.cutter.flush()])
        return None

    def _targets(self, kind: Kind[Any]) -> Iterator[Target | Passed]:
        records = AccountRecords(
            self.database,
            self.files,
            self.task.ref.account,
            outcomes=TaskOutcomes(self.database),
        )
        if self.task.undo_of is not None:
            return undone_targets(self.task, self.message.after, database=self.database)
        if self.task.retry_of is not None:
            return leftover_targets(
                self.task, records, self.message.after, database=self.database, clock=self.clock
            )
        return kind.targets(kind.read_params(self.task.params), records, self.message.after)

    def _write(self, batches: list[PlannedBatch]) -> None:
        expires_at = self.retention.rows_expire_at(self.clock.now())
        plans.write(self.database, self.task.ref, self.task.attempt, batches, expires_at)

    def _rest(self, last: str) -> PlanMessage:
        spent = self.database.tab.due(Spent())
        return PlanMessage(
            ref=self.task.ref,
            attempt=self.task.attempt,
            leg=self.task.leg,
            after=last,
            total=self.total,
            batches=tuple(self.batches),
            reads=spent.reads,
            writes=spent.writes,
        )

    @property
    def batches(self) -> list[int]:
        """How many each lane has."""
        return self.cutter.batches if self.cutter else []
