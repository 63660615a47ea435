"""Celery with Redis beside Legwork: the same work, the same emulator, the same faults, one run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.beside import broker, celerys, cost, crew, legworks, work
from bench.beside.cost import Cost
from bench.beside.crew import Crew
from bench.beside.told import Stopped, Told
from bench.embedded import place
from tests.e2e.park import Park


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything that was measured."""

    cost: Cost
    struck: list[Told]
    stopped: list[Stopped]
    load: float


def measure(park: Park) -> Beside:
    """Costs first, then faults, then cancels."""
    tables, load = place.database(park), os.getloadavg()[0]
    with broker.running() as redis:
        work.find(redis)
        with _crew(park, redis) as workers:
            costs = cost.measure(park, tables, workers, redis)
            struck = [celerys.struck(way, tables, workers, redis) for way in celerys.WAYS]
            stopped = [celerys.stopped(way, tables, redis) for way in celerys.WAYS]
    struck.append(legworks.struck(park, tables))
    stopped.append(legworks.stopped(park, tables))
    return Beside(costs, struck, stopped, load)


@contextmanager
def _crew(park: Park, redis: str) -> Iterator[Crew]:
    environment = {
        work.REDIS: redis,
        work.ENDPOINT: park.running.endpoint_url,
        work.TABLE: park.running.outputs["RecordsTable"],
    }
    with (
        TemporaryDirectory() as folder,
        crew.working(environment, Path(folder, "celery.log")) as workers,
    ):
        yield workers
