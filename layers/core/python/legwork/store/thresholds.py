"""The default threshold of an account, in the row that every launch reads for its job number."""

from __future__ import annotations

from legwork.domain.act import Act
from legwork.domain.stop_when import StopWhen
from legwork.ports import Database
from legwork.store import account_settings, keys


def default_of(database: Database, account: str) -> StopWhen | None:
    """When new tasks of the account pause themselves, unless their launch says otherwise."""
    value = (database.tasks.get(keys.counter(account)) or {}).get("stop_when")
    return StopWhen.from_value(value) if value else None


def put_default(
    database: Database, account: str, stop_when: StopWhen | None, act: Act | None
) -> None:
    """Let new tasks of the account pause themselves so, or go on whatever happens.

    Args:
        database: the tables.
        account: whose.
        stop_when: when; None for never.
        act: for the trail.
    """
    value = stop_when.to_value() if stop_when else None
    account_settings.change(database, keys.counter(account), "stop_when", value, act)
