"""Restore cancelled sessions: unused tokens are taken back, and who was told is told again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from legwork.domain.kind import Ending
from legwork.domain.notice import Notice
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.trade.classes import compensation as compensations
from legwork.trade.classes.rules.restoring import (
    Restoring,
    compensation_place,
    family_of,
    to_take_back,
)
from legwork.trade.classes.rules.session_audit import Said, wrong_sessions
from legwork.trade.classes.rules.session_kind import SessionKind
from legwork.trade.classes.rules.session_params import SessionParams
from legwork.trade.classes.rules.session_range import Place
from legwork.trade.classes.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(SessionParams):
    """Which sessions take place after all."""


def _targets_of(sessions: Iterable[Session], _params: Params, records: Records) -> Iterator[Target]:
    """All of a class share a lane: a student may have a token for each of its sessions."""
    for session in sessions:
        place = Place(session.class_id, session.slot)
        yield Target(place.key, writes=1, affinity=session.class_id)
        for compensation in to_take_back(session, records):
            # What it got, and each of its tokens. The check of the session and who holds the
            # tokens are written once, for several targets of a batch.
            yield Target(
                compensation_place(compensation).key,
                writes=1 + len(compensation.tokens),
                affinity=session.class_id,
                shared=(place.key, *compensation.tokens),
            )


def _paragraphs(params: Params, notice: Notice) -> Sequence[str]:
    data = notice.data
    taken = data.get("taken_from")
    return [
        f"{data['session']} takes place after all.",
        f"The reason: {params.reason}" if params.reason else "",
        f"The makeup token for {taken} is not valid any more." if taken else "",
    ]


def _disagreements(ending: Ending[Params], said: Said, records: Records) -> Iterator[str]:
    yield from wrong_sessions(said, lambda session: ending.task_id in session.restored_by, records)
    for (class_id, slot), families in said.families.items():
        every = compensations.compensation_of(class_id, slot, records)
        restored = {one.family for one in every if one.restored_by == ending.task_id}
        if restored != families:
            yield f"{Place(class_id, slot).label()}: {len(restored)} restored, not {len(families)}"


KIND = SessionKind(
    name="restore_classes",
    title="Class Restoration",
    verb="Restore",
    params=Params,
    targets_of=_targets_of,
    family_of=family_of,
    decider=Restoring,
    headline="Takes place after all",
    paragraphs=_paragraphs,
    summary="{sessions} sessions restored, {tokens} makeup tokens taken back.",
    disagreements=_disagreements,
    irreversible="Cancel the sessions again instead.",
).kind()

RULES = (
    "Tokens that are not used are taken back; a used one stays, with a warning.",
    "Who was told of the cancellation is told that the session takes place after all.",
    "What was cancelled again meanwhile is left alone.",
)
"""What staff rely on, for the page about the kinds."""
