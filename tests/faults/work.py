"""What a trial runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from legwork.domain.task import Task
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner


@dataclass(frozen=True)
class Work:
    """A task, what has to be there before it, and how it is launched."""

    prepare: Callable[[Fleet], None]
    launch: Callable[[Owner], Task]
    double_bookings: bool = False
