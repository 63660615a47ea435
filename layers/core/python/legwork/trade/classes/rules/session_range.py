"""Ranges of sessions: those of some classes from one day to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from legwork.domain.day import check_day
from legwork.domain.errors import InvalidInput
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes.session import Session, sessions_of, slot_in_words

DAYS_LIMIT = 366
"""Longest range: a wrong year is more likely than a longer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRange:
    """Which sessions a task is about, as staff choose them."""

    classes: tuple[str, ...]
    from_date: str
    to_date: str
    include_past: bool = False

    def past(self, session: Session, day: str) -> bool:
        """Whether it is too late for a session, on some day."""
        return session.date < day and not self.include_past


@dataclass(frozen=True, slots=True)
class Place:
    """What a target is: a session, or something that belongs to it. Keys sort the session first."""

    class_id: str
    slot: str
    rest: str | None = None
    """What belongs to it, such as a family; nothing for the session itself."""

    @property
    def key(self) -> str:
        """The target's key."""
        behind = "0" if self.rest is None else f"1#{self.rest}"
        return f"{self.class_id}#{self.slot}#{behind}"

    @property
    def session(self) -> Place:
        """The session itself."""
        return Place(self.class_id, self.slot)

    @classmethod
    def read(cls, key: str) -> Place:
        """The place of a key: neither classes nor slots have a number sign in them."""
        class_id, slot, behind = key.split("#", 2)
        return cls(class_id, slot, None if behind == "0" else behind.removeprefix("1#"))

    def label(self, family: str | None = None) -> str:
        """How people read it."""
        of_family = f", family {family}" if family else ""
        return f"{self.class_id} on {self.slot.replace('T', ' ')}{of_family}"

    def in_words(self, class_name: str) -> str:
        """How a letter calls it."""
        return f"{class_name} on {slot_in_words(self.slot)}"


def check(wanted: SessionRange, records: Records, today_is: str) -> None:
    """Refuse a range that cannot be meant.

    Raises:
        InvalidInput: names the field and what to do.
    """
    if not wanted.classes:
        raise InvalidInput.of("classes", "name at least one class")
    classes.check_all(wanted.classes, records)
    check_day("from_date", wanted.from_date)
    check_day("to_date", wanted.to_date)
    if wanted.to_date < wanted.from_date:
        raise InvalidInput.of("to_date", "before from_date: the range is the wrong way round")
    days = date.fromisoformat(wanted.to_date) - date.fromisoformat(wanted.from_date)
    if days.days >= DAYS_LIMIT:
        raise InvalidInput.of("to_date", f"over {DAYS_LIMIT} days from from_date: split it up")
    _check_sessions(wanted, records, today_is)


def _check_sessions(wanted: SessionRange, records: Records, today_is: str) -> None:
    """Every class is looked at for its first session: that is the one that may be past."""
    found = False
    for name in sorted(set(wanted.classes)):
        first = next(sessions_of(name, records, first=wanted.from_date, last=wanted.to_date), None)
        found = found or first is not None
        if first is not None and wanted.past(first, today_is):
            where = Place(name, first.slot).label()
            raise InvalidInput.of(
                "from_date", f"{where} is in the past: begin on {today_is}, or set include_past"
            )
    if not found:
        raise InvalidInput.of("from_date", "these classes have no session in this range")


def sessions_in(
    wanted: SessionRange, records: Records, *, after: str | None = None
) -> Iterator[Session]:
    """The sessions of a range in ascending order of their keys.

    Args:
        wanted: which.
        records: the account's.
        after: key of a target; the session that it belongs to is the first one.
    """
    begin = None if after is None else Place.read(after)
    for name in sorted(set(wanted.classes), key=lambda one: f"{one}#"):
        if begin is not None and f"{name}#" < f"{begin.class_id}#":
            continue
        first = wanted.from_date
        if begin is not None and name == begin.class_id:
            first = begin.slot
        yield from sessions_of(name, records, first=first, last=wanted.to_date)
