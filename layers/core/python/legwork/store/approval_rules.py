"""An account's approval rules, in the row that every launch reads for its job number."""

from __future__ import annotations

from collections.abc import Sequence

from legwork.domain.act import Act
from legwork.domain.approval import ApprovalRule
from legwork.domain.effect import Item
from legwork.ports import Database
from legwork.store import account_settings, keys

_RULES = "approval_rules"


def of_row(row: Item) -> tuple[ApprovalRule, ...]:
    """The rules that an account's row of settings tells of."""
    return tuple(
        ApprovalRule(
            kind=one["kind"],
            from_targets=one.get("from_targets"),
            from_cents=one.get("from_cents"),
        )
        for one in row.get(_RULES, ())
    )


def load(database: Database, account: str) -> tuple[ApprovalRule, ...]:
    """An account's rules."""
    return of_row(database.tasks.get(keys.counter(account)) or {})


def put(database: Database, account: str, rules: Sequence[ApprovalRule], act: Act | None) -> None:
    """Replace an account's rules."""
    value = [dict(one.to_value()) for one in rules] or None
    account_settings.change(database, keys.counter(account), _RULES, value, act)
