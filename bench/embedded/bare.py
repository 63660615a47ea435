"""The bare loop: the reads and transactions of a bill-out, made by processes that do nothing else.

They are recorded beforehand from a worker in memory. What is left out is what a worker does beside:
reading its plan, deciding, building requests, looking for the end, passing its token on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import repeat
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from time import monotonic
from typing import Any, Final

from ulid import ULID

from bench import meter
from bench.meter import LAUNCH
from bench.scenes import PERMIT, store_permit
from bench.stack import AS_DEPLOYED, RECORDS, TASKS, Stack
from legwork.adapters import clients
from legwork.store import keys
from local.deploy import session
from tests.e2e.park import Park

_ACTIONS: Final = "TransactItems"
_TRANSACT: Final = "transact_write_items"


@dataclass(frozen=True, slots=True)
class Looped:
    """What processes that worked side by side took, in seconds."""

    whole: float
    between: float
    """From the first transaction that was begun to the last one."""


@dataclass(frozen=True, slots=True)
class Script:
    """Requests to replay, as text, so that names in it can be others each time."""

    task: str
    lanes: str
    """The rows of the lanes, which transactions look at."""
    requests: tuple[str, ...]
    """Of each process."""

    def replay(self, park: Park) -> Looped:
        """Make all requests, each process its own."""
        names = {
            self.task: str(ULID()),
            f'"TableName": "{TASKS}"': f'"TableName": "{park.running.outputs["TasksTable"]}"',
            f'"TableName": "{RECORDS}"': f'"TableName": "{park.running.outputs["RecordsTable"]}"',
        }
        for row in json.loads(_renamed(self.lanes, names)):
            table = park.running.outputs["TasksTable"]
            park.client("dynamodb").put_item(TableName=table, Item=row)
        endpoint = park.running.endpoint_url
        return _side_by_side(endpoint, [_renamed(text, names) for text in self.requests])


def _renamed(text: str, names: dict[str, str]) -> str:
    for before, after in names.items():
        text = text.replace(before, after)
    return text


def record(targets: int, processes: int) -> Script:
    """What the workers of a bill-out ask of the tables, for as many processes."""
    stack = Stack(replace(AS_DEPLOYED, lanes_max=processes, lane_batches=1))
    # Rows whose time to live is over might be swept away.
    stack.clock.advance(datetime.now(UTC) - stack.clock.now())
    store_permit(stack, targets)
    with stack.call(LAUNCH):
        task = stack.owner.bill_out(PERMIT, key="bench")
    planning = stack.sqs.take()
    if planning is None:
        raise LookupError("the launch has queued nothing")
    stack.deliver(planning)
    lanes = [_lane_row(stack, task.ref.id, number) for number in range(processes)]
    recorded = _Recorder(stack)
    stack.finish(task)
    return Script(
        task.ref.id,
        json.dumps(lanes),
        tuple(json.dumps(recorded.lanes[lane]) for lane in sorted(recorded.lanes)),
    )


def _lane_row(stack: Stack, task: str, number: int) -> dict[str, Any]:
    key = keys.lane(task, number)
    return stack.network.dynamodb.tables[TASKS].row(
        {"pk": {"S": key.partition}, "sk": {"S": key.sort}}
    )


class _Recorder:
    """Keeps the transactions of a stack's workers, and the reads of records before each."""

    def __init__(self, stack: Stack) -> None:
        self.lanes: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        self._meter = stack.meter
        self._reads: list[tuple[str, Any]] = []
        stack.dynamodb.meta.events.register("before-parameter-build.dynamodb", self._keep)

    def _keep(self, params: dict[str, Any], model: Any, **_more: Any) -> None:
        if self._meter.part != meter.WORK:
            return
        if model.name == "Query" and params["TableName"] == RECORDS:
            self._reads.append(("query", dict(params)))
        if model.name == "TransactWriteItems":
            partition = params[_ACTIONS][0]["Put"]["Item"]["pk"]["S"]
            asked = {_ACTIONS: params[_ACTIONS]}
            self.lanes[partition] += [*self._reads, (_TRANSACT, asked)]
            self._reads.clear()


def _side_by_side(endpoint: str, scripts: Sequence[str]) -> Looped:
    context = get_context("spawn")
    ready = context.Barrier(len(scripts))
    with ProcessPoolExecutor(len(scripts), context, _meet_at, (ready,)) as processes:
        found = [*processes.map(_loop, repeat(endpoint), scripts)]
    begins, firsts, lasts, ends = zip(*found, strict=True)
    return Looped(max(ends) - min(begins), max(lasts) - min(firsts))


def _meet_at(ready: Barrier) -> None:
    """Called once in each process: where it waits for the others."""
    _meeting.append(ready)


_meeting: list[Barrier] = []


def _loop(endpoint: str, script: str) -> tuple[float, float, float, float]:
    """When it began, began its first transaction, began its last one, and ended."""
    client: Any = session().client("dynamodb", endpoint_url=endpoint, config=clients.DYNAMODB)
    # As the functions do on the embedded stack.
    client.meta.events.register_last("before-parameter-build", _forget_token)
    calls = [
        (operation == _TRANSACT, getattr(client, operation), asked)
        for operation, asked in json.loads(script)
    ]
    client.list_tables()
    _meeting[0].wait()
    begin, starts = monotonic(), list[float]()
    for writes, call, asked in calls:
        if writes:
            starts.append(monotonic())
        call(**asked)
    return begin, starts[0], starts[-1], monotonic()


def _forget_token(params: dict[str, Any], **_more: Any) -> None:
    params.pop("ClientRequestToken", None)
