"""Staff who teach, as callers see them."""

from __future__ import annotations

from legwork.contracts.directory import NamedView
from legwork.contracts.model import Model
from legwork.trade.classes.instructor import Instructor


class StaffView(Model):
    """A staff member who teaches."""

    id: str
    """Id of the staff member."""
    name: str
    """What they are called; empty when their id is all that is known."""
    email: str | None
    """Where they are written to, if they have an address."""
    phone: str
    """Where they are called, if it is known."""
    location: str
    """Where they mostly teach."""
    active: bool
    """Whether they teach at present."""
    keywords: list[str]
    """What staff have filed them under."""
    classes: list[str]
    """Ids of the classes whose instructor they are."""

    @classmethod
    def of(cls, instructor: Instructor) -> StaffView:
        """Show a staff member."""
        return cls(
            id=instructor.id,
            name=instructor.name,
            email=instructor.email or None,
            phone=instructor.phone,
            location=instructor.location,
            active=instructor.active,
            keywords=list(instructor.keywords),
            classes=list(instructor.classes),
        )


class StaffListView(Model):
    """A page of staff who teach, by id and name."""

    staff: list[NamedView]
    """In the order of the ids and names that begin so."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""
