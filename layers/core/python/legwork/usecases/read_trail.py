"""Read the trail of an account, newest first: who did what and when. Owners only."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from legwork.domain.act import Act
from legwork.domain.cursor import refused, seal, unseal
from legwork.domain.errors import TooLarge
from legwork.domain.permission import Caller
from legwork.domain.trail_proof import Head
from legwork.ports import Clock, Database
from legwork.store import trail
from legwork.usecases.export_outcomes import Exported, harmless

LOOKED_AT = 5_000
"""Acts that one call looks at: a page may be shorter than asked for, with more behind it."""
CSV_BYTES = 5_000_000
"""Longest file: an answer has six megabytes."""
_SLOW_WATCH = timedelta(minutes=5)
"""A task's acts are not sought from longer before its launch."""
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_COLUMNS = (
    *("id", "at", "by", "by_id", "via", "act", "task", "job", "kind", "title", "detail"),
    *("before", "hash"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """Which acts to list; all of these must fit."""

    since: datetime | None = None
    until: datetime | None = None
    """Before this moment."""
    by: str | None = None
    """``me``, or the id or the name of who acted."""
    act: str | None = None
    task: str | None = None
    """Id of a task."""

    def fits(self, act: Act, caller: Caller) -> bool:
        """Whether an act passes, its time apart."""
        by = caller.id if self.by == "me" else self.by
        return (
            (by is None or by == act.by.id or by.casefold() == act.by.name.casefold())
            and (self.act is None or act.name == self.act)
            and (self.task is None or (act.task is not None and act.task.id == self.task))
        )

    @property
    def begin(self) -> datetime | None:
        """No act before this moment can pass: those on a task do not come before it."""
        launched_at = _launched_at(self.task) if self.task else None
        return max(filter(None, (self.since, launched_at)), default=None)


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Part of the trail."""

    acts: list[Act]
    head: Head | None
    """The newest act of all, read before these."""
    next_cursor: str | None


def read_trail(
    wanted: TrailFilter,
    *,
    caller: Caller,
    limit: int,
    cursor: str | None,
    database: Database,
    clock: Clock,
) -> TrailPage:
    """A page of the trail.

    Raises:
        NotAllowed: the caller is no owner.
        InvalidInput: the cursor is not one of this list.
    """
    caller.require_owner()
    scope = f"trail {wanted}"
    head = trail.head_of(database, caller.account)
    before = _number(unseal(caller.account, scope, cursor)) if cursor else None
    found: list[Act] = []
    last = None
    for looked_at, act in enumerate(_candidates(wanted, before, caller, database, clock)):
        if len(found) == limit or looked_at == LOOKED_AT:
            break
        last = str(act.number)
        if wanted.fits(act, caller):
            found.append(act)
    else:
        last = None
    return TrailPage(found, head, seal(caller.account, scope, last) if last else None)


def _number(position: str) -> int:
    if not (position.isascii() and position.isdecimal() and len(position) <= 12):
        raise refused()
    return int(position)


def _candidates(
    wanted: TrailFilter, before: int | None, caller: Caller, database: Database, clock: Clock
) -> Iterator[Act]:
    """The acts of the time that is asked for, newest first."""
    now, begin, account = clock.now(), wanted.begin, caller.account
    if before is None and wanted.until is not None:
        before = trail.first_since(database, account, wanted.until)
    for act in trail.newest_first(database, account, before=before):
        if act.is_gone(now) or (begin is not None and act.at < begin):
            return
        if wanted.until is None or act.at < wanted.until:
            yield act


def _launched_at(task: str) -> datetime | None:
    """When a task was launched, as its id says, to be on the safe side."""
    with suppress(ValueError, OverflowError):
        milliseconds = 0
        for digit in task[:10].upper():
            milliseconds = milliseconds * 32 + _DIGITS.index(digit)
        return datetime.fromtimestamp(milliseconds / 1000, UTC) - _SLOW_WATCH
    return None


def export_trail(
    wanted: TrailFilter, *, caller: Caller, database: Database, clock: Clock
) -> Exported:
    """The trail as CSV with a header row, newest first.

    Raises:
        NotAllowed: the caller is no owner.
        TooLarge: it is too long for one answer.
    """
    caller.require_owner()
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    for act in _candidates(wanted, None, caller, database, clock):
        if wanted.fits(act, caller):
            writer.writerow(map(harmless, _row(act)))
            if buffer.tell() > CSV_BYTES:
                raise TooLarge(
                    "The trail of this time is too long for one file. Ask for less: "
                    f"from={act.at:%Y-%m-%d}, and then the days before that."
                )
    return Exported("trail.csv", buffer.getvalue())


def _row(act: Act) -> Iterator[str]:
    told, task = act.told(), act.task
    yield from (told["id"], told["at"], act.by.name, act.by.id, told["via"], told["act"])
    yield from (task.id, str(task.number), task.kind, task.title) if task else ("",) * 4
    yield json.dumps(told["detail"], sort_keys=True, ensure_ascii=False) if act.detail else ""
    yield from (act.before, act.hash)
