"""What others say to previews, or do not, and the task that runs one: on the preview's own row."""

from __future__ import annotations

from collections.abc import Sequence

from legwork.domain.act import Act
from legwork.domain.approval import Approval
from legwork.domain.effect import Condition, Equals, Item, Put, Update
from legwork.domain.errors import StateChanged
from legwork.domain.task import Task
from legwork.ports import Database, TransactionRefused
from legwork.store import keys, trail


def run(preview: Task, by: Task) -> Update:
    """Notes the task that runs a preview: one at most, on what was read of it."""
    return Update(keys.task(preview.ref), set={"run_by": by.ref.id}, expect=_as_read(preview))


def decide(database: Database, preview: Task, approval: Approval, act: Act) -> Task:
    """Note what somebody said to a preview, with the act's row in the trail.

    Raises:
        StateChanged: it was launched, deleted, or decided on since it was read.
    """
    value = dict(approval.to_value())
    change = Update(keys.task(preview.ref), set={"approval": value}, expect=_as_read(preview))
    try:
        trail.commit(database, act, tasks=[change])
    except TransactionRefused as refusal:
        raise StateChanged("the preview is another by now") from refusal
    return preview.evolve(approval=approval)


def ask(database: Database, preview: Task, notices: Sequence[Put]) -> bool:
    """Note that a preview needs an approval after all, and tell of it, both or none.

    Returns:
        Whether this call did it: not when it was decided on, run or deleted since it was read.
    """
    nobody_has_asked = Equals("needs_approval", None)
    return _noted(database, preview, {"needs_approval": True}, (nobody_has_asked,), notices)


def lapse(database: Database, preview: Task, notices: Sequence[Put]) -> bool:
    """Note that nobody has approved a preview in time, and tell of it, both or none.

    Returns:
        Whether this call did it: not when another one has, or it was decided on, run or deleted.
    """
    nobody_has_told = Equals("unapproved", None)
    return _noted(database, preview, {"unapproved": True}, (nobody_has_told,), notices)


def _noted(
    database: Database, preview: Task, values: Item, also: Condition, notices: Sequence[Put]
) -> bool:
    change = Update(keys.task(preview.ref), set=values, expect=(*_as_read(preview), *also))
    try:
        database.transact(tasks=[change, *notices])
    except TransactionRefused:
        return False
    return True


def _as_read(preview: Task) -> Condition:
    said = preview.approval
    gone_at = int(preview.expires_at.timestamp()) if preview.expires_at else None
    nobody_has_run_it = Equals("run_by", None)
    nobody_has_deleted_it = Equals("gone_at", gone_at)
    nobody_has_said_more = Equals("approval", dict(said.to_value()) if said else None)
    return (
        Equals("state", preview.state.value),
        nobody_has_run_it,
        nobody_has_deleted_it,
        nobody_has_said_more,
    )
