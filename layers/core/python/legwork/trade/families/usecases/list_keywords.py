"""List an account's keywords."""

from __future__ import annotations

from itertools import islice

from legwork.domain.cursor import seal, unseal
from legwork.domain.permission import Caller
from legwork.domain.record import Records
from legwork.trade.families import keyword as keywords
from legwork.trade.families.keyword import Keyword, KeywordType
from legwork.trade.families.usecases.saved_lists import MAY_SAVE


def list_keywords(
    q: str,
    of: KeywordType | None,
    *,
    caller: Caller,
    limit: int,
    cursor: str | None,
    records: Records,
) -> tuple[list[Keyword], str | None]:
    """A page of keywords in order, and the cursor of the next one.

    Args:
        q: how a keyword begins.
        of: the type that they are for; all of them without.
        caller: who asks.
        limit: how many at most.
        cursor: where the page before ended.
        records: the account's.

    Raises:
        NotAllowed: the caller may not see keywords.
        InvalidInput: the cursor is not one of this list.
    """
    caller.require_any(*MAY_SAVE)
    scope = f"keywords {q} {of}"
    after = unseal(caller.account, scope, cursor) if cursor else None
    every = keywords.all_of(records, first=q, after=after, strict=False)
    found = (one for one in every if one.name.startswith(q) and of in (None, one.type))
    page = [*islice(found, limit + 1)]
    more = len(page) > limit
    return page[:limit], seal(caller.account, scope, page[limit - 1].name) if more else None
