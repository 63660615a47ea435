"""Read a family's account: the balance, and a page of the postings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from legwork.domain.cursor import refused, seal, unseal
from legwork.domain.errors import NotFound
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.trade.families import family as families
from legwork.trade.families.family import Family
from legwork.trade.money import history as histories
from legwork.trade.money.history import History
from legwork.trade.money.posting import Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReading:
    """A family's books, and a page of the postings."""

    history: History
    page: tuple[Posting, ...]
    """The latest first."""
    next_cursor: str | None


def find_family(family: str, *, caller: Caller, records: Records) -> Family:
    """A family whose account the caller may see and write on.

    Raises:
        NotAllowed: the caller may not.
        NotFound: there is no such family.
    """
    caller.require(Permission.TRANSACTIONS)
    found = families.find([family], records).get(family)
    if found is None:
        raise NotFound(f"There is no family '{family[:64]}'.")
    return found


def read_account(
    family: str, *, caller: Caller, limit: int, cursor: str | None, records: Records
) -> AccountReading:
    """A family's account. The balance is the sum of all postings, whichever page is asked for.

    Raises:
        NotAllowed: the caller may not see accounts.
        NotFound: there is no such family.
        InvalidInput: the cursor is none of this account.
    """
    find_family(family, caller=caller, records=records)
    history = histories.read(family, records)
    scope = f"account {family}"
    latest_first = _sorted(history.postings)
    if cursor:
        latest_first = _behind(unseal(caller.account, scope, cursor), latest_first)
    page = latest_first[:limit]
    more = len(latest_first) > limit
    next_cursor = seal(caller.account, scope, _place(page[-1])) if more else None
    return AccountReading(history=history, page=tuple(page), next_cursor=next_cursor)


def _sorted(postings: Iterable[Posting]) -> list[Posting]:
    return sorted(postings, key=_place, reverse=True)


def _place(posting: Posting) -> str:
    return f"{posting.at.isoformat(timespec='microseconds')}#{posting.id}"


def _behind(place: str, latest_first: list[Posting]) -> list[Posting]:
    if "#" not in place:
        raise refused()
    return [one for one in latest_first if _place(one) < place]
