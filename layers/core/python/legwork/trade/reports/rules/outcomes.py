"""What came of each target of a task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from legwork.domain.errors import InvalidInput
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.trade.reports.report import Choice, Column, ColumnKind, Found, Report

CODES = {
    "gone": "What it would have shown is there no more.",
}
"""What its codes mean."""

COLUMNS = (
    Column("Target"),
    Column("Outcome"),
    Column("Code"),
    Column("Message"),
    Column("At", ColumnKind.MOMENT),
)
_GONE = Found(code="gone", sentence="The task is gone.")


def _check(choice: Choice, _records: Records) -> None:
    if not choice.task:
        raise InvalidInput.of("task", "missing: say whose outcomes to report")


def _targets(choice: Choice, records: Records, after: str | None) -> Iterator[Target]:
    for place in records.outcome_places(choice.task, after=after):
        yield Target(place)


def _lines(targets: Sequence[str], choice: Choice, records: Records) -> Sequence[Found]:
    found = records.outcomes_at(choice.task, targets)
    lines = []
    for target in targets:
        one = found.get(target)
        if one is None:
            lines.append(_GONE)
            continue
        at = one.at.isoformat(timespec="seconds") if one.at else None
        verdict = one.verdict
        cells = (one.target, verdict.outcome.value, verdict.code, verdict.message, at)
        lines.append(Found([cells]))
    return lines


OUTCOMES = Report(
    name="outcomes",
    title="Outcomes of a task",
    columns=COLUMNS,
    order=(1, 2, 0),
    check=_check,
    targets=_targets,
    lines=_lines,
    about=lambda choice: f"Task {choice.task}",
    label=str,
)
