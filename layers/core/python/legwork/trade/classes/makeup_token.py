"""Makeup tokens: each lets a student make up for one session. Source: iClassPro."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from legwork.domain.day import check_day, in_words
from legwork.domain.draft import Draft
from legwork.domain.effect import Absent, Effect, Equals, Item, Key, Put, Update
from legwork.domain.errors import InvalidInput
from legwork.domain.readable import read_all, readable
from legwork.domain.record import Records
from legwork.trade.families.student import Student, student_key
from legwork.trade.families.student import from_item as student_from_item

LIMIT = 3
"""Tokens that a student may hold at a time, unless a task says otherwise."""
LIMIT_MAX = 100
_DIGEST = 10


class TokenStatus(StrEnum):
    """What became of a token. An expired one stays open: only its day is over."""

    OPEN = "open"
    USED = "used"
    TAKEN_BACK = "taken_back"
    """The session that it was given for takes place after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeupToken:
    """A makeup token."""

    id: str
    student: str
    expires_on: str | None
    """Its last day; nothing when it never expires."""
    made_by: str
    """The task."""
    made_at: datetime
    reason: str = ""
    location: str | None = None
    """Where it may be used; nothing for anywhere."""
    session: str | None = None
    """Class and slot of the cancelled session that it was given for."""
    status: TokenStatus = TokenStatus.OPEN
    used_for: str | None = None
    """Class and slot of the session that it was redeemed for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a task gives tokens."""

    expires_on: str | None = None
    """Last day of the tokens; nothing when they never expire."""
    limit: int | None = None
    """How many a student may hold; nothing for any number."""
    location: str | None = None
    """Where they may be used; nothing for anywhere."""

    def in_words(self) -> str:
        """As a letter says it."""
        until = f"good until {in_words(self.expires_on)}" if self.expires_on else "without expiry"
        return f"{until}, at {self.location}" if self.location else until


_TOKEN = "TOKEN#"  # noqa: S105 -- no password


def token_id(task: str, *purpose: str) -> str:
    """The id of a token: the same task makes the same token for the same purpose only once."""
    digest = hashlib.sha256("\x1f".join(purpose).encode()).hexdigest()
    return f"{task}-{digest[:_DIGEST]}"


def token_key(student: str, token: str) -> Key:
    """A token: it lies with its student, the older ones first."""
    return Key(f"STUDENT#{student}", f"{_TOKEN}{token}")


def to_item(token: MakeupToken) -> Item:
    """The token as a record."""
    item: dict[str, Any] = {
        "id": token.id,
        "student": token.student,
        "expires_on": token.expires_on,
        "made_by": token.made_by,
        "made_at": token.made_at.isoformat(),
        "reason": token.reason,
        "location": token.location,
        "session": token.session,
        "status": token.status.value,
        "used_for": token.used_for,
    }
    return {name: value for name, value in item.items() if value is not None}


@readable("makeup token")
def from_item(item: Item) -> MakeupToken:
    """The token that a record holds."""
    return MakeupToken(
        id=item["id"],
        student=item["student"],
        expires_on=item.get("expires_on"),
        made_by=item["made_by"],
        made_at=datetime.fromisoformat(item["made_at"]),
        reason=item["reason"],
        location=item.get("location"),
        session=item.get("session"),
        status=TokenStatus(item["status"]),
        used_for=item.get("used_for"),
    )


def tokens_of(
    student: str, records: Records, *, after: str | None = None, strict: bool = True
) -> Iterator[MakeupToken]:
    """A student's tokens, the older ones first, behind the one of an id.

    Args:
        student: whose.
        records: the account's.
        after: behind this id.
        strict: whether one that cannot be read raises Unreadable, or is left out.
    """
    rows = records.query(
        student_key(student).partition,
        first=_TOKEN,
        last=f"{_TOKEN}~",
        after=None if after is None else f"{_TOKEN}{after}",
    )
    return read_all((item for _, item in rows), from_item, strict=strict)


def check_expiry(field: str, expires_on: str | None, day: str) -> None:
    """Refuse an expiry that is no day, or past.

    Raises:
        InvalidInput: names the field.
    """
    if expires_on is None:
        return
    check_day(field, expires_on)
    if expires_on < day:
        raise InvalidInput.of(field, f"in the past: name {day} or later, or nothing for never")


# --- Made and taken back ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OverLimit:
    """A student who holds too many tokens already."""

    student: str
    open: int
    """Tokens that are neither used nor expired."""


def issue(
    tokens: Sequence[MakeupToken], draft: Draft, *, limit: int | None, day: str
) -> list[Effect] | OverLimit:
    """Give a student tokens, all or none.

    The student's record is written on condition that its open tokens are as they were read: of two
    tasks that give tokens at the same moment one decides again, and sees the other's.

    Args:
        tokens: new ones, of one student.
        draft: holds the student.
        limit: how many the student may hold; nothing for any number.
        day: today.

    Raises:
        LookupError: the draft has no such student.
    """
    student = _student(tokens[0].student, draft)
    still_open = student.open_on(day)
    if limit is not None and len(still_open) + len(tokens) > limit:
        return OverLimit(student.id, len(still_open))
    after = {**still_open, **{token.id: token.expires_on or "" for token in tokens}}
    effects: list[Effect] = [
        Put(token_key(token.student, token.id), to_item(token), (Absent(),)) for token in tokens
    ]
    return [draft.write(effect) for effect in (*effects, _hold(student, after))]


def take_back(student: str, token: str, draft: Draft, *, by: str) -> list[Effect]:
    """Take an open token back.

    Args:
        student: who has it.
        token: its id.
        draft: holds the student.
        by: the task.
    """
    holder = _student(student, draft)
    after = {name: ends for name, ends in holder.open_tokens.items() if name != token}
    still_open = (Equals("status", TokenStatus.OPEN.value),)
    taken = Update(
        token_key(student, token),
        set={"status": TokenStatus.TAKEN_BACK.value, "taken_back_by": by},
        expect=still_open,
    )
    return [draft.write(effect) for effect in (taken, _hold(holder, after))]


def use(token: MakeupToken, draft: Draft, *, session: str, by: str, at: datetime) -> list[Effect]:
    """Use an open token for a session: once.

    Args:
        token: open.
        draft: holds the token and its student.
        session: class and slot of the session.
        by: who redeems it.
        at: when.
    """
    student = _student(token.student, draft)
    after = {name: ends for name, ends in student.open_tokens.items() if name != token.id}
    used = Update(
        token_key(token.student, token.id),
        set={
            "status": TokenStatus.USED.value,
            "used_for": session,
            "used_by": by,
            "used_at": at.isoformat(),
        },
        expect=(Equals("status", TokenStatus.OPEN.value), Equals("expires_on", token.expires_on)),
    )
    return [draft.write(effect) for effect in (used, _hold(student, after))]


def _student(student: str, draft: Draft) -> Student:
    item = draft.get(student_key(student))
    if item is None:
        raise LookupError(student)
    return student_from_item(item)


def _hold(student: Student, tokens: Mapping[str, str]) -> Update:
    as_it_was_read = (Equals("open_tokens", dict(student.open_tokens)),)
    return Update(student_key(student.id), set={"open_tokens": dict(tokens)}, expect=as_it_was_read)


def missing(wanted: Iterable[tuple[str, str]], records: Records) -> int:
    """How many of these tokens, by student and id, do not exist: for audits."""
    keys = {token_key(student, token) for student, token in wanted}
    return len(keys - set(records.get(keys)))
