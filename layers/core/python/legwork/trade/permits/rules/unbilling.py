"""Taking a bill-out back: reservations unbilled, the receipt void, the balance as before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from legwork.domain.effect import Effect, Item, Key, Update, as_read
from legwork.domain.kind import Ending, Finished, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.record import Records
from legwork.domain.reverse import Reverse, Undoing, edited_since
from legwork.domain.task import Result
from legwork.trade.permits import counts
from legwork.trade.permits import permit as permits
from legwork.trade.permits import receipt as receipts
from legwork.trade.permits import reservation as reservations
from legwork.trade.permits.receipt import Receipt
from legwork.trade.permits.reservation import ReservationStatus


def _perform(
    targets: Sequence[str], records: Records, context: Undoing[Any]
) -> Sequence[Performed]:
    permit = context.params.permit
    keys = [reservations.key_of_place(permit, place) for place in targets]
    receipt = receipts.receipt_key(context.undone)
    found = records.get([*keys, receipt])
    # Lines count as billed from the moment their receipt is there.
    shard = counts.shard_key(permit, reservations.id_of_place(targets[0]))
    counted = shard if receipt in found else None
    return [_unbill(key, found.get(key), counted, context) for key in keys]


def _unbill(key: Key, item: Item | None, counted: Key | None, context: Undoing[Any]) -> Performed:
    if item is None:
        return edited_since("The reservation is not there any more.")
    reservation = reservations.from_item(context.params.permit, item)
    if reservation.receipt is None:
        return edited_since("It is not billed any more.")
    if reservation.receipt != context.undone:
        return edited_since(f"It was billed anew since, on receipt {reservation.receipt}.")
    open_again = {"status": ReservationStatus.RESERVED.value}
    effects: list[Effect] = [
        Update(key, set=open_again, remove=("receipt",), expect=as_read(item, "status", "receipt"))
    ]
    cents = reservation.amount_cents
    if counted is not None:
        effects.append(counts.posted(counted, -1, -cents))
    return Performed(Verdict(), effects, {"lines": -1, "total_cents": -cents})


def _finish(ending: Ending[Any], records: Records) -> Finished:
    permit, lines = ending.params.permit, -ending.tallies.get("lines", 0)
    receipt = _receipt(ending.undone, records)
    if not lines or receipt is None:
        # A bill-out that failed at its end has posted nothing.
        said = f"{lines:,} reservations unbilled; nothing had been posted." if lines else ""
        return Finished(result=permits.result_of(permit, said or "Nothing was taken back."))
    cents = -ending.tallies.get("total_cents", 0)
    void = receipt.reversed_lines + lines >= receipt.lines
    left = "is void" if void else f"has {receipt.lines - receipt.reversed_lines - lines:,} lines"
    dollars = f"${cents // 100:,}.{cents % 100:02d}"
    summary = f"{lines:,} reservations unbilled, {dollars} taken back. The receipt {left}."
    result = Result("receipt", receipt.id, f"/v1/receipts/{receipt.id}", summary)
    effects = receipts.take_back(receipt, lines, cents, by=ending.task_id, now=ending.now)
    return Finished(effects, result)


def _receipt(receipt_id: str, records: Records) -> Receipt | None:
    key = receipts.receipt_key(receipt_id)
    item = records.get([key]).get(key)
    return receipts.from_item(item) if item is not None else None


def _verify(
    ending: Ending[Any], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    permit = ending.params.permit
    said = {reservations.id_of_place(place) for place, verdict in outcomes if verdict.done}
    still = {
        one.id: one.amount_cents
        for _, one in reservations.reservations_of(permit, records)
        if one.receipt == ending.undone
    }
    if said & still.keys():
        yield f"{len(said & still.keys())} are said to be unbilled, but name the receipt"
    receipt = _receipt(ending.undone, records)
    if receipt is None or not said:
        return
    if receipt.total_cents - receipt.reversed_cents != sum(still.values()):
        yield f"of the receipt {receipt.reversed_cents} cents are said to be taken back: not so"
    key = receipts.posting_key(receipt.holder, ending.task_id)
    posted = records.get([key]).get(key, {}).get("amount_cents", 0)
    if posted != ending.tallies.get("total_cents", 0):
        yield f"the posting against the receipt is {posted} cents"


UNBILLING: Reverse[Any] = Reverse(perform=_perform, finish=_finish, verify=_verify, batch_writes=1)
"""How a bill-out is taken back."""
