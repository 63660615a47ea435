"""Autopilot: workflows that launch a task on a schedule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from legwork.domain.errors import InvalidInput

_RATE = r"rate\([1-9][0-9]{0,4} (?:minute|minutes|hour|hours|day|days)\)"
_CRON = r"cron\((?:[0-9A-Za-z*?,/#-]+ ){5}[0-9A-Za-z*?,/#-]+\)"
_AT = r"at\(([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})\)"
SCHEDULE_PATTERN = f"^(?:{_RATE}|{_CRON}|{_AT})$"
"""Schedules as EventBridge Scheduler writes them; it may refuse one of that form all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A task that Autopilot launches on a schedule, in the name of an owner."""

    account: str
    id: str
    name: str
    kind: str
    params: Mapping[str, Any]
    schedule: str
    """As EventBridge Scheduler writes it: ``rate(…)``, ``cron(…)`` or ``at(…)``."""
    timezone: str
    enabled: bool
    owner_id: str
    owner_name: str
    owner_login: str
    """The user name that the owner's groups are looked up by when a task is launched."""
    created_at: datetime
    version: int = 1
    """Goes up with every change: tells a change that is to be carried out from a later one."""

    def evolve(self, **changes: Any) -> Workflow:
        """The next version, with some fields changed."""
        return replace(self, version=self.version + 1, **changes)


def check_schedule(schedule: str, timezone: str) -> None:
    """Refuse a schedule that cannot be one.

    Raises:
        InvalidInput: names the field and what it should be.
    """
    form = re.fullmatch(SCHEDULE_PATTERN, schedule)
    if form is None:
        raise InvalidInput.of(
            "schedule",
            "write rate(1 day), cron(0 6 ? * MON-FRI *) or at(2026-09-01T06:00:00)",
        )
    if moment := form[1]:
        try:
            datetime.fromisoformat(moment)
        except ValueError as error:
            raise InvalidInput.of("schedule", "there is no such date or time") from error
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput.of(
            "timezone", "not a time zone: write a name such as America/New_York"
        ) from error
