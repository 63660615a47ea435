"""A list of a thousand tasks: copies of one that has really run."""

import json
from collections.abc import Iterator
from typing import Any

from legwork.adapters.dynamodb_values import to_row
from legwork.store import keys
from tests.e2e.park import Park

BATCH = 25


def crowd(park: Park, task_id: str, number: int) -> None:
    """Copy the row of an ended task, so that the list of its account is as long.

    Args:
        park: the stack.
        task_id: of the task.
        number: how many copies; each has an id of its own, older than the task's.
    """
    client, table = park.client("dynamodb"), park.running.outputs["TasksTable"]
    [row] = (
        to_row(key, item)
        for key, item in park.task_rows(f"/v1/tasks/{task_id}").items()
        if key.sort == f"{keys.TASK}{task_id}"
    )
    copies = list(_copies(row, task_id, number))
    # Not at once with their states: a task that has ended from the start is announced.
    bare = [{name: copy[name] for name in ("pk", "sk")} for copy in copies]
    for rows in (bare, copies):
        for first in range(0, number, BATCH):
            puts = [{"PutRequest": {"Item": item}} for item in rows[first : first + BATCH]]
            left = client.batch_write_item(RequestItems={table: puts})["UnprocessedItems"]
            assert not left


def _copies(row: dict[str, Any], task_id: str, number: int) -> Iterator[dict[str, Any]]:
    text = json.dumps(row)
    for place in range(number):
        # The first letter of an id is its oldest digit: these come after all others.
        copy: dict[str, Any] = json.loads(text.replace(task_id, f"00{place:06d}{task_id[8:]}"))
        yield copy
