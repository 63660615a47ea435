"""Watch Autopilot: tell of moments that were missed, and run previews whose wait is over.

Both are done once, whoever is at it and however often: a moment is claimed by the memory of its
launch, a preview by the row of the preview itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from legwork import kinds
from legwork.domain.errors import (
    NotAllowed,
    NotApproved,
    NotFound,
    PreviewNotReady,
    PreviewUsed,
    StateChanged,
    Transient,
)
from legwork.domain.redacted_trace import redacted_trace
from legwork.domain.retention import IDEMPOTENCY, Retention
from legwork.domain.sentence import sentence
from legwork.domain.task import Launcher, OfWorkflow, Task, TaskRef, TaskState, Via
from legwork.domain.workflow import LastRun, Workflow
from legwork.ports import Clock, Database, Ids, Queues, Staff
from legwork.store import approval_rules, launches, schedule_notes, tasks, waits, workflows
from legwork.usecases.ask_for_approval import ask_for_approval
from legwork.usecases.launch_scheduled import LATE_AFTER, digest, owner_of
from legwork.usecases.launch_task import queue_planning
from legwork.usecases.refuse_unapproved import refuse_unapproved
from legwork.usecases.run_preview import bound_task, check_preview

_log = logging.getLogger(__name__)
_LOOKS_BACK = timedelta(hours=2)
"""Moments older than those that are too late to be launched by as much are not looked for."""
_EVERY = 10
"""Moments are looked for every so many minutes: they are hours old by then."""
_A_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Watch:
    """What it found to do, and could not do."""

    missed: int = 0
    """Moments that nobody launched."""
    run: int = 0
    """Previews whose wait was over."""
    troubled: int = 0
    """Workflows that it could do nothing for."""


def watch_autopilot(
    *,
    database: Database,
    queues: Queues,
    staff: Staff,
    clock: Clock,
    ids: Ids,
    retention: Retention,
) -> Watch:
    """Look at every workflow that launches, and at every preview that is to be run.

    Args:
        database, queues, staff, clock, ids: the ports.
        retention: how long a failed task stays.
    """
    done = Watch()
    rounds = _Rounds(database, queues, staff, clock, ids, retention)
    if clock.now().minute % _EVERY == 0:
        for account, workflow in schedule_notes.watched(database):
            with _alone(done, workflow):
                done.missed += rounds.tell_missed(account, workflow)
    for wait in waits.waiting(database):
        with _alone(done, wait.workflow):
            done.run += rounds.run_waiting(wait)
    return done


@contextmanager
def _alone(done: Watch, workflow: str) -> Iterator[None]:
    """Whatever goes wrong within, the others must not wait for it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 -- one's trouble is not the others'
        done.troubled += 1
        level = logging.WARNING if isinstance(error, Transient) else logging.ERROR
        trace = redacted_trace(error)
        _log.log(level, "workflow %s could not be watched\n%s", workflow, trace)


@dataclass(frozen=True, slots=True)
class _Rounds:
    """What is done for one workflow."""

    database: Database
    queues: Queues
    staff: Staff
    clock: Clock
    ids: Ids
    retention: Retention

    def tell_missed(self, account: str, workflow_id: str) -> bool:
        """Record a failed task for a moment that nobody launched, and can launch no more."""
        self.database.tab.open()
        try:
            workflow = workflows.load(self.database, account, workflow_id)
        except NotFound:
            return False
        moment = _missed(workflow, self.clock.now())
        if moment is None:
            return False
        said = (
            f"Autopilot missed its moment, {moment:%d %B %Y, %H:%M} UTC: it could not be launched "
            "for hours. Run it now if it is still wanted."
        )
        task = self._failed(self._new(workflow), said)
        # Under the name that the scheduler gives the moment: should it come after all, it is known.
        key = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        ran = workflows.ran(workflow, LastRun(moment, task.ref.id))
        try:
            launches.record(self.database, task, self._memory(workflow, key), of_workflow=[ran])
        except (launches.AlreadyLaunched, StateChanged):
            return False
        _log.error("workflow %s missed its moment %s", workflow.id, key)
        return True

    def run_waiting(self, wait: waits.Wait) -> bool:
        """Run a preview whose wait is over, unless somebody has stopped or run it."""
        self.database.tab.open()
        preview = tasks.load(self.database, TaskRef(wait.account, wait.preview))
        if preview is not None and not preview.state.ended:
            return False
        workflow = self._still_wanted(wait, preview)
        if preview is None or workflow is None:
            waits.end_wait(self.database, wait)
            return False
        runs_at = preview.runs_at
        if runs_at is None or runs_at > self.clock.now() or not self._is_approved(wait, preview):
            return False
        task = self._of_preview(workflow, preview)
        key = f"preview {preview.ref.id}"
        try:
            memory = self._memory(workflow, key)
            task = launches.record(self.database, task, memory, preview=preview)
        except (launches.AlreadyLaunched, StateChanged):
            # Somebody has run or deleted it this moment: the next look tells.
            return False
        queue_planning(task, queues=self.queues)
        waits.end_wait(self.database, wait)
        return True

    def _is_approved(self, wait: waits.Wait, preview: Task) -> bool:
        """Whether it may run: where a rule covers it, it waits on for a yes, until it expires."""
        try:
            refuse_unapproved(approval_rules.load(self.database, wait.account), preview)
        except NotApproved:
            if preview.approval is not None:
                waits.end_wait(self.database, wait)
            else:
                ask_for_approval(preview, database=self.database, clock=self.clock, ids=self.ids)
            return False
        return True

    def _still_wanted(self, wait: waits.Wait, preview: Task | None) -> Workflow | None:
        """The workflow, unless it is gone or disabled, or its preview is gone, run or stopped."""
        if preview is None or preview.is_gone(self.clock.now()):
            return None
        try:
            check_preview(preview)
            workflow = workflows.load(self.database, wait.account, wait.workflow)
        except (NotFound, PreviewNotReady, PreviewUsed):
            return None
        return workflow if workflow.enabled else None

    def _of_preview(self, workflow: Workflow, preview: Task) -> Task:
        now = self.clock.now()
        of_account = launches.next_of(self.database, workflow.account)
        task = bound_task(
            preview,
            task_id=self.ids.new(),
            by=preview.launched_by,
            of_account=of_account,
            now=now,
        ).evolve(title=workflow.name, workflow=preview.workflow)
        try:
            owner_of(workflow, self.staff).require(kinds.find(workflow.kind).permission)
        except (NotAllowed, NotFound) as reason:
            return self._failed(task, f"Autopilot could not launch it: {reason}")
        return task

    def _new(self, workflow: Workflow) -> Task:
        of_account = launches.next_of(self.database, workflow.account)
        return Task(
            ref=TaskRef(workflow.account, self.ids.new()),
            number=of_account.number,
            kind=workflow.kind,
            params=workflow.params,
            title=workflow.name,
            launched_by=Launcher(workflow.owner_id, workflow.owner_name, Via.AUTOPILOT),
            workflow=OfWorkflow(workflow.id, workflow.name),
            created_at=self.clock.now(),
        )

    def _failed(self, task: Task, reason: str) -> Task:
        now = self.clock.now()
        return task.evolve(
            state=TaskState.FAILED,
            failure=sentence(reason),
            ended_at=now,
            unannounced=True,
            expires_at=self.retention.task_expires_at(now, cancelled=False, listed=True),
        )

    def _memory(self, workflow: Workflow, key: str) -> launches.Memory:
        expires_at = self.clock.now() + IDEMPOTENCY
        return launches.Memory(f"autopilot#{workflow.id}", key, digest(key), expires_at)


def _missed(workflow: Workflow, now: datetime) -> datetime | None:
    """The last moment that is too late to be launched, if nothing was launched for it or since."""
    if not workflow.enabled or workflow.saved_at is None:
        return None
    last = workflow.last_run.at if workflow.last_run else workflow.saved_at
    begin = max(now - LATE_AFTER - _LOOKS_BACK, workflow.saved_at, last + _A_MINUTE)
    found = None
    for moment in workflow.moments_after(begin):
        if moment > now - LATE_AFTER:
            break
        found = moment
    return found
