"""Cancel sessions of classes; each family with somebody in one is told, and given tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from legwork.domain.day import DAY_PATTERN, today
from legwork.domain.kind import Ending
from legwork.domain.notice import Notice
from legwork.domain.param import Param
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.trade.classes import compensation as compensations
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes.makeup_token import LIMIT_MAX, Terms
from legwork.trade.classes.rules.cancelling import (
    Cancelling,
    family_of,
    family_place,
)
from legwork.trade.classes.rules.roster import Roster
from legwork.trade.classes.rules.session_audit import Said, wrong_sessions
from legwork.trade.classes.rules.session_kind import SessionKind
from legwork.trade.classes.rules.session_params import SessionParams
from legwork.trade.classes.rules.session_range import Place
from legwork.trade.classes.rules.uncancelling import UNCANCELLING
from legwork.trade.classes.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(SessionParams):
    """Which sessions do not take place, why, and what families get."""

    reason: Annotated[
        str,
        Param(
            "Why; the messages say it, too.",
            min_length=1,
            max_length=300,
            examples=["The heating has broken down."],
        ),
    ]
    tokens: Annotated[bool, Param("Whether each student gets a makeup token for each session.")] = (
        False
    )
    token_expires_on: Annotated[
        str | None,
        Param("Last day of the tokens; without it, they never expire.", pattern=DAY_PATTERN),
    ] = None
    token_limit: Annotated[
        int | None,
        Param("Tokens that a student may hold; without it, any number.", ge=1, le=LIMIT_MAX),
    ] = None
    token_location: Annotated[
        str | None, Param("Where the tokens may be used; anywhere.", max_length=200)
    ] = None

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


def _check(params: Params, _records: Records, now: datetime) -> None:
    if params.tokens:
        tokens.check_expiry("token_expires_on", params.token_expires_on, today(now))


def _targets_of(sessions: Iterable[Session], params: Params, records: Records) -> Iterator[Target]:
    roster: Roster | None = None
    for session in sessions:
        roster = roster or Roster(session.class_id, records)
        yield from _targets_at(session, roster, params)


def _targets_at(session: Session, roster: Roster, params: Params) -> Iterator[Target]:
    """The session and its families share a lane: they are seen to when it is cancelled.

    Where tokens are given, all sessions of the class do: a student gets one for each of them, and
    two lanes would compete for the student's record.
    """
    place = Place(session.class_id, session.slot)
    affinity = session.class_id if params.tokens else place.key
    yield Target(place.key, writes=1, affinity=affinity)
    for family, students in roster.expected(session):
        if params.notify or params.tokens or any(one.makeup for one in students):
            # What it gets, and for each student a token. The check of the session and who holds
            # the tokens are written once, for several targets of a batch.
            holders = [one.student for one in students] if params.tokens else []
            yield Target(
                family_place(session, family).key,
                writes=1 + len(holders),
                affinity=affinity,
                shared=(place.key, *holders),
            )


def _paragraphs(params: Params, notice: Notice) -> Sequence[str]:
    data = notice.data
    given, terms = data.get("tokens_for"), params.terms or Terms()
    return [
        f"{data['session']} does not take place.",
        f"The reason: {params.reason}",
        f"This is about {data['students']}.",
        f"To make up for it there is a token for {given}, {terms.in_words()}." if given else "",
    ]


def _disagreements(ending: Ending[Params], said: Said, records: Records) -> Iterator[str]:
    yield from wrong_sessions(said, lambda session: ending.task_id in session.cancelled_by, records)
    if not (ending.params.notify or ending.params.tokens):
        return
    made = 0
    for (class_id, slot), families in said.families.items():
        every = compensations.compensation_of(class_id, slot, records)
        given = [one for one in every if one.given_by == ending.task_id]
        if {one.family for one in given} != families:
            yield f"{Place(class_id, slot).label()}: {len(given)} compensated, not {len(families)}"
        lost = tokens.missing((pair for one in given for pair in one.tokens.items()), records)
        made += sum(len(one.tokens) for one in given) - lost
    if made != ending.tallies.get("tokens", 0):
        yield f"{made} tokens of it are there; the tallies say {ending.tallies}"


KIND = SessionKind(
    name="cancel_classes",
    title="Class Cancellation",
    verb="Cancel",
    params=Params,
    check=_check,
    targets_of=_targets_of,
    family_of=family_of,
    decider=Cancelling,
    headline="Cancelled",
    paragraphs=_paragraphs,
    summary="{sessions} sessions cancelled, {tokens} makeup tokens made.",
    disagreements=_disagreements,
    reverse=UNCANCELLING,
).kind()

RULES = (
    (
        "One or many classes and camps, on one day or in a range. A session in the past is an "
        "error unless that is asked for."
    ),
    "The reason is needed, and the messages say it.",
    (
        "Each family with somebody who comes gets one message a session, and each student a "
        "token, if asked for: once for each cancellation, whichever task gets to it."
    ),
    "Whoever was to make up for another session that day is a warning.",
    (
        "A cancelled task discards the mail that has not left. What it cancelled can be "
        "restored: by restore_classes, or by an undo of the task."
    ),
)
"""What staff rely on, for the page about the kinds."""
