"""The same bill-outs by Legwork on the embedded stack, with the same things going wrong."""

from __future__ import annotations

from time import monotonic
from typing import Final

from bench.beside import bills
from bench.beside.celerys import FIRST_STRIKE, HALF, SECOND_STRIKE
from bench.beside.comparison import Comparison, Stopped
from bench.scenes import PERMIT
from bench.stack import ACCOUNT, NotDone
from legwork.adapters.database import DynamoDatabase
from legwork.adapters.queues import SqsQueues
from legwork.domain.lane import Token
from legwork.domain.task import Task, TaskRef
from legwork.store import lanes, tasks
from tests.e2e.park import Park
from tests.e2e.waiting import until

WAY: Final = "Legwork"


def struck(park: Park, tables: DynamoDatabase) -> Comparison:
    """Workers are killed twice, and tokens come twice."""
    bills.store(tables)
    begin = monotonic()
    path, task = _launched(park, tables)
    outputs = park.running.outputs
    queues = SqsQueues(park.client("sqs"), tokens=outputs["TokensQueueUrl"])
    queues.run([Token(task.ref, lane, number=1, cursor=0) for lane in task.lanes])
    for part in (FIRST_STRIKE, SECOND_STRIKE):
        _wait(tables, task, part)
        park.kill(park.workers("run_job"))
    ended = park.ana.ended(path)["progress"]
    seconds = monotonic() - begin
    found = bills.found(tables, task.ref.id)
    href = f"/v1/receipts/{task.ref.id}"
    receipt, lines = park.ana.get(href), park.ana.whole(href, "lines")
    if receipt["total_cents"] != sum(line["amount_cents"] for line in lines):
        raise NotDone(f"the receipt is no sum of its lines: {receipt['total_cents']} cents")
    park.ana.agree(path)
    return Comparison(
        way=WAY,
        targets=bills.TARGETS,
        lost=bills.TARGETS - found.billed,
        # A reservation names its receipt once; a second bill would be one more line of it.
        doubled=len(lines) - found.billed,
        billed=found.billed,
        said=ended["succeeded"],
        silent=ended["remaining"] + ended["warnings"] + ended["errors"],
        seconds=seconds,
    )


def stopped(park: Park, tables: DynamoDatabase) -> Stopped:
    """It is cancelled half way."""
    bills.store(tables)
    path, task = _launched(park, tables)
    _wait(tables, task, HALF)
    begin = monotonic()
    answer = park.ana.ask("POST", f"{path}/cancel").json()
    seconds = monotonic() - begin
    at_once = bills.found(tables, task.ref.id).billed
    until(lambda: park.waiting("TokensQueueUrl") == 0, "the last token to be dropped")
    after = bills.found(tables, task.ref.id).billed - at_once
    said = int(answer["progress"]["succeeded"])
    return Stopped(WAY, bills.TARGETS, seconds, at_once, after, said)


def _launched(park: Park, tables: DynamoDatabase) -> tuple[str, Task]:
    path = park.ana.launched("POST", f"/v1/permits/{PERMIT}/billout")
    ref = TaskRef(ACCOUNT, path.rpartition("/")[2])
    task = until(lambda: _planned(tables, ref), "a plan")
    if task is None:
        raise NotDone("nothing was planned")
    return path, task


def _planned(tables: DynamoDatabase, ref: TaskRef) -> Task | None:
    task = tasks.load(tables, ref)
    return task if task and task.lanes else None


def _wait(tables: DynamoDatabase, task: Task, part: float) -> None:
    until(lambda: _billed(tables, task) >= part * bills.TARGETS, f"{part:.0%} of the work")


def _billed(tables: DynamoDatabase, task: Task) -> int:
    return sum(lane.counts.succeeded for lane in lanes.load_all(tables, task))
