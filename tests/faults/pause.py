"""A pause whose answer is held against whatever comes after it, until the task is resumed."""

from __future__ import annotations

from legwork.domain.effect import Item, Key
from legwork.domain.errors import WrongState
from legwork.domain.lane import Gate
from legwork.domain.task import Task, TaskState
from legwork.store import lanes
from tests.faults.trial import Trial


class Pause:
    """Pauses the one task there is, and remembers what was there at the answer."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self.answer: Task | None = None
        self.refused = False
        self._records: dict[Key, Item] = {}
        self._rows: dict[Key, Item] = {}
        self._mails = 0

    def __call__(self) -> None:
        for task in self._trial.tasks():
            try:
                self.answer = self._trial.owner.pause(task.ref)
            except WrongState:
                self.refused = True
            else:
                self._remember()

    def look(self) -> None:
        """Take what is there for the answer, if the task is paused."""
        [task] = self._trial.tasks()
        if task.state is TaskState.PAUSED:
            self.answer = task
            self._remember()

    def _remember(self) -> None:
        self._records = dict(self._trial.fleet.tables.records.rows)
        self._rows = self._committed()
        self._mails = len(self._trial.fleet.post.outbox)

    def _committed(self) -> dict[Key, Item]:
        """What the task has done: its lanes, its ledger, its notices."""
        rows = self._trial.fleet.tables.tasks.rows
        return {key: row for key, row in rows.items() if "#LANE#" in key.partition and _told(key)}

    def check_still(self) -> None:
        """Nothing has been done since the answer."""
        if self.answer is None:
            return
        [task] = self._trial.tasks()
        assert task.state is TaskState.PAUSED
        assert not task.turn
        assert self._trial.fleet.tables.records.rows == self._records
        assert self._committed() == self._rows
        assert len(self._trial.fleet.post.outbox) == self._mails
        found = lanes.load_all(self._trial.fleet.tables, task)
        assert {lane.gate for lane in found} <= {Gate.SHUT}

    def resume(self) -> None:
        """Let the task go on, if it is paused."""
        for task in self._trial.tasks():
            if task.state is TaskState.PAUSED:
                self._trial.owner.resume(task.ref)


def _told(key: Key) -> bool:
    return key.sort.startswith(("LANE", "LEDGER#", "NOTICE#"))
