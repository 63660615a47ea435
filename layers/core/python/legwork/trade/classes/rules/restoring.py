"""Restoring cancelled sessions, and telling the families that were told of the cancellation.

The compensation records say who that is, and which tokens they got: those that are not used are
taken back in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from legwork.domain.draft import Draft
from legwork.domain.effect import Effect, Item, Key
from legwork.domain.kind import Performed
from legwork.domain.outcome import TargetWarning, Verdict
from legwork.domain.record import ReadAhead, Records
from legwork.trade.classes import compensation as compensations
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes import session as sessions
from legwork.trade.classes.compensation import Compensation, compensation_key
from legwork.trade.classes.makeup_token import TokenStatus, token_key
from legwork.trade.classes.rules.session_batch import SessionBatch
from legwork.trade.classes.rules.session_params import Asked
from legwork.trade.classes.rules.session_range import Place
from legwork.trade.classes.session import Session
from legwork.trade.families.student import holds_token, student_key
from legwork.trade.mail import sender as senders

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


KEPT = 500
"""Rows of a session that are read at least, and held in memory for the next batches."""
_KEPT_AS = "compensation"


def compensation_place(compensation: Compensation) -> Place:
    """The target of what a family got."""
    rest = f"{compensation.family}#{compensation.cancellation}"
    return Place(compensation.class_id, compensation.slot, rest)


def family_of(place: Place) -> str:
    """The family of a target."""
    return (place.rest or "").split("#", 1)[0]


def to_take_back(session: Session, records: Records) -> Iterator[Compensation]:
    """What the families got for the last cancellation and still have, in order of the families.

    Whether it is still in force is not asked: a task may have restored the session and been
    stopped before it came to the families.
    """
    for compensation in compensations.compensation_of(session.class_id, session.slot, records):
        if (
            compensation.cancellation in session.cancelled_by[-1:]
            and compensation.restored_by is None
        ):
            yield compensation


def _rows(keys: Iterable[Key], asked: Asked, records: Records) -> dict[Key, Item]:
    """What families got, as it is stored: a session's is read once for several batches of a slice.

    Seconds later that is as good: it is written on condition that nobody has taken it back, and
    what is decided again is read again.
    """
    wanted = set(keys)
    known: dict[Key, Item] = {} if asked.again else asked.kept.get(_KEPT_AS, {})
    partitions = {key.partition for key in wanted}
    rows = {key: item for key, item in known.items() if key.partition in partitions}
    for partition in partitions:
        if missing := [key.sort for key in wanted - rows.keys() if key.partition == partition]:
            # What earlier batches were about is forgotten.
            rows = {k: item for k, item in rows.items() if k.partition != partition or k in wanted}
            rows.update(_run(partition, min(missing), max(missing), records))
    asked.kept[_KEPT_AS] = rows
    return {key: rows[key] for key in wanted & rows.keys()}


def _run(partition: str, first: str, last: str, records: Records) -> Iterator[tuple[Key, Item]]:
    """Rows of a session from one to another, and those behind them: of a large one, not all."""
    for number, (sort, item) in enumerate(records.query(partition, first=first)):
        if number >= KEPT and sort > last:
            return
        yield Key(partition, sort), item


class Restoring:
    """Decides on the targets of one batch, in order.

    Args:
        places: the targets.
        asked: what to do.
        records: the account's.
    """

    def __init__(self, places: Sequence[Place], asked: Asked, records: Records) -> None:
        self._asked = asked
        of_families = [place for place in places if place.rest is not None]
        keys = {place: _key(place) for place in of_families}
        found = _rows(keys.values(), asked, records)
        self._compensation = {
            place: compensations.from_item(place.class_id, place.slot, found[key])
            for place, key in keys.items()
            if key in found
        }
        given = [(s, t) for one in self._compensation.values() for s, t in one.tokens.items()]
        holders = {student_key(student) for student, _ in given}
        ahead = ReadAhead(records, ())
        self._batch = SessionBatch(places, map(family_of, of_families), asked, ahead, holders)
        self._draft = Draft(ahead.get({*holders, *self._unsure(given, ahead)}))

    def _unsure(self, given: Iterable[tuple[str, str]], records: Records) -> Iterator[Key]:
        """The tokens that are looked at themselves.

        One that its student holds is open: that is taken for granted until it proves wrong.
        """
        for student, token in given:
            key = student_key(student)
            if self._asked.again or not holds_token(records.get([key]).get(key), token):
                yield token_key(student, token)

    def _is_open(self, student: str, token: str) -> bool:
        item = self._draft.get(token_key(student, token))
        if item is not None:
            return bool(item["status"] == TokenStatus.OPEN.value)
        holder = self._draft.get(student_key(student))
        return not self._asked.again and holds_token(holder, token)

    def decide(self, place: Place) -> Performed:
        """Decide on a target."""
        session = self._batch.session(place)
        if session is None:
            return Performed.error("not_found", "There is no such session.")
        return self._restore(session) if place.rest is None else self._take_back(place, session)

    def _restore(self, session: Session) -> Performed:
        if not session.cancelled:
            return Performed.skipped("not_cancelled", "It is not cancelled.")
        if self._asked.range.past(session, self._asked.day):
            return Performed.error("past", "Not restored: it is in the past.")
        update = sessions.restore(session, by=self._asked.task)
        return Performed(Verdict(), [self._batch.change(session, update)], {"sessions": 1})

    def _take_back(self, place: Place, session: Session) -> Performed:
        compensation = self._compensation.get(place)
        if compensation is None:
            return Performed.error("not_found", "Nothing is known of what it got.")
        if compensation.restored_by is not None:
            return Performed.skipped("already_done", "The family was seen to before.")
        if session.cancellation == compensation.cancellation:
            return Performed.error("not_restored", "Its session was not restored.")
        if session.cancelled:
            sentence = "The session has been cancelled again meanwhile."
            return Performed.skipped("cancelled_again", sentence)
        if not self._batch.can_tell:
            return Performed(senders.LOST)
        return self._undo(place, session, compensation)

    def _undo(self, place: Place, session: Session, compensation: Compensation) -> Performed:
        effects: list[Effect] = [compensations.restore(compensation, self._asked.task)]
        used: list[TargetWarning] = []
        taken: list[str] = []
        for student, name in compensation.tokens.items():
            if not self._is_open(student, name):
                used.append(TargetWarning("token_used", f"{student} has used the token."))
                continue
            effects += tokens.take_back(student, name, self._draft, by=self._asked.task)
            taken.append(student)
        contact = self._batch.contact(compensation.family) if compensation.notified else None
        notified = contact is not None and contact.can_be_told
        return Performed(
            Verdict.with_warnings([*used, *(contact.warnings if contact else [])]),
            [*effects, *self._batch.watch(session)],
            {"tokens": len(taken)},
            [self._batch.notice(place, contact, taken_from=taken)] if contact and notified else [],
        )


def _key(place: Place) -> Key:
    family, cancellation = (place.rest or "#").split("#", 1)
    return compensation_key(place.class_id, place.slot, family, cancellation)
