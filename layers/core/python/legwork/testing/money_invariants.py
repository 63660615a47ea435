"""What must be true of the accounts of families, whatever went wrong before."""

from __future__ import annotations

from collections.abc import Iterator

from legwork.store.records import AccountRecords
from legwork.testing.world import World
from legwork.trade.money.rules.account_audit import audit


def of_accounts(world: World) -> Iterator[str]:
    """What does not add up on any account."""
    for account, family in _accounts(world):
        records = AccountRecords(world.tables, world.bodies, account)
        yield from (f"{account}: {problem}" for problem in audit(family, records).problems)


def _accounts(world: World) -> list[tuple[str, str]]:
    """Customers and families that anything was posted to."""
    split = (key.partition.split("#") for key in world.tables.records.rows)
    return sorted({(p[1], p[3]) for p in split if p[2] == "FAMILY" and p[4:] == ["ACCOUNT"]})
