"""Growth: what a target costs, and what the planner holds in memory, in small and large tasks."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from bench import meter
from bench.aws.expressions import Row
from bench.aws.table import SORT, Table
from bench.counts import measure, scene_of
from bench.prices import bill
from bench.stack import TASKS, Stack
from legwork.adapters.table import PARTITION_OF_INDEX

SIZES = (1_000, 2_327, 10_000, 100_000, 1_000_000)
"""The second is the season of fields that a parks department billed out at once."""
_KIND = "permit_billout"


@dataclass(frozen=True, slots=True)
class Grown:
    """A bill-out of one size."""

    targets: int
    lanes: int
    dollars: float
    """Per million targets."""
    bill: dict[str, float]
    """The same, by what it is paid for."""
    floor: float
    """The same target writes alone, in transactions; per million targets."""
    requests: float
    """Per target."""
    planner_peak: int
    """Bytes."""


class _Forgetful(Table):
    """Takes planned batches and does not keep them: the benchmark's memory is not the planner's."""

    def put(self, key: Row, after: Row) -> int:
        """Store a row, unless it is a planned batch."""
        return 1 if key[SORT]["S"].startswith("PLAN#") else super().put(key, after)


def measure_growth(sizes: Iterable[int] = SIZES) -> Iterator[Grown]:
    """Each size in a process of its own, as soon as it is measured."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        yield from processes.map(_grown, sizes)


def _grown(targets: int) -> Grown:
    measured = measure(scene_of(_KIND), targets)
    total = measured.total
    writes = measured.by_part[meter.WORK][meter.RECORD_WRITES]
    paid = {what: cost / targets * 1e6 for what, cost in bill(total).items.items()}
    return Grown(
        targets=measured.targets,
        lanes=measured.lanes,
        dollars=sum(paid.values()),
        bill=paid,
        floor=bill(meter.writing(writes)).total / targets * 1e6,
        requests=total[meter.REQUESTS] / targets,
        planner_peak=planner_peak(targets),
    )


def planner_peak(targets: int) -> int:
    """The most bytes that the planning of a bill-out holds at one time."""
    stack = Stack()
    stack.network.dynamodb.tables[TASKS] = _Forgetful(PARTITION_OF_INDEX)
    scene_of(_KIND).launch(stack, targets)
    planning = stack.sqs.take()
    if planning is None:
        raise LookupError("the launch has queued nothing")
    tracemalloc.start()
    try:
        stack.deliver(planning)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
