"""Restoring cancelled sessions, and telling the families that were told of the cancellation.

The redress records say who that is, and which tokens they got: those that are not used are taken
back in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from legwork.domain.day import today
from legwork.domain.draft import Draft
from legwork.domain.effect import Effect, Key
from legwork.domain.kind import Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.record import Records
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes import redress as redresses
from legwork.trade.classes import session as sessions
from legwork.trade.classes.makeup_token import TokenStatus, token_key
from legwork.trade.classes.redress import Redress, redress_key
from legwork.trade.classes.rules.session_batch import SessionBatch, not_done
from legwork.trade.classes.rules.session_range import Place, SessionRange
from legwork.trade.classes.session import Session
from legwork.trade.families.student import student_key
from legwork.trade.mail import sender as senders
from legwork.trade.mail.remark import Remark, not_told, verdict_with

CODES = {
    "not_found": "There is no such session, or nothing is known of what the family got.",
    "not_cancelled": "The session is not cancelled.",
    "past": "The session is in the past.",
    "already_done": "The family was seen to before.",
    "not_restored": "The family's session was not restored.",
    "cancelled_again": "The session has been cancelled again meanwhile.",
    "token_used": "A student has used the token that was to be taken back.",
}
"""What its codes mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What staff want done."""

    task: str
    now: datetime
    range: SessionRange
    notify: bool
    sender: str | None = None


def redress_place(redress: Redress) -> Place:
    """The target of what a family got."""
    rest = f"{redress.family}#{redress.cancellation}"
    return Place(redress.class_id, redress.slot, rest)


def family_of(place: Place) -> str:
    """The family of a target."""
    return (place.rest or "").split("#", 1)[0]


def to_take_back(session: Session, records: Records) -> Iterator[Redress]:
    """What the families got for the last cancellation and still have, in order of the families.

    Whether it is still in force is not asked: a task may have restored the session and been
    stopped before it came to the families.
    """
    for redress in redresses.redress_of(session.class_id, session.slot, records):
        if redress.cancellation in session.cancelled_by[-1:] and redress.restored_by is None:
            yield redress


class Restoring:
    """Decides on the targets of one batch, in order.

    Args:
        places: the targets.
        asked: what to do.
        records: the account's.
    """

    def __init__(self, places: Sequence[Place], asked: Asked, records: Records) -> None:
        self._asked = asked
        self._day = today(asked.now)
        of_families = [place for place in places if place.rest is not None]
        self._batch = SessionBatch(
            places,
            map(family_of, of_families),
            notify=asked.notify,
            sender=asked.sender,
            records=records,
        )
        keys = {place: _key(place) for place in of_families}
        found = records.get(keys.values())
        self._redress = {
            place: redresses.from_item(place.class_id, place.slot, found[key])
            for place, key in keys.items()
            if key in found
        }
        self._draft = Draft(records.get(set(self._keys())))

    def _keys(self) -> Iterator[Key]:
        for redress in self._redress.values():
            for student, token in redress.tokens.items():
                yield token_key(student, token)
                yield student_key(student)

    def decide(self, place: Place) -> Performed:
        """Decide on a target."""
        session = self._batch.session(place)
        if session is None:
            return not_done(Outcome.ERROR, "not_found", "There is no such session.")
        return self._restore(session) if place.rest is None else self._take_back(place, session)

    def _restore(self, session: Session) -> Performed:
        if not session.cancelled:
            return not_done(Outcome.SKIPPED, "not_cancelled", "It is not cancelled.")
        if self._asked.range.past(session, self._day):
            return not_done(Outcome.ERROR, "past", "Not restored: it is in the past.")
        update = sessions.restore(session, by=self._asked.task)
        return Performed(Verdict(), [self._batch.change(session, update)], {"sessions": 1})

    def _take_back(self, place: Place, session: Session) -> Performed:
        redress = self._redress.get(place)
        if redress is None:
            return not_done(Outcome.ERROR, "not_found", "Nothing is known of what it got.")
        if redress.restored_by is not None:
            return not_done(Outcome.SKIPPED, "already_done", "The family was seen to before.")
        if session.cancellation == redress.cancellation:
            return not_done(Outcome.ERROR, "not_restored", "Its session was not restored.")
        if session.cancelled:
            sentence = "The session has been cancelled again meanwhile."
            return not_done(Outcome.SKIPPED, "cancelled_again", sentence)
        if not self._batch.can_tell:
            return Performed(senders.LOST)
        return self._undo(place, session, redress)

    def _undo(self, place: Place, session: Session, redress: Redress) -> Performed:
        effects: list[Effect] = [redresses.restore(redress, self._asked.task)]
        used: list[Remark] = []
        taken: list[str] = []
        for student, name in redress.tokens.items():
            item = self._draft.get(token_key(student, name))
            if item is None or item["status"] != TokenStatus.OPEN.value:
                used.append(Remark("token_used", f"{student} has used the token."))
                continue
            token = tokens.from_item(item)
            effects += tokens.take_back(token, self._draft, by=self._asked.task)
            taken.append(student)
        contact = self._batch.contact(redress.family) if redress.told else None
        told = contact is not None and contact.obstacle is None
        return Performed(
            verdict_with([*used, *not_told(contact)]),
            [*effects, *self._batch.watch(session)],
            {"tokens": len(taken)},
            [self._batch.notice(place, contact, taken_from=taken)] if contact and told else [],
        )


def _key(place: Place) -> Key:
    family, cancellation = (place.rest or "#").split("#", 1)
    return redress_key(place.class_id, place.slot, family, cancellation)
