"""Damage that is written straight into the tables, and undone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from legwork.adapters.dynamodb_values import from_row, to_key, to_row
from legwork.domain.effect import Item, Key
from tests.e2e.fire.works import Works
from tests.e2e.park import Park

Damage: TypeAlias = Mapping[Key, Item | None]
"""What stands in some rows instead; nothing where there is to be no row."""


@dataclass(frozen=True)
class Scene:
    """The tables as the works have left them."""

    works: Works
    records: Mapping[Key, Item]
    """Of the account."""
    tasks: Mapping[str, Mapping[Key, Item]]
    """Rows of each task, by what it is."""

    @classmethod
    def of(cls, works: Works) -> "Scene":
        """Read the tables."""
        rows = {what: works.park.task_rows(path) for what, path in works.tasks.items()}
        return cls(works, works.park.records(works.account), rows)

    def id(self, what: str) -> str:
        """A task's id, which is its receipt's as well."""
        return self.works.tasks[what].rpartition("/")[2]

    def record(self, partition: str, sort: str, **having: Any) -> tuple[Key, Item]:
        """A record of the account whose key begins like this."""
        whole = f"ACCOUNT#{self.works.account}#{partition}"
        return _first(self.records, whole, sort, having)

    def reservation(self, of: str) -> tuple[Key, Item]:
        """One that a task has billed."""
        partition = f"PERMIT#{self.works.permit}#"
        return self.record(partition, "RESERVATION#", receipt=self.id(of))

    def row(self, what: str, sort: str, **having: Any) -> tuple[Key, Item]:
        """A row of a task, of those whose sort key begins like this."""
        return _first(self.tasks[what], "", sort, having)

    def planned(self, what: str) -> tuple[Key, Item]:
        """A batch of the plan that counts: others may be left of a planner that died."""
        _, task = self.row(what, "TASK#")
        return self.row(what, f"PLAN#{task['attempt']:03d}#")


def _first(
    rows: Mapping[Key, Item], partition: str, sort: str, having: Mapping[str, Any]
) -> tuple[Key, Item]:
    return min(
        (key, item)
        for key, item in rows.items()
        if key.partition.startswith(partition)
        and key.sort.startswith(sort)
        and having.items() <= item.items()
    )


def write(park: Park, output: str, damage: Damage) -> None:
    """Let some rows of a table be others.

    Args:
        park: the stack.
        output: of the stack, with the table's name.
        damage: what stands there from now on.
    """
    client, table = park.client("dynamodb"), park.running.outputs[output]
    for key, item in damage.items():
        if item is None:
            client.delete_item(TableName=table, Key=to_key(key))
        else:
            client.put_item(TableName=table, Item=to_row(key, item))


@contextmanager
def planted(park: Park, output: str, damage: Damage) -> Iterator[None]:
    """The same, but only meanwhile."""
    client, table = park.client("dynamodb"), park.running.outputs[output]
    read = (
        client.get_item(TableName=table, Key=to_key(key), ConsistentRead=True) for key in damage
    )
    before = [from_row(found["Item"])[1] if "Item" in found else None for found in read]
    try:
        write(park, output, damage)
        yield
    finally:
        write(park, output, dict(zip(damage, before, strict=True)))


def more(item: Item, **added: int) -> dict[str, Any]:
    """The same with other numbers."""
    return {**item, **{name: item.get(name, 0) + number for name, number in added.items()}}


def without(item: Item, *names: str) -> dict[str, Any]:
    """The same, but for some attributes."""
    return {name: value for name, value in item.items() if name not in names}
