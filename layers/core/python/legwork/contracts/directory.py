"""Records as lists to choose from show them."""

from __future__ import annotations

from pydantic import BaseModel

from legwork.domain.directory import Entry


class NamedView(BaseModel):
    """A record by id and name."""

    id: str
    name: str | None
    """How people call it; nothing when its id is all that it has."""

    @classmethod
    def of(cls, entry: Entry) -> NamedView:
        """Show an entry."""
        return cls(id=entry.id, name=entry.name or None)
