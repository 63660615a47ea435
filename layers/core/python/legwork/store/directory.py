"""Reading the directory of an account's records."""

from __future__ import annotations

import heapq

from legwork.domain.directory import BUCKETS, Entry, folded, matches, partition_of, span_of
from legwork.domain.effect import Item, Key
from legwork.ports import Database, Page, Query
from legwork.store.records import in_account


def page_of(
    database: Database, account: str, noun: str, q: str, *, after: str | None, limit: int
) -> tuple[list[Entry], str | None]:
    """Entries of a noun by the beginning of id or name, and where the page behind them begins.

    It reads each bucket once, and shows no entry behind one that it has not seen: so a page may
    hold fewer than the limit although there are more, when many records begin so twice.

    Args:
        database: the tables.
        account: whose records.
        noun: which list.
        q: how an id or a name begins.
        after: where the page before ended.
        limit: how many at most.
    """
    beginning = folded(q)
    pages = [
        _bucket(database, account, partition_of(noun, bucket), beginning, after, limit + 1)
        for bucket in range(BUCKETS)
    ]
    unread = [page.items[-1][0].sort for page in pages if page.next and page.items]
    horizon = min(unread, default=None)
    rows = heapq.merge(*(_rows(page) for page in pages), key=lambda row: row[0])
    found = [
        (sort, Entry(noun=noun, id=item["id"], name=item["name"]))
        for sort, item in rows
        if sort != after and (horizon is None or sort <= horizon) and matches(sort, item, beginning)
    ]
    shown = [entry for _, entry in found[:limit]]
    if len(found) > limit:
        return shown, found[limit - 1][0]
    return shown, horizon


def _bucket(
    database: Database, account: str, partition: str, beginning: str, after: str | None, limit: int
) -> Page:
    first, last = span_of(beginning)
    # The entry that the page before ended with is read again: at most one more, in one bucket.
    query = Query(
        partition=in_account(account, Key(partition, "")).partition,
        first=max(first, after or ""),
        last=last,
        limit=limit + 1,
    )
    return database.records.query(query)


def _rows(page: Page) -> list[tuple[str, Item]]:
    return [(key.sort, item) for key, item in page.items]
