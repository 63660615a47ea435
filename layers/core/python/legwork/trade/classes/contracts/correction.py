"""What classes, enrollments and staff are to be, as callers say it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from legwork.contracts.model import Correction
from legwork.domain.day import DAY_PATTERN
from legwork.trade.classes.billing_cycle import BillingCycle
from legwork.trade.classes.class_ import ClassType, Proration
from legwork.trade.classes.enrollment import EnrollmentStatus
from legwork.trade.permits.reservation import MAX_CENTS

Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Name = Annotated[str, Field(max_length=64, pattern=r"^[^#\x00-\x1f\x7f]+$")]
Cents = Annotated[int, Field(ge=0, le=MAX_CENTS, strict=True)]
Age = Annotated[int, Field(ge=0, le=150, strict=True)]
Day = Annotated[str, Field(pattern=DAY_PATTERN, examples=["2026-05-31"])]


class ClassRequest(Correction):
    """What a class or a camp is to be."""

    title: Words | None = None
    """What it is called."""
    section: Words | None = None
    """Which of several with that title."""
    location: Words | None = None
    """Where it is held."""
    age_min: Age | None = None
    """Youngest age in years, if there is one."""
    age_max: Age | None = None
    """Oldest age in years, if there is one."""
    type: ClassType | None = None
    """Whether it is a class or a camp; a class unless that is said."""
    active: bool | None = None
    """Whether it is offered at present; it is unless that is said."""
    instructor: Name | None = None
    """Id of the staff member who teaches it, if there is one."""
    tuition_cents: Cents | None = None
    """What it costs, in cents, where an enrollment says nothing else."""
    billing_enabled: bool | None = None
    """Whether tuition is charged for it; it is unless that is said."""
    proration: Proration | None = None
    """How tuition is shared out when somebody comes for a part of the time."""
    capacity: Annotated[int, Field(ge=1, le=100_000, strict=True)] | None = None
    """Most students at a session, counting those who make up for another one."""


class EnrollmentRequest(Correction):
    """What an enrollment is to be."""

    enrolled_day: Annotated[int, Field(ge=-36_600, le=36_600, strict=True)] | None = None
    """Days from the beginning of the class; negative before it."""
    tuition_cents: Cents | None = None
    """Tuition, in cents."""
    status: EnrollmentStatus | None = None
    """Active, unless something else is said."""
    begins_on: Day | None = None
    """First day of a future one, once it is known."""
    dropped_on: Day | None = None
    """Last day of a dropped one: it counts to the end of that day."""
    drop_reason: Words | None = None
    """Why it was dropped."""
    billing_cycle: BillingCycle | None = None
    """How often it is billed, where it has a schedule."""
    next_billing_day: Day | None = None
    """When it is billed next."""
    fixed_fee_cents: Cents | None = None
    """What is charged instead of tuition, if that is fixed: neither prorated nor discounted."""

    def changes(self, *, whole: bool) -> dict[str, Any]:
        """What is said of it, as an enrollment has it: two of its numbers are none at first."""
        said = self.said(whole=whole)
        zero = {name: 0 for name in ("enrolled_day", "tuition_cents") if said.get(name, 0) is None}
        if self.billing_cycle is not None:
            said["billing_cycle"] = self.billing_cycle.value
        return said | zero


class StaffRequest(Correction):
    """What a staff member who teaches is to be."""

    name: Words | None = None
    """What they are called."""
    email: Words | None = None
    """Where they are written to."""
    phone: Words | None = None
    """Where they are called."""
    location: Words | None = None
    """Where they mostly teach."""
    active: bool | None = None
    """Whether they teach at present; they do unless that is said."""
