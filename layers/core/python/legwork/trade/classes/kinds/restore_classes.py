"""Restore cancelled sessions: unused tokens are taken back, and who was told is told again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from legwork.domain.day import today
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Verdict
from legwork.domain.permission import Permission
from legwork.domain.plan import EFFECTS_LIMIT, NOTICE_ROWS, Target
from legwork.domain.record import Records
from legwork.trade.classes import redress as redresses
from legwork.trade.classes.rules.restoring import (
    Asked,
    Restoring,
    family_of,
    redress_place,
    to_take_back,
)
from legwork.trade.classes.rules.session_audit import said_of, wrong_sessions
from legwork.trade.classes.rules.session_params import SessionParams
from legwork.trade.classes.rules.session_range import Place, sessions_in
from legwork.trade.classes.rules.session_result import result_of
from legwork.trade.classes.session import Session
from legwork.trade.mail.letter import letter

_ROOM = EFFECTS_LIMIT - NOTICE_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(SessionParams):
    """Which sessions take place after all."""

    reason: str | None = field(
        default=None,
        metadata={"description": "Why; the messages say it, too.", "max_length": 300},
    )


def _check(params: Params, records: Records, now: datetime) -> None:
    params.check(records, today(now))


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    for session in sessions_in(params.range, records, after=after):
        for target in _of_session(session, records):
            if after is None or target.key > after:
                yield target


def _of_session(session: Session, records: Records) -> Iterator[Target]:
    """All of a class share a lane: a student may have a token for each of its sessions."""
    place = Place(session.class_id, session.slot)
    yield Target(place.key, writes=1, affinity=session.class_id)
    for redress in to_take_back(session, records):
        # The redress, the check of the session; for each token the token and who holds it.
        writes = min(2 + 2 * len(redress.tokens), _ROOM)
        yield Target(redress_place(redress).key, writes=writes, affinity=session.class_id)


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params = context.params
    places = [Place.read(target) for target in targets]
    asked = Asked(
        task=context.task_id,
        now=context.now,
        range=params.range,
        notify=params.notify,
        sender=params.sender,
    )
    batch = Restoring(places, asked, records)
    return [batch.decide(place) for place in places]


def _message(params: Params, notice: Notice, _unsubscribe_link: str) -> Message:
    data = notice.data
    taken = data.get("taken_from")
    return letter(
        to=notice.to,
        sender=data["sender"],
        subject=f"Takes place after all: {data['session']}",
        paragraphs=[
            f"{data['session']} takes place after all.",
            f"The reason: {params.reason}" if params.reason else "",
            f"The makeup token for {taken} is not valid any more." if taken else "",
        ],
    )


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    restored, taken = ending.tallies.get("sessions", 0), ending.tallies.get("tokens", 0)
    summary = f"{restored:,} sessions restored, {taken:,} makeup tokens taken back."
    return Finished(result=result_of(ending.params.classes, summary))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    said = said_of(outcomes, family_of)
    yield from wrong_sessions(said, lambda session: ending.task_id in session.restored_by, records)
    for (class_id, slot), families in said.families.items():
        restored = {
            one.family
            for one in redresses.redress_of(class_id, slot, records)
            if one.restored_by == ending.task_id
        }
        if restored != families:
            yield f"{Place(class_id, slot).label()}: {len(restored)} restored, not {len(families)}"


def _label(_params: Params, key: str) -> str:
    place = Place.read(key)
    return place.label(family_of(place) if place.rest is not None else None)


KIND = Kind(
    name="restore_classes",
    title="Class Restoration",
    permission=Permission.CLASSES,
    params=Params,
    describe=lambda params: f"Restore {params.which} on {params.when}",
    subject=lambda params: params.subject,
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    label=_label,
    message=_message,
)
