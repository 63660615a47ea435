"""Keys that sign links, in memory."""

from __future__ import annotations


class MemoryKeys:
    """Keys as they were when they were last read.

    Args:
        keys: newest first.
    """

    def __init__(self, *keys: str) -> None:
        self.secret = keys
        """As they are now; replace them to rotate."""
        self._read = keys

    def current(self) -> tuple[str, ...]:
        """As they were."""
        return self._read

    def fresh(self) -> tuple[str, ...]:
        """As they are."""
        self._read = self.secret
        return self._read
