"""Approve or reject a preview: by somebody else than who made it (P9)."""

from __future__ import annotations

from legwork import kinds
from legwork.domain.act import ActName, act_on
from legwork.domain.approval import Approval
from legwork.domain.errors import NotAllowed, NotFound, OwnPreview, StateChanged, WrongState
from legwork.domain.permission import Caller
from legwork.domain.sentence import sentence
from legwork.domain.task import Task, Via
from legwork.ports import Clock, Database
from legwork.store import previews, tasks
from legwork.usecases.run_preview import check_preview

REASON_LENGTH = 500


def decide_on_preview(
    preview: Task,
    *,
    approve: bool,
    reason: str | None,
    caller: Caller,
    database: Database,
    clock: Clock,
) -> Task:
    """Say yes or no to what a preview shows; the same answer again changes nothing.

    A yes may be taken back until it is launched. A no is final.

    Args:
        preview: as the caller may see it.
        approve: whether it may be launched.
        reason: why, for whoever made it.
        caller: who says so.
        database, clock: the ports.

    Raises:
        NotAllowed: the caller may not launch that kind.
        OwnPreview: the caller made it.
        PreviewNotReady, PreviewUsed: it has not ended, or runs already.
        WrongState: it was rejected.
        NotFound: it is no preview, or gone.
    """
    caller.require(kinds.find(preview.kind).permission)
    if caller.via is not Via.STAFF:
        raise NotAllowed("Only people approve previews, signed in.")
    if preview.launched_by.id == caller.id:
        raise OwnPreview("Nobody approves a preview of their own. Ask somebody else.")
    check_preview(preview)
    said = preview.approval
    if said is not None and said.approved is approve:
        return preview
    if said is not None and not said.approved:
        raise WrongState(f"{said.by} has rejected it. It has to be previewed anew.")
    now = clock.now()
    approval = Approval(
        approved=approve,
        by=caller.name,
        by_id=caller.id,
        at=now,
        digest=preview.digest or "",
        reason=sentence(reason, REASON_LENGTH) if reason else None,
    )
    name = ActName.APPROVED if approve else ActName.REJECTED
    act = act_on(preview, name, caller.doer, now, reason=approval.reason, digest=preview.digest)
    try:
        return previews.decide(database, preview, approval, act)
    except StateChanged:
        current = tasks.load(database, preview.ref)
        if current is None or current.is_gone(now):
            raise NotFound("There is no such preview any more.") from None
        if current.approval == preview.approval:
            check_preview(current)
            raise
        return decide_on_preview(
            current, approve=approve, reason=reason, caller=caller, database=database, clock=clock
        )
