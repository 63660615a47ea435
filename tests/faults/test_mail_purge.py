"""Tasks that mail are deleted and purged with their notices, whoever still works on them."""

from contextlib import suppress
from functools import partial

import pytest

from legwork.domain.errors import NotFound
from legwork.domain.task import TaskState
from legwork.testing.faults import interrupt
from legwork.testing.invariants import tasks_of
from tests.faults.cancel import Cancel
from tests.faults.mail_staged import CLAIMED, SENT, with_notices
from tests.faults.school import MAILINGS
from tests.faults.trial import Trial, undisturbed

NAMES = pytest.mark.parametrize("name", MAILINGS)


def rows_of(trial: Trial) -> list[str]:
    """What is left of the task, but for the memory of its launch and its notification.

    Who did what to it stays in the trail, and what it has cost in the account's month.
    """
    kept = ("IDEMPOTENCY", "NOTIFICATION", "COUNTER", "TURNS", "SENDING")
    rows = trial.fleet.tables.tasks.rows
    of_account = ("#TRAIL", "#COSTS")
    return [
        key.sort
        for key in rows
        if not key.sort.startswith(kept) and not key.partition.endswith(of_account)
    ]


def end_and_purge(trial: Trial) -> None:
    """Somebody else cancels the task, deletes it, and it is purged at once."""
    for task in tasks_of(trial.fleet):
        ended = task if task.state.ended else trial.owner.cancel(task.ref)
        trial.owner.delete(ended)
    trial.purge()


@NAMES
def test_a_deleted_task_goes_with_its_notices_and_its_records_stay(name: str) -> None:
    trial = undisturbed(name).fork()
    records, mails = dict(trial.fleet.tables.records.rows), list(trial.fleet.post.outbox)
    end_and_purge(trial)
    trial.fleet.settle(purging=True)
    assert rows_of(trial) == []
    assert trial.fleet.tables.records.rows == records
    assert trial.fleet.post.outbox == mails


@NAMES
def test_at_any_call_of_a_deliverer_nothing_comes_after_it(name: str) -> None:
    staged, message = with_notices(name)
    for number in {*range(SENT)} - {CLAIMED - 1}:
        trial = staged.fork()
        mails = list[int]()
        trial.strike(number, interrupt(partial(purge_and_count, trial, mails)))
        trial.fleet.handle(message)
        trial.fleet.settle(purging=True)
        assert trial.fleet.surprises == []
        assert rows_of(trial) == []
        assert len(trial.fleet.post.outbox) == mails[0]


def purge_and_count(trial: Trial, mails: list[int]) -> None:
    end_and_purge(trial)
    mails.append(len(trial.fleet.post.outbox))


@NAMES
def test_a_slow_cancel_whose_task_somebody_else_has_cancelled_and_deleted(name: str) -> None:
    staged, _ = with_notices(name)
    model = staged.fork()
    Cancel(model)()
    for call in model.fleet.faults.calls[1:]:
        trial = staged.fork()
        [task] = trial.tasks()
        trial.strike(call.number, interrupt(partial(end_and_purge, trial)))
        with suppress(NotFound):
            assert trial.owner.cancel(task.ref).state is TaskState.CANCELLED
        trial.fleet.settle(purging=True)
        assert rows_of(trial) == []
        assert trial.fleet.post.outbox == []
