"""Taking a cancellation of sessions back: just what restoring them does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from legwork.domain.effect import Key
from legwork.domain.kind import Ending, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.record import Records
from legwork.domain.reverse import Reverse, Undoing, cannot_undo, edited_since, summing_up
from legwork.trade.classes import session as sessions
from legwork.trade.classes.class_ import result_of
from legwork.trade.classes.compensation import compensation_key
from legwork.trade.classes.rules import cancelling
from legwork.trade.classes.rules.restoring import Restoring
from legwork.trade.classes.rules.session_audit import said_of, wrong_sessions
from legwork.trade.classes.rules.session_params import SessionParams
from legwork.trade.classes.rules.session_range import Place
from legwork.trade.classes.session import Session, session_key
from legwork.trade.mail.letter import letter


def _perform(
    targets: Sequence[str], records: Records, undoing: Undoing[SessionParams]
) -> Sequence[Performed]:
    places = [_of_undone(Place.read(target), undoing.undone) for target in targets]
    keys = {place: session_key(place.class_id, place.slot) for place in places}
    found = records.get({*keys.values(), *map(_given, (p for p in places if p.rest))})
    read = {key: sessions.from_item(key, found[key]) for key in keys.values() if key in found}
    restoring = Restoring(places, undoing.params.asked(undoing), records)
    return [
        _decide(place, read.get(keys[place]), _given(place) in found, restoring, undoing.undone)
        for place in places
    ]


def _of_undone(place: Place, task: str) -> Place:
    """The target of a restoration that belongs to one of a cancellation."""
    if place.rest is None:
        return place
    return replace(place, rest=f"{cancelling.family_of(place)}#{task}")


def _given(place: Place) -> Key:
    family, _, cancellation = (place.rest or "#").partition("#")
    return compensation_key(place.class_id, place.slot, family, cancellation)


def _decide(
    place: Place, session: Session | None, given: bool, restoring: Restoring, undone: str
) -> Performed:
    if session is None:
        return edited_since("There is no such session any more.")
    if place.rest is None and session.cancellation != undone:
        said = "Somebody has cancelled it anew" if session.cancelled else "It was restored"
        return edited_since(f"{said} since.")
    if place.rest is not None and not given:
        # The family got nothing, so that there is nothing to take back from it.
        return Performed(Verdict())
    decided = restoring.decide(place)
    if decided.verdict.done:
        return decided
    is_error = decided.verdict.outcome is Outcome.ERROR
    return (cannot_undo if is_error else edited_since)(decided.verdict.message)


def _verify(
    ending: Ending[SessionParams], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    said = said_of(outcomes, cancelling.family_of)
    yield from wrong_sessions(said, lambda session: ending.task_id in session.restored_by, records)


def _message(_params: SessionParams, notice: Notice, _unsubscribe_link: str) -> Message:
    session, taken = notice.data["session"], notice.data.get("taken_from")
    return letter(
        to=notice.to,
        sender=notice.data["sender"],
        subject=f"Takes place after all: {session}",
        paragraphs=[
            f"{session} takes place after all.",
            f"The makeup token for {taken} is not valid any more." if taken else "",
        ],
    )


UNCANCELLING: Reverse[Any] = Reverse(
    perform=_perform,
    finish=summing_up(lambda params, said: result_of(params.classes, said)),
    verify=_verify,
    message=_message,
    writes=8,
    keeps_lanes=True,
    keeps_marks=True,
    warning="Families that were told of the cancellation are told that the sessions take place "
    "after all.",
)
"""How a cancellation is taken back. A family of three with tokens takes eight writes."""
