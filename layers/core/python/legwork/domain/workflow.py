"""Autopilot: workflows that launch a task on a schedule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from legwork.domain.errors import InvalidInput
from legwork.domain.schedule import NoSchedule, moments_after

_RATE = r"rate\([1-9][0-9]{0,4} (?:minute|minutes|hour|hours|day|days)\)"
_CRON = r"cron\((?:[0-9A-Za-z*?,/#-]+ ){5}[0-9A-Za-z*?,/#-]+\)"
_AT = r"at\(([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})\)"
SCHEDULE_PATTERN = f"^(?:{_RATE}|{_CRON}|{_AT})$"
"""Schedules as EventBridge Scheduler writes them; it may refuse one of that form all the same."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last moment that a task was launched for."""

    at: datetime
    """The moment itself, as it was scheduled."""
    task: str
    """Id of the task."""


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
    wait_hours: int | None = None
    """It previews first, and runs the preview so long after its end unless somebody stops that."""
    version: int = 1
    """Goes up with every change: tells a change that is to be carried out from a later one."""
    last_run: LastRun | None = field(default=None, compare=False)
    """Nothing before its first moment, and of those that the last release launched."""
    saved_at: datetime | None = field(default=None, compare=False)
    """When the scheduler took its last change; unknown of what the last release saved."""

    def evolve(self, **changes: Any) -> Workflow:
        """The next version, with some fields changed."""
        return replace(self, version=self.version + 1, **changes)

    def moments_after(self, after: datetime) -> Iterator[datetime]:
        """Its moments behind one, as far as they can be told: a rate goes on from its last one."""
        since = self.last_run.at if self.last_run else None
        try:
            yield from moments_after(self.schedule, self.timezone, after, since=since)
        except NoSchedule:
            return


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
