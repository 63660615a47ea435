"""An event bus in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from legwork.ports import Event


@dataclass(slots=True)
class MemoryEvents:
    """Remembers what was announced."""

    published: list[Event] = field(default_factory=list)

    def publish(self, event: Event) -> None:
        """Announce it."""
        self.published.append(event)
