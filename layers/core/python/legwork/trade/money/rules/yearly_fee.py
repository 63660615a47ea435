"""Yearly fees: once a calendar year for a family or a student, and only for who is active.

Active is who has an active enrollment on some day of this month or the next.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from legwork.domain.day import today
from legwork.domain.kind import Context, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.record import Records
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrollment import BUCKETS, Enrollment, bucket_of
from legwork.trade.families.family import Family
from legwork.trade.money.account import yearly_guard
from legwork.trade.money.posting import Posting, PostingType, posting_id
from legwork.trade.money.rules.charge_batch import Households
from legwork.trade.money.rules.charge_params import ChargeParams
from legwork.trade.money.rules.enrollment_charge import TALLY
from legwork.trade.money.rules.proration import Period, month_of

CODES = {
    "not_found": "There is no such enrollment, or no such family, any more.",
    "omitted": "The family is left out of tuition.",
    "not_active": "Nobody of the family is in a class this month or the next.",
    "already_charged": "The fee of this year was charged already.",
}
"""What its codes mean."""


def homes_of(classes: Sequence[str], records: Records, *, after: str | None) -> Iterator[str]:
    """The families of some classes by bucket and id, each once, behind one of them."""
    first, _, rest = (after or "0#").partition("#")
    for bucket in range(int(first), BUCKETS):
        behind = f"{rest}#\uffff" if rest and bucket == int(first) else None
        lists = [_homes(name, bucket, records, behind) for name in sorted(set(classes))]
        for home, _same in groupby(heapq.merge(*lists)):
            yield home


def _homes(class_id: str, bucket: int, records: Records, after: str | None) -> Iterator[str]:
    for one in enrollments.in_bucket(class_id, bucket, records, after=after):
        if one.makeup is None:
            yield f"{bucket_of(one.family)}#{one.family}"


def family_of(home: str) -> str:
    """The family of a target."""
    return home.split("#")[1]


def charge_families(
    homes: Sequence[str], records: Records, context: Context[ChargeParams]
) -> Iterator[Performed]:
    """Decide on the families of a batch, in order."""
    names = [family_of(home) for home in homes]
    read = Households.read(names, records)
    _, by_family = read.enrolled(records)
    for name in names:
        yield _charge(name, read, by_family.get(name, []), context)


def _charge(
    name: str, read: Households, enrolled: Sequence[Enrollment], context: Context[ChargeParams]
) -> Performed:
    family = read.families.get(name)
    if family is None:
        return Performed.error("not_found", "There is no such family any more.")
    if "tuition" in family.omit_from:
        return Performed.skipped("omitted", f"Family {name} is left out of tuition.")
    day = context.params.day or today(context.now)
    active = sorted({one.student for one in enrolled if _active(one, this_month_or_next(day))})
    if not active or not family.active:
        return Performed.skipped("not_active", "Nobody is in a class this month or the next.")
    book = read.books[name]
    cents = 0
    for student in active if context.params.per == "student_yearly" else [""]:
        guard = yearly_guard(context.params.category, student, day)
        if book.last_charge(guard) is None or context.params.force:
            posting = _posting(family, student, day, context)
            book.charge(posting, guard)
            cents += posting.amount_cents
    effects = book.take()
    if not effects:
        return Performed.skipped("already_charged", f"Charged already for {day[:4]}.")
    return Performed(Verdict(), effects, {TALLY: cents})


def _active(one: Enrollment, within: Period) -> bool:
    days = {within.first, within.last, one.begins_on or "", one.dropped_on or ""}
    return any(one.active_on(day) for day in days if day and within.holds(day))


def this_month_or_next(day: str) -> Period:
    """From the first day of a day's month to the last one of the next."""
    this = month_of(day)
    following = date.fromisoformat(this.last) + timedelta(days=1)
    return Period(this.first, month_of(following.isoformat()).last)


def _posting(family: Family, student: str, day: str, context: Context[ChargeParams]) -> Posting:
    params = context.params
    return Posting(
        id=posting_id(context.task_id, family.id, student),
        family=family.id,
        type=PostingType.CHARGE,
        category=params.category,
        amount_cents=params.amount_cents or 0,
        at=context.now,
        day=day,
        due_day=params.due_day or day,
        task=context.task_id,
        student=student,
        note=params.note,
    )
