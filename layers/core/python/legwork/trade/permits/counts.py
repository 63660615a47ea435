"""Counts of a permit's reservations, kept by the very transactions that change them.

Whoever saves a reservation counts it in the same transaction. What a bill-out has billed counts
from the moment its receipt is there, in the same transaction too: so counts, receipts and the
holder's balance always agree. The counts lie in shards beside the permit, so that lanes seldom
write to the same row, and one query reads them with the permit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final
from zlib import crc32

from legwork.domain.effect import Equals, Item, Key, Present, Update
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.trade.permits.permit import permit_key
from legwork.trade.permits.receipt import receipt_key
from legwork.trade.permits.reservation import Reservation, places_of, reservations_of

SHARDS: Final = 32
"""Rows that a permit's counts are spread over; together they are read as one unit or two."""
COUNTED: Final = "counted"
"""Attribute of a permit: what it had before counting began. Without it, nobody knows yet."""
_SHARD = "COUNTS#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many reservations a permit has, and what they cost."""

    total: int = 0
    total_cents: int = 0
    """Of those that are not cancelled."""
    cancelled: int = 0
    billed: int = 0
    """On a receipt that is there."""
    billed_cents: int = 0

    def plus(self, other: Counts, *, times: int = 1) -> Counts:
        """The sum of both, or with -1 the difference."""
        amounts = ((name, getattr(self, name), getattr(other, name)) for name in _NAMES)
        return Counts(**{name: mine + times * its for name, mine, its in amounts})


_NAMES: Final = tuple(field.name for field in fields(Counts))


@readable("set of counts")
def from_item(item: Item) -> Counts:
    """The counts that a shard, or the attribute of a permit, holds."""
    return Counts(**{name: item.get(name, 0) for name in _NAMES})


# --- Counting --------------------------------------------------------------------------------


def shard_key(permit: str, of: str) -> Key:
    """The shard to count in.

    Args:
        permit: whose.
        of: id of a reservation of the batch, or of the task: whoever counts at the same time as
            others counts elsewhere.
    """
    number = crc32(of.encode()) % SHARDS
    return Key(permit_key(permit).partition, f"{_SHARD}{number:02d}")


def place_of(permit: str, of: str, written: Collection[str]) -> Key:
    """Where a batch counts: in the permit itself where it writes that anyway, else in a shard.

    Args:
        permit: whose.
        of: as in ``shard_key``.
        written: permits that the batch writes.
    """
    return permit_key(permit) if permit in written else shard_key(permit, of)


def saved(place: Key, cents: int) -> Update:
    """Count a reservation that is new."""
    return _add(place, {"total": 1, "total_cents": cents})


def unsaved(place: Key, cents: int) -> Update:
    """Count a reservation that is gone as if it had never been saved."""
    return _add(place, {"total": -1, "total_cents": -cents})


def repriced(place: Key, cents: int) -> Update:
    """Count what a reservation costs more than before."""
    return _add(place, {"total_cents": cents})


def cancelled(place: Key, cents: int) -> Update:
    """Count a reservation that is cancelled now."""
    return _add(place, {"cancelled": 1, "total_cents": -cents})


def taken_up(place: Key, cents: int) -> Update:
    """Count a cancelled reservation that is reserved again."""
    return _add(place, {"cancelled": -1, "total_cents": cents})


def _add(place: Key, amounts: Mapping[str, int]) -> Update:
    # A permit that nobody has made must not come to be by being counted in.
    made = () if place.sort.startswith(_SHARD) else (Present(),)
    return Update(place, add=amounts, expect=made)


def posted(shard: Key, lines: int, cents: int) -> Update:
    """Count the lines of a receipt."""
    return Update(shard, add={"billed": lines, "billed_cents": cents})


# --- Reading ---------------------------------------------------------------------------------


def read_counts(permit: str, records: Records) -> tuple[Item | None, Counts]:
    """A permit, if there is one, and what has been counted in it and its shards: in one query."""
    place = permit_key(permit)
    rows = dict(records.query(place.partition, first=_SHARD, last=place.sort))
    return rows.get(place.sort), _sum(from_item(item) for item in rows.values())


def _sum(parts: Iterable[Counts]) -> Counts:
    whole = Counts()
    for part in parts:
        whole = whole.plus(part)
    return whole


def before_counting(permit: Item) -> Counts | None:
    """What a permit had before counting began; nothing, when nobody knows yet."""
    before = permit.get(COUNTED)
    return from_item(before) if isinstance(before, Mapping) else None


def count_all(permit: str, records: Records) -> Counts:
    """Count by reading every reservation that can be read, as long as that takes."""
    return _count(reservations_of(permit, records), records)


def _count(found: Iterable[tuple[str, Reservation]], records: Records) -> Counts:
    whole, by_receipt = Counts(), dict[str, Counts]()
    for _, one in found:
        counted = Counts(total=1, total_cents=one.amount_cents)
        whole = whole.plus(counted if one.holds else Counts(total=1, cancelled=1))
        if one.receipt is not None:
            line = _line(one)
            by_receipt[one.receipt] = by_receipt.get(one.receipt, Counts()).plus(line)
    keys = {receipt_key(receipt): billed for receipt, billed in by_receipt.items()}
    there = records.get(keys)
    return _sum([whole, *(billed for key, billed in keys.items() if key in there)])


def _line(reservation: Reservation) -> Counts:
    return Counts(billed=1, billed_cents=reservation.amount_cents)


def begin(permit: str, before: Counts) -> Update:
    """Write down what a permit had before counting began: once, and then never again."""
    return Update(
        permit_key(permit), set={COUNTED: asdict(before)}, expect=(Equals(COUNTED, None),)
    )


def wrong_counts(permit: str, records: Records) -> Iterable[str]:
    """Where a permit's counts are not those of its reservations and receipts: for audits."""
    found, kept = read_counts(permit, records)
    before = before_counting(found) if found is not None else None
    if before is None:
        return
    places = [*places_of(permit, records)]
    read = _count(((place, one) for place, one in places if one is not None), records)
    # Nothing can be said of what cannot be read, nor while others are changing it.
    if len(places) > read.total:
        return
    if before.plus(kept) != read and read_counts(permit, records) == (found, kept):
        yield f"permit {permit} has {asdict(read)}; counted are {asdict(before.plus(kept))}"
