"""Cancel sessions of classes; each family with somebody in one is told, and given tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from legwork.domain.day import DAY_PATTERN, today
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Verdict
from legwork.domain.permission import Permission
from legwork.domain.plan import EFFECTS_LIMIT, NOTICE_ROWS, Target
from legwork.domain.record import Records
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes import redress as redresses
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.makeup_token import LIMIT_MAX, Terms
from legwork.trade.classes.rules.cancelling import (
    Asked,
    Cancelling,
    expected_families,
    family_of,
    family_place,
)
from legwork.trade.classes.rules.session_audit import said_of, wrong_sessions
from legwork.trade.classes.rules.session_params import SessionParams
from legwork.trade.classes.rules.session_range import Place, sessions_in
from legwork.trade.classes.rules.session_result import result_of
from legwork.trade.classes.session import Session
from legwork.trade.mail.letter import letter

_ROOM = EFFECTS_LIMIT - NOTICE_ROWS
"""Most writes that a target may be planned with; beyond them it is an error by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(SessionParams):
    """Which sessions do not take place, why, and what families get."""

    reason: str = field(
        metadata={
            "description": "Why; the messages say it, too.",
            "min_length": 1,
            "max_length": 300,
            "examples": ["The heating has broken down."],
        }
    )
    tokens: bool = field(
        default=False,
        metadata={"description": "Whether each student gets a makeup token for each session."},
    )
    token_expires_on: str | None = field(
        default=None,
        metadata={
            "description": "Last day of the tokens; without it, they never expire.",
            "pattern": DAY_PATTERN,
        },
    )
    token_limit: int | None = field(
        default=None,
        metadata={
            "description": "Tokens that a student may hold; without it, any number.",
            "ge": 1,
            "le": LIMIT_MAX,
        },
    )
    token_location: str | None = field(
        default=None,
        metadata={"description": "Where the tokens may be used; anywhere.", "max_length": 200},
    )

    @property
    def terms(self) -> Terms | None:
        """On what terms tokens are given, if they are."""
        if not self.tokens:
            return None
        return Terms(
            expires_on=self.token_expires_on,
            limit=self.token_limit,
            location=self.token_location,
        )


def _check(params: Params, records: Records, now: datetime) -> None:
    params.check(records, today(now))
    if params.tokens:
        tokens.check_expiry("token_expires_on", params.token_expires_on, today(now))


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    for session in sessions_in(params.range, records, after=after):
        for target in _of_session(session, params, records):
            if after is None or target.key > after:
                yield target


def _of_session(session: Session, params: Params, records: Records) -> Iterator[Target]:
    """The session and its families share a lane: they are seen to when it is cancelled.

    Where tokens are given, all sessions of the class do: a student gets one for each of them, and
    two lanes would compete for the student's record.
    """
    place = Place(session.class_id, session.slot)
    affinity = session.class_id if params.tokens else place.key
    yield Target(place.key, writes=1, affinity=affinity)
    for family, students in expected_families(session, records):
        if params.notify or params.tokens or any(one.makeup for one in students):
            writes = _writes(students, params)
            yield Target(family_place(session, family).key, writes=writes, affinity=affinity)


def _writes(students: Sequence[Enrollment], params: Params) -> int:
    """The redress, the check of the session; for each student a token and who holds it."""
    return min(2 + (2 * len(students) if params.tokens else 0), _ROOM)


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params = context.params
    places = [Place.read(target) for target in targets]
    asked = Asked(
        task=context.task_id,
        now=context.now,
        range=params.range,
        reason=params.reason,
        notify=params.notify,
        terms=params.terms,
        sender=params.sender,
    )
    batch = Cancelling(places, asked, records)
    return [batch.decide(place) for place in places]


def _message(params: Params, notice: Notice, _unsubscribe_link: str) -> Message:
    data = notice.data
    given = data.get("tokens_for")
    terms = params.terms or Terms()
    return letter(
        to=notice.to,
        sender=data["sender"],
        subject=f"Cancelled: {data['session']}",
        paragraphs=[
            f"{data['session']} does not take place.",
            f"The reason: {params.reason}",
            f"This is about {data['students']}.",
            f"To make up for it there is a token for {given}, {terms.in_words()}." if given else "",
        ],
    )


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    cancelled, made = ending.tallies.get("sessions", 0), ending.tallies.get("tokens", 0)
    summary = f"{cancelled:,} sessions cancelled, {made:,} makeup tokens made."
    return Finished(result=result_of(ending.params.classes, summary))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    said = said_of(outcomes, family_of)
    yield from wrong_sessions(said, lambda session: ending.task_id in session.cancelled_by, records)
    if not (ending.params.notify or ending.params.tokens):
        return
    made = 0
    for (class_id, slot), families in said.families.items():
        given = [
            one
            for one in redresses.redress_of(class_id, slot, records)
            if one.given_by == ending.task_id
        ]
        if {one.family for one in given} != families:
            yield f"{Place(class_id, slot).label()}: {len(given)} redressed, not {len(families)}"
        lost = tokens.missing((pair for one in given for pair in one.tokens.items()), records)
        made += sum(len(one.tokens) for one in given) - lost
    if made != ending.tallies.get("tokens", 0):
        yield f"{made} tokens of it are there; the tallies say {ending.tallies}"


def _label(_params: Params, key: str) -> str:
    place = Place.read(key)
    return place.label(family_of(place) if place.rest is not None else None)


KIND = Kind(
    name="cancel_classes",
    title="Class Cancellation",
    permission=Permission.CLASSES,
    params=Params,
    describe=lambda params: f"Cancel {params.which} on {params.when}",
    subject=lambda params: params.subject,
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    label=_label,
    message=_message,
)
