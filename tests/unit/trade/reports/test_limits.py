"""How long a report may be, in each of its forms."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from legwork.domain.errors import CannotMake
from legwork.trade.reports import pdf_file, xlsx_file
from legwork.trade.reports.report import Column
from legwork.trade.reports.sheet import Sheet
from legwork.trade.reports.sorted_lines import SortedLines

Draw = Callable[[Sheet, Path], None]


@pytest.mark.parametrize(
    ("draw", "limit", "other"),
    [
        (pdf_file.draw_pdf, pdf_file.LINES_LIMIT, "XLSX"),
        (xlsx_file.draw_xlsx, xlsx_file.LINES_LIMIT, "CSV"),
    ],
)
def test_what_is_too_long_for_a_form_is_refused_with_another_one(
    draw: Draw, limit: int, other: str, tmp_path: Path
) -> None:
    sheet = Sheet(
        title="Report",
        about="",
        source="",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        columns=(Column("Name"),),
        lines=(),
        count=limit + 1,
    )

    with pytest.raises(CannotMake, match=f"Ask for it as {other}"):
        draw(sheet, tmp_path / "report")


def test_lines_are_sorted_as_people_expect_and_stay_as_they_came_where_alike(
    tmp_path: Path,
) -> None:
    with SortedLines(tmp_path, order=(0, 1)) as lines:
        lines.take([("Field 10", 1, "a"), ("field 2", 5, "b"), ("Field 2", -3, "c")])
        lines.take([(None, None, "d"), ("Field 2", 5, "e")])

        assert [line[2] for line in lines] == ["d", "c", "b", "e", "a"]
        assert [line[2] for line in lines] == ["d", "c", "b", "e", "a"]
        assert lines.count == 5
