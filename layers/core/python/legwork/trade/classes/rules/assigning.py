"""Saying who teaches sessions, and telling the families and both instructors.

A session is one target; behind it each family with somebody in it is another, and each instructor
who has to know. Whoever is told is written down in the same transaction, once an assignment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from legwork.domain import recipient as recipients
from legwork.domain.effect import Effect, Key
from legwork.domain.kind import Performed
from legwork.domain.outcome import Verdict
from legwork.domain.recipient import is_address, normal, recipient_key
from legwork.domain.record import ReadAhead, Records, read_neighbours
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes import session as sessions
from legwork.trade.classes import told
from legwork.trade.classes.instructor import RESERVED, instructor_key
from legwork.trade.classes.rules import cancelling
from legwork.trade.classes.rules.choices import substitute_of
from legwork.trade.classes.rules.roster import enrolled
from legwork.trade.classes.rules.session_batch import SessionBatch
from legwork.trade.classes.rules.session_params import Asked
from legwork.trade.classes.rules.session_range import Place
from legwork.trade.classes.session import NOBODY, PRESENT, Session
from legwork.trade.classes.timetable import Timetables, sheet_keys
from legwork.trade.classes.told import Told, staff_of, told_key, whom_staff
from legwork.trade.mail import sender as senders
from legwork.trade.mail.deliverability import Contact, Obstacle, obstacle

CODES = {
    "no_address": "There is no mail address to tell them at.",
    "not_found": "There is no such session.",
    "cancelled": "The session is cancelled: nobody teaches it.",
    "past": "The session is in the past.",
    "unchanged": "They teach it already.",
    "clash": "The substitute teaches elsewhere at that time.",
    "inactive": "The substitute does not teach any more.",
    "not_assigned": "The session was not given to the substitute, so nobody is told.",
    "already_done": "The family or the instructor was told before.",
    "not_enrolled": "Nobody of the family is enrolled any more.",
    "not_told": "Done, but there is no way to tell them: the sentence says why.",
}
"""What its codes mean."""

SELF, OTHER = "self", "other"
"""What an instructor who is told is: who teaches the session, or another one."""
_NO_ADDRESS = Obstacle("no_address", "the staff member has no mail address")


def people_of(session: Session, choice: str, records: Records) -> list[str]:
    """The instructors who have to know: of the class, the substitute, and who is relieved of it."""
    class_ = classes.find([session.class_id], records).get(session.class_id)
    named = {class_.instructor if class_ else None, session.substitute, choice}
    return sorted(who for who in named if who not in {None, NOBODY, PRESENT} and who is not None)


def staff_place(session: Session, person: str) -> Place:
    """The target of an instructor of a session: behind those of its families."""
    return Place(session.class_id, session.slot, whom_staff(person))


def whom_of(place: Place) -> str:
    """The family or the instructor of a target, as it is written down."""
    rest = place.rest or "#"
    return rest if staff_of(rest) is not None else cancelling.family_of(place)


def label(place: Place) -> str:
    """How people read a target."""
    if place.rest is None:
        return place.label()
    person = staff_of(place.rest)
    return place.label(whom_of(place)) if person is None else f"{place.label()}, staff {person}"


class Assigning:
    """Decides on the targets of one batch, in order.

    Args:
        places: the targets.
        asked: what to do.
        records: the account's.
    """

    def __init__(self, places: Sequence[Place], asked: Asked, records: Records) -> None:
        self._asked, self._records = asked, records
        behind = [place for place in places if place.rest is not None]
        of_families = [place for place in behind if staff_of(place.rest or "") is None]
        ahead, named = ReadAhead(records, ()), {*self._named(places)}
        self._batch = SessionBatch(
            places, map(whom_of, of_families), asked, ahead, map(instructor_key, named)
        )
        self._enrolled = enrolled(map(cancelling.of_class, of_families), asked.kept, records)
        taught = {who for place in places if (who := self._teacher(place)) is not None}
        self._people = instructors.find(named | taught, ahead)
        told_ones = {staff_of(place.rest or "") for place in behind}
        known = (normal(one.email) for one in self._people.values() if one.id in told_ones)
        emails, to_teach = {*filter(is_address, known)}, [*self._to_teach(places)]
        ahead.load({*map(recipient_key, emails), *sheet_keys(to_teach)})
        self._tables = Timetables(to_teach, records, ahead)
        self._addresses = recipients.find(emails, ahead)
        # Hardly ever anybody was told before, so that is looked at when it proves wrong: nobody
        # is told twice all the same, since it is written down on condition that it is not there.
        said = (key for place in behind for key in self._told_keys(place))
        self._said = set(read_neighbours(said, records)) if asked.again else set()

    def _named(self, places: Sequence[Place]) -> Iterator[str]:
        """The staff members whom the parameters or the targets name."""
        for place in places:
            choice = self._asked.choices.at(place.class_id, place.slot)
            person = staff_of(place.rest or "")
            if choice is not None and choice not in RESERVED:
                yield choice
            if person is not None:
                yield person

    def _to_teach(self, places: Sequence[Place]) -> Iterator[tuple[Session, str]]:
        for place in places:
            session, who = self._batch.session(place), self._teacher(place)
            if place.rest is None and session is not None and who is not None:
                yield session, who

    def _teacher(self, place: Place) -> str | None:
        """Who is to teach the session of a target, if it is a staff member."""
        session = self._batch.session(place)
        choice = self._asked.choices.of(session) if session else None
        if choice == PRESENT:
            return self._batch.class_of(place).instructor
        return None if choice == NOBODY else choice

    def _told_keys(self, place: Place) -> Iterator[Key]:
        session = self._batch.session(place)
        if session is not None and session.assignment is not None:
            yield told_key(place.class_id, place.slot, whom_of(place), session.assignment)

    def decide(self, place: Place) -> Performed:
        """Decide on a target."""
        session = self._batch.session(place)
        if session is None:
            return Performed.error("not_found", "There is no such session.")
        if session.cancelled:
            return Performed.skipped("cancelled", "It is cancelled: nobody teaches it.")
        choice = self._asked.choices.of(session) or PRESENT
        if place.rest is None:
            return self._assign(place, session, choice)
        return self._tell(place, session, choice)

    # --- A session -------------------------------------------------------------------------------

    def _assign(self, place: Place, session: Session, choice: str) -> Performed:
        if self._asked.range.past(session, self._asked.day):
            return Performed.error("past", "Not assigned: it is in the past.")
        if session.substitute == substitute_of(choice):
            return Performed.skipped("unchanged", "It is so already.")
        who = self._teacher(place)
        if who is not None and (wrong := self._cannot(session, who, choice)) is not None:
            return wrong
        update = sessions.assign(session, substitute_of(choice), by=self._asked.task)
        self._batch.change(session, update)
        after = self._batch.session(place) or session
        self._tables.see(after)
        entered = self._tables.enter(after, who) if who is not None else []
        memory = session.substitute or PRESENT
        return Performed(Verdict(), [update, *entered], {"sessions": 1}, memory=memory)

    def _cannot(self, session: Session, who: str, choice: str) -> Performed | None:
        """Why somebody cannot teach a session, if so."""
        person = self._tables.person(who)
        if person is None or (choice != PRESENT and not person.active):
            return Performed.error("inactive", f"{who} does not teach any more.")
        other = self._tables.clash(session, who)
        if other is None:
            return None
        class_ = self._batch.find_class(other.class_id, self._records)
        at = f" at {class_.location}" if class_.location else ""
        when = f"from {other.starts_at.replace('T', ' ')} to {other.ends}"
        return Performed.error("clash", f"{person.called} teaches {class_.name}{at} {when}.")

    # --- Who has to know -------------------------------------------------------------------------

    def _tell(self, place: Place, session: Session, choice: str) -> Performed:
        if session.substitute != substitute_of(choice):
            return Performed.error("not_assigned", "Not told: the session was not assigned so.")
        if session.assignment is None:
            return Performed.skipped("unchanged", "It is so already.")
        if told_key(place.class_id, place.slot, whom_of(place), session.assignment) in self._said:
            return Performed.skipped("already_done", "Told before.")
        person = staff_of(place.rest or "")
        students = self._students(place) if person is None else []
        if person is None and not students:
            return Performed.skipped("not_enrolled", "Nobody of it is enrolled any more.")
        if not self._batch.can_tell:
            return Performed(senders.LOST)
        contact = self._contact(place, person)
        notices = []
        if contact.can_be_told:
            said = {"students": students, "teacher": self._called(place)}
            role = [] if person is None else [SELF if person == self._teacher(place) else OTHER]
            notices = [self._batch.notice(place, contact, **said, role=role)]
        note = Told(
            class_id=place.class_id,
            slot=place.slot,
            whom=whom_of(place),
            assignment=session.assignment,
            told_by=self._asked.task,
            told_at=self._asked.now,
            notified=contact.can_be_told,
        )
        effects: list[Effect] = [told.write(note)]
        effects += self._batch.watch(session, sessions.still_taught(session))
        return Performed(Verdict.with_warnings(contact.warnings), effects, {}, notices)

    def _students(self, place: Place) -> list[str]:
        every = self._enrolled.get((place.class_id, whom_of(place)), [])
        return [one.student for one in every if one.expected(place.slot)]

    def _called(self, place: Place) -> list[str]:
        """How people call who teaches the session of a target; nothing for nobody."""
        who = self._teacher(place)
        if who is None:
            return []
        return [self._people[who].called if who in self._people else who]

    def _contact(self, place: Place, person: str | None) -> Contact:
        if person is None:
            return self._batch.contact(whom_of(place)) or Contact("")
        known = self._people.get(person)
        email = normal(known.email) if known else ""
        if not email:
            return Contact("", _NO_ADDRESS)
        return Contact(email, obstacle(email, self._addresses.get(email), blast=False))
