"""Cancelling sessions, and seeing to the families: a message, and tokens to make up for it.

A session is one target; each family with somebody in it is another, behind it. What a family gets
is one transaction with its compensation record, so that it gets it once for each cancellation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from legwork.domain.draft import Draft
from legwork.domain.effect import Effect, Key
from legwork.domain.kind import Performed
from legwork.domain.outcome import TargetWarning, Verdict
from legwork.domain.record import ReadAhead, Records, read_neighbours
from legwork.trade.classes import compensation as compensations
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes import session as sessions
from legwork.trade.classes.compensation import Compensation, compensation_key
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.makeup_token import MakeupToken, OverLimit, Terms
from legwork.trade.classes.rules.roster import enrolled
from legwork.trade.classes.rules.session_batch import SessionBatch
from legwork.trade.classes.rules.session_params import Asked
from legwork.trade.classes.rules.session_range import Place
from legwork.trade.classes.session import Session
from legwork.trade.families.student import student_key
from legwork.trade.mail import sender as senders

CODES = {
    "not_found": "There is no such session.",
    "already_cancelled": "The session was cancelled before.",
    "past": "The session is in the past.",
    "not_cancelled": "The family's session was not cancelled.",
    "already_done": "The family was seen to before.",
    "not_enrolled": "Nobody of the family is enrolled any more.",
    "limit": "A student holds as many tokens as allowed.",
    "makeup": "A student was to make up for another session that day.",
}
"""What its codes mean."""


@dataclass(slots=True)
class _Given:
    """The tokens that a family gets, and who gets none."""

    tokens: dict[str, str] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    over: list[TargetWarning] = field(default_factory=list)


def family_place(session: Session, family: str) -> Place:
    """The target of a family of a session: by bucket, as the enrollments are stored."""
    rest = f"{enrollments.bucket_of(family)}#{family}"
    return Place(session.class_id, session.slot, rest)


def of_class(place: Place) -> tuple[str, str]:
    """The class and the family of a target."""
    return place.class_id, family_of(place)


def family_of(place: Place) -> str:
    """The family of a target."""
    return (place.rest or "#").split("#", 1)[1]


class Cancelling:
    """Decides on the targets of one batch, in order.

    Args:
        places: the targets.
        asked: what to do.
        records: the account's.
    """

    def __init__(self, places: Sequence[Place], asked: Asked, records: Records) -> None:
        self._asked = asked
        of_families = [place for place in places if place.rest is not None]
        self._enrolled = enrolled(map(of_class, of_families), asked.kept, records)
        holders = {*self._holders(of_families)} if asked.terms is not None else set[Key]()
        ahead = ReadAhead(records, ())
        self._batch = SessionBatch(places, map(family_of, of_families), asked, ahead, holders)
        found = read_neighbours(self._given(of_families), records) if asked.again else {}
        self._draft = Draft({**ahead.get(holders), **found})

    def _holders(self, places: Sequence[Place]) -> Iterator[Key]:
        for place in places:
            yield from (student_key(one.student) for one in self._students(place))

    def _given(self, places: Sequence[Place]) -> Iterator[Key]:
        """What the families may have got already: hardly ever anything, so it is not read first.

        A family gets nothing twice all the same: its compensation is written if there is none.
        """
        for place in places:
            session = self._batch.session(place)
            if session is not None and session.cancellation is not None:
                yield compensation_key(
                    place.class_id, place.slot, family_of(place), session.cancellation
                )

    def _students(self, place: Place) -> list[Enrollment]:
        every = self._enrolled.get(of_class(place), [])
        return [one for one in every if one.expected(place.slot)]

    def decide(self, place: Place) -> Performed:
        """Decide on a target."""
        session = self._batch.session(place)
        if session is None:
            return Performed.error("not_found", "There is no such session.")
        return self._cancel(session) if place.rest is None else self._see_to(place, session)

    def _cancel(self, session: Session) -> Performed:
        if session.cancelled:
            return Performed.skipped("already_cancelled", "Cancelled already.")
        if self._asked.range.past(session, self._asked.day):
            return Performed.error("past", "Not cancelled: it is in the past.")
        update = sessions.cancel(session, by=self._asked.task, reason=self._asked.reason)
        return Performed(Verdict(), [self._batch.change(session, update)], {"sessions": 1})

    def _see_to(self, place: Place, session: Session) -> Performed:
        family, cancellation = family_of(place), session.cancellation
        if cancellation is None:
            return Performed.error("not_cancelled", "Its session was not cancelled.")
        if compensation_key(place.class_id, place.slot, family, cancellation) in self._draft:
            return Performed.skipped("already_done", "The family was seen to before.")
        students = self._students(place)
        if not students:
            return Performed.skipped("not_enrolled", "Nobody of it is enrolled any more.")
        if not self._batch.can_tell:
            return Performed(senders.LOST)
        if not self._asked.gives:
            return Performed(Verdict.with_warnings(_makeups(students)))
        return self._give(place, session, cancellation, students)

    def _give(
        self, place: Place, session: Session, cancellation: str, students: Sequence[Enrollment]
    ) -> Performed:
        given = self._issue(place, [one.student for one in students])
        contact = self._batch.contact(family_of(place))
        if contact is None and not given.tokens:
            sentence = " ".join(remark.sentence for remark in given.over)
            return Performed.skipped("limit", sentence)
        notified = contact is not None and contact.can_be_told
        compensation = Compensation(
            class_id=place.class_id,
            slot=place.slot,
            family=family_of(place),
            cancellation=cancellation,
            given_by=self._asked.task,
            given_at=self._asked.now,
            notified=notified,
            tokens=given.tokens,
        )
        notices = []
        if contact is not None and notified:
            names = [one.student for one in students]
            notices = [
                self._batch.notice(place, contact, students=names, tokens_for=[*given.tokens])
            ]
        return Performed(
            Verdict.with_warnings(
                [*_makeups(students), *(contact.warnings if contact else []), *given.over]
            ),
            [
                self._draft.write(compensations.give(compensation)),
                *given.effects,
                *self._batch.watch(session),
            ],
            {"tokens": len(given.tokens)},
            notices,
        )

    def _issue(self, place: Place, students: Sequence[str]) -> _Given:
        given, terms = _Given(), self._asked.terms
        if terms is None:
            return given
        for student in students:
            token = self._token(place, student, terms)
            issued = tokens.issue([token], self._draft, limit=terms.limit, day=self._asked.day)
            if isinstance(issued, OverLimit):
                sentence = f"No token for {student}, who holds {issued.open} already."
                given.over.append(TargetWarning("limit", sentence))
            else:
                given.tokens[student] = token.id
                given.effects += issued
        return given

    def _token(self, place: Place, student: str, terms: Terms) -> MakeupToken:
        session = f"{place.class_id}#{place.slot}"
        return MakeupToken(
            id=tokens.token_id(self._asked.task, session, student),
            student=student,
            expires_on=terms.expires_on,
            made_by=self._asked.task,
            made_at=self._asked.now,
            reason=self._asked.reason,
            location=terms.location,
            session=session,
        )


def _makeups(students: Sequence[Enrollment]) -> list[TargetWarning]:
    """Whoever comes to make up for another session has no class of his own that day."""
    return [
        TargetWarning("makeup", f"{one.student} was to make up for another session that day.")
        for one in students
        if one.makeup is not None
    ]
