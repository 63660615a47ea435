"""Export a task's outcomes as a CSV file that is safe to open in a spreadsheet.

A call has less than thirty seconds and an answer six megabytes. So a large file is made in parts,
by as many calls as it takes: each goes on where the last one stopped, and says when to ask again.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from legwork.domain.errors import InvalidInput, NotReady
from legwork.domain.outcome import Outcome, TargetOutcome
from legwork.domain.task import Task
from legwork.ports import Clock, Database, Files, Ids
from legwork.store.files import report_key
from legwork.usecases.read_outcomes import Place, outcomes_of

_INLINE_LIMIT = 2_000_000
"""Bytes that are answered at once; a larger file is stored and linked to."""
_PART = 6_000_000
"""Bytes of a part: the file store joins none under 5 MiB, but for the last."""
_ROWS = 500
"""Targets between two looks at the clock."""
_STALE_AFTER = timedelta(minutes=30)
"""A file that nobody has asked for so long is begun anew: a live task has gone on since."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_CSV = "text/csv; charset=utf-8"
_HEADER = ("target", "outcome", "code", "message", "at")


@dataclass(frozen=True, slots=True)
class Exported:
    """A CSV file, by value or by a short-lived link."""

    filename: str
    body: str = ""
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """How far a file is."""

    at: str
    parts: tuple[str, ...] = ()
    """Keys of its parts so far."""
    tail: str = ""
    """Key of what is not enough for a part yet."""
    after: str = ""
    """Place of the last outcome in them."""
    rows: int = 0


@dataclass(slots=True)
class _Export:
    task: Task
    wanted: Collection[Outcome]
    database: Database
    files: Files
    clock: Clock
    ids: Ids
    buffer: io.StringIO = field(default_factory=io.StringIO)

    @property
    def name(self) -> str:
        # What a live task has done so far is another file than what came of it in the end.
        when = "" if self.task.state.ended else "-so-far"
        return f"outcomes-{'-'.join(sorted(self.wanted)) or 'all'}{when}"

    def key(self, name: str) -> str:
        return report_key(self.task.ref, name)

    def make(self, until: datetime) -> Exported:
        filename, whole = f"job-{self.task.number}-outcomes.csv", self.key(f"{self.name}.csv")
        if self.task.state.ended and self.files.size(whole) is not None:
            return self._linked(whole, filename)
        begun = self._begun()
        making = self._go_on(begun, until)
        body = self.buffer.getvalue()
        if not making.parts and len(body.encode()) <= _INLINE_LIMIT:
            return Exported(filename, body)
        if not making.parts:
            self.files.write(whole, body.encode(), content_type=_CSV)
        else:
            last = self._with_part(making) if body else making
            self.files.join(whole, last.parts, content_type=_CSV)
        if begun.after and not self.task.state.ended:
            self._remember(_Making(at=""))
        return self._linked(whole, filename)

    def _linked(self, key: str, filename: str) -> Exported:
        return Exported(filename, link=self.files.link(key, filename=filename))

    def _go_on(self, making: _Making, until: datetime) -> _Making:
        """Write rows until there are no more.

        Raises:
            NotReady: the time is up; what is done so far is kept.
        """
        writer = csv.writer(self.buffer)
        if not making.after:
            writer.writerow(_HEADER)
        rows = making.rows
        for seen, (place, outcome) in enumerate(self._outcomes(making.after), start=1):
            if not self.wanted or outcome.verdict.outcome in self.wanted:
                writer.writerow(_row(outcome))
                rows += 1
            if seen % _ROWS == 0:
                making = replace(making, after=str(place), rows=rows)
                if self.buffer.tell() >= _PART:
                    making = self._with_part(making)
                if self.clock.now() >= until:
                    self._remember(self._with_tail(making))
                    raise NotReady(f"The file is being made: {rows:,} rows so far. Ask again.")
        return making

    def _outcomes(self, after: str) -> Iterator[tuple[Place, TargetOutcome]]:
        place = Place.read(after) if after else None
        return outcomes_of(self.task, (), after=place, database=self.database)

    def _with_part(self, making: _Making) -> _Making:
        part = self._stored(self.buffer.getvalue())
        self.buffer.seek(0)
        self.buffer.truncate()
        return replace(making, parts=(*making.parts, part))

    def _with_tail(self, making: _Making) -> _Making:
        text = self.buffer.getvalue()
        return replace(making, tail=self._stored(text) if text else "")

    def _stored(self, text: str) -> str:
        # Two calls at the same moment make parts of their own.
        key = self.key(f"making-{self.name}/{self.ids.new()}")
        self.files.write(key, text.encode(), content_type=_CSV)
        return key

    # --- How far it is -----------------------------------------------------------------------

    def _begun(self) -> _Making:
        """What an earlier call has left, with its tail in the buffer again."""
        now = self.clock.now()
        making = _read(self._text(self.key(f"making-{self.name}/so-far")))
        if making is None or now - datetime.fromisoformat(making.at) > _STALE_AFTER:
            return _Making(at=now.isoformat())
        if making.tail:
            self.buffer.write(self._text(making.tail))
        return replace(making, tail="")

    def _remember(self, making: _Making) -> None:
        at = self.clock.now().isoformat() if making.at else ""
        text = json.dumps(asdict(replace(making, at=at)))
        key = self.key(f"making-{self.name}/so-far")
        self.files.write(key, text.encode(), content_type="application/json")

    def _text(self, key: str) -> str:
        size = self.files.size(key)
        return self.files.slices(key, [(0, size)])[0].decode() if size else ""


def export_outcomes(
    task: Task,
    *,
    wanted: Collection[Outcome],
    database: Database,
    files: Files,
    clock: Clock,
    ids: Ids,
    until: datetime,
) -> Exported:
    """The outcomes of a task as CSV with a header row.

    Args:
        task: whose.
        wanted: which; all when empty.
        database, files, clock, ids: the ports.
        until: when the time of this call is over.

    Raises:
        NotReady: the file is large, and not made yet; the same call again goes on with it.
    """
    return _Export(task, wanted, database, files, clock, ids).make(until)


def _row(found: TargetOutcome) -> Iterator[str]:
    at = found.at.isoformat(timespec="seconds") if found.at else ""
    verdict = found.verdict
    values = (found.target, verdict.outcome.value, verdict.code, verdict.message, at)
    return map(harmless, values)


def _read(text: str) -> _Making | None:
    """How far a file is, as it was written down; nothing where that cannot be read."""
    try:
        stored: Any = json.loads(text)
        making = _Making(**{**stored, "parts": tuple(stored["parts"])})
        datetime.fromisoformat(making.at)
        if making.after:
            Place.read(making.after)
    except (InvalidInput, KeyError, TypeError, ValueError):
        return None
    return making


def harmless(value: str) -> str:
    """The value, such that no spreadsheet takes it for a formula (OWASP: CSV injection)."""
    return f"'{value}" if value.startswith(_FORMULA) else value
