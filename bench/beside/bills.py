"""The bill-out that everybody makes: its chunks, and what became of each reservation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bench.embedded import place
from bench.scenes import PERMIT, rows_of_permit
from bench.stack import ACCOUNT
from legwork.adapters.database import DynamoDatabase
from legwork.domain.effect import Key
from legwork.ports import Query, rows_of
from legwork.store.records import in_account
from legwork.trade.permits import reservation as reservations

TARGETS: Final = 2_940
SIZE: Final = 98


@dataclass(frozen=True, slots=True)
class Found:
    """What the records say."""

    billed: int
    """Reservations."""
    doubled: int
    """Of these, how many more than once."""


def chunks() -> list[tuple[str, list[str]]]:
    """Partition and sort keys of neighbours: as Legwork's planner cuts its batches."""
    partitions: dict[str, list[str]] = defaultdict(list)
    for key, _ in rows_of_permit(TARGETS):
        if key.sort.startswith(reservations.sort_of("")):
            partitions[in_account(ACCOUNT, key).partition].append(key.sort)
    return [
        (partition, sorted(sorts)[first : first + SIZE])
        for partition, sorts in sorted(partitions.items())
        for first in range(0, len(sorts), SIZE)
    ]


def store(tables: DynamoDatabase) -> None:
    """None of the reservations is billed, whatever was before."""
    place.store_permit(tables, TARGETS)


def found(tables: DynamoDatabase, receipt: str) -> Found:
    """What a bill-out has done so far."""
    times = [*_times(tables, receipt)]
    return Found(billed=len(times), doubled=sum(number > 1 for number in times))


def _times(tables: DynamoDatabase, receipt: str) -> Iterator[int]:
    """How often each reservation was billed that names this receipt."""
    for bucket in range(reservations.BUCKETS):
        key = in_account(ACCOUNT, Key(reservations.bucket_partition(PERMIT, bucket), ""))
        for _, row in rows_of(tables.records, Query(partition=key.partition)):
            if row.get("receipt") == receipt:
                yield row.get("times", 1)
