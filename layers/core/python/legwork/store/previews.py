"""What others say to previews, and the task that runs one: on the preview's own row."""

from __future__ import annotations

from legwork.domain.act import Act
from legwork.domain.approval import Approval
from legwork.domain.effect import Condition, Equals, Update
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
