"""The default threshold of an account, in the row that every launch reads for its job number."""

from __future__ import annotations

from legwork.domain.effect import Update
from legwork.domain.stop_when import StopWhen
from legwork.ports import Database
from legwork.store import keys


def default_of(database: Database, account: str) -> StopWhen | None:
    """When new tasks of the account pause themselves, unless their launch says otherwise."""
    value = (database.tasks.get(keys.counter(account)) or {}).get("stop_when")
    return StopWhen.from_value(value) if value else None


def put_default(database: Database, account: str, stop_when: StopWhen) -> None:
    """Let new tasks of the account pause themselves so."""
    database.tasks.write(Update(keys.counter(account), set={"stop_when": stop_when.to_value()}))


def remove_default(database: Database, account: str) -> None:
    """Let new tasks of the account go on whatever happens."""
    database.tasks.write(Update(keys.counter(account), remove=("stop_when",)))
