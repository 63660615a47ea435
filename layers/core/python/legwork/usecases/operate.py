"""What the operators of Legwork do past the API, by their own rights: each act is in a trail."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from legwork import kinds
from legwork.domain.act import OPERATORS, Act, ActName, Doer, act_on, said
from legwork.domain.effect import OneOf, Update
from legwork.domain.errors import InvalidInput, LegworkError, NotFound, Unreadable, WrongState
from legwork.domain.hold import Hold
from legwork.domain.task import ENDED, PAUSABLE, Task, TaskRef, TaskState
from legwork.ports import Clock, Database, Queues, TransactionRefused
from legwork.store import holds, keys, lanes, limits, tasks, trail
from legwork.usecases.hold_account import pause_for_hold

_log = logging.getLogger(__name__)
STUCK_AFTER = timedelta(minutes=5)
"""The watchdog pushes on what has stood still for half of this."""


@dataclass(frozen=True, slots=True)
class Active:
    """A task that has not ended."""

    task: Task
    moved_at: datetime
    """When it, or a lane of it, last moved."""

    def is_stuck(self, now: datetime) -> bool:
        """Whether it should have moved since: not one that somebody paused, or that waits."""
        waits = self.task.state is TaskState.PAUSED or (
            self.task.state is TaskState.QUEUED and not self.task.turn
        )
        return not waits and now - self.moved_at > STUCK_AFTER


def active_tasks(database: Database, *, account: str | None = None) -> Iterator[Active]:
    """Every task that has not ended, of an account or of all of them.

    One that cannot be read is logged: what operators do to all others must not wait for it.
    """
    for ref in tasks.active(database):
        if account in (None, ref.account):
            try:
                task = tasks.load(database, ref)
            except Unreadable as error:
                _log.error("task %s of %s cannot be read: %s", ref.id, ref.account, error)
                continue
            if task is not None and not task.state.ended:
                yield Active(task, _moved_at(task, database))


def _moved_at(task: Task, database: Database) -> datetime:
    try:
        found = lanes.load_all(database, task) if task.state is TaskState.RUNNING else []
    except Unreadable:
        # Then it is the task that says when: the watchdog gives it up.
        found = []
    moved = (lane.moved_at for lane in found if not lane.settled)
    return max((task.moved_at or task.created_at, *filter(None, moved)))


def find_active(database: Database, task_id: str) -> Task:
    """A task that has not ended, by its id alone.

    Raises:
        NotFound: there is none.
    """
    for ref in tasks.active(database):
        if ref.id == task_id:
            task = tasks.load(database, ref)
            if task is not None:
                return task
    raise NotFound(f"No task {task_id[:64]} is under way.")


def hold_for_operators(
    hold: Hold,
    *,
    by: Doer,
    account: str | None = None,
    of_kinds: Iterable[str] = (),
    database: Database,
    queues: Queues,
    clock: Clock,
) -> list[TaskRef]:
    """Put an account, or kinds, on hold for everybody; answers the tasks that were paused.

    What could not be paused at once is logged: the watchdog does it.

    Args:
        hold: when and why.
        by: which operator.
        account: which, if one.
        of_kinds: which, if no account.
        database, queues, clock: the ports.

    Raises:
        InvalidInput: there is no such kind.
    """
    names = [kinds.find(name).name for name in of_kinds]
    detail = said(reason=hold.reason)
    if account is not None:
        act = Act(account=account, name=ActName.ACCOUNT_HELD, by=by, at=hold.at, detail=detail)
        holds.put(database, account, hold, act, whose=holds.OPERATORS)
    for name in names:
        act = Act(
            account=OPERATORS,
            name=ActName.KIND_HELD,
            by=by,
            at=hold.at,
            detail={"kind": name, **detail},
        )
        holds.put_kind(database, name, hold, act)
    paused = []
    for active in active_tasks(database, account=account):
        task = active.task
        if task.turn and task.state in PAUSABLE and (account or task.kind in names):
            # No turn is given to others from here: the watchdog sees to that.
            try:
                pause_for_hold(
                    task, hold, running_max=0, database=database, queues=queues, clock=clock
                )
            except LegworkError as error:
                # The others must not run on for its sake; the watchdog tries it again.
                _log.error("task %s could not be paused: %s", task.ref.id, error)
                continue
            paused.append(task.ref)
    return paused


def release_for_operators(
    *,
    by: Doer,
    account: str | None = None,
    of_kinds: Iterable[str] = (),
    database: Database,
    clock: Clock,
) -> None:
    """Lift what operators have put on hold: the watchdog lets it go on within a minute."""
    now = clock.now()
    if account is not None:
        act = Act(account=account, name=ActName.HOLD_LIFTED, by=by, at=now)
        holds.lift(database, account, act, whose=holds.OPERATORS)
    for name in of_kinds:
        act = Act(account=OPERATORS, name=ActName.HOLD_LIFTED, by=by, at=now, detail={"kind": name})
        holds.lift_kind(database, name, act)


def set_limits(
    account: str,
    changes: Mapping[str, int | None],
    *,
    by: Doer,
    database: Database,
    clock: Clock,
) -> None:
    """Set limits of an account, or leave them to the stage again.

    Raises:
        InvalidInput: a limit is none.
    """
    after = limits.of_account(database, account).change(**changes)
    detail = {name: value if value is not None else "stage" for name, value in changes.items()}
    act = Act(
        account=account,
        name=ActName.SETTINGS_CHANGED,
        by=by,
        at=clock.now(),
        detail={"limits": detail},
    )
    trail.commit(database, act, tasks=[limits.change_to(account, after)])


def announce_again(ref: TaskRef, *, by: Doer, database: Database, clock: Clock) -> Task:
    """Let the end of a task be announced once more: the watchdog does, within a minute.

    Raises:
        NotFound: there is no such task.
        WrongState: it has not ended.
    """
    task = tasks.load(database, ref)
    if task is None:
        raise NotFound(f"There is no task {ref.id[:64]} of {ref.account}.")
    has_ended = OneOf("state", tuple(sorted(state.value for state in ENDED)))
    change = Update(
        keys.task(ref),
        set={"unannounced": True, "active_key": keys.active(ref)},
        expect=(has_ended,),
    )
    try:
        trail.commit(
            database,
            act_on(task, ActName.ANNOUNCED_AGAIN, by, clock.now()),
            tasks=[change],
        )
    except TransactionRefused as refusal:
        raise WrongState("The task has not ended: its end will be announced.") from refusal
    return task


def note_redrive(queue: str, *, by: Doer, database: Database, clock: Clock) -> None:
    """Write down that dead messages are about to be sent again: queues know no transactions."""
    if not queue:
        raise InvalidInput.of("queue", "name one")
    act = Act(
        account=OPERATORS,
        name=ActName.DEAD_REDRIVEN,
        by=by,
        at=clock.now(),
        detail={"queue": queue},
    )
    trail.commit(database, act)
