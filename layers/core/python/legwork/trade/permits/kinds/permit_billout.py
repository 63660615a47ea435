"""Bill out the reservations of a permit: each is billed once, ever, on one receipt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from legwork.domain.directory import LISTED
from legwork.domain.effect import Effect, Item, Key, Update, as_read
from legwork.domain.errors import CannotFinish, CannotPlan, NotFound
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records, read_neighbours
from legwork.domain.task import Result, Subject
from legwork.trade.permits import counts
from legwork.trade.permits import permit as permits
from legwork.trade.permits import receipt as receipts
from legwork.trade.permits import reservation as reservations
from legwork.trade.permits.permit import PermitNumber
from legwork.trade.permits.reservation import ReservationStatus
from legwork.trade.permits.rules.receipt_audit import wrong_bill
from legwork.trade.permits.rules.unbilling import UNBILLING

CODES = {
    "not_found": "There is no such reservation.",
    "already_billed": "It was billed before.",
    "cancelled": "It is cancelled.",
}
"""What its codes mean."""

NAMED_LIMIT = 5_000
"""Most reservations that one bill-out may name; without names it takes all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which reservations to bill."""

    permit: PermitNumber
    reservations: Annotated[
        tuple[str, ...] | None,
        Param(
            "Ids of the reservations; without it, all that are not billed yet.",
            max_length=NAMED_LIMIT,
        ),
    ] = None


def _check(params: Params, records: Records, _now: datetime) -> None:
    if permits.find(params.permit, records) is None:
        raise NotFound(f"There is no permit '{params.permit}'. Save it first.")
    reservations.check_known(params.permit, params.reservations or (), records)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    if permits.find(params.permit, records) is None:
        raise CannotPlan(f"There is no permit '{params.permit}'.")
    yield from open_targets(params, records, after)


def open_targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    """The targets of a permit that is known to be there."""
    if params.reservations is not None:
        places = sorted({reservations.place_of(name) for name in params.reservations})
        yield from (Target(place) for place in places if after is None or place > after)
        return
    for place, reservation in reservations.places_of(params.permit, records, after=after):
        # One that cannot be read is tried, and says so.
        if reservation is None or reservation.status is ReservationStatus.RESERVED:
            yield Target(place)


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params = context.params
    keys = [reservations.key_of_place(params.permit, place) for place in targets]
    # A batch of a whole permit is a run of neighbours.
    whole = params.reservations is None
    found = read_neighbours(keys, records) if whole else records.get(keys)
    return [_bill(key, found.get(key), context) for key in keys]


def _bill(key: Key, item: Item | None, context: Context[Params]) -> Performed:
    if item is None:
        return Performed.error("not_found", "There is no such reservation.")
    reservation = reservations.from_item(context.params.permit, item)
    if reservation.status is ReservationStatus.BILLED:
        note = f"Billed already, on receipt {reservation.receipt}."
        return Performed.skipped("already_billed", note)
    if not reservation.holds:
        return Performed.skipped("cancelled", "It is cancelled: there is nothing to bill.")
    billed = {"status": ReservationStatus.BILLED.value, "receipt": context.task_id}
    bill = Update(key, set=billed, expect=as_read(item, "status", "amount_cents"))
    return Performed(Verdict(), [bill], {"lines": 1, "total_cents": reservation.amount_cents})


def _finish(ending: Ending[Params], records: Records) -> Finished:
    number, lines = ending.params.permit, ending.tallies.get("lines", 0)
    permit = permits.find(number, records)
    if permit is None:
        raise CannotFinish(f"Permit '{number}' is gone; nothing could be posted.")
    if not lines:
        return Finished(result=permits.result_of(number, "Nothing was billed."))
    receipt = receipts.Receipt(
        id=ending.task_id,
        permit=number,
        holder=permit["holder"],
        total_cents=ending.tallies.get("total_cents", 0),
        lines=lines,
        outstanding=permit["requirements"],
        at=ending.now,
    )
    dollars = f"${receipt.total_cents // 100:,}.{receipt.total_cents % 100:02d}"
    summary = f"{lines:,} reservations billed, {dollars}, {receipts.PAYMENT}."
    result = Result("receipt", receipt.id, f"/v1/receipts/{receipt.id}", summary)
    count = counts.posted(counts.shard_key(number, receipt.id), lines, receipt.total_cents)
    return Finished([*receipts.post(receipt), count, *_entries(permit)], result)


def _entries(permit: Item) -> Iterator[Effect]:
    """A holder whom nobody named is met by the first posting; what is old may have no entries."""
    number, holder = permit["permit"], permit["holder"]
    entry = permits.permit_entry(number, holder)
    yield from entry.catch_up(permits.permit_key(number), permit, *as_read(permit, "holder"))
    if holder == permits.own_holder(number) or not permit.get(LISTED):
        yield from receipts.holder_entry(holder).put()


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    said = {reservations.id_of_place(place) for place, verdict in outcomes if verdict.done}
    cents = ending.tallies.get("total_cents", 0)
    permit, receipt, ended = ending.params.permit, ending.task_id, ending.ended
    yield from wrong_bill(permit, receipt, said, cents, ended=ended, records=records)
    yield from counts.wrong_counts(permit, records)


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
    label=lambda _params, place: reservations.id_of_place(place),
    reverse=UNBILLING,
)

RULES = (
    "A reservation is billed once, ever; one that is billed already is skipped with a note.",
    (
        "There is one receipt for a bill-out, posted as Balance Due (Pay Later) to the "
        "holder's account, over exactly the reservations that it billed; also when it is "
        "cancelled half way."
    ),
    (
        "Prompts, waivers and forms are not asked for: what was not asked stays on the "
        "receipt as outstanding requirements."
    ),
    (
        "100 reservations or more are billed in the background, fewer within the call, by the "
        "same code."
    ),
    (
        "Undone, each reservation that it billed is reserved again and can be billed anew; the "
        "receipt stays, void once none of its lines is left, and a posting against its own puts "
        "the holder's balance right."
    ),
)
"""What staff rely on, for the page about the kinds."""
