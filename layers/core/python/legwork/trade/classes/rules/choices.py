"""Choices: for each meeting one of present, none, a name. Source: iClassPro's substitutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from legwork.domain.errors import InvalidInput
from legwork.domain.record import Records
from legwork.trade.classes import session as sessions
from legwork.trade.classes.instructor import RESERVED, check_teaches
from legwork.trade.classes.rules.session_range import SessionRange
from legwork.trade.classes.session import PRESENT, Session

MEETINGS_LIMIT = 500
"""Most meetings that one task may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Who teaches which meeting: a staff member, ``none``, or ``present`` for the instructor."""

    every: str | None = None
    """Of those that are not named; nothing to leave them as they are."""
    meetings: Mapping[str, str] = field(default_factory=dict)
    """By class and slot, as ``meeting_name`` has them."""

    def of(self, session: Session) -> str | None:
        """Who is to teach a session; nothing to leave it as it is."""
        return self.at(session.class_id, session.slot)

    def at(self, class_id: str, slot: str) -> str | None:
        """The same by class and slot."""
        return self.meetings.get(meeting_name(class_id, slot), self.every)

    @property
    def people(self) -> set[str]:
        """The staff members among them."""
        return {who for who in (self.every, *self.meetings.values()) if who} - RESERVED


def meeting_name(class_id: str, slot: str) -> str:
    """How a launch names a meeting: ``JUDO-2026 2026-05-04T18:00``."""
    return f"{class_id} {slot}"


def substitute_of(choice: str) -> str | None:
    """What a session has when this is chosen."""
    return None if choice == PRESENT else choice


def check(choices: Choices, wanted: SessionRange, records: Records) -> None:
    """Refuse what cannot be meant.

    Raises:
        InvalidInput: names the field and what to do.
    """
    if choices.every is None and not choices.meetings:
        raise InvalidInput.of("substitute", "nobody is named: name a staff member, none or present")
    if choices.every is not None and choices.every not in RESERVED:
        check_teaches("substitute", [choices.every], records)
    named = set(choices.meetings.values()) - RESERVED
    check_teaches("meetings", named, records)
    _check_meetings(choices.meetings, wanted, records)


def _check_meetings(names: Iterable[str], wanted: SessionRange, records: Records) -> None:
    keys = {}
    for name in names:
        class_id, _, slot = name.rpartition(" ")
        if class_id not in wanted.classes or not wanted.from_date <= slot[:10] <= wanted.to_date:
            raise InvalidInput.of(
                "meetings", f"'{name[:90]}' is in none of the classes, or not in the range"
            )
        keys[sessions.session_key(class_id, slot)] = name
    unknown = sorted(keys[key] for key in set(keys) - set(records.get(keys)))
    if unknown:
        raise InvalidInput.of(
            "meetings", f"there is no meeting '{unknown[0]}': write it like 'A 2026-05-04T18:00'"
        )
