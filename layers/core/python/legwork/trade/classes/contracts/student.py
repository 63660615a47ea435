"""Students as callers see and change them."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field

from legwork.contracts.model import Correction, Model
from legwork.domain.day import DAY_PATTERN, check_day
from legwork.trade.classes.contracts.class_ import TokenView
from legwork.trade.classes.makeup_token import MakeupToken
from legwork.trade.families.keyword import KEYWORDS_LIMIT
from legwork.trade.families.student import Student

PAGED: Final = {"tokens", "next_cursor"}
"""What is no part of the student's version: a change of it is none of the student's."""


class StudentView(Model):
    """A student with a page of makeup tokens, the older ones first."""

    id: str
    """Id of the student."""
    family: str
    """Id of the student's family."""
    name: str
    """What the student is called; empty when the id is all that is known."""
    birth_day: str | None
    """Day of birth, if it is known."""
    active: bool
    """Whether the student takes part at present."""
    keywords: list[str]
    """What staff have filed the student under."""
    classes: list[str]
    """Ids of the classes."""
    tokens: list[TokenView]
    """The makeup tokens of this page."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""

    @classmethod
    def of(
        cls, student: Student, tokens: list[MakeupToken] | None = None, cursor: str | None = None
    ) -> StudentView:
        """Show a student."""
        return cls(
            id=student.id,
            family=student.family,
            name=student.name,
            birth_day=student.birth_day,
            active=student.active,
            keywords=list(student.keywords),
            classes=list(student.classes),
            tokens=[TokenView.of(token) for token in tokens or ()],
            next_cursor=cursor,
        )


class StudentRequest(Correction):
    """What a student is to be."""

    family: Annotated[str, Field(max_length=64, pattern=r"^[^#\x00-\x1f\x7f]+$")] | None = None
    """Id of the student's family: a new one's has to be said, and it stays."""
    name: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    """What the student is called."""
    birth_day: Annotated[str, Field(pattern=DAY_PATTERN, examples=["2019-05-31"])] | None = None
    """Day of birth, if it is known."""
    active: bool | None = None
    """Whether the student takes part at present, as is presumed unless it is said."""
    keywords: Annotated[list[str] | None, Field(max_length=KEYWORDS_LIMIT)] = None
    """What the student is filed under; new ones become keywords for students."""

    def changes(self, *, whole: bool) -> dict[str, Any]:
        """What is said of the student, as one has it.

        Raises:
            InvalidInput: there is no such day.
        """
        said = self.said(whole=whole)
        if self.family is None:
            said.pop("family", None)
        if self.birth_day is not None:
            check_day("birth_day", self.birth_day)
        if self.keywords is not None:
            said["keywords"] = tuple(sorted(set(self.keywords)))
        return said
