"""Sessions: the dates on which a class takes place. Times are local, without zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from legwork.domain.day import in_words
from legwork.domain.effect import Check, Equals, Item, Key, Update
from legwork.domain.readable import read_all, readable
from legwork.domain.record import Records


class SessionStatus(StrEnum):
    """Whether a session takes place."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A class at one date and time. A class starts at most one session at a time."""

    class_id: str
    date: str
    """YYYY-MM-DD."""
    starts: str
    """HH:MM."""
    ends: str
    """HH:MM; not after the start when it ends on the next day."""
    status: SessionStatus = SessionStatus.SCHEDULED
    reason: str = ""
    """Why it was cancelled."""
    cancelled_by: tuple[str, ...] = ()
    """Tasks that cancelled it, the latest last: each cancellation bears the id of its task."""
    restored_by: tuple[str, ...] = ()
    """Tasks that restored it."""
    substitute: str | None = None
    """Who teaches it in place of the instructor: a staff member's id, or ``none`` for nobody. It
    outlives a change of the instructor."""
    assigned_by: tuple[str, ...] = ()
    """Tasks that said who teaches it, the latest last."""
    makeups: int = 0
    """Makeup tokens that were redeemed for it."""

    @property
    def slot(self) -> str:
        """Date and start: names the session within its class, and sorts by time."""
        return f"{self.date}T{self.starts}"

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.status is SessionStatus.CANCELLED

    @property
    def cancellation(self) -> str | None:
        """The cancellation in force."""
        return self.cancelled_by[-1] if self.cancelled else None

    @property
    def assignment(self) -> str | None:
        """What said last who teaches it; nothing while nobody has."""
        return self.assigned_by[-1] if self.assigned_by else None

    @property
    def starts_at(self) -> str:
        """When it starts, as YYYY-MM-DDThh:mm."""
        return self.slot

    @property
    def ends_at(self) -> str:
        """When it ends: on the next day if that is not after its start."""
        day = date.fromisoformat(self.date)
        if self.ends <= self.starts:
            day += timedelta(days=1)
        return f"{day.isoformat()}T{self.ends}"

    def taught_by(self, instructor: str | None) -> str | None:
        """The staff member who teaches it, if anybody does.

        Args:
            instructor: of the class.
        """
        return {None: instructor, NOBODY: None}.get(self.substitute, self.substitute)


NOBODY = "none"
"""Stands for a substitute where nobody teaches."""
PRESENT = "present"
"""Stands for the instructor of the class where somebody is to be named."""
_SESSION = "SESSION#"


def partition_of(class_id: str) -> str:
    """Where the sessions of a class lie."""
    return f"CLASS#{class_id}#SESSIONS"


def session_key(class_id: str, slot: str) -> Key:
    """A session."""
    return Key(partition_of(class_id), f"{_SESSION}{slot}")


def slot_in_words(slot: str) -> str:
    """A slot as a letter has it."""
    date, starts = slot.split("T")
    return f"{in_words(date)} at {starts}"


def to_item(session: Session) -> Item:
    """The session as a record; its key holds class, date and start."""
    item: dict[str, Any] = {
        "ends": session.ends,
        "status": session.status.value,
        "reason": session.reason,
        "cancelled_by": list(session.cancelled_by),
        "restored_by": list(session.restored_by),
    }
    later = {
        "substitute": session.substitute,
        "assigned_by": list(session.assigned_by),
        "makeups": session.makeups,
    }
    return item | {name: value for name, value in later.items() if value}


@readable("session")
def from_item(key: Key, item: Item) -> Session:
    """The session that a record holds."""
    date, starts = key.sort.removeprefix(_SESSION).split("T")
    return Session(
        class_id=key.partition.split("#")[1],
        date=date,
        starts=starts,
        ends=item["ends"],
        status=SessionStatus(item["status"]),
        reason=item["reason"],
        cancelled_by=tuple(item["cancelled_by"]),
        restored_by=tuple(item["restored_by"]),
        substitute=item.get("substitute"),
        assigned_by=tuple(item.get("assigned_by", ())),
        makeups=item.get("makeups", 0),
    )


def sessions_of(
    class_id: str,
    records: Records,
    *,
    first: str = "",
    last: str = "",
    after: str | None = None,
    strict: bool = True,
) -> Iterator[Session]:
    """The sessions of a class in order of time.

    Args:
        class_id: of which class.
        records: the account's.
        first: from this day (or slot) on.
        last: up to and with this day.
        after: behind this slot.
        strict: whether one that cannot be read raises Unreadable, or is left out.
    """
    rows = records.query(
        partition_of(class_id),
        first=f"{_SESSION}{first}",
        last=f"{_SESSION}{last}~",
        after=None if after is None else f"{_SESSION}{after}",
    )
    partition = partition_of(class_id)
    return read_all(rows, lambda row: from_item(Key(partition, row[0]), row[1]), strict=strict)


# --- Changed ---------------------------------------------------------------------------------


def cancel(session: Session, *, by: str, reason: str) -> Update:
    """Cancel a session that was read as scheduled."""
    return Update(
        session_key(session.class_id, session.slot),
        set={
            "status": SessionStatus.CANCELLED.value,
            "reason": reason,
            "cancelled_by": [*session.cancelled_by, by],
        },
        expect=_as_it_was_read(session),
    )


def restore(session: Session, *, by: str) -> Update:
    """Restore a session that was read as cancelled."""
    return Update(
        session_key(session.class_id, session.slot),
        set={
            "status": SessionStatus.SCHEDULED.value,
            "reason": "",
            "restored_by": [*session.restored_by, by],
        },
        expect=_as_it_was_read(session),
    )


def assign(session: Session, substitute: str | None, *, by: str) -> Update:
    """Say who teaches a session that was read as scheduled; nothing for the instructor."""
    assigned_by = {"assigned_by": [*session.assigned_by, by]}
    key = session_key(session.class_id, session.slot)
    expect = (*_as_it_was_read(session), *_as_it_was_assigned(session))
    if substitute is None:
        return Update(key, set=assigned_by, remove=("substitute",), expect=expect)
    return Update(key, set={**assigned_by, "substitute": substitute}, expect=expect)


def still_taught(session: Session) -> Check:
    """Refuse what is decided on who teaches a session if that has changed since."""
    expect = (*_as_it_was_read(session), *_as_it_was_assigned(session))
    return Check(session_key(session.class_id, session.slot), expect)


def make_up(session: Session) -> Update:
    """Count one more who makes up for another session here.

    Of two at the same moment one is refused, reads again, and sees whether there is room left.
    """
    return Update(
        session_key(session.class_id, session.slot),
        set={"makeups": session.makeups + 1},
        expect=(*_as_it_was_read(session), Equals("makeups", session.makeups or None)),
    )


def unchanged(session: Session) -> Check:
    """Refuse what is decided about a session if somebody has cancelled or restored it since."""
    return Check(session_key(session.class_id, session.slot), _as_it_was_read(session))


def _as_it_was_read(session: Session) -> tuple[Equals, ...]:
    return (
        Equals("status", session.status.value),
        Equals("cancelled_by", list(session.cancelled_by)),
        Equals("restored_by", list(session.restored_by)),
    )


def _as_it_was_assigned(session: Session) -> tuple[Equals, ...]:
    return (
        Equals("substitute", session.substitute),
        Equals("assigned_by", list(session.assigned_by) or None),
    )
