"""Charging an enrollment: once within the look-back, and one cycle of its schedule a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from legwork.domain.day import today
from legwork.domain.effect import Effect, Item, as_read
from legwork.domain.kind import Context, Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.billing_cycle import BillingCycle
from legwork.trade.classes.enrolled import Place
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.money.account import guard_of
from legwork.trade.money.posting import Posting, PostingType, dollars, posting_id
from legwork.trade.money.rules.charge_batch import ChargeBatch
from legwork.trade.money.rules.charge_params import ChargeParams
from legwork.trade.money.rules.tuition import NoMeetings, price

CODES = {
    "not_found": "There is no such enrollment, or no such family, any more.",
    "not_active": "The student is not in the class on that day.",
    "omitted": "The family is left out of tuition.",
    "billing_off": "Nothing is billed for the class.",
    "duplicate": "It was charged for the same thing a short time ago.",
    "not_due": "Its next billing day has not come, or it has none.",
    "no_meetings": "No session of the class is known, so that nothing can be prorated.",
    "free": "There is nothing to pay.",
}
"""What its codes mean."""

TALLY = "charged_cents"


@dataclass(frozen=True, slots=True)
class _Due:
    """For which day it is charged, and what its schedule says then."""

    day: str
    next_day: str | None = None
    of_month: int = 0
    """Day of the month that is to be, where the next one is an earlier one."""
    last_cycle: str = ""
    """What was charged up to this day was charged for an earlier cycle."""


def charge_all(
    places: Sequence[Place], records: Records, context: Context[ChargeParams]
) -> Iterator[Performed]:
    """Decide on the enrollments of a batch, in order."""
    batch = ChargeBatch.read(places, records, discounts=context.params.discount != "none")
    for place in places:
        yield _charge(place, batch, records, context)


def charge_id(task: str, place: Place) -> str:
    """The id of the charge of an enrollment."""
    return posting_id(task, place.class_id, place.student)


def _charge(
    place: Place, batch: ChargeBatch, records: Records, context: Context[ChargeParams]
) -> Performed:
    item, family = batch.enrollments.get(place), batch.homes.families.get(place.family)
    if item is None or family is None:
        return Performed.error("not_found", "There is no such enrollment any more.")
    one = enrollments.from_item(place.class_id, item)
    params = context.params
    if "tuition" in family.omit_from:
        return Performed.skipped("omitted", f"Family {family.id} is left out of tuition.")
    if params.of_tuition and not batch.class_of(place.class_id).billing_enabled:
        return Performed.skipped("billing_off", "Nothing is billed for this class.")
    due = _due(one, params, today(context.now))
    if due is None:
        return Performed.skipped("not_due", "Its next billing day has not come.")
    if not one.active_on(due.day):
        return Performed.skipped("not_active", f"Not in the class on {due.day}.")
    guard = guard_of(params.category, place.class_id, place.student)
    last = batch.homes.books[place.family].last_charge(guard)
    if (
        last
        and last.day > max(params.duplicate_after(due.day), due.last_cycle)
        and not params.force
    ):
        # Its cycle is paid for: else its schedule would stand still from now on.
        verdict = Verdict(Outcome.SKIPPED, "duplicate", f"Charged already for {last.day}.")
        return Performed(verdict, _moved_on(one, item, due))
    found = price(one, batch, params, due.day, records)
    if isinstance(found, NoMeetings):
        return Performed.error("no_meetings", "No session of the class is known: import them.")
    if not found.cents:
        return Performed.skipped("free", "There is nothing to pay.")
    posting = _posting(place, found.cents, found.notes, due.day, context)
    book = batch.homes.books[place.family]
    book.charge(posting, guard)
    effects = [*book.take(), *_moved_on(one, item, due)]
    return Performed(Verdict(), effects, {TALLY: found.cents}, memory=_billing_days(one, due))


def _billing_days(one: Enrollment, due: _Due) -> list[Any] | None:
    """Which billing day it was, and which is next: for an undo of what moves the schedule on."""
    if due.next_day is None:
        return None
    return [due.day, due.next_day, *([one.billing_of_month] if one.billing_of_month else [])]


def _due(one: Enrollment, params: ChargeParams, today_is: str) -> _Due | None:
    """When it is charged; nothing, if its schedule says that it is not."""
    by = params.day or today_is
    if not params.scheduled:
        return _Due(by)
    if one.billing_cycle is None or one.next_billing_day is None or one.next_billing_day > by:
        return None
    cycle, day, of = _cycle(one.billing_cycle), one.next_billing_day, one.billing_of_month or 0
    return _Due(day, cycle.after(day, of), cycle.of_month(day, of), cycle.before(day, of))


@readable("billing cycle")
def _cycle(stored: str) -> BillingCycle:
    return BillingCycle(stored)


def _posting(
    place: Place, cents: int, notes: Sequence[str], day: str, context: Context[ChargeParams]
) -> Posting:
    params = context.params
    return Posting(
        id=charge_id(context.task_id, place),
        family=place.family,
        type=PostingType.CHARGE,
        category=params.category,
        amount_cents=cents,
        at=context.now,
        day=day,
        due_day=max(params.due_day or day, day),
        task=context.task_id,
        class_id=place.class_id,
        student=place.student,
        note="; ".join([*([params.note] if params.note else []), *notes]),
    )


def _moved_on(one: Enrollment, item: Item, due: _Due) -> list[Effect]:
    if due.next_day is None:
        return []
    read = as_read(item, "billing_cycle", "next_billing_day", "billing_of_month")
    return [enrollments.billed_next(one.key, due.next_day, due.of_month, read)]


def summary(charges: int, cents: int) -> str:
    """What a task came to."""
    return f"{charges:,} charges, {dollars(cents)}." if charges else "Nothing was charged."
