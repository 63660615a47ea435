"""Draw the file of a report from its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from legwork.domain.part import Line
from legwork.domain.task import Task
from legwork.trade.reports.kinds.generate_report import KIND
from legwork.trade.reports.sheet import Sheet
from legwork.trade.reports.sorted_lines import SortedLines
from legwork.usecases.make_file import Drawn


def draw_report(task: Task, lines: Iterator[Line], folder: Path) -> Drawn:
    """Sort the lines and draw them in the form that was asked for.

    Raises:
        CannotMake: the form has no room for them.
    """
    params = KIND.read_params(task.params)
    at = task.started_at or task.created_at
    with SortedLines(folder, order=params.of.order) as found:
        found.take(lines)
        sheet = Sheet(
            title=params.of.title,
            about=params.of.about(params.choice(at)),
            source=f"{task.ref.account} · Task #{task.number}",
            at=at,
            columns=params.of.columns,
            lines=found,
            count=found.count,
            group=params.of.group,
        )
        path = folder / f"{params.report}-{at:%Y-%m-%d}-{task.number}.{params.format}"
        draw, media_type = _form(params.format)
        draw(sheet, path)
        return Drawn(path, media_type, found.count)


def _form(name: str) -> tuple[Callable[[Sheet, Path], None], str]:
    """Who draws a form, loaded only for it: the libraries take long."""
    if name == "csv":
        from legwork.trade.reports import csv_file

        return csv_file.draw_csv, csv_file.MEDIA_TYPE
    if name == "xlsx":
        from legwork.trade.reports import xlsx_file

        return xlsx_file.draw_xlsx, xlsx_file.MEDIA_TYPE
    from legwork.trade.reports import pdf_file

    return pdf_file.draw_pdf, pdf_file.MEDIA_TYPE
