"""What is paused stands still: nothing commits before it is resumed, and nothing begun before."""

from __future__ import annotations

from collections import Counter

from ulid import ULID

from legwork.domain.effect import Item
from legwork.domain.lane import Gate
from legwork.domain.task import Task, TaskState
from legwork.testing.clock import CountingIds

_DONE = ("cursor", "succeeded", "warnings", "errors", "skipped", "notices_sent")
"""Attributes of a lane that tell of something done."""


class Stillness:
    """Looks at every change of the tasks table.

    Args:
        ids: whose count tells what came before what.
        tally: what was seen is counted here.
    """

    def __init__(self, ids: CountingIds, tally: Counter[str]) -> None:
        self._ids, self._tally = ids, tally
        self.complaints: list[str] = []
        self._still: set[str] = set()
        """Tasks whose pause was answered, and that nobody has resumed or cancelled since."""
        self._shut_at: dict[tuple[str, int], int] = {}
        """By task and lane, how many ids were made when its gate was shut last."""
        self._attempt = ""
        """Of the last batch that was written into a ledger: its lane is written next."""

    def answered(self, task: Task, now: Task) -> None:
        """A pause was answered.

        Args:
            task: the answer.
            now: the task as it is at this moment: somebody may have resumed it already.
        """
        if (now.state, now.gate_number) == (TaskState.PAUSED, task.gate_number):
            self._still.add(task.ref.id)

    def see(self, before: Item | None, after: Item | None) -> None:
        """Look at a row before and after."""
        row, was = after or {}, before or {}
        if "launcher" in row and "state" in row:
            self._see_task(was, row)
        elif "outcomes" in row and not was:
            self._attempt = row["attempt"]
        elif "gate" in row and was:
            self._see_lane(was, row)

    def _see_task(self, was: Item, row: Item) -> None:
        if row["state"] != TaskState.PAUSED:
            self._still.discard(row["id"])
        elif was.get("state") != TaskState.PAUSED:
            by_itself = "by" not in row["pause"] and not row["pause"].get("hold")
            self._tally["paused by its threshold"] += by_itself
            self._tally["paused by a hold"] += row["pause"].get("hold", False)

    def _see_lane(self, was: Item, row: Item) -> None:
        task, lane = row["task"], (row["task"], row["number"])
        if row["gate"] == Gate.SHUT and was["gate"] == Gate.OPEN:
            self._shut_at[lane] = self._ids.count
        if task in self._still and any(row.get(name) != was.get(name) for name in _DONE):
            self.complaints.append(f"task {task} has done something while it was paused")
        if row["cursor"] > was["cursor"] and self._attempt:
            made = int.from_bytes(ULID.from_str(self._attempt).bytes[6:])
            if made <= self._shut_at.get(lane, 0):
                self.complaints.append(
                    f"a batch of task {task} was begun before a pause, and has committed after it"
                )
