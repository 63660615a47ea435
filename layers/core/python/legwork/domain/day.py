"""Days, as people and the records write them: YYYY-MM-DD. They sort by their text.

An account has no time zone of its own: "today" is the day that it is in UTC.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from legwork.domain.errors import InvalidInput

DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def is_day(text: str) -> bool:
    """Whether there is such a day."""
    if not re.fullmatch(DAY_PATTERN, text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def check_day(field: str, text: str) -> None:
    """Refuse what is no day.

    Raises:
        InvalidInput: names the field.
    """
    if not is_day(text):
        raise InvalidInput.of(field, f"'{text[:40]}' is no day: write it like 2026-05-31")


def today(now: datetime) -> str:
    """The day of a moment."""
    return now.date().isoformat()


def in_words(day: str) -> str:
    """A day as a letter has it, such as Monday, 2 March 2026."""
    read = date.fromisoformat(day)
    return f"{read:%A}, {read.day} {read:%B} {read.year}"
