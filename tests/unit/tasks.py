"""Tasks as values, for the pure parts."""

from datetime import UTC, datetime
from typing import Any

from legwork.domain.task import Launcher, Task, TaskRef, Via

NOW = datetime(2027, 4, 5, 9, tzinfo=UTC)
ANA = Launcher("ana", "Ana")
AUTOPILOT = Launcher("W-1", "Nightly", Via.AUTOPILOT)


def task(**fields: Any) -> Task:
    """A task of Ana's at the park, with some fields of its own."""
    given: dict[str, Any] = {
        "ref": TaskRef("parkside", "01J00000000000000000000001"),
        "number": 1,
        "kind": "permit_billout",
        "params": {"permit": "P-1", "reservations": None},
        "title": "Bill out permit P-1",
        "launched_by": ANA,
        "created_at": NOW,
    }
    return Task(**{**given, **fields})
