"""Classes, sessions, enrollments, families and students as callers see them."""

from __future__ import annotations

from pydantic import BaseModel

from legwork.contracts.directory import NamedView
from legwork.contracts.task import Moment
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.makeup_token import MakeupToken, TokenStatus
from legwork.trade.classes.session import Session, SessionStatus
from legwork.trade.classes.usecases.read_class import FamilyReading
from legwork.trade.families.student import Student


class ClassView(BaseModel):
    """A class."""

    id: str
    title: str
    section: str
    location: str
    age_min: int | None
    age_max: int | None

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
        )


class ClassListView(BaseModel):
    """A page of classes, by id and title."""

    classes: list[NamedView]
    next_cursor: str | None


class SessionView(BaseModel):
    """A session; times are local, and one that ends not after its start ends on the next day."""

    date: str
    starts: str
    ends: str
    status: SessionStatus
    reason: str | None
    """Why it was cancelled."""
    cancelled_by: str | None
    """The task that cancelled it."""

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
        )


class SessionListView(BaseModel):
    """A page of a class's sessions, in order of time."""

    sessions: list[SessionView]
    next_cursor: str | None


class EnrollmentView(BaseModel):
    """An enrollment."""

    student: str
    family: str
    enrolled_day: int
    """Days from the beginning of the class; negative before it."""
    tuition_cents: int
    makeup: str | None
    """The one day for which the student comes, if that is all."""

    @classmethod
    def of(cls, enrollment: Enrollment) -> EnrollmentView:
        """Show an enrollment."""
        return cls(
            student=enrollment.student,
            family=enrollment.family,
            enrolled_day=enrollment.enrolled_day,
            tuition_cents=enrollment.tuition_cents,
            makeup=enrollment.makeup,
        )


class EnrollmentListView(BaseModel):
    """A page of a class's enrollments, families together."""

    enrollments: list[EnrollmentView]
    next_cursor: str | None


class FamilyView(BaseModel):
    """A family."""

    id: str
    email: str | None
    opted_in: bool
    """Whether it agreed to mailings."""
    suppressed: str | None
    """Why nothing may be sent to the address: ``bounce`` or ``complaint``."""
    students: list[str]
    keywords: list[str]

    @classmethod
    def of(cls, reading: FamilyReading) -> FamilyView:
        """Show a family."""
        family, recipient = reading.family, reading.recipient
        return cls(
            id=family.id,
            email=family.email or None,
            opted_in=recipient.opted_in,
            suppressed=recipient.suppressed,
            students=list(family.students),
            keywords=list(family.keywords),
        )


class FamilyListView(BaseModel):
    """A page of families, by id and mail address."""

    families: list[NamedView]
    next_cursor: str | None


class TokenView(BaseModel):
    """A makeup token."""

    id: str
    status: TokenStatus
    expires_on: str | None
    """Its last day; nothing when it never expires."""
    location: str | None
    reason: str | None
    session: str | None
    """Class and session that it was given for: ``class#date and start``."""
    made_by: str
    made_at: Moment

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
            made_by=token.made_by,
            made_at=token.made_at,
        )


class StudentView(BaseModel):
    """A student with a page of makeup tokens, the older ones first."""

    id: str
    family: str
    classes: list[str]
    tokens: list[TokenView]
    next_cursor: str | None

    @classmethod
    def of(cls, student: Student, tokens: list[MakeupToken], cursor: str | None) -> StudentView:
        """Show a student."""
        return cls(
            id=student.id,
            family=student.family,
            classes=list(student.classes),
            tokens=[TokenView.of(token) for token in tokens],
            next_cursor=cursor,
        )


class StudentListView(BaseModel):
    """A page of students, by id."""

    students: list[NamedView]
    next_cursor: str | None
