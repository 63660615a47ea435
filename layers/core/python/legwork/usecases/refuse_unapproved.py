"""Refuse launches that another person must approve: those go by a preview."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from legwork.domain.approval import ApprovalRule, is_covered
from legwork.domain.errors import NotApproved
from legwork.domain.plan import Passed, Target, only_targets
from legwork.domain.task import Task

COUNTED = 2_000
"""Targets that a launch counts at most; whether there are more, its planner sees."""
_HOW = "Preview it (POST /v1/previews), have somebody else approve that, and launch the preview."


def refuse_unseen(
    rules: Sequence[ApprovalRule], kind: str, targets: Callable[[], Iterable[Target | Passed]]
) -> int | None:
    """Refuse to launch at once what a rule may be about.

    What it comes to in money shows in a preview only.

    Args:
        rules: of the account.
        kind: which would be launched.
        targets: lists those of it; asked for only where a rule goes by their number.

    Returns:
        How many targets would be too many, where a rule says so.

    Raises:
        NotApproved: says what to do.
    """
    about = [one for one in rules if one.kind == kind]
    if not about:
        return None
    if any(one.from_cents is not None or one.from_targets is None for one in about):
        raise NotApproved(f"Launches of this kind need an approval. {_HOW}")
    least = min(one.from_targets or 0 for one in about)
    found = sum(1 for _ in islice(only_targets(targets()), min(least, COUNTED)))
    if found >= least:
        raise NotApproved(f"From {least:,} targets on it needs an approval. {_HOW}")
    return least


def refuse_retry(rules: Sequence[ApprovalRule], kind: str, targets: int) -> None:
    """Refuse to retry more than may be launched at once.

    Raises:
        NotApproved: says what to do.
    """
    refuse_unseen(rules, kind, lambda: [Target("")] * targets)


def refuse_unapproved(rules: Sequence[ApprovalRule], preview: Task) -> None:
    """Refuse to launch a preview that nobody else has approved, where a rule asks for that.

    Raises:
        NotApproved: says what to do.
    """
    said = preview.approval
    if said is not None and not said.approved:
        why = f": {said.reason}" if said.reason else "."
        raise NotApproved(f"{said.by} has rejected the preview{why} Change it and preview it anew.")
    if said is not None and said.digest == preview.digest:
        return
    if is_covered(rules, preview.kind, preview.total, preview.sums):
        raise NotApproved(
            "The preview waits for an approval. Ask somebody else who may launch this kind."
        )
