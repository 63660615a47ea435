"""Late charges: who is late, and what that costs.

A late charge is never charged for late, unless its category is chosen. What is in hand and not yet
applied counts as paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, TypeAlias

from legwork.domain.day import DAY_PATTERN, check_day, today
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Context, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.param import Param
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.money.account import Account, OpenCharge, guard_of
from legwork.trade.money.book import LOOK_BACK_MAX
from legwork.trade.money.posting import (
    CATEGORY_PATTERN,
    CENTS_MAX,
    NOTE_LENGTH,
    Posting,
    PostingType,
    posting_id,
)
from legwork.trade.money.rules.charge_batch import Households
from legwork.trade.money.rules.chosen import Chosen
from legwork.trade.money.rules.enrollment_charge import TALLY

CODES = {
    "not_found": "There is no such enrollment, or no such family, any more.",
    "omitted": "The family is left out of tuition.",
    "duplicate": "It was charged for the same thing a short time ago.",
    "not_overdue": "Nothing is overdue, or what is in hand pays for it, or it is no student's.",
    "nobody_active": "No student of the family is in a class.",
}
"""What its codes mean."""

Per: TypeAlias = Literal["family", "active_student", "overdue_charge", "student", "student_class"]
MOST = 90
"""Late charges of one family in one run: its writes have to fit into one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateParams(Chosen):
    """Who is charged for being late, and how much."""

    amount_cents: Annotated[int, Param("The late charge.", ge=1, le=CENTS_MAX, examples=[1_500])]
    per: Annotated[
        Per,
        Param(
            "Flat for a family; times its active students; times its overdue charges; for each "
            "student with an overdue charge; or for each student and class with one."
        ),
    ] = "family"
    overdue_category: Annotated[
        str | None,
        Param("Only charges for this make late; any overdue charge.", pattern=CATEGORY_PATTERN),
    ] = None
    min_overdue_cents: Annotated[
        int, Param("Only families with so much overdue.", ge=1, le=CENTS_MAX)
    ] = 1
    category: Annotated[str, Param("What it is for.", pattern=CATEGORY_PATTERN)] = "late_fee"
    day: Annotated[
        str | None,
        Param("Overdue is what was due before, YYYY-MM-DD; today.", pattern=DAY_PATTERN),
    ] = None
    due_day: Annotated[
        str | None,
        Param("Last day to pay it without being late; the day itself.", pattern=DAY_PATTERN),
    ] = None
    look_back_days: Annotated[
        int,
        Param("One charged for late within so many days is skipped.", ge=0, le=LOOK_BACK_MAX),
    ] = 30
    force: Annotated[bool, Param("Whether to charge also what is a duplicate.")] = False
    note: Annotated[str, Param("Stands with each charge.", max_length=NOTE_LENGTH)] = ""


def check(params: LateParams) -> None:
    """Refuse what cannot be meant.

    Raises:
        InvalidInput: names the field.
    """
    for name in ("day", "due_day"):
        if (day := getattr(params, name)) is not None:
            check_day(name, day)
    if params.day and params.due_day and params.due_day < params.day:
        raise InvalidInput.of("due_day", f"before {params.day}, the day of the charge")


def overdue(account: Account, params: LateParams, day: str) -> list[OpenCharge]:
    """What makes a family late."""
    return [
        one
        for one in account.overdue(day, params.overdue_category)
        if params.overdue_category is not None or one.category != params.category
    ]


def most(late: Sequence[OpenCharge], params: LateParams) -> int:
    """How many late charges that comes to at most."""
    return min(MOST, len(list(_whom(late, params))))


def charge(
    family: str, homes: Households, enrolled: Sequence[Enrollment], context: Context[LateParams]
) -> Performed:
    """Decide on a family."""
    known, book, params = homes.families.get(family), homes.books[family], context.params
    if known is None:
        return Performed.error("not_found", "There is no such family any more.")
    if "tuition" in known.omit_from:
        return Performed.skipped("omitted", f"Family {family} is left out of tuition.")
    day = params.day or today(context.now)
    late = overdue(book.account, params, day)
    if sum(one.cents for one in late) - book.account.free_cents < params.min_overdue_cents:
        return Performed.skipped("not_overdue", "Nothing, or not enough, is overdue.")
    active = {one.student for one in enrolled if one.active_on(day)}
    times = {"active_student": len(active), "overdue_charge": len(late)}.get(params.per, 1)
    if not times:
        return Performed.skipped("nobody_active", "No student of the family is in a class.")
    whom = list(_whom(late, params))[:MOST]
    if not whom:
        return Performed.skipped("not_overdue", "What is overdue is no student's.")
    charged = 0
    for class_id, student in whom:
        guard = guard_of(params.category, class_id, student)
        last = book.last_charge(guard)
        if last is None or last.day <= _before(day, params) or params.force:
            amount = params.amount_cents * times
            book.charge(_posting(family, class_id, student, amount, day, context), guard)
            charged += 1
    if not charged:
        return Performed.skipped("duplicate", "Charged for being late a short time ago.")
    cents = charged * params.amount_cents * times
    return Performed(Verdict(), book.take(), {TALLY: cents, "charges": charged})


def _whom(late: Sequence[OpenCharge], params: LateParams) -> Iterator[tuple[str, str]]:
    """The classes and students that get a late charge of their own; the family alone, mostly."""
    match params.per:
        case "student":
            yield from sorted({("", one.student) for one in late if one.student})
        case "student_class":
            yield from sorted(
                {(one.class_id, one.student) for one in late if one.class_id and one.student}
            )
        case _:
            yield "", ""


def _before(day: str, params: LateParams) -> str:
    return (date.fromisoformat(day) - timedelta(days=params.look_back_days)).isoformat()


def _posting(
    family: str,
    class_id: str,
    student: str,
    amount: int,
    day: str,
    context: Context[LateParams],
) -> Posting:
    params = context.params
    return Posting(
        id=posting_id(context.task_id, family, class_id, student),
        family=family,
        type=PostingType.CHARGE,
        category=params.category,
        amount_cents=amount,
        at=context.now,
        day=day,
        due_day=max(params.due_day or day, day),
        task=context.task_id,
        class_id=class_id,
        student=student,
        note=params.note,
    )
