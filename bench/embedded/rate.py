"""The rate of a bill-out on the embedded stack, beside the bare loop on the same emulator."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bench.embedded import bare, place
from bench.scenes import PERMIT
from bench.stack import ACCOUNT, NotDone
from infra.stages import STAGES
from legwork.adapters.database import DynamoDatabase
from legwork.domain.task import Task, TaskRef
from legwork.ports import Query, rows_of
from legwork.store import keys, tasks
from tests.e2e.park import Park
from tests.e2e.waiting import until

TARGETS: Final = 2_940
PAIRS: Final = 5
_WARM: Final = 980
_LOOK_SECONDS: Final = 0.25
PROCESSES: Final = STAGES["local"].worker_concurrency


@dataclass(frozen=True, slots=True)
class Pair:
    """One bill-out and one bare loop, right after each other; targets a second."""

    task_whole: float
    """From the launch to the end of the task, as whoever launched it sees it."""
    task_work: float
    """From the first batch to the last one."""
    bare_whole: float
    bare_work: float
    load: float
    """Of the machine before the pair: processes that wanted to run in the last minute."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What was measured."""

    targets: int
    processes: int
    pairs: list[Pair]


def measure(park: Park) -> Rate:
    """Bill-outs and bare loops in turns, each beginning every other time."""
    tables = place.database(park)
    script = bare.record(TARGETS, PROCESSES)
    place.store_permit(tables, _WARM)
    _billed(park, tables, _WARM)
    pairs = [_pair(park, tables, script, task_first=turn % 2 == 0) for turn in range(PAIRS)]
    return Rate(TARGETS, PROCESSES, pairs)


def _pair(park: Park, tables: DynamoDatabase, script: bare.Script, *, task_first: bool) -> Pair:
    load = os.getloadavg()[0]
    task, loop = None, None
    for turn in (task_first, not task_first):
        place.store_permit(tables, TARGETS)
        if turn:
            task = _billed(park, tables, TARGETS)
        else:
            loop = script.replay(park)
    if task is None or loop is None:
        raise NotDone("a pair has one of each")
    return Pair(
        task_whole=TARGETS / task[0],
        task_work=TARGETS / task[1],
        bare_whole=TARGETS / loop.whole,
        bare_work=TARGETS / loop.between,
        load=load,
    )


def _billed(park: Park, tables: DynamoDatabase, targets: int) -> tuple[float, float]:
    """Seconds of a bill-out: from launch to end, and from its first batch to its last one."""
    begin = datetime.now(UTC)
    path = park.ana.launched("POST", f"/v1/permits/{PERMIT}/billout")
    ref = TaskRef(ACCOUNT, path.rpartition("/")[2])
    task = until(lambda: _ended(tables, ref), "the end of the bill-out")
    if task is None or task.ended_at is None or task.counts.succeeded != targets:
        raise NotDone(f"not everything was billed: {task}")
    at = sorted(begun(tables, task))
    return (task.ended_at - begin).total_seconds(), (at[-1] - at[0]).total_seconds()


def _ended(tables: DynamoDatabase, ref: TaskRef) -> Task | None:
    """Read from the table, and seldom: whoever looks is one more load."""
    time.sleep(_LOOK_SECONDS)
    task = tasks.load(tables, ref)
    return task if task and task.state.ended else None


def begun(tables: DynamoDatabase, task: Task) -> Iterator[datetime]:
    """When each batch of a task was begun."""
    for number in task.lanes:
        yield from begun_in_lane(tables, task, number)


def begun_in_lane(tables: DynamoDatabase, task: Task, number: int) -> Iterator[datetime]:
    """When each batch of a lane was begun, in order."""
    partition = keys.lane_partition(task.ref.id, number)
    ledger = Query(partition=partition, first=keys.LEDGER, last=f"{keys.LEDGER}~")
    for _, row in rows_of(tables.tasks, ledger):
        yield datetime.fromisoformat(row["at"])
