"""Limits of accounts: one row each, which operators write and everybody else reads.

The row is there only where operators have set something. It lies in a partition of its own, since
who answers calls of the API may write what lies beside it (``store/buckets.py``) and nothing else
of the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from legwork.domain.effect import Update
from legwork.domain.hold import Hold
from legwork.domain.limits import MOST, NAMES, Limits
from legwork.ports import Database
from legwork.store import holds, keys


def of_account(database: Database, account: str) -> Limits:
    """What operators have set for an account."""
    return of_row(database.tasks.get(keys.limits(account)))


def of_row(row: Mapping[str, Any] | None) -> Limits:
    """The limits that a row tells of; one that nobody can make sense of counts as not set."""
    found = {name: (row or {}).get(name) for name in NAMES}
    return Limits(**{n: v for n, v in found.items() if isinstance(v, int) and 1 <= v <= MOST})


def put(database: Database, account: str, limits: Limits) -> None:
    """Set an account's limits; those that are nothing are the stage's again."""
    database.tasks.write(change_to(account, limits))


def change_to(account: str, limits: Limits) -> Update:
    """The write that sets an account's limits."""
    values = asdict(limits)
    return Update(
        keys.limits(account),
        set={name: value for name, value in values.items() if value is not None},
        remove=tuple(name for name, value in values.items() if value is None),
    )


def for_turn(database: Database, account: str, kind: str) -> tuple[Hold | None, Limits]:
    """What decides whether a task may run, in one read: the hold of its kind, and the limits."""
    held, limited = keys.held_kind(kind), keys.limits(account)
    rows = database.tasks.get_many([held, limited])
    return holds.of_row(rows.get(held)), of_row(rows.get(limited))
