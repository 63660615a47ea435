"""Changes of the tasks table, as its stream tells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legwork.adapters.dynamodb_values import from_row as read_image
from legwork.domain.task import ENDED, Task, TaskState
from legwork.store import keys
from legwork.store.task_rows import from_row


def begun_or_paused_task(record: Mapping[str, Any]) -> Task | None:
    """The task that a change has begun for the first time, or paused; nothing for any other."""
    change = record["dynamodb"]
    if "NewImage" not in change or "OldImage" not in change:
        return None
    key, new = read_image(change["NewImage"])
    old = read_image(change["OldImage"])[1]
    ways = {
        TaskState.PLANNING: old.get("state") == TaskState.QUEUED and not old.get("started_at"),
        TaskState.PAUSED: old.get("state") not in {None, TaskState.PAUSED},
    }
    is_one = key.sort.startswith(keys.TASK) and ways.get(new.get("state", ""), False)
    task = from_row(new) if is_one else None
    # Of a preview other systems are not told: nothing happens in it.
    return None if task is None or task.preview else task


def ended_task(record: Mapping[str, Any]) -> Task | None:
    """The task that a change has just ended; nothing for any other change."""
    change = record["dynamodb"]
    if "NewImage" not in change:
        return None
    key, new = read_image(change["NewImage"])
    old = read_image(change["OldImage"])[1] if "OldImage" in change else {}
    listed_task = key.sort.startswith(keys.TASK)
    if not listed_task or new.get("state") not in ENDED or old.get("state") in ENDED:
        return None
    return from_row(new)
