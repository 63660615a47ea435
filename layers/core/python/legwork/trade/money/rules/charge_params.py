"""What a task that posts charges is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, TypeAlias

from legwork.domain.day import DAY_PATTERN, check_day
from legwork.domain.errors import InvalidInput
from legwork.domain.param import Param
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes.class_ import CLASSES_LIMIT, Class, Proration
from legwork.trade.classes.enrolled import places_in
from legwork.trade.money.book import LOOK_BACK_MAX
from legwork.trade.money.posting import CATEGORY_PATTERN, CENTS_MAX, NOTE_LENGTH
from legwork.trade.money.rules.discount import Discount
from legwork.trade.money.rules.proration import Period

Per: TypeAlias = Literal["enrollment", "student_yearly", "family_yearly"]
Prorate: TypeAlias = Literal["none", "as_the_class", "meetings", "calendar_month", "four_weeks"]
BLACKOUT_LIMIT = 100
PERCENTS_LIMIT = 20
_Day: TypeAlias = str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeParams:
    """Who is charged for what, and how much."""

    classes: Annotated[
        tuple[str, ...],
        Param(
            "Their active enrollments are charged, one by one.",
            min_length=1,
            max_length=CLASSES_LIMIT,
            examples=[["JUDO-2026"]],
        ),
    ]
    category: Annotated[str, Param("What it is for.", pattern=CATEGORY_PATTERN)] = "tuition"
    amount_cents: Annotated[
        int | None,
        Param("The same for everyone; without it, the tuition of each.", ge=1, le=CENTS_MAX),
    ] = None
    day: Annotated[
        _Day, Param("The day it counts from, YYYY-MM-DD; today.", pattern=DAY_PATTERN)
    ] = None
    due_day: Annotated[
        _Day, Param("Last day to pay it without being late; the day itself.", pattern=DAY_PATTERN)
    ] = None
    per: Annotated[
        Per,
        Param(
            "A charge for each enrollment; or a yearly fee, once a calendar year for each student "
            "or family that is active in this month or the next."
        ),
    ] = "enrollment"
    look_back_days: Annotated[
        int,
        Param("One charged for the same within so many days is skipped.", ge=0, le=LOOK_BACK_MAX),
    ] = 30
    force: Annotated[bool, Param("Whether to charge also what is a duplicate.")] = False
    scheduled: Annotated[
        bool,
        Param("Only enrollments whose next billing day has come; each moves on by one cycle."),
    ] = False
    prorate: Annotated[
        Prorate, Param("How tuition is shared out for somebody who comes a part of the time.")
    ] = "none"
    from_day: Annotated[
        _Day,
        Param("By meetings: the first day of what is paid; the class's.", pattern=DAY_PATTERN),
    ] = None
    to_day: Annotated[
        _Day, Param("By meetings: the last day of what is paid; the class's.", pattern=DAY_PATTERN)
    ] = None
    blackout_days: Annotated[
        tuple[str, ...],
        Param("Days that do not count as meetings.", days=True, max_length=BLACKOUT_LIMIT),
    ] = ()
    discount: Annotated[
        Discount,
        Param(
            "For several classes of a student or of a family, or for several students of a family; "
            "at the same location."
        ),
    ] = "none"
    discount_percents: Annotated[
        tuple[int, ...],
        Param(
            "Taken off the first, the second, …; the last one counts for all beyond.",
            max_length=PERCENTS_LIMIT,
            examples=[[0, 5, 5, 7]],
        ),
    ] = ()
    note: Annotated[str, Param("Stands with each charge.", max_length=NOTE_LENGTH)] = ""

    @property
    def yearly(self) -> bool:
        """Whether it is a yearly fee."""
        return self.per != "enrollment"

    @property
    def of_tuition(self) -> bool:
        """Whether each is charged an amount of its own."""
        return self.amount_cents is None

    @property
    def paid_for(self) -> Period:
        """By meetings: what is paid for."""
        return Period(self.from_day or "", self.to_day or "")

    def way(self, class_: Class) -> Proration | None:
        """How the tuition of a class is shared out."""
        if self.prorate == "none":
            return None
        return class_.proration if self.prorate == "as_the_class" else Proration(self.prorate)

    def duplicate_after(self, day: str) -> str:
        """What was charged later than this day is a duplicate of a charge for a day."""
        return (date.fromisoformat(day) - timedelta(days=self.look_back_days)).isoformat()


def check(params: ChargeParams, records: Records, today_is: str) -> None:
    """Refuse what cannot be meant.

    Raises:
        InvalidInput: names the field and what to do.
    """
    _check_days(params, today_is)
    _check_amounts(params)
    classes.check_all(params.classes, records)
    if next(places_in(params.classes, records), None) is None:
        raise InvalidInput.of("classes", "nobody is enrolled in these classes")


def _check_days(params: ChargeParams, today_is: str) -> None:
    for name in ("day", "due_day", "from_day", "to_day"):
        if (day := getattr(params, name)) is not None:
            check_day(name, day)
    for place, day in enumerate(params.blackout_days):
        check_day(f"blackout_days[{place}]", day)
    if params.due_day is not None and params.due_day < (params.day or today_is):
        raise InvalidInput.of("due_day", f"before {params.day or today_is}, the day of the charge")
    if params.from_day and params.to_day and params.to_day < params.from_day:
        raise InvalidInput.of("to_day", "before from_day: the range is the wrong way round")
    if (params.from_day or params.to_day) and params.prorate not in {"meetings", "as_the_class"}:
        raise InvalidInput.of("from_day", "only counts when it is prorated by meetings")


def _check_amounts(params: ChargeParams) -> None:
    percents = params.discount_percents
    if any(not 0 <= percent <= 100 for percent in percents):
        raise InvalidInput.of("discount_percents", "each between 0 and 100")
    if (params.discount == "none") != (not percents):
        raise InvalidInput.of("discount_percents", "a discount needs both what it is for and these")
    if params.yearly and params.of_tuition:
        raise InvalidInput.of("amount_cents", "missing: a yearly fee is the same for everyone")
    if params.yearly and params.scheduled:
        raise InvalidInput.of("scheduled", "is for enrollments: a yearly fee comes once a year")
    if not params.of_tuition and (params.discount != "none" or params.prorate != "none"):
        raise InvalidInput.of(
            "amount_cents", "only tuition is prorated and discounted: leave it out"
        )
