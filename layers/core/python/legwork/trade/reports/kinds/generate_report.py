"""Generate a report: its lines by batches, and one file of them in the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Passed, Target
from legwork.domain.record import Records
from legwork.domain.task import Result
from legwork.trade.classes.class_ import CLASSES_LIMIT
from legwork.trade.reports.report import Choice, Report
from legwork.trade.reports.rules.reports import REPORTS

FORMATS = ("csv", "xlsx", "pdf")
FACILITIES_LIMIT = 100
_ANY_TIME = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which report, as which file."""

    report: Annotated[str, Param("Which report.", choices=tuple(REPORTS), examples=["roster"])]
    format: Annotated[
        str, Param("As a sheet (xlsx), for print (pdf), or for programs (csv).", choices=FORMATS)
    ] = "xlsx"
    classes: Annotated[
        tuple[str, ...],
        Param("Of a roster: these classes; all without it.", max_length=CLASSES_LIMIT),
    ] = ()
    facilities: Annotated[
        tuple[str, ...],
        Param("Of reservations: at these facilities; all without it.", max_length=FACILITIES_LIMIT),
    ] = ()
    first_day: Annotated[
        str | None, Param("Of reservations: from this day on, YYYY-MM-DD.", days=True)
    ] = None
    last_day: Annotated[
        str | None, Param("Of reservations: up to and with this day, YYYY-MM-DD.", days=True)
    ] = None
    task: Annotated[str | None, Param("Of outcomes: the id of the task.", max_length=26)] = None

    @property
    def of(self) -> Report:
        """The report itself."""
        return REPORTS[self.report]

    def choice(self, now: datetime) -> Choice:
        """What it is asked to show."""
        return Choice(
            now=now,
            classes=self.classes,
            facilities=self.facilities,
            first=self.first_day or "",
            last=self.last_day or "",
            task=self.task or "",
        )


def _check(params: Params, records: Records, now: datetime) -> None:
    params.of.check(params.choice(now), records)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target | Passed]:
    return params.of.targets(params.choice(_ANY_TIME), records, after)


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params = context.params
    return [
        Performed(Verdict(), lines=found.lines)
        if found.lines
        else Performed.skipped(found.code, found.sentence)
        for found in params.of.lines(targets, params.choice(context.now), records)
    ]


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    made = ending.made
    if made is None:
        return Finished()
    lines = f"{made.lines:,} line{'' if made.lines == 1 else 's'}"
    missing = f"; {ending.counts.errors:,} could not be read" if ending.counts.errors else ""
    summary = f"{ending.params.of.title}: {lines}, {ending.params.format.upper()}{missing}."
    href = f"/v1/reports/{ending.task_id}"
    return Finished(result=Result("report", ending.task_id, href, summary))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], _records: Records
) -> Iterator[str]:
    """A report changes no record; its file has a line at least of everything it succeeded on."""
    shown = sum(verdict.done for _, verdict in outcomes)
    if ending.made is not None and ending.made.lines < shown:
        yield f"the file has {ending.made.lines} lines of {shown} targets"


KIND = Kind(
    name="generate_report",
    title="Generate Report",
    permission=Permission.REPORTS,
    params=Params,
    describe=lambda params: f"Report: {params.of.title} ({params.format.upper()})",
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    makes_file=True,
    writes=0,
    label=lambda params, key: params.of.label(key),
    reads_task=lambda params: params.task,
    irreversible="It changes nothing.",
)

RULES = (
    (
        "One file of lines that batches have written: CSV, XLSX or PDF. It stays with the "
        "task, and opens from it."
    ),
)
"""What staff rely on, for the page about the kinds."""
