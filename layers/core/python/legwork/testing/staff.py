"""Staff members in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from legwork.domain.permission import Caller


@dataclass(slots=True)
class MemoryStaff:
    """Staff members by login."""

    by_login: dict[str, Caller] = field(default_factory=dict)

    def find(self, login: str) -> Caller | None:
        """A staff member."""
        return self.by_login.get(login)
