"""Bill out the reservations of a permit: each is billed once, ever, on one receipt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from legwork.domain.directory import LISTED
from legwork.domain.effect import Effect, Equals, Item, Update
from legwork.domain.errors import CannotFinish, CannotPlan, InvalidInput, NotFound
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.task import Result, Subject
from legwork.trade.permits import receipt as receipts
from legwork.trade.permits.permit import (
    PERMIT_PATTERN,
    Reservation,
    ReservationStatus,
    bucket_partition,
    from_item,
    own_holder,
    permit_entry,
    permit_key,
    place_of,
    reservation_id_of,
    reservation_key,
    reservations_of,
    sort_of,
)

NAMED_LIMIT = 5_000
"""Most reservations that one bill-out may name; without names it takes all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which reservations to bill."""

    permit: str = field(
        metadata={
            "description": "The permit's number.",
            "pattern": PERMIT_PATTERN,
            "examples": ["606405"],
        }
    )
    reservations: tuple[str, ...] | None = field(
        default=None,
        metadata={
            "description": "Ids of the reservations; without it, all that are not billed yet.",
            "max_length": NAMED_LIMIT,
        },
    )


def _check(params: Params, records: Records, _now: datetime) -> None:
    if not records.get([permit_key(params.permit)]):
        raise NotFound(f"There is no permit '{params.permit}'. Save it first.")
    named = params.reservations or ()
    if any(not _is_id(name) for name in named):
        raise InvalidInput.of("reservations", "an id has 16 hexadecimal digits")
    keys = {reservation_key(params.permit, name): name for name in named}
    unknown = sorted(keys[key] for key in set(keys) - set(records.get(keys)))
    if unknown:
        raise InvalidInput.of(
            "reservations",
            f"permit '{params.permit}' has no reservation {', '.join(unknown[:3])}"
            + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""),
        )


def _is_id(name: str) -> bool:
    return len(name) == 16 and all(c in "0123456789abcdef" for c in name)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    if not records.get([permit_key(params.permit)]):
        raise CannotPlan(f"There is no permit '{params.permit}'.")
    if params.reservations is not None:
        for place in sorted({place_of(name) for name in params.reservations}):
            if after is None or place > after:
                yield Target(place)
        return
    for place, reservation in reservations_of(params.permit, records, after=after):
        if reservation.status is ReservationStatus.RESERVED:
            yield Target(place)


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    ids = [place.split("#")[1] for place in targets]
    found = _read(ids, records, context.params)
    return [_bill(name, found.get(name), context) for name in ids]


def _read(ids: Sequence[str], records: Records, params: Params) -> Mapping[str, Reservation]:
    """The batch's reservations.

    A batch of a whole permit is a run of neighbours: read as a range, it costs a tenth of what
    reading one by one does.
    """
    permit = params.permit
    if params.reservations is not None:
        rows = records.get(reservation_key(permit, name) for name in ids)
        return {reservation_id_of(key.sort): from_item(permit, row) for key, row in rows.items()}
    buckets: dict[int, list[str]] = {}
    for name in ids:
        buckets.setdefault(int(place_of(name).split("#")[0]), []).append(name)
    return {
        reservation_id_of(sort): from_item(permit, row)
        for bucket, names in buckets.items()
        for sort, row in records.query(
            bucket_partition(permit, bucket), first=sort_of(min(names)), last=sort_of(max(names))
        )
    }


def _bill(name: str, reservation: Reservation | None, context: Context[Params]) -> Performed:
    if reservation is None:
        return Performed(Verdict(Outcome.ERROR, "not_found", "There is no such reservation."))
    if reservation.status is ReservationStatus.BILLED:
        note = f"Billed already, on receipt {reservation.receipt}."
        return Performed(Verdict(Outcome.SKIPPED, "already_billed", note))
    not_billed_yet = Equals("status", ReservationStatus.RESERVED.value)
    amount_as_read = Equals("amount_cents", reservation.amount_cents)
    bill = Update(
        reservation_key(context.params.permit, name),
        set={"status": ReservationStatus.BILLED.value, "receipt": context.task_id},
        expect=(not_billed_yet, amount_as_read),
    )
    return Performed(Verdict(), [bill], {"lines": 1, "total_cents": reservation.amount_cents})


def _finish(ending: Ending[Params], records: Records) -> Finished:
    params = ending.params
    key = permit_key(params.permit)
    permit = records.get([key]).get(key)
    if permit is None:
        raise CannotFinish(f"Permit '{params.permit}' is gone; nothing could be posted.")
    lines = ending.tallies.get("lines", 0)
    if not lines:
        href = f"/v1/permits/{quote(params.permit, safe='')}"
        return Finished(result=Result("permit", params.permit, href, "Nothing was billed."))
    receipt = receipts.Receipt(
        id=ending.task_id,
        permit=params.permit,
        holder=permit["holder"],
        total_cents=ending.tallies.get("total_cents", 0),
        lines=lines,
        outstanding=permit["requirements"],
        at=ending.now,
    )
    dollars = f"${receipt.total_cents // 100:,}.{receipt.total_cents % 100:02d}"
    summary = f"{lines:,} reservations billed, {dollars}, {receipts.PAYMENT}."
    result = Result("receipt", receipt.id, f"/v1/receipts/{receipt.id}", summary)
    return Finished([*receipts.post(receipt), *_entries(permit)], result)


def _entries(permit: Item) -> Iterator[Effect]:
    """A holder whom nobody named is met by the first posting; what is old may have no entries."""
    number, holder = permit["permit"], permit["holder"]
    entry = permit_entry(number, holder)
    yield from entry.catch_up(permit_key(number), permit, Equals("holder", holder))
    if holder == own_holder(number) or not permit.get(LISTED):
        yield from receipts.holder_entry(holder).put()


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    said = {
        place.split("#")[1]
        for place, verdict in outcomes
        if verdict.outcome in {Outcome.SUCCEEDED, Outcome.WARNING}
    }
    billed = {
        reservation.id: reservation
        for _, reservation in reservations_of(ending.params.permit, records)
        if reservation.receipt == ending.task_id
    }
    if said != set(billed):
        yield f"the ledger says {len(said)} billed; {len(billed)} reservations name the receipt"
    cents = sum(r.amount_cents for r in billed.values())
    if cents != ending.tallies.get("total_cents", 0):
        yield f"the lines add up to {cents} cents, the tallies to {ending.tallies}"
    yield from _verify_receipt(ending, cents, len(billed), records)


def _verify_receipt(
    ending: Ending[Params], cents: int, lines: int, records: Records
) -> Iterator[str]:
    key = receipts.receipt_key(ending.task_id)
    item = records.get([key]).get(key)
    if item is None:
        if lines and ending.ended:
            yield f"{lines} reservations name a receipt that does not exist"
        return
    receipt = receipts.from_item(item)
    if (receipt.total_cents, receipt.lines) != (cents, lines):
        yield f"the receipt says {receipt.total_cents} cents in {receipt.lines} lines, not {cents}"
    posting = receipts.posting_key(receipt.holder, receipt.id)
    found = records.get([posting]).get(posting)
    if found is None or found["amount_cents"] != cents:
        yield f"the posting on the account of {receipt.holder} is not {cents} cents"


KIND = Kind(
    name="permit_billout",
    title="Permit Billout",
    permission=Permission.PERMITS,
    params=Params,
    describe=lambda params: f"Bill out permit {params.permit}",
    subject=lambda params: Subject("permit", params.permit),
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    label=lambda _params, place: place.split("#")[1],
)
