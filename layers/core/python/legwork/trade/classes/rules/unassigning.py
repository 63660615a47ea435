"""Taking an assignment of substitutes back: who taught a meeting before teaches it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from legwork.domain.kind import Ending, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.record import Records
from legwork.domain.reverse import (
    Reverse,
    Undoing,
    cannot_undo,
    edited_since,
    forgotten,
    summing_up,
)
from legwork.trade.classes import session as sessions
from legwork.trade.classes.class_ import result_of
from legwork.trade.classes.rules.assigning import Assigning, whom_of
from legwork.trade.classes.rules.choices import Choices, meeting_name
from legwork.trade.classes.rules.session_audit import said_of, wrong_sessions
from legwork.trade.classes.rules.session_params import SessionParams
from legwork.trade.classes.rules.session_range import Place
from legwork.trade.classes.session import PRESENT, Session, session_key


def _perform(
    targets: Sequence[str], records: Records, undoing: Undoing[SessionParams]
) -> Sequence[Performed]:
    places = [Place.read(target) for target in targets]
    read = _sessions(places, records)
    taught = {place: one.substitute or PRESENT for place, one in read.items()}
    for place in places:
        if place.rest is None and (before := undoing.memory.get(place.key)) is not None:
            taught[place] = before
    meetings = {meeting_name(p.class_id, p.slot): who for p, who in taught.items()}
    asked = replace(undoing.params.asked(undoing), choices=Choices(meetings=meetings))
    unassigning = _Unassigning(read, Assigning(places, asked, records), undoing)
    return [unassigning.decide(place) for place in places]


def _sessions(places: Iterable[Place], records: Records) -> dict[Place, Session]:
    """The sessions of some targets, by the target of each session itself."""
    keys = {session_key(place.class_id, place.slot): place.session for place in places}
    found = records.get(keys)
    return {keys[key]: sessions.from_item(key, item) for key, item in found.items()}


class _Unassigning:
    """Decides on the targets of one batch, in order."""

    def __init__(
        self,
        read: Mapping[Place, Session],
        assigning: Assigning,
        undoing: Undoing[SessionParams],
    ) -> None:
        self._assigning, self._undoing = assigning, undoing
        self._assignments = {place: session.assignment for place, session in read.items()}

    def decide(self, place: Place) -> Performed:
        """Decide on a target."""
        undoing, is_session = self._undoing, place.rest is None
        if place.session not in self._assignments:
            return edited_since("There is no such session any more.")
        if is_session and undoing.memory.get(place.key) is None:
            return forgotten()
        # Who has to know is told of what has become of the session, which is undone by then.
        expected = undoing.undone if is_session else undoing.task_id
        if self._assignments[place.session] != expected:
            said = "Somebody else has said since who teaches it."
            return edited_since(said if is_session else "Its session is not undone.")
        decided = self._assigning.decide(place)
        if decided.verdict.done:
            if is_session:
                self._assignments[place] = undoing.task_id
            return replace(decided, memory=None)
        is_error = decided.verdict.outcome is Outcome.ERROR
        return (cannot_undo if is_error else edited_since)(decided.verdict.message)


def _verify(
    ending: Ending[SessionParams], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    said = said_of(outcomes, whom_of)
    yield from wrong_sessions(said, lambda session: ending.task_id in session.assigned_by, records)


def unassigning(message: Callable[[Any, Notice, str], Message]) -> Reverse[Any]:
    """How an assignment is taken back.

    Args:
        message: writes the mail that tells who teaches; the reason is left out of it.
    """
    return Reverse(
        perform=_perform,
        finish=summing_up(lambda params, said: result_of(params.classes, said)),
        verify=_verify,
        message=lambda params, notice, link: message(replace(params, reason=None), notice, link),
        writes=4,
        keeps_lanes=True,
        keeps_marks=True,
        warning="Whoever was told of the substitute is told who teaches instead.",
    )
