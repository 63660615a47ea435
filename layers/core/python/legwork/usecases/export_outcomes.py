"""Export a task's outcomes as a CSV file that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

from legwork.domain.outcome import Outcome
from legwork.domain.task import Task
from legwork.ports import Database, Files
from legwork.store.files import report_key
from legwork.usecases.read_outcomes import outcomes_of

_INLINE_LIMIT = 2_000_000
"""Bytes that are answered at once; a larger file is stored and linked to."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Exported:
    """A CSV file, by value or by a short-lived link."""

    filename: str
    body: str = ""
    link: str | None = None


def export_outcomes(
    task: Task, *, wanted: Collection[Outcome], database: Database, files: Files
) -> Exported:
    """The outcomes of a task as CSV with a header row."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("target", "outcome", "code", "message", "at"))
    for _, found in outcomes_of(task, wanted, database=database):
        at = found.at.isoformat(timespec="seconds") if found.at else ""
        verdict = found.verdict
        values = (found.target, verdict.outcome.value, verdict.code, verdict.message, at)
        writer.writerow(map(harmless, values))
    filename = f"job-{task.number}-outcomes.csv"
    body = text.getvalue()
    if len(body.encode()) <= _INLINE_LIMIT:
        return Exported(filename, body)
    key = report_key(task.ref, f"outcomes-{'-'.join(sorted(wanted)) or 'all'}.csv")
    files.write(key, body.encode(), content_type="text/csv; charset=utf-8")
    return Exported(filename, link=files.link(key, filename=filename))


def harmless(value: str) -> str:
    """The value, such that no spreadsheet takes it for a formula (OWASP: CSV injection)."""
    return f"'{value}" if value.startswith(_FORMULA) else value
