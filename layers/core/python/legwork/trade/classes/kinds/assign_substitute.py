"""Assign substitutes: say who teaches sessions; families and both instructors are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated

from legwork.domain.kind import Ending
from legwork.domain.notice import Notice
from legwork.domain.param import Param
from legwork.domain.plan import Target
from legwork.domain.record import ReadAhead, Records
from legwork.trade.classes.rules import choices as choices_
from legwork.trade.classes.rules.assigning import (
    SELF,
    Assigning,
    label,
    people_of,
    staff_place,
    whom_of,
)
from legwork.trade.classes.rules.cancelling import family_place
from legwork.trade.classes.rules.choices import MEETINGS_LIMIT, Choices
from legwork.trade.classes.rules.roster import Roster
from legwork.trade.classes.rules.session_audit import Said, wrong_sessions
from legwork.trade.classes.rules.session_kind import SessionKind
from legwork.trade.classes.rules.session_params import SessionParams
from legwork.trade.classes.rules.session_range import Place
from legwork.trade.classes.rules.unassigning import unassigning
from legwork.trade.classes.session import NOBODY, PRESENT, Session
from legwork.trade.classes.timetable import weeks_of
from legwork.trade.classes.told import told_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(SessionParams):
    """Which sessions, and who teaches them."""

    substitute: Annotated[
        str | None,
        Param(
            "Who teaches: a staff member, `none` for nobody, `present` for the instructor. "
            "Without it, sessions that are not named under meetings stay as they are.",
            max_length=64,
            examples=["ana"],
        ),
    ] = None
    meetings: Annotated[
        dict[str, str],
        Param(
            "Who teaches single meetings, by class, date and start: `JUDO-2026 2026-05-04T18:00`.",
            max_length=MEETINGS_LIMIT,
        ),
    ] = field(default_factory=dict)

    @property
    def choices(self) -> Choices:
        """Who teaches which meeting."""
        return Choices(every=self.substitute, meetings=self.meetings)


def _check(params: Params, records: Records, _now: datetime) -> None:
    choices_.check(params.choices, params.range, records)


def _targets_of(sessions: Iterable[Session], params: Params, records: Records) -> Iterator[Target]:
    roster: Roster | None = None
    ahead = ReadAhead(records, ())
    for session in sessions:
        roster = roster or Roster(session.class_id, records)
        yield from _targets_at(session, roster, params, ahead)


def _targets_at(
    session: Session, roster: Roster, params: Params, records: Records
) -> Iterator[Target]:
    """All that somebody is given shares a lane: two would compete for the person's timetable."""
    choice = params.choices.of(session)
    if choice is None:
        return
    place = Place(session.class_id, session.slot)
    affinity = _affinity(session, choice, params.choices)
    # The session. Its teacher's timetable of each week, and that they have the same classes, are
    # written once for several sessions of a batch.
    teacher = () if choice == NOBODY else (choice, *(f"{choice} {w}" for w in weeks_of(session)))
    alone = len(teacher) if choice == PRESENT else 0
    shared = () if choice == PRESENT else teacher
    yield Target(place.key, writes=1 + alone, affinity=affinity, shared=shared)
    if not params.notify:
        return
    # That they are told. The check of the session is one for all of a batch.
    behind = [family_place(session, family) for family, _students in roster.expected(session)]
    behind += [staff_place(session, who) for who in people_of(session, choice, records)]
    for one in behind:
        yield Target(one.key, writes=1, affinity=affinity, shared=(place.key,))


def _affinity(session: Session, choice: str, choices: Choices) -> str:
    """Whoever else the instructors of the classes are, they may be among those who are named."""
    if PRESENT in {choices.every, *choices.meetings.values()}:
        return PRESENT
    return session.class_id if choice == NOBODY else f"staff#{choice}"


def _paragraphs(params: Params, notice: Notice) -> Sequence[str]:
    data = notice.data
    session, teacher, role = data["session"], data.get("teacher"), data.get("role")
    if teacher is None:
        said = f"{session} takes place without an instructor."
    elif role == SELF:
        said = f"You teach {session}."
    else:
        said = f"{session} is taught by {teacher}."
    return [
        said,
        f"The reason: {params.reason}" if params.reason else "",
        f"This is about {data['students']}." if "students" in data else "",
    ]


def _disagreements(ending: Ending[Params], said: Said, records: Records) -> Iterator[str]:
    yield from wrong_sessions(said, lambda session: ending.task_id in session.assigned_by, records)
    for (class_id, slot), whom in said.families.items():
        found = {
            one.whom for one in told_of(class_id, slot, records) if one.told_by == ending.task_id
        }
        if found != whom:
            yield f"{Place(class_id, slot).label()}: {len(found)} told, not {len(whom)}"


_KIND = SessionKind(
    name="assign_substitute",
    title="Substitute",
    verb="Assign a substitute to",
    params=Params,
    check=_check,
    targets_of=_targets_of,
    family_of=whom_of,
    label=label,
    decider=Assigning,
    headline="Change of instructor",
    paragraphs=_paragraphs,
    summary="{sessions} sessions assigned.",
    disagreements=_disagreements,
)
KIND = replace(_KIND, reverse=unassigning(_KIND.message)).kind()

RULES = (
    (
        "For each meeting one of three: a staff member, nobody, or the instructor of the "
        "class. It outlives a change of instructor."
    ),
    (
        "Who teaches elsewhere at that time, in any location, is an error of that meeting. "
        "Touching ends do not overlap."
    ),
    "Families and both instructors are told, each once for each assignment.",
    (
        "Undone, who taught a meeting before teaches it again, if they are free, and whoever was "
        "told is told so."
    ),
)
"""What staff rely on, for the page about the kinds."""
