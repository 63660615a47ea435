"""The values of one row of a file, read one by one; whatever is wrong with them is collected."""

from __future__ import annotations

import re
from collections.abc import Mapping

from legwork.domain.day import is_day
from legwork.domain.errors import FieldError, InvalidInput

NAME_PATTERN = r"^[^#\x00-\x1f\x7f]{1,64}$"
"""Names of classes, families and students: anything printable but the number sign."""
_NO_NAME = "at most 64 characters, no number sign"
_TEXT_LENGTH = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})
_NOTHING = frozenset({"", "none"})


def is_name(text: str) -> bool:
    """Whether something can be called so."""
    return re.fullmatch(NAME_PATTERN, text) is not None


def check_name(field: str, text: str) -> None:
    """Refuse what nothing can be called.

    Raises:
        InvalidInput: names the field.
    """
    if not is_name(text):
        raise InvalidInput.of(field, _NO_NAME)


class RowValues:
    """Reads values; ``check`` refuses the row if any of them was wrong.

    Args:
        values: by column; a missing one counts as empty.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._errors: list[FieldError] = []

    def check(self) -> None:
        """Refuse the row.

        Raises:
            InvalidInput: with every field that is wrong and what it should be.
        """
        if self._errors:
            detail = "; ".join(f"{e.field}: {e.message}" for e in self._errors)
            raise InvalidInput(detail, self._errors)

    def refuse(self, field: str, message: str) -> None:
        """Note that a field is wrong."""
        self._errors.append(FieldError(field, message))

    def name(self, field: str) -> str:
        """The name of a class, a family or a student."""
        value = self._stripped(field)
        if not re.fullmatch(NAME_PATTERN, value):
            wrong = _NO_NAME if value else "missing"
            self.refuse(field, wrong)
        return value

    def text(self, field: str, *, longest: int = _TEXT_LENGTH) -> str:
        """Some words on one line; may be empty."""
        value = self._stripped(field)
        if len(value) > longest:
            self.refuse(field, f"longer than {longest} characters")
        elif _CONTROL.search(value):
            self.refuse(field, "has a line break or another control character")
        return value

    def whole(self, field: str, lowest: int, highest: int) -> int:
        """A whole number."""
        value = self._stripped(field)
        if not re.fullmatch("-?[0-9]{1,18}", value):
            self.refuse(field, "not a whole number" if value else "missing")
            return 0
        if not lowest <= int(value) <= highest:
            self.refuse(field, f"not between {lowest} and {highest}")
        return int(value)

    def whole_or_nothing(self, field: str, lowest: int, highest: int) -> int | None:
        """A whole number, where nothing (or the word None) means that there is none."""
        if self._stripped(field).lower() in _NOTHING:
            return None
        return self.whole(field, lowest, highest)

    def day(self, field: str) -> str:
        """A day."""
        value = self._stripped(field)
        if not is_day(value):
            self.refuse(field, f"'{value[:40]}' is not a day like 2026-05-31")
        return value

    def time(self, field: str) -> str:
        """A time of day, local and without zone."""
        value = self._stripped(field)
        if not _TIME.fullmatch(value):
            self.refuse(field, f"'{value[:40]}' is not a time like 18:30")
        return value

    def yes_or_no(self, field: str) -> bool | None:
        """A yes or a no, where nothing means that it is not said."""
        value = self._stripped(field).lower()
        if value and value not in _YES | _NO:
            self.refuse(field, f"'{value[:40]}' is neither yes nor no")
        return None if not value else value in _YES

    def several(self, field: str) -> tuple[str, ...]:
        """Texts with a semicolon between them, each once, in their order."""
        parts = (part.strip() for part in self._stripped(field).split(";"))
        return tuple(dict.fromkeys(part for part in parts if part))

    def _stripped(self, field: str) -> str:
        return (self._values.get(field) or "").strip()
