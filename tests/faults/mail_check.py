"""What has to come of a task that mails, whatever went wrong."""

from __future__ import annotations

from legwork.domain.task import Task, TaskState
from legwork.store import notices
from legwork.store.records import AccountRecords
from legwork.trade.classes.compensation import compensation_of
from legwork.trade.classes.makeup_token import tokens_of
from legwork.trade.money import statement as statements
from tests.faults.school import ACCOUNT, DAY, HOMES, SILENT, home
from tests.faults.trial import Trial


def check_completed(trial: Trial, model: Trial) -> int:
    """All is done as in the calm run, but for mails in doubt; answers how many those are."""
    trial.check()
    check_told(trial)
    [task], [calm] = trial.tasks(), model.tasks()
    # The mail that must not be sent may be in doubt, too; it is a warning either way.
    doubtful = task.notices.in_doubt + task.notices.discarded - calm.notices.discarded
    assert task.state is TaskState.COMPLETED
    assert task.notices.staged == calm.notices.staged
    assert task.notices.sent == calm.notices.sent - doubtful
    assert task.counts.succeeded == calm.counts.succeeded - doubtful
    assert task.counts.warnings == calm.counts.warnings + doubtful
    assert (task.counts.errors, task.counts.skipped) == (calm.counts.errors, calm.counts.skipped)
    return doubtful


def check_told(trial: Trial) -> None:
    """No notice without its effect, no effect without its notice."""
    for task in trial.tasks():
        effects = {"email_blast": _written_to, "send_statements": _stated}
        expected = effects.get(task.kind, _helped)(task, trial)
        assert _written_to(task, trial) == expected
        assert len(expected) == len(set(expected))
        if task.kind == "cancel_classes":
            assert _compensated(task, trial) == expected


def _written_to(task: Task, trial: Trial) -> list[str]:
    """The addresses of all notices."""
    tables = trial.fleet.tables
    rows = (row for lane in task.lanes for row in notices.rows(tables, task.ref, lane))
    return sorted(one.notice.to for row in rows for one in row.notices)


def _helped(task: Task, trial: Trial) -> list[str]:
    """Of the families that can be told: those whose students have tokens of the task."""
    every = (number for numbers in HOMES.values() for number in numbers)
    reached = [number for number in every if number != SILENT]
    made = {number: tokens_of(f"S{number}", _records(trial)) for number in reached}
    return sorted(
        home(number)
        for number, tokens in made.items()
        if any(token.made_by == task.ref.id for token in tokens)
    )


def _stated(task: Task, trial: Trial) -> list[str]:
    """Of the families that can be told: those who have a statement of the task."""
    every = (number for numbers in HOMES.values() for number in numbers)
    reached = [number for number in every if number != SILENT]
    wanted = [(f"F{number}", task.ref.id) for number in reached]
    found = statements.find(wanted, _records(trial))
    return sorted(home(int(family.removeprefix("F"))) for family in found)


def _compensated(task: Task, trial: Trial) -> list[str]:
    """The families that a cancellation has written down as told."""
    given = [
        one for name in HOMES for one in compensation_of(name, f"{DAY}T09:00", _records(trial))
    ]
    mine = (one for one in given if one.notified and one.given_by == task.ref.id)
    return sorted(home(int(one.family.removeprefix("F"))) for one in mine)


def _records(trial: Trial) -> AccountRecords:
    return AccountRecords(trial.fleet.tables, trial.fleet.bodies, ACCOUNT)
