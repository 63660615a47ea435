"""A moment as callers see it: to the second, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator


def _to_second(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(microsecond=0)


Moment = Annotated[datetime, AfterValidator(_to_second)]
"""A time to the second, in UTC."""
