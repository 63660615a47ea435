"""What an enrollment is charged: its tuition, prorated and discounted, or a fixed fee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from legwork.domain.record import Records
from legwork.trade.classes.class_ import Class, Proration
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.money.rules.charge_batch import ChargeBatch
from legwork.trade.money.rules.charge_params import ChargeParams
from legwork.trade.money.rules.discount import Line, less, percent_off
from legwork.trade.money.rules.proration import Period, Share, month_of, share


@dataclass(frozen=True, slots=True)
class Price:
    """What to charge, and how it came about."""

    cents: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoMeetings:
    """It cannot be told how much of the class is left: no session of it is known."""


def in_full(enrollment: Enrollment, class_: Class) -> int:
    """The tuition of an enrollment: its own, or the class's where it says nothing."""
    return enrollment.tuition_cents or class_.tuition_cents or 0


def price(
    one: Enrollment, batch: ChargeBatch, params: ChargeParams, day: str, records: Records
) -> Price | NoMeetings:
    """What an active enrollment is charged for a day."""
    if params.amount_cents is not None:
        return Price(params.amount_cents)
    if one.fixed_fee_cents is not None:
        return Price(one.fixed_fee_cents, ("fixed fee",))
    class_ = batch.class_of(one.class_id)
    cents, notes = in_full(one, class_), []
    way = params.way(class_)
    if way is not None and cents:
        part = _share(one, way, batch, params, day, records)
        if isinstance(part, NoMeetings):
            return part
        if not part.whole:
            cents = part.cents(cents)
            notes.append(f"{part.parts} of {part.of} meetings")
    if percent := _percent(one, batch, params, day):
        cents = less(cents, percent)
        notes.append(f"{percent} % off")
    return Price(cents, tuple(notes))


def _share(
    one: Enrollment,
    way: Proration,
    batch: ChargeBatch,
    params: ChargeParams,
    day: str,
    records: Records,
) -> Share | NoMeetings:
    meetings = batch.meetings(one.class_id, records)
    if not meetings:
        return NoMeetings()
    period = params.paid_for if way is Proration.MEETINGS else month_of(day)
    return share(
        way,
        meetings,
        period=period,
        attended=Period(_first_day(one, meetings[0]), one.dropped_on or ""),
        blackout=params.blackout_days,
    )


def _first_day(one: Enrollment, class_begins: str) -> str:
    """When the student joined: before the class began, or so many days into it."""
    if one.begins_on is not None:
        return one.begins_on
    begins = date.fromisoformat(class_begins) + timedelta(days=max(0, one.enrolled_day))
    return begins.isoformat()


def _percent(one: Enrollment, batch: ChargeBatch, params: ChargeParams, day: str) -> int:
    """What is taken off for others of the family that are charged tuition, too."""
    if params.discount == "none":
        return 0
    lines = {
        _line(other, batch.class_of(other.class_id))
        for other in batch.siblings.get(one.family, ())
        if other.active_on(day)
        and other.fixed_fee_cents is None
        and batch.class_of(other.class_id).billing_enabled
    }
    own = _line(one, batch.class_of(one.class_id))
    return percent_off(own, {*lines, own}, params.discount, params.discount_percents)


def _line(one: Enrollment, class_: Class) -> Line:
    return Line(one.class_id, one.student, class_.location, in_full(one, class_))
