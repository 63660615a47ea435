"""What a bill-out left behind, for comparison with what its ledger says."""

from __future__ import annotations

from collections.abc import Iterator

from legwork.domain.record import Records
from legwork.trade.permits import receipt as receipts
from legwork.trade.permits.reservation import reservations_of


def wrong_bill(
    permit: str, receipt_id: str, said: set[str], cents_said: int, *, ended: bool, records: Records
) -> Iterator[str]:
    """Where reservations, receipt and the holder's account disagree.

    Args:
        permit: the one that was billed.
        receipt_id: the task's, hence its receipt's.
        said: ids of the reservations that the ledger says were billed.
        cents_said: what the tallies add up to.
        ended: whether the receipt must be there.
        records: the account's.
    """
    billed = {
        reservation.id: reservation.amount_cents
        for _, reservation in reservations_of(permit, records)
        if reservation.receipt == receipt_id
    }
    if said != set(billed):
        yield f"the ledger says {len(said)} billed; {len(billed)} reservations name the receipt"
    cents = sum(billed.values())
    if cents != cents_said:
        yield f"the lines add up to {cents} cents, the tallies to {cents_said}"
    yield from _wrong_receipt(receipt_id, cents, len(billed), ended, records)


def _wrong_receipt(
    receipt_id: str, cents: int, lines: int, ended: bool, records: Records
) -> Iterator[str]:
    key = receipts.receipt_key(receipt_id)
    item = records.get([key]).get(key)
    if item is None:
        if lines and ended:
            yield f"{lines} reservations name a receipt that does not exist"
        return
    receipt = receipts.from_item(item)
    total, left = receipt.total_cents, receipt.total_cents - receipt.reversed_cents
    lines_left = receipt.lines - receipt.reversed_lines
    if (left, lines_left) != (cents, lines):
        yield f"the receipt says {left} cents in {lines_left} lines, not {cents}"
    posting = receipts.posting_key(receipt.holder, receipt.id)
    found = records.get([posting]).get(posting)
    if found is None or found["amount_cents"] != total:
        yield f"the posting on the account of {receipt.holder} is not {total} cents"
