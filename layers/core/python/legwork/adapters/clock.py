"""The time of day, and names in its order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import sleep

from ulid import ULID


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)

    def pause(self, time: timedelta) -> None:
        """Wait."""
        sleep(time.total_seconds())


class UlidIds:
    """ULIDs of this moment."""

    def new(self) -> str:
        """A new one."""
        return str(ULID())
