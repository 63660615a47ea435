"""How fast a cancel answers while all workers are busy with its task, and what commits after it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from time import monotonic
from typing import Final

from bench.embedded import place
from bench.scenes import PERMIT
from bench.stack import ACCOUNT, NotDone
from legwork.adapters.database import DynamoDatabase
from legwork.domain.task import TaskRef, TaskState
from legwork.store import lanes, tasks
from legwork.store.records import AccountRecords
from legwork.trade.permits.reservation import ReservationStatus, reservations_of
from tests.e2e.park import Park
from tests.e2e.waiting import until

TARGETS: Final = 6_860
TIMES: Final = 3
SETTINGS: Final = ((1, 4), (8, 4), (64, 4), (64, 16))
"""Lanes of the task, and most workers at one time."""
_BEGUN: Final = 784
"""Reservations that are billed before the cancel, so that all workers are at it."""


@dataclass(frozen=True, slots=True)
class Cancels:
    """Several cancels of one setting."""

    lanes: int
    workers: int
    seconds: list[float]
    """From the call to its answer, in order of size."""
    billed: list[int]
    """Reservations billed at each answer; as many as the answer says, and as were in the end."""
    after: int
    """Reservations billed after an answer, or billed and not in it: of all cancels."""
    load: float


def measure(park: Park) -> list[Cancels]:
    """Some cancels of each setting."""
    tables = place.database(park)
    return [_cancels(park, tables, lanes, workers) for lanes, workers in SETTINGS]


def _cancels(park: Park, tables: DynamoDatabase, lanes: int, workers: int) -> Cancels:
    load = os.getloadavg()[0]
    with park.configured("plan_task", LANES_MAX=lanes), park.scaled("TokensQueueUrl", workers):
        found = [_cancel(park, tables, lanes) for _ in range(TIMES)]
    return Cancels(
        lanes=lanes,
        workers=workers,
        seconds=sorted(seconds for seconds, _, _ in found),
        billed=[billed for _, billed, _ in found],
        after=sum(after for _, _, after in found),
        load=load,
    )


def _cancel(park: Park, tables: DynamoDatabase, lanes_wanted: int) -> tuple[float, int, int]:
    place.store_permit(tables, TARGETS)
    path = park.ana.launched("POST", f"/v1/permits/{PERMIT}/billout")
    ref = TaskRef(ACCOUNT, path.rpartition("/")[2])
    until(lambda: _done(tables, ref) >= _BEGUN, "workers at work")
    # Whoever cancels a task has looked at it, so the function that answers is awake.
    if park.ana.get(path)["progress"]["remaining"] == 0:
        raise NotDone("the bill-out was over before it could be cancelled")
    begin = monotonic()
    answer = park.ana.ask("POST", f"{path}/cancel")
    seconds = monotonic() - begin
    at_once = _billed(tables, ref)
    task = tasks.load(tables, ref)
    if not answer.is_success or task is None or task.state is not TaskState.CANCELLED:
        raise NotDone(f"the cancel did not succeed: {answer.text}")
    if len(task.lanes) != lanes_wanted:
        raise NotDone(f"{len(task.lanes)} lanes, not {lanes_wanted}")
    until(lambda: park.waiting("TokensQueueUrl") == 0, "the last token to be dropped")
    said, in_the_end = answer.json()["progress"]["succeeded"], _billed(tables, ref)
    return seconds, at_once, abs(at_once - said) + abs(in_the_end - said)


def _done(tables: DynamoDatabase, ref: TaskRef) -> int:
    task = tasks.load(tables, ref)
    found = lanes.load_all(tables, task) if task and task.total else []
    return sum(lane.counts.succeeded for lane in found)


def _billed(tables: DynamoDatabase, ref: TaskRef) -> int:
    """Reservations that name the receipt of a task."""
    records = AccountRecords(tables, None, ref.account)
    return sum(
        one.status is ReservationStatus.BILLED and one.receipt == ref.id
        for _, one in reservations_of(PERMIT, records)
    )
