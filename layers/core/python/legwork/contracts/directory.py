"""Records as lists to choose from show them."""

from __future__ import annotations

from legwork.contracts.model import Model
from legwork.domain.directory import Entry


class NamedView(Model):
    """A record by id and name."""

    id: str
    """What calls name it by."""
    name: str | None
    """How people call it; nothing when its id is all that it has."""

    @classmethod
    def of(cls, entry: Entry) -> NamedView:
        """Show an entry."""
        return cls(id=entry.id, name=entry.name or None)
