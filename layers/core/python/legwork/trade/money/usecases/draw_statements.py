"""Draw all statements of a task as one file, to print those that no mail reaches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from legwork.domain.part import Line
from legwork.domain.task import Task
from legwork.trade.money import statement as statements
from legwork.trade.money.statement_page import MEDIA_TYPE, StatementPages
from legwork.trade.reports.sorted_lines import SortedLines
from legwork.usecases.make_file import Drawn


def draw_statements(task: Task, lines: Iterator[Line], folder: Path) -> Drawn:
    """Draw the statements by the names of the families, one after the other."""
    at = task.started_at or task.created_at
    path = folder / f"statements-{at:%Y-%m-%d}-{task.number}.pdf"
    pages = StatementPages(task.ref.account, path)
    with SortedLines(folder, order=(0,)) as found:
        found.take(lines)
        for _name, stored in found:
            family, item = json.loads(str(stored))
            pages.add(statements.from_item(family, item))
        pages.save()
        return Drawn(path, MEDIA_TYPE, found.count)
