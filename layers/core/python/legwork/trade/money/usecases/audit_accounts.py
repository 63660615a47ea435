"""Audit the accounts of all families, a page at a time: that every number adds up."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from legwork.domain.cursor import seal, unseal
from legwork.domain.errors import Unreadable
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.trade.money.rules import chosen
from legwork.trade.money.rules.account_audit import audit
from legwork.trade.money.rules.chosen import Chosen, family_of

PROBLEMS_LIMIT = 1_000
"""Most problems that one page tells of; beyond, something is wrong with more than accounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsAudit:
    """What a page of the audit has found."""

    families: int
    postings: int
    balance_cents: int
    """Of all these families together."""
    problems: tuple[str, ...]
    next_cursor: str | None


def audit_accounts(
    *, caller: Caller, limit: int, cursor: str | None, records: Records
) -> AccountsAudit:
    """Look at the accounts of the next families: one read each.

    Raises:
        NotAllowed: the caller may not see accounts.
        InvalidInput: the cursor is none of this audit.
    """
    caller.require(Permission.TRANSACTIONS)
    after = unseal(caller.account, _SCOPE, cursor) if cursor else None
    keys = list(islice(chosen.keys(Chosen(everyone=True), records, after=after), limit + 1))
    postings, balance, problems = 0, 0, list[str]()
    for family in map(family_of, keys[:limit]):
        try:
            found = audit(family, records)
        except Unreadable as error:
            problems.append(f"{family}: {error}")
            continue
        postings += len(found.history.postings)
        balance += found.history.balance_cents
        problems += found.problems
    return AccountsAudit(
        families=len(keys[:limit]),
        postings=postings,
        balance_cents=balance,
        problems=tuple(problems[:PROBLEMS_LIMIT]),
        next_cursor=seal(caller.account, _SCOPE, keys[limit - 1]) if len(keys) > limit else None,
    )


_SCOPE = "account audit"
