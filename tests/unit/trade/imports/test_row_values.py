from collections.abc import Callable
from typing import Any

import pytest

from legwork.domain.errors import InvalidInput
from legwork.trade.imports.row_values import RowValues

Read = Callable[[RowValues], Any]


@pytest.mark.parametrize(
    ("read", "value", "is_read_as"),
    [
        (lambda row: row.name("x"), " AAA-2013J ", "AAA-2013J"),
        (lambda row: row.name("x"), "Ünï 1", "Ünï 1"),
        (lambda row: row.text("x"), "", ""),
        (lambda row: row.whole("x", -5, 5), "-3", -3),
        (lambda row: row.whole_or_nothing("x", 0, 5), "None", None),
        (lambda row: row.whole_or_nothing("x", 0, 5), "", None),
        (lambda row: row.whole_or_nothing("x", 0, 5), "4", 4),
        (lambda row: row.day("x"), "2028-02-29", "2028-02-29"),
        (lambda row: row.time("x"), "23:59", "23:59"),
    ],
)
def test_good_values(read: Read, value: str, is_read_as: Any) -> None:
    row = RowValues({"x": value})
    assert read(row) == is_read_as
    row.check()


@pytest.mark.parametrize(
    ("read", "value", "says"),
    [
        (lambda row: row.name("x"), "", "missing"),
        (lambda row: row.name("x"), "a#b", "no number sign"),
        (lambda row: row.name("x"), "a" * 65, "at most 64"),
        (lambda row: row.text("x", longest=3), "four", "longer than 3"),
        (lambda row: row.text("x"), "a\nb", "control character"),
        (lambda row: row.whole("x", 0, 5), "", "missing"),
        (lambda row: row.whole("x", 0, 5), "1.5", "not a whole number"),
        (lambda row: row.whole("x", 0, 5), "6", "not between 0 and 5"),
        (lambda row: row.whole("x", 0, 5), "٣", "not a whole number"),
        (lambda row: row.day("x"), "2027-02-29", "not a day"),
        (lambda row: row.day("x"), "20270228", "not a day"),
        (lambda row: row.time("x"), "24:00", "not a time"),
        (lambda row: row.time("x"), "9:00", "not a time"),
    ],
)
def test_wrong_values(read: Read, value: str, says: str) -> None:
    row = RowValues({"x": value})
    read(row)
    with pytest.raises(InvalidInput, match=says) as refused:
        row.check()
    assert [error.field for error in refused.value.errors] == ["x"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    row = RowValues({"day": "never", "count": "many"})
    row.day("day")
    row.whole("count", 0, 1)
    row.name("nobody")
    with pytest.raises(InvalidInput) as refused:
        row.check()
    assert [error.field for error in refused.value.errors] == ["day", "count", "nobody"]
