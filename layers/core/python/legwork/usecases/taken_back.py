"""What undos have taken back of a task, for who compares the records with its ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from legwork import kinds
from legwork.domain.lane import tallies_of
from legwork.domain.task import Task, TaskRef
from legwork.ports import Database
from legwork.store import lanes, tasks
from legwork.usecases.read_outcomes import verdicts_of


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What is not as the task has left it any more."""

    targets: frozenset[str] = frozenset()
    tallies: Mapping[str, int] = field(default_factory=dict)
    """What its own are to be more by: mostly less."""


def taken_back(task: Task, *, database: Database) -> TakenBack | None:
    """What the undo of a task, and the retries of that, have taken back.

    Nothing can be said while one of them is at work, or when one is gone.
    """
    if task.undo_of is not None:
        # Its retries go on with the same records.
        after = _undos(task.ref.id, task.ref.account, database)
        at_work = any(one is None or not one.state.ended for one in after)
        return None if at_work else TakenBack()
    kind = kinds.all_kinds().get(task.kind)
    marks_stay = kind is not None and kind.reverse is not None and kind.reverse.keeps_marks
    if task.undone_by is None or marks_stay:
        return TakenBack()
    undos = [*_undos(task.undone_by, task.ref.account, database)]
    if any(undo is None or not undo.state.ended for undo in undos):
        return None
    known = [undo for undo in undos if undo is not None]
    return TakenBack(
        frozenset(
            key
            for undo in known
            for _, key, verdict, _ in verdicts_of(undo, database=database)
            if verdict.done
        ),
        tallies_of(lane.tallies for undo in known for lane in lanes.load_all(database, undo)),
    )


def _undos(first: str, account: str, database: Database) -> Iterator[Task | None]:
    undo = tasks.load(database, TaskRef(account, first))
    yield undo
    if undo is not None:
        heirs = {undo.retried_by, *(some.by for some in undo.retried_codes.values())}
        for heir in heirs:
            if heir is not None:
                yield from _undos(heir, account, database)
