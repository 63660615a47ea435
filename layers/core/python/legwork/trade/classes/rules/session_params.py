"""Parameters that the kinds about sessions share: which sessions, and whether families are told."""

from __future__ import annotations

from dataclasses import dataclass, field

from legwork.domain.day import DAY_PATTERN
from legwork.domain.record import Records
from legwork.domain.task import Subject
from legwork.trade.classes.class_ import CLASSES_LIMIT
from legwork.trade.classes.rules.session_range import SessionRange
from legwork.trade.classes.rules.session_range import check as check_range
from legwork.trade.mail import sender as senders


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionParams:
    """Which sessions, and whether families are told."""

    classes: tuple[str, ...] = field(
        metadata={
            "description": "The classes.",
            "min_length": 1,
            "max_length": CLASSES_LIMIT,
            "examples": [["JUDO-2026"]],
        }
    )
    from_date: str = field(
        metadata={
            "description": "First day, YYYY-MM-DD.",
            "pattern": DAY_PATTERN,
            "examples": ["2026-05-04"],
        }
    )
    to_date: str | None = field(
        default=None,
        metadata={
            "description": "Last day; without it, the first day alone.",
            "pattern": DAY_PATTERN,
        },
    )
    include_past: bool = field(
        default=False, metadata={"description": "Sessions in the past, too."}
    )
    notify: bool = field(default=False, metadata={"description": "Whether the families are told."})
    sender: str | None = field(
        default=None,
        metadata={
            "description": "Verified address to send from; without it, the account's default.",
            "max_length": 254,
        },
    )

    @property
    def range(self) -> SessionRange:
        """The sessions."""
        return SessionRange(
            classes=self.classes,
            from_date=self.from_date,
            to_date=self.to_date or self.from_date,
            include_past=self.include_past,
        )

    @property
    def when(self) -> str:
        """The days, for people."""
        if self.to_date in {None, self.from_date}:
            return self.from_date
        return f"{self.from_date} to {self.to_date}"

    @property
    def which(self) -> str:
        """The classes, for people."""
        return self.classes[0] if len(self.classes) == 1 else f"{len(self.classes)} classes"

    @property
    def subject(self) -> Subject | None:
        """The class that it is about, if it is one."""
        return Subject("class", self.classes[0]) if len(self.classes) == 1 else None

    def check(self, records: Records, day: str) -> None:
        """Refuse what cannot be meant.

        Raises:
            InvalidInput: names the field and what to do.
        """
        check_range(self.range, records, day)
        if self.notify:
            senders.check(self.sender, records)
