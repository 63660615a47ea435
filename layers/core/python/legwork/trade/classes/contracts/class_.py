"""Classes, sessions, enrollments and students as callers see them."""

from __future__ import annotations

from legwork.contracts.directory import NamedView
from legwork.contracts.model import Model
from legwork.contracts.moment import Moment
from legwork.trade.classes.class_ import Class, ClassType, Proration
from legwork.trade.classes.enrollment import Enrollment, EnrollmentStatus
from legwork.trade.classes.makeup_token import MakeupToken, TokenStatus
from legwork.trade.classes.session import Session, SessionStatus


class ClassView(Model):
    """A class."""

    id: str
    """Id of the class."""
    title: str
    """What it is called."""
    section: str
    """Which of several with that title."""
    location: str
    """Where it is held."""
    age_min: int | None
    """Youngest age in years, if there is one."""
    age_max: int | None
    """Oldest age in years, if there is one."""
    type: ClassType
    """Whether it is a class or a camp."""
    active: bool
    """Whether it is offered at present."""
    keywords: list[str]
    """What staff have filed it under."""
    instructor: str | None
    """Id of the staff member who teaches it, if there is one."""
    tuition_cents: int | None
    """What it costs, in cents, where an enrollment says nothing else."""
    billing_enabled: bool
    """Whether tuition is charged for it."""
    proration: Proration | None
    """How tuition is shared out when somebody comes for a part of the time."""
    capacity: int | None
    """Most students at a session, counting those who make up for another one."""

    @classmethod
    def of(cls, class_: Class) -> ClassView:
        """Show a class."""
        return cls(
            id=class_.id,
            title=class_.title,
            section=class_.section,
            location=class_.location,
            age_min=class_.age_min,
            age_max=class_.age_max,
            type=class_.type,
            active=class_.active,
            keywords=list(class_.keywords),
            instructor=class_.instructor,
            tuition_cents=class_.tuition_cents,
            billing_enabled=class_.billing_enabled,
            proration=class_.proration,
            capacity=class_.capacity,
        )


class ClassListView(Model):
    """A page of classes, by id and title."""

    classes: list[NamedView]
    """In the order of the ids and names that begin so."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


class SessionView(Model):
    """A session; times are local, and one that ends not after its start ends on the next day."""

    date: str
    """Day of its start."""
    starts: str
    """When it starts, as ``hh:mm``."""
    ends: str
    """When it ends, as ``hh:mm``."""
    status: SessionStatus
    """Whether it takes place."""
    reason: str | None
    """Why it was cancelled."""
    cancelled_by: str | None
    """The task that cancelled it."""
    substitute: str | None
    """Who teaches it in place of the instructor: a staff member, or ``none`` for nobody."""
    makeups: int
    """How many makeup tokens were redeemed for it."""

    @classmethod
    def of(cls, session: Session) -> SessionView:
        """Show a session."""
        return cls(
            date=session.date,
            starts=session.starts,
            ends=session.ends,
            status=session.status,
            reason=session.reason or None,
            cancelled_by=session.cancellation,
            substitute=session.substitute,
            makeups=session.makeups,
        )


class SessionListView(Model):
    """A page of a class's sessions, in order of time."""

    sessions: list[SessionView]
    """The sessions of this page."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


class EnrollmentView(Model):
    """An enrollment."""

    student: str
    """Id of the student."""
    family: str
    """Id of the student's family."""
    enrolled_day: int
    """Days from the beginning of the class; negative before it."""
    tuition_cents: int
    """Tuition, in cents."""
    makeup: str | None
    """The one day for which the student comes, if that is all."""
    makeup_starts: str | None
    """Start of the one session of that day, as ``hh:mm``."""
    token: str | None
    """The makeup token that was redeemed for it."""
    status: EnrollmentStatus
    """What it is, as it was written down: one that is dropped counts to the end of its day."""
    begins_on: str | None
    """First day of a future one, once it is known."""
    dropped_on: str | None
    """Last day of a dropped one."""
    drop_reason: str | None
    """Why it was dropped."""
    billing_cycle: str | None
    """How often it is billed, where it has a schedule."""
    next_billing_day: str | None
    """When it is billed next."""
    fixed_fee_cents: int | None
    """What is charged instead of tuition, if that is fixed: neither prorated nor discounted."""

    @classmethod
    def of(cls, enrollment: Enrollment) -> EnrollmentView:
        """Show an enrollment."""
        return cls(
            student=enrollment.student,
            family=enrollment.family,
            enrolled_day=enrollment.enrolled_day,
            tuition_cents=enrollment.tuition_cents,
            makeup=enrollment.makeup,
            makeup_starts=enrollment.makeup_starts,
            token=enrollment.token,
            status=enrollment.status,
            begins_on=enrollment.begins_on,
            dropped_on=enrollment.dropped_on,
            drop_reason=enrollment.drop_reason or None,
            billing_cycle=enrollment.billing_cycle,
            next_billing_day=enrollment.next_billing_day,
            fixed_fee_cents=enrollment.fixed_fee_cents,
        )


class EnrollmentListView(Model):
    """A page of a class's enrollments, families together."""

    enrollments: list[EnrollmentView]
    """The enrollments of this page."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


class TokenView(Model):
    """A makeup token."""

    id: str
    """Id of the token."""
    status: TokenStatus
    """What became of it."""
    expires_on: str | None
    """Its last day; nothing when it never expires."""
    location: str | None
    """Where it may be used; nothing for anywhere."""
    reason: str | None
    """Why it was given."""
    session: str | None
    """Class and session that it was given for: ``class#date and start``."""
    used_for: str | None
    """Class and session that it was redeemed for: ``class#date and start``."""
    made_by: str
    """Id of the task that made it."""
    made_at: Moment
    """When it was made."""

    @classmethod
    def of(cls, token: MakeupToken) -> TokenView:
        """Show a token."""
        return cls(
            id=token.id,
            status=token.status,
            expires_on=token.expires_on,
            location=token.location,
            reason=token.reason or None,
            session=token.session,
            used_for=token.used_for,
            made_by=token.made_by,
            made_at=token.made_at,
        )


class StudentListView(Model):
    """A page of students, by id."""

    students: list[NamedView]
    """In the order of the ids and names that begin so."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""
