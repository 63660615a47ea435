"""A cancel whose answer is held against whatever comes after it."""

from __future__ import annotations

from legwork.domain.effect import Item, Key
from legwork.domain.errors import WrongState
from legwork.domain.task import Task, TaskState
from legwork.ports import PurgeMessage
from tests.faults.trial import Trial


class Cancel:
    """Cancels the one task there is, and remembers what was there at the answer."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self.answer: Task | None = None
        self.records: dict[Key, Item] = {}
        self.mails = 0
        self.refused = False

    def __call__(self) -> None:
        for task in self._trial.tasks():
            try:
                self.answer = self._trial.owner.cancel(task.ref)
            except WrongState:
                self.refused = True
            else:
                self.records = dict(self._trial.fleet.tables.records.rows)
                self.mails = len(self._trial.fleet.post.outbox)

    def check(self) -> None:
        """The answer was the last word, and the task is to be purged."""
        self._trial.check()
        [task] = self._trial.tasks()
        if self.answer is None:
            assert task.state is TaskState.COMPLETED or self.refused
            return
        assert task.state is TaskState.CANCELLED
        assert task == self.answer
        assert self._trial.fleet.tables.records.rows == self.records
        assert len(self._trial.fleet.post.outbox) == self.mails
        waiting = [delivery.message for delivery in self._trial.fleet.inbox.waiting]
        assert PurgeMessage(task.ref) in waiting
