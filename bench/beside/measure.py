"""Celery with Redis beside Legwork: the same work, the same emulator, the same faults, one run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.beside import broker, celery_workers, celerys, cost, legworks, work
from bench.beside.celery_workers import CeleryWorkers
from bench.beside.comparison import Comparison, Stopped
from bench.beside.cost import Cost
from bench.embedded import place
from tests.e2e.park import Park


@dataclass(frozen=True, slots=True)
class Faults:
    """What became of each bill-out."""

    struck: list[Comparison]
    stopped: list[Stopped]
    load: float


def costs(park: Park) -> Cost:
    """What a chunk costs either."""
    tables = place.database(park)
    with _workers(park) as (workers, redis):
        return cost.measure(park, tables, workers, redis)


def faults(park: Park) -> Faults:
    """Killed workers and messages that come twice; then cancels."""
    tables, load = place.database(park), os.getloadavg()[0]
    with _workers(park) as (workers, redis):
        struck = [celerys.struck(way, tables, workers, redis) for way in celerys.WAYS]
        stopped = [celerys.stopped(way, tables, redis) for way in celerys.WAYS]
    struck.append(legworks.struck(park, tables))
    stopped.append(legworks.stopped(park, tables))
    return Faults(struck, stopped, load)


@contextmanager
def _workers(park: Park) -> Iterator[tuple[CeleryWorkers, str]]:
    """Celery's workers, and where their Redis is."""
    with broker.running() as redis, TemporaryDirectory() as folder:
        work.find(redis)
        environment = {
            work.REDIS: redis,
            work.ENDPOINT: park.running.endpoint_url,
            work.TABLE: park.running.outputs["RecordsTable"],
        }
        with celery_workers.working(environment, Path(folder, "celery.log")) as workers:
            yield workers, redis
