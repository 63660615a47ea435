"""What else a staff member teaches: one sheet a person and week, and the classes they have.

Whoever lets somebody teach a meeting writes that person's sheets of the weeks that it touches, on
condition that they are as they were read, and checks that the person has the same classes. Of two
tasks that give somebody two meetings at the same moment one is refused, reads again, and sees the
other's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from legwork.domain.effect import Absent, Effect, Equals, Item, Key, Put
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes import session as sessions
from legwork.trade.classes.instructor import Instructor
from legwork.trade.classes.session import Session, session_key, sessions_of


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """A session that somebody teaches, as a sheet has it."""

    starts_at: str
    ends_at: str
    class_id: str

    @property
    def key(self) -> Key:
        """The session."""
        return session_key(self.class_id, self.starts_at)

    @property
    def entry(self) -> str:
        """As it is stored."""
        return f"{self.starts_at} {self.ends_at} {self.class_id}"


def meeting_of(session: Session) -> Meeting:
    """A session as a sheet has it."""
    return Meeting(session.starts_at, session.ends_at, session.class_id)


def sheet_key(person: str, monday: str) -> Key:
    """What a person was given to teach in one week."""
    return Key(f"STAFF#{person}#{monday}", "TIMETABLE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a person was given to teach in one week."""

    version: int = 0
    """How often it was written."""
    meetings: tuple[Meeting, ...] = ()


def to_item(sheet: Sheet) -> Item:
    """The sheet as a record; its key holds person and week."""
    return {"version": sheet.version, "meetings": [one.entry for one in sheet.meetings]}


@readable("timetable")
def from_item(item: Item) -> Sheet:
    """The sheet that a record holds."""
    entries = (Meeting(*entry.split(" ", 2)) for entry in item["meetings"])
    return Sheet(version=item["version"], meetings=tuple(entries))


def weeks_of(session: Session) -> list[str]:
    """The Mondays of the weeks that a session touches."""
    days = (session.starts_at, session.ends_at)
    return sorted({_monday(date.fromisoformat(one[:10])) for one in days})


def sheet_keys(asked: Iterable[tuple[Session, str]]) -> set[Key]:
    """The sheets that sessions stand on, each with somebody who may come to teach it."""
    return {sheet_key(who, week) for one, who in asked for week in weeks_of(one)}


def _monday(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()


def overlap(one: Session, other: Session) -> bool:
    """Whether two sessions take place at the same moment; touching ends do not overlap."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


class Timetables:
    """What some people teach around some sessions, as the targets of a batch leave it.

    Args:
        asked: sessions, each with somebody who may come to teach it.
        records: the account's.
        ahead: the same, of which some are read already. Never the sessions: what a sheet names is
            read behind the sheet.
    """

    def __init__(
        self,
        asked: Iterable[tuple[Session, str]],
        records: Records,
        ahead: Records | None = None,
    ) -> None:
        wanted, ahead = list(asked), ahead or records
        self._sheets = {key: from_item(item) for key, item in ahead.get(sheet_keys(wanted)).items()}
        self._people = instructors.find({who for _, who in wanted}, ahead)
        self._checked: set[str] = set()
        given = {one.key for sheet in self._sheets.values() for one in sheet.meetings}
        found = records.get(given)
        self._sessions = {key: sessions.from_item(key, item) for key, item in found.items()}
        self._sessions |= self._own(wanted, records)

    def _own(self, asked: list[tuple[Session, str]], records: Records) -> Mapping[Key, Session]:
        """The sessions of the classes that these people have, around those that are asked for.

        From the day before on: one may end after midnight.
        """
        found: dict[Key, Session] = {}
        for who, person in self._people.items():
            days = [one.date for one, name in asked if name == who]
            first, last = _shifted(min(days), -1), _shifted(max(days), 1)
            for class_id in person.classes:
                for one in sessions_of(class_id, records, first=first, last=last):
                    found[meeting_of(one).key] = one
        return found

    def person(self, who: str) -> Instructor | None:
        """A staff member, if there is one."""
        return self._people.get(who)

    def see(self, session: Session) -> None:
        """Take into account what has become of a session."""
        self._sessions[meeting_of(session).key] = session

    def clash(self, session: Session, who: str) -> Session | None:
        """What somebody teaches at the time of a session already, if anything.

        One that is cancelled is no obstacle, nor is one that somebody else was given.
        """
        person = self._people[who]
        own, place = set(person.classes), meeting_of(session).key
        for key, other in sorted(self._sessions.items()):
            instructor = who if other.class_id in own else None
            if key == place or other.cancelled or other.taught_by(instructor) != who:
                continue
            if overlap(session, other):
                return other
        return None

    def enter(self, session: Session, who: str) -> list[Effect]:
        """Let somebody teach a session that has been given to them; answers the writes.

        Args:
            session: as it will be.
            who: a staff member whose sheets were read.
        """
        self.see(session)
        effects: list[Effect] = [self._write(who, week, session) for week in weeks_of(session)]
        if who not in self._checked:
            self._checked.add(who)
            effects.append(instructors.unchanged(self._people[who]))
        return effects

    def _write(self, who: str, week: str, session: Session) -> Effect:
        key = sheet_key(who, week)
        sheet = self._sheets.get(key, Sheet())
        meetings = {one for one in sheet.meetings if self._stands(one, who)}
        if session.substitute == who:
            meetings.add(meeting_of(session))
        # The version counts even where the meetings stay: a class's own instructor has no entry.
        after = Sheet(version=sheet.version + 1, meetings=tuple(sorted(meetings)))
        self._sheets[key] = after
        as_it_was_read = Equals("version", sheet.version) if sheet.version else Absent()
        return Put(key, to_item(after), (as_it_was_read,))

    def _stands(self, meeting: Meeting, who: str) -> bool:
        """Whether an entry is still so: it stays behind when the meeting is given to another."""
        found = self._sessions.get(meeting.key)
        return found is not None and found.substitute == who


def _shifted(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
