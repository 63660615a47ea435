"""How fast a cancel or a pause answers while all workers are at its task, and what commits after.

The two take turns: what else the machine has to do is the same for both.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from time import monotonic
from typing import Final, Literal

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
"""Reservations that are billed before the stop, so that all workers are at it."""
Stop = Literal["cancel", "pause"]
_STOPPED: Final = {"cancel": TaskState.CANCELLED, "pause": TaskState.PAUSED}


@dataclass(frozen=True, slots=True)
class Stops:
    """Several cancels, or pauses, of one setting."""

    what: Stop
    lanes: int
    workers: int
    seconds: list[float]
    """From the call to its answer, in order of size."""
    billed: list[int]
    """Reservations billed at each answer; as many as the answer says, and as were in the end."""
    after: int
    """Reservations billed after an answer, or billed and not in it: of all of them."""
    load: float


def measure(park: Park) -> list[Stops]:
    """Some cancels and pauses of each setting."""
    tables = place.database(park)
    return [one for lanes, workers in SETTINGS for one in _stops(park, tables, lanes, workers)]


def _stops(park: Park, tables: DynamoDatabase, lanes: int, workers: int) -> list[Stops]:
    load = os.getloadavg()[0]
    found: dict[Stop, list[tuple[float, int, int]]] = {"cancel": [], "pause": []}
    with park.configured("plan_task", LANES_MAX=lanes), park.scaled("TokensQueueUrl", workers):
        for _ in range(TIMES):
            for what, measured in found.items():
                measured.append(_stop(park, tables, what, lanes))
    return [
        Stops(
            what=what,
            lanes=lanes,
            workers=workers,
            seconds=sorted(seconds for seconds, _, _ in measured),
            billed=[billed for _, billed, _ in measured],
            after=sum(after for _, _, after in measured),
            load=load,
        )
        for what, measured in found.items()
    ]


def _stop(
    park: Park, tables: DynamoDatabase, what: Stop, lanes_wanted: int
) -> tuple[float, int, int]:
    place.store_permit(tables, TARGETS)
    path = park.ana.launched("POST", f"/v1/permits/{PERMIT}/billout")
    ref = TaskRef(ACCOUNT, path.rpartition("/")[2])
    until(lambda: _done(tables, ref) >= _BEGUN, "workers at work")
    # Whoever stops a task has looked at it, so the function that answers is awake.
    if park.ana.get(path)["progress"]["remaining"] == 0:
        raise NotDone(f"the bill-out was over before the {what}")
    begin = monotonic()
    answer = park.ana.ask("POST", f"{path}/{what}")
    seconds = monotonic() - begin
    at_once = _billed(tables, ref)
    task = tasks.load(tables, ref)
    if not answer.is_success or task is None or task.state is not _STOPPED[what]:
        raise NotDone(f"the {what} did not succeed: {answer.text}")
    if len(task.lanes) != lanes_wanted:
        raise NotDone(f"{len(task.lanes)} lanes, not {lanes_wanted}")
    until(lambda: park.waiting("TokensQueueUrl") == 0, "the last token to be dropped")
    said, in_the_end = answer.json()["progress"]["succeeded"], _billed(tables, ref)
    if what == "pause":
        # Its permit is billed anew by the next one.
        park.ana.ask("POST", f"{path}/cancel")
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
