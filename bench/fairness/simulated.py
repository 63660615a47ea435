"""How long a quiet account waits while five others flood the queue, in simulated time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Final

from bench.fairness import kinds
from bench.fairness.rounds import full_round
from bench.fairness.town import Order, Town
from infra.stages import STAGES, Stage
from legwork.domain.task import Task, TaskState
from legwork.store import tasks
from legwork.testing.owner import Owner

FLOODING: Final = tuple(f"flooding-{number}" for number in range(5))
QUIET_TARGETS: Final = 200
_SLICES: Final = 4
"""That each lane of the flood needs: more than pass until the quiet account is done."""
_QUIET_AFTER: Final = timedelta(seconds=60)
"""By then every task that may run has been planned."""


@dataclass(frozen=True, slots=True)
class Waited:
    """One quiet task."""

    stage: str
    workers: int
    order: Order
    running_max: int | None
    """The cap on running tasks of an account; none in a run without."""
    tasks: int
    """Of each flooding account, launched at the same moment."""
    lanes: int
    """Active ones when the quiet task was launched."""
    slice: int
    """Seconds."""
    seconds: float
    """From its launch to its end."""

    @property
    def bound(self) -> float:
        """One slice for each full round of the active lanes, in seconds."""
        return full_round(lanes=self.lanes, workers=self.workers, slice_=self.slice)


def measure() -> Iterator[Waited]:
    """Every stage on AWS, either order, with and without the cap."""
    stages = [STAGES[name] for name in ("dev", "prod")]
    orders: tuple[Order, ...] = ("as sent", "fair")
    with kinds.known():
        for stage, order, capped in product(stages, orders, (True, False)):
            yield waited(stage, order, capped=capped)


def waited(stage: Stage, order: Order, *, capped: bool) -> Waited:
    """How long the quiet account waits; both kinds have to be known."""
    number = 2 * stage.running_tasks_max
    cap = stage.running_tasks_max if capped else number
    town = Town(stage, order=order, running_max=cap, flooding=frozenset(FLOODING))
    flood = {"targets": stage.lanes_max * _SLICES}
    for place in range(number):
        for account in FLOODING:
            Owner(town, account).launch(kinds.FLOOD.name, flood, key=f"{place}")
    begin = town.clock.now() + _QUIET_AFTER
    while (moment := town.next()) is not None and moment < begin:
        town.step()
    town.clock.advance(begin - town.clock.now())
    lanes = sum(_active_lanes(town))
    quiet = Owner(town, "quiet").launch(kinds.QUIET.name, {"targets": QUIET_TARGETS}, key="quiet")
    ended_at = _ended(town, quiet)
    return Waited(
        stage=stage.name,
        workers=stage.worker_concurrency,
        order=order,
        running_max=cap if capped else None,
        tasks=number,
        lanes=lanes,
        slice=stage.slice_seconds,
        seconds=(ended_at - begin).total_seconds(),
    )


def _active_lanes(town: Town) -> Iterator[int]:
    for ref in tasks.active(town.tables):
        task = town.task(ref)
        if task.state is TaskState.RUNNING:
            yield len(task.lanes)


def _ended(town: Town, task: Task) -> datetime:
    while (ended_at := town.task(task.ref).ended_at) is None:
        town.step()
    return ended_at
