"""Holds: what keeps the tasks of an account, or of a kind, from running.

An account's holds stand in the row of its turns, so that no turn is taken beside them: one of its
owners, one of the operators of Legwork. The operators' hold of a kind is a row of its own, which
whoever gives out turns looks at; the watchdog pauses what was begun at that very moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from legwork.domain.act import Act
from legwork.domain.effect import Item
from legwork.domain.hold import Hold
from legwork.ports import Database
from legwork.store import account_settings, keys

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


def put(
    database: Database, account: str, hold: Hold, act: Act | None, *, whose: str = OWNERS
) -> None:
    """Put an account on hold: from here on none of its tasks gets a turn.

    Args:
        database: the tables.
        account: which.
        hold: who, when and why.
        act: for the trail.
        whose: ``OWNERS`` or ``OPERATORS``.
    """
    account_settings.change(database, keys.turns(account), whose, to_value(hold), act)


def lift(database: Database, account: str, act: Act | None, *, whose: str = OWNERS) -> None:
    """Lift a hold of the account; one that is not there is as good."""
    account_settings.change(database, keys.turns(account), whose, None, act)


def put_kind(database: Database, kind: str, hold: Hold, act: Act | None) -> None:
    """Put a kind on hold, for all accounts."""
    account_settings.change(database, keys.held_kind(kind), OPERATORS, to_value(hold), act)


def lift_kind(database: Database, kind: str, act: Act | None) -> None:
    """Lift the hold of a kind."""
    account_settings.change(database, keys.held_kind(kind), OPERATORS, None, act)


def to_value(hold: Hold) -> Mapping[str, Any]:
    """A hold as a row has it."""
    values = {"at": hold.at.isoformat(), "by": hold.by, "reason": hold.reason}
    return {name: value for name, value in values.items() if value is not None}


def _hold(value: Mapping[str, Any] | None) -> Hold | None:
    if value is None:
        return None
    return Hold(datetime.fromisoformat(value["at"]), value.get("by"), value.get("reason"))
