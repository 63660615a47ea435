"""What a chunk costs in Celery and a batch in Legwork: commands, and processor time of workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from celery import chord, group  # type: ignore[import-untyped]
from ulid import ULID

from bench.beside import bills, broker, work
from bench.beside.celery_workers import CeleryWorkers, cpu_of
from bench.scenes import PERMIT
from legwork.adapters.database import DynamoDatabase
from tests.e2e.park import Park

ROUNDS: Final = 3
EMPTY: Final = 400
"""Chunks in a run that does nothing but be Celery."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a chunk, or of a batch of as many targets."""

    commands: float
    """Redis commands of Celery."""
    in_chord: float
    """The same, when a callback adds the results up."""
    empty: float
    """Processor milliseconds of Celery's workers, when a chunk is no work."""
    celery: float
    """Milliseconds of Celery's workers, with the same read and transaction as Legwork's."""
    legwork: float
    """Milliseconds of Legwork's workers."""
    rounds: int


def measure(park: Park, tables: DynamoDatabase, workers: CeleryWorkers, redis: str) -> Cost:
    """Celery and Legwork in turns; the least of all rounds."""
    chunks = bills.chunks()
    commands = _commands(redis, group([work.nothing.s(["a"])] * EMPTY)) / EMPTY
    in_chord = _commands(redis, chord([work.nothing.s(["a"])] * EMPTY, work.total.s())) / EMPTY
    empty, celery, legwork = list[float](), list[float](), list[float]()
    _billed(park, tables)
    for _ in range(ROUNDS):
        empty.append(_spent(workers, [work.nothing.s(names) for _, names in chunks]))
        receipt = str(ULID())
        bills.store(tables)
        celery.append(_spent(workers, [work.bill_checked.s(*chunk, receipt) for chunk in chunks]))
        legwork.append(_billed(park, tables))
    each = 1000 / len(chunks)
    return Cost(
        commands=commands,
        in_chord=in_chord,
        empty=min(empty) * each,
        celery=min(celery) * each,
        legwork=min(legwork) * each,
        rounds=ROUNDS,
    )


def _commands(redis: str, canvas: Any) -> int:
    before = sum(broker.commands(redis).values())
    # A chord's own result is that of its callback; a group's are those of its chunks.
    canvas.apply_async().get(timeout=60)
    return sum(broker.commands(redis).values()) - before


def _spent(workers: CeleryWorkers, signatures: list[Any]) -> float:
    before = workers.cpu
    group(signatures).apply_async().get(timeout=120)
    return workers.cpu - before


def _billed(park: Park, tables: DynamoDatabase) -> float:
    bills.store(tables)
    before = cpu_of(park.workers("run_job"))
    park.ana.ended(park.ana.launched("POST", f"/v1/permits/{PERMIT}/billout"))
    return cpu_of(park.workers("run_job")) - before
