"""What an account's tasks have cost, by month and kind: a row that each task's end adds to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from legwork import kinds
from legwork.domain.effect import Item, Key, Update
from legwork.domain.progress import progress_of
from legwork.domain.readable import legible, readable
from legwork.domain.retention import COSTS
from legwork.domain.spent import Cost, Spent
from legwork.domain.task import Task
from legwork.ports import Database, Query, rows_of
from legwork.store import keys


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCost:
    """What the tasks of one kind have cost that ended in a month."""

    kind: str
    tasks: int
    cost: Cost


def added(task: Task) -> Update:
    """Adds an ended task to its month; for the transaction that does so once."""
    at = task.ended_at or task.created_at
    cost = kinds.cost_of(task.kind, progress_of(task, ()))
    sums = {
        "tasks": 1,
        "units_read": cost.spent.reads,
        "units_written": cost.spent.writes,
        "mails": cost.mails,
    }
    return Update(
        keys.costs(task.ref.account, f"{at:%Y-%m}", task.kind),
        set={"kind": task.kind, "expires_at": int((at + COSTS).timestamp())},
        add={name: amount for name, amount in sums.items() if amount},
    )


def of_month(database: Database, account: str, month: str) -> list[KindCost]:
    """What the account's tasks have cost that ended in a month, by kind, the dearest first."""
    query = Query(
        partition=keys.costs_partition(account),
        first=keys.costs(account, month, "").sort,
        last=keys.costs(account, month, "~").sort,
    )
    found = legible(_rows(database, query), _from_row)
    return sorted(found, key=lambda one: (-one.cost.billionths, one.kind))


def _rows(database: Database, query: Query) -> Iterator[Item]:
    found: Iterator[tuple[Key, Item]] = rows_of(database.tasks, query)
    return (row for _, row in found)


@readable("cost")
def _from_row(row: Item) -> KindCost:
    spent = Spent(row.get("units_read", 0), row.get("units_written", 0))
    return KindCost(kind=row["kind"], tasks=row["tasks"], cost=Cost(spent, row.get("mails", 0)))
