"""Read permits, their reservations, receipts and holders' accounts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import Any

from legwork.domain.cursor import seal, unseal
from legwork.domain.effect import Item
from legwork.domain.errors import NotFound, Transient
from legwork.domain.permission import Caller, Permission
from legwork.domain.readable import legible
from legwork.domain.record import Records
from legwork.ports import Database, TransactionRefused
from legwork.store.records import effects_in_account
from legwork.trade.permits import counts
from legwork.trade.permits import permit as permits
from legwork.trade.permits import receipt as receipts
from legwork.trade.permits import reservation as reservations
from legwork.trade.permits.counts import Counts
from legwork.trade.permits.receipt import Receipt
from legwork.trade.permits.reservation import Reservation


def find_permit(permit: str, *, caller: Caller, records: Records) -> Item:
    """The permit itself.

    Raises:
        NotAllowed: the caller may not see permits.
        NotFound: there is none.
    """
    caller.require(Permission.PERMITS)
    key = permits.permit_key(permit)
    found = records.get([key]).get(key)
    if found is None:
        raise NotFound(f"There is no permit '{permit[:64]}'.")
    return permits.check_item(found)


def read_permit(
    permit: str, *, caller: Caller, database: Database, records: Records
) -> tuple[Item, Counts]:
    """A permit with its counts, at the same price however large it is.

    One that an earlier release made is counted by reading it, until that has been written down.

    Raises:
        NotAllowed: the caller may not see permits.
        NotFound: there is none.
    """
    caller.require(Permission.PERMITS)
    found, kept = counts.read_counts(permit, records)
    if found is None:
        raise NotFound(f"There is no permit '{permit[:64]}'.")
    before = counts.before_counting(permits.check_item(found))
    if before is not None:
        return found, before.plus(kept)
    read = counts.count_all(permit, records)
    if counts.read_counts(permit, records) == (found, kept):
        # Nothing has changed meanwhile. If another call is first, it says the same.
        first = counts.begin(permit, read.plus(kept, times=-1))
        with suppress(TransactionRefused, Transient):
            database.transact(records=effects_in_account(caller.account, [first]))
    return found, read


def page_of_reservations(
    permit: str,
    *,
    caller: Caller,
    limit: int,
    cursor: str | None,
    records: Records,
    wanted: Callable[[Reservation], bool] = lambda _reservation: True,
    scope: str = "",
) -> tuple[list[Reservation], str | None]:
    """A page of a permit's reservations and the cursor of the next one.

    Args:
        permit: whose reservations.
        caller: who asks.
        limit: how many at most.
        cursor: where the page before ended.
        records: the account's.
        wanted: which of them.
        scope: what this list is, so that its cursors are good for no other.

    Raises:
        InvalidInput: the cursor is not one of this list.
    """
    scope = scope or f"reservations {permit}"
    after = unseal(caller.account, scope, cursor) if cursor else None
    found = (
        (place, reservation)
        for place, reservation in reservations.reservations_of(permit, records, after=after)
        if wanted(reservation)
    )
    page = list(islice(found, limit + 1))
    more = len(page) > limit
    next_cursor = seal(caller.account, scope, page[limit - 1][0]) if more else None
    return [reservation for _, reservation in page[:limit]], next_cursor


def read_receipt(
    receipt_id: str, *, caller: Caller, limit: int, cursor: str | None, records: Records
) -> tuple[Receipt, list[Reservation], str | None]:
    """A receipt with a page of its lines: the reservations that name it.

    Raises:
        NotAllowed: the caller may not see permits.
        NotFound: there is none.
        InvalidInput: the cursor is not one of its lines.
    """
    caller.require(Permission.PERMITS)
    key = receipts.receipt_key(receipt_id)
    item = records.get([key]).get(key)
    if item is None:
        raise NotFound("There is no such receipt.")
    receipt = receipts.from_item(item)
    lines, next_cursor = page_of_reservations(
        receipt.permit,
        caller=caller,
        limit=limit,
        cursor=cursor,
        records=records,
        wanted=lambda reservation: reservation.receipt == receipt.id,
        scope=f"lines {receipt.id}",
    )
    return receipt, lines, next_cursor


def read_holder(
    holder: str, *, caller: Caller, limit: int, cursor: str | None, records: Records
) -> tuple[int, list[dict[str, Any]], str | None]:
    """A holder's balance in cents, and a page of the postings, oldest first.

    Raises:
        NotAllowed: the caller may not see permits.
        NotFound: nothing was ever posted to such an account, and no permit names it.
        InvalidInput: the cursor is not one of its postings.
    """
    caller.require(Permission.PERMITS)
    key = receipts.holder_key(holder)
    named = receipts.holder_entry(holder).key
    found = records.get([key, named])
    if not found:
        raise NotFound(f"Nothing has been posted to an account '{holder[:100]}'.")
    scope = f"postings {holder}"
    after = unseal(caller.account, scope, cursor) if cursor else None
    first, last = receipts.posting_sorts()
    rows = records.query(key.partition, after=after, first=first, last=last)
    page = list(islice(rows, limit + 1))
    more = len(page) > limit
    next_cursor = seal(caller.account, scope, page[limit - 1][0]) if more else None
    # A holder to whom nothing was posted yet owes nothing.
    balance = receipts.balance_of(found[key]) if key in found else 0
    postings = legible((item for _, item in page[:limit]), receipts.posting_of)
    return balance, [dict(item) for item in postings], next_cursor
