"""The JSON schema of the event that tells other systems of a task's end.

``python -m legwork.contracts.event`` prints it: it is kept in ``docs/events``, and a test fails
when that was forgotten.
"""

from __future__ import annotations

import json
from typing import Any

from legwork.contracts.task import TaskEvent
from legwork.domain.task import ENDED


def schema() -> dict[str, Any]:
    """The schema of the event's detail: the task as it ended.

    Fields may be added; those that are there stay as they are.
    """
    made = TaskEvent.model_json_schema(mode="serialization")
    moment = {"type": "string", "format": "date-time"}
    made["properties"] |= {
        "state": {"description": "How it ended.", "enum": sorted(ENDED)},
        "ended_at": {**moment, "description": "When it ended."},
        "expires_at": {**moment, "description": "When it will be gone."},
        "eta": {"description": "Nothing: it has ended.", "type": "null"},
    }
    made["$defs"].pop("TaskState")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:legwork:event:task-ended",
        **made,
        "title": "Task ended",
    }


def text() -> str:
    """The schema as it is kept."""
    return json.dumps(schema(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    print(text(), end="")
