"""Redeeming a makeup token: a student comes to a session to make up for another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from legwork.domain.day import today
from legwork.domain.draft import Draft
from legwork.domain.effect import Absent, Check, Effect, Item, Put, as_read
from legwork.domain.errors import InvalidInput, NotPossible
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes import session as sessions
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.makeup_token import MakeupToken, TokenStatus, token_key
from legwork.trade.classes.session import Session, session_key
from legwork.trade.families.student import Student, student_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """For which session a token is to be used, by whom."""

    class_id: str
    date: str
    starts: str
    by: str
    at: datetime

    @property
    def slot(self) -> str:
        """Date and start."""
        return f"{self.date}T{self.starts}"

    @property
    def session(self) -> str:
        """As a token names it."""
        return f"{self.class_id}#{self.slot}"


class Redeeming:
    """Decides on a redemption, and says what it takes.

    Args:
        student: whose token.
        token: which one.
        wanted: for what.
        records: the account's.
    """

    def __init__(
        self, student: Student, token: MakeupToken, wanted: Redemption, records: Records
    ) -> None:
        self._student, self._token, self._wanted = student, token, wanted
        self._records = records
        self._draft = Draft(records.get([student_key(student.id), token_key(student.id, token.id)]))

    @property
    def enrollment(self) -> Enrollment:
        """What there is of it afterwards."""
        return Enrollment(
            class_id=self._wanted.class_id,
            student=self._student.id,
            family=self._student.family,
            enrolled_day=0,
            tuition_cents=0,
            makeup=self._wanted.date,
            makeup_starts=self._wanted.starts,
            token=self._token.id,
        )

    @property
    def done(self) -> bool:
        """Whether the token was used for this very session before."""
        used = self._token.status is TokenStatus.USED
        return used and self._token.used_for == self._wanted.session

    def effects(self) -> list[Effect]:
        """The writes that redeem the token, on condition that all is as it was read.

        Raises:
            InvalidInput: there is no such session, or it is past.
            NotPossible: the token or the session does not allow it; the sentence says why.
        """
        self._check_token()
        session, class_, item = self._session()
        self._check_terms(session, class_)
        self._check_room(session, class_)
        wanted, one = self._wanted, self.enrollment
        used = tokens.use(
            self._token, self._draft, session=wanted.session, by=wanted.by, at=wanted.at
        )
        # The session counts who makes up there: of two who take the last place one is refused.
        return [
            *used,
            Put(one.key, enrollments.to_item(one), (Absent(),)),
            sessions.make_up(session),
            Check(class_key(class_.id), as_read(item, "active", "location", "capacity")),
        ]

    def _check_token(self) -> None:
        match self._token.status:
            case TokenStatus.USED:
                where = (self._token.used_for or "").replace("#", " on ").replace("T", " ")
                raise NotPossible(f"The token was used for {where or 'another session'}.")
            case TokenStatus.TAKEN_BACK:
                raise NotPossible(
                    "The token was taken back: the session that it was given for takes place."
                )
            case TokenStatus.OPEN:
                pass

    def _session(self) -> tuple[Session, Class, Item]:
        wanted = self._wanted
        keys = class_key(wanted.class_id), session_key(wanted.class_id, wanted.slot)
        found = self._records.get(keys)
        if keys[0] not in found:
            raise InvalidInput.of("class", f"there is no class '{wanted.class_id[:64]}'")
        if keys[1] not in found:
            raise InvalidInput.of("date", "the class has no session on that date at that time")
        session = sessions.from_item(keys[1], found[keys[1]])
        if session.date < today(wanted.at):
            raise InvalidInput.of("date", "in the past: choose a session to come")
        return session, classes.from_item(found[keys[0]]), found[keys[0]]

    def _check_terms(self, session: Session, class_: Class) -> None:
        ends, where = self._token.expires_on, self._token.location
        if ends is not None and ends < session.date:
            raise NotPossible(f"The token's last day is {ends}: choose a session up to then.")
        if where is not None and where != class_.location:
            raise NotPossible(f"The token is good at {where} only: choose a session there.")
        if not class_.active:
            raise NotPossible("The class is not active.")
        if session.cancelled:
            raise NotPossible("The session is cancelled: choose another one.")

    def _check_room(self, session: Session, class_: Class) -> None:
        expected = [
            one
            for one in enrollments.enrollments_of(class_.id, self._records)
            if one.expected(session.slot)
        ]
        if any(one.student == self._student.id for one in expected):
            raise NotPossible(f"{self._student.id} comes to that session already.")
        if class_.capacity is not None and len(expected) >= class_.capacity:
            raise NotPossible(f"The session is full: {len(expected)} of {class_.capacity} places.")
