"""Parameters that the kinds about sessions share: which sessions, and whether families are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from legwork.domain.day import DAY_PATTERN, today
from legwork.domain.kind import Context
from legwork.domain.param import Param
from legwork.domain.record import Records
from legwork.domain.task import Subject
from legwork.trade.classes.class_ import CLASSES_LIMIT
from legwork.trade.classes.makeup_token import Terms
from legwork.trade.classes.rules.choices import Choices
from legwork.trade.classes.rules.session_range import SessionRange
from legwork.trade.classes.rules.session_range import check as check_range
from legwork.trade.mail import sender as senders
from legwork.trade.mail.sender import Notify, Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What staff want done with sessions and the families in them."""

    task: str
    now: datetime
    range: SessionRange
    reason: str
    notify: bool
    sender: str | None
    terms: Terms | None
    """On what terms each student gets a token; nothing for none."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What is kept from batch to batch for some seconds."""
    again: bool = False
    """Whether what is usually taken for granted is to be read."""
    choices: Choices = field(default_factory=Choices)
    """Who teaches, where somebody is to be assigned."""

    @property
    def day(self) -> str:
        """The day on which it is done."""
        return today(self.now)

    @property
    def gives(self) -> bool:
        """Whether families get anything."""
        return self.notify or self.terms is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionParams:
    """Which sessions, and whether families are told."""

    classes: Annotated[
        tuple[str, ...],
        Param("The classes.", min_length=1, max_length=CLASSES_LIMIT, examples=[["JUDO-2026"]]),
    ]
    from_date: Annotated[
        str, Param("First day, YYYY-MM-DD.", pattern=DAY_PATTERN, examples=["2026-05-04"])
    ]
    to_date: Annotated[
        str | None, Param("Last day; without it, the first day alone.", pattern=DAY_PATTERN)
    ] = None
    include_past: Annotated[bool, Param("Sessions in the past, too.")] = False
    notify: Notify = False
    sender: Sender = None

    reason: Annotated[str | None, Param("Why; the messages say it, too.", max_length=300)] = None

    @property
    def terms(self) -> Terms | None:
        """On what terms tokens are given, if they are."""
        return None

    @property
    def choices(self) -> Choices:
        """Who teaches, where somebody is to be assigned."""
        return Choices()

    def asked(self, context: Context[Any]) -> Asked:
        """What a task with these parameters is to do."""
        return Asked(
            task=context.task_id,
            now=context.now,
            range=self.range,
            reason=self.reason or "",
            notify=self.notify,
            sender=self.sender,
            terms=self.terms,
            kept=context.kept,
            again=context.again,
            choices=self.choices,
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
