"""Close what is dead: messages that failed again and again, so that their tasks still end (P4)."""

from __future__ import annotations

from dataclasses import replace

from legwork.domain.errors import StateChanged, Unreadable
from legwork.domain.kind import Performed
from legwork.domain.lane import Gate, Lane, Token
from legwork.domain.ledger import LedgerEntry
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.retention import Retention
from legwork.domain.task import UNPLANNED, Task, TaskState
from legwork.ports import Clock, Database, Files, Ids, MakeMessage, PlanMessage, Queues
from legwork.store import commits, lanes, plans, tasks
from legwork.store.commits import Committed
from legwork.usecases.end_task import fail_task
from legwork.usecases.finish_task import finish_if_done
from legwork.usecases.give_up_task import give_up_task, given_up_where_unreadable
from legwork.usecases.show_batch import show_batch

CODES = {
    "gave_up": "Its batch failed again and again; a retry may do it.",
}
"""What its codes mean."""

GAVE_UP = Verdict(
    Outcome.ERROR,
    "gave_up",
    "Its batch failed again and again; the operators can see why. Retry it.",
)


def close_dead_plan(
    message: PlanMessage, *, database: Database, clock: Clock, retention: Retention
) -> None:
    """Fail a task whose planning was given up.

    One that was planned before it was paused is left to the watchdog, and so is one that is planned
    by another attempt since.
    """
    database.tab.open()
    task = tasks.load(database, message.ref)
    if task is None or task.state not in UNPLANNED or task.lanes:
        return
    if message.attempt and (task.state, task.attempt) != (TaskState.PLANNING, message.attempt):
        return
    reason = "Its targets could not be found: planning failed again and again. Launch it anew."
    try:
        fail_task(task, reason, database=database, clock=clock, retention=retention)
    except StateChanged:
        return


def close_dead_token(
    token: Token,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    ids: Ids,
    retention: Retention,
) -> None:
    """Close the batch that a token died on as errors, and send the lane's next token.

    A lane that has moved since the token was sent gets a fresh token instead: what it stands on
    now has not failed yet. A finish is never given up for want of luck: what was done would stay
    without its receipt.

    Raises:
        Transient: the message should be delivered again.
        NoProgress: the lane stands before the token, which no lane of its task can.
    """
    database.tab.open()
    task, lane = lanes.load_with_task(database, token.ref, token.lane)
    if task is None or task.state.ended:
        return
    with given_up_where_unreadable(
        task, database=database, files=files, queues=queues, clock=clock, retention=retention
    ):
        if isinstance(lane, Unreadable):
            raise lane
        if lane is None or lane.gate is Gate.SHUT:
            return
        if lane.cursor == token.cursor and not lane.done:
            closed = _close_batch(task, lane, token, database, clock, ids, retention)
            if closed is None:
                return
            lane = closed
        if lane.done:
            finish_if_done(
                task,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
            )
        else:
            queues.run([replace(token.following(lane.cursor), number=lane.token + 1)])


def close_dead_making(
    message: MakeMessage,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> None:
    """Fail a task whose file was given up.

    Raises:
        Transient: the message should be delivered again.
    """
    database.tab.open()
    task = tasks.load(database, message.ref)
    if task is None or task.made is not None or task.state is TaskState.PAUSED:
        # Once a paused one goes on, somebody is asked anew.
        return
    give_up_task(
        task,
        "Its file could not be made: that failed again and again. Launch it anew.",
        database=database,
        files=files,
        queues=queues,
        clock=clock,
        retention=retention,
    )


def _close_batch(
    task: Task,
    lane: Lane,
    token: Token,
    database: Database,
    clock: Clock,
    ids: Ids,
    retention: Retention,
) -> Lane | None:
    batch = plans.batches(database, task, lane.number, first=lane.cursor, limit=1)[0]
    if batch.spoilt:
        raise Unreadable(f"Batch {batch.index} of lane {lane.number} cannot be read.")
    if task.preview:
        commit = show_batch(
            batch,
            lane,
            token,
            [Performed(GAVE_UP)] * len(batch.targets),
            attempt=ids.new(),
            database=database,
            clock=clock,
            retention=retention,
        )
        return commit.lane if isinstance(commit, Committed) else None
    commit = commits.commit(
        database,
        token=token,
        lane=lane,
        entry=LedgerEntry(
            batch.lane, batch.index, ids.new(), clock.now(), (GAVE_UP,) * len(batch.targets)
        ),
        tallies={},
        effects=(),
        expires_at=retention.rows_expire_at(clock.now()),
    )
    return commit.lane if isinstance(commit, Committed) else None
