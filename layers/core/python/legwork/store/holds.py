"""Holds: what keeps the tasks of an account, or of a kind, from running.

An account's holds stand in the row of its turns, so that no turn is taken beside them: one of its
owners, one of the operators of Legwork. The operators' hold of a kind is a row of its own, which
whoever gives out turns looks at; the watchdog pauses what was begun at that very moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from legwork.domain.effect import Item, Update
from legwork.domain.hold import Hold
from legwork.ports import Database
from legwork.store import keys

OWNERS = "hold"
"""Attribute of the hold by an owner, in the row of the account's turns."""
OPERATORS = "operators_hold"
"""Attribute of the hold by the operators, there and in the row of a kind."""


def find(database: Database, account: str, kinds: Iterable[str]) -> dict[str, Hold]:
    """The holds that keep an account's tasks of these kinds from running, by kind."""
    of_kinds = {name: keys.held_kind(name) for name in kinds}
    turns = keys.turns(account)
    rows = database.tasks.get_many([turns, *of_kinds.values()])
    of_account = of_row(rows.get(turns))
    found = {name: of_account or of_row(rows.get(key)) for name, key in of_kinds.items()}
    return {name: hold for name, hold in found.items() if hold is not None}


def of_kind(database: Database, kind: str) -> Hold | None:
    """The operators' hold of a kind."""
    return of_row(database.tasks.get(keys.held_kind(kind)))


def of_account(database: Database, account: str) -> Hold | None:
    """The account's own hold."""
    return of_row(database.tasks.get(keys.turns(account)))


def of_row(row: Item | None) -> Hold | None:
    """The hold that a row tells of; that of the operators first."""
    return _hold((row or {}).get(OPERATORS)) or _hold((row or {}).get(OWNERS))


def put(database: Database, account: str, hold: Hold) -> None:
    """Put an account on hold: from here on none of its tasks gets a turn."""
    database.tasks.write(Update(keys.turns(account), set={OWNERS: to_value(hold)}))


def lift(database: Database, account: str) -> None:
    """Lift an owner's hold of the account; one that is not there is as good."""
    database.tasks.write(Update(keys.turns(account), remove=(OWNERS,)))


def to_value(hold: Hold) -> Mapping[str, Any]:
    """A hold as a row has it."""
    values = {"at": hold.at.isoformat(), "by": hold.by, "reason": hold.reason}
    return {name: value for name, value in values.items() if value is not None}


def _hold(value: Mapping[str, Any] | None) -> Hold | None:
    if value is None:
        return None
    return Hold(datetime.fromisoformat(value["at"]), value.get("by"), value.get("reason"))
