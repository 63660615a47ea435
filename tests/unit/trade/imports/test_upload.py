import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.domain.errors import InvalidInput
from legwork.domain.record import LINE_BYTES
from legwork.trade.imports.upload import (
    RECORD_BYTES,
    Row,
    RowError,
    check_upload,
    header_of,
    locate,
    parse,
    read_rows,
    rows_of,
)
from tests.unit.account import Account

COLUMNS = ("a", "b", "c")


def rows(body: bytes, *, header: bytes = b"a,b,c\n", after: str | None = None) -> list[Row]:
    account = Account()
    account.upload(header + body)
    return list(rows_of("UP1", 3, account.records, after=after))


def values(body: bytes, *, header: bytes = b"a,b,c\n") -> list[list[str] | str]:
    """Of every row, as a batch reads it again: its values, or what is wrong with it."""
    account = Account()
    account.upload(header + body)
    keys = [row.key for row in rows_of("UP1", 3, account.records)]
    found = read_rows("UP1", keys, COLUMNS, account.records)
    return [str(one) if isinstance(one, RowError) else list(one.values()) for one in found]


STRAY = "The row has a stray quotation mark"
TOO_FEW = "The row has 2 values; the header names 3 columns"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", []),
        (b"\n\r\n  \n", []),
        (b"1,2,3\n", [["1", "2", "3"]]),
        (b"1,2,3", [["1", "2", "3"]]),
        (b"1,2,3\r\n4,5,6\r\n", [["1", "2", "3"], ["4", "5", "6"]]),
        (b"\n1,2,3\n\n\n4,5,6\n\n", [["1", "2", "3"], ["4", "5", "6"]]),
        (b",,\n", [["", "", ""]]),
        (b'"1","2","3"\n', [["1", "2", "3"]]),
        (b'"1,5","say ""hi""",3\n', [["1,5", 'say "hi"', "3"]]),
        (b'1,"two\nlines",3\n4,5,6\n', [["1", "two\nlines", "3"], ["4", "5", "6"]]),
        (b'1,"two\r\n\r\nlines",3\r\n', [["1", "two\r\n\r\nlines", "3"]]),
        (b'1,"ends with\n",3\n', [["1", "ends with\n", "3"]]),
        (b'1,2,"3\n"\n4,5,6', [["1", "2", "3\n"], ["4", "5", "6"]]),
        ("é,ß,世\n".encode(), [["é", "ß", "世"]]),
        (b"1,2\n4,5,6\n", [TOO_FEW, ["4", "5", "6"]]),
        (b"1,2,3,4\n", ["The row has 4 values; the header names 3 columns"]),
        (b"\xff,2,3\n4,5,6\n", ["The row is not UTF-8 text", ["4", "5", "6"]]),
        (b'1,"2,3\n4,5,6\n', [STRAY, ["4", "5", "6"]]),
        (b'1,"2,3\n4,"5,6\n7,8,9\n', [STRAY, STRAY, ["7", "8", "9"]]),
        (b'1,2,"3\n4,5,6', [STRAY, ["4", "5", "6"]]),
        (b'"1"x,2,3\n4,5,6\n', [STRAY, ["4", "5", "6"]]),
        (b'1,2"x"y,3\n', [["1", '2"x"y', "3"]]),
        (b"1,2,3\n" + b"x" * (RECORD_BYTES + 1) + b",2,3\n", [
            ["1", "2", "3"],
            "The row is longer than 16,384 bytes",
        ]),
        (b'1,"' + b"x\n" * RECORD_BYTES + b'",3\n4,5,6\n', None),
    ],
)  # fmt: skip
def test_rows(body: bytes, expected: list[list[str] | str] | None) -> None:
    found = values(body)
    if expected is None:
        # A stray quote costs its own line; what follows is read line by line.
        assert found[0] == STRAY
        assert found[-1] == ["4", "5", "6"]
        return
    assert found == expected


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    header = b"\xef\xbb\xbfa,b,c\r\n"
    account = Account()
    account.upload(header + b"1,2,3\r\n")
    assert header_of("UP1", COLUMNS, account.records) == ["a", "b", "c"]
    assert values(b"1,2,3\r\n", header=header) == [["1", "2", "3"]]


def test_lines_are_numbered_as_an_editor_does() -> None:
    body = b'1,2,3\n\n4,"two\nlines",6\n7,8,9\n'
    assert [row.line for row in rows(body)] == [2, 4, 6]


HEADERS = [
    (b"", "empty"),
    (b"\n", "empty"),
    (b"\xef\xbb\xbf", "empty"),
    (b"\xff\xfea\x00,\x00b\x00", "not UTF-8"),
    (b"a,b\n", "lacks c"),
    (b"x,y,z\n", "lacks a, b, c"),
    (b"a;b;c\n", "lacks a, b, c"),
    (b"a,b,c,d\n", "names d"),
    (b"a,b,c,a\n", "one column twice"),
    (b"A,B,C\n", "lacks a, b, c"),
    (b"a\x00,b,c\n", "lacks a"),
]


@pytest.mark.parametrize(("body", "says"), HEADERS)
def test_a_header_that_does_not_fit(body: bytes, says: str) -> None:
    account = Account()
    account.upload(body)
    with pytest.raises(InvalidInput, match=says) as refused:
        check_upload("UP1", COLUMNS, account.records)
    assert [error.field for error in refused.value.errors] == ["upload_id"]


@pytest.mark.parametrize("body", [b"a,b,c", b"c,b,a\n", b" a , b ,c\r\n", b'"a","b","c"\n'])
def test_headers_that_do(body: bytes) -> None:
    account = Account()
    account.upload(body)
    check_upload("UP1", COLUMNS, account.records)


def test_an_optional_column_may_stand_there_or_not() -> None:
    account = Account()
    account.upload(b"d,a,b,c\n")
    assert header_of("UP1", COLUMNS, account.records, optional=["d"]) == ["d", "a", "b", "c"]


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(InvalidInput, match="no such upload"):
        check_upload("UP1", COLUMNS, Account().records)


def test_another_accounts_file_is_not_there() -> None:
    account = Account()
    account.files.bodies["uploads/riverside/UP1"] = b"a,b,c\n1,2,3\n"
    with pytest.raises(InvalidInput, match="no such upload"):
        check_upload("UP1", COLUMNS, account.records)


BYTES = st.lists(
    st.sampled_from([b"1", b",", b'"', b'""', b"\n", b"\r\n", b"\r", b" ", b"\xc3\xa9", b"\xff"]),
    max_size=60,
).map(b"".join)


@given(BYTES | st.binary(max_size=80))
def test_whatever_the_bytes_rows_are_found_again_and_none_is_lost(body: bytes) -> None:
    account = Account()
    header = b"a,b,c\n"
    account.upload(header + body)
    found = list(rows_of("UP1", 3, account.records))
    keys = [row.key for row in found]
    assert keys == sorted(set(keys))

    end = len(header)
    for row in found:
        assert (header + body)[end : row.offset].strip() == b""
        assert (header + body)[row.offset :].startswith(row.raw)
        assert locate(row.key) == (row.line, row.offset, len(row.raw))
        end = row.offset + len(row.raw)
    assert (header + body)[end:].strip() == b""

    for place, key in enumerate(keys):
        assert list(rows_of("UP1", 3, account.records, after=key)) == found[place + 1 :]

    again = read_rows("UP1", keys, COLUMNS, account.records)
    assert len(again) == len(found)
    for row, one in zip(found, again, strict=True):
        if isinstance(one, RowError):
            with pytest.raises(RowError, match="The row"):
                parse(row.raw, COLUMNS)
        else:
            assert one == parse(row.raw, COLUMNS)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=8)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=12))
def test_what_a_spreadsheet_writes_is_what_is_read(table: list[tuple[str, str, str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(table)
    assert values(text.getvalue().encode()) == [list(line) for line in table]


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legwork.trade.imports.upload.MAX_BYTES", 9)
    account = Account()
    account.upload(b"a,b,c\n1,2,3\n")
    with pytest.raises(InvalidInput, match="over 100 MB"):
        check_upload("UP1", COLUMNS, account.records)


# --- Files without line breaks -----------------------------------------------------------------


def test_a_file_without_a_line_break_has_no_header() -> None:
    account = Account()
    account.upload(b"a,b,c," * 1_000_000)

    with pytest.raises(InvalidInput, match="first line is longer than 16,384 bytes"):
        header_of("UP1", COLUMNS, account.records)


@pytest.mark.parametrize("length", [LINE_BYTES - 1, LINE_BYTES, LINE_BYTES + 1, 5 * LINE_BYTES])
@pytest.mark.parametrize("quote", [b"", b'"'])
def test_a_long_line_costs_itself_alone(length: int, quote: bytes) -> None:
    long = quote + b"x" * (length - len(quote)) + b"\n"
    body = b"1,2,3\n" + long + b"4,5,6\n"

    found = rows(body)

    assert [(row.line, row.offset) for row in found] == [(2, 6), (3, 12), (4, 12 + len(long))]
    assert len(found[1].raw) <= LINE_BYTES
    assert values(body)[::2] == [["1", "2", "3"], ["4", "5", "6"]]
    for place, row in enumerate(found):
        assert rows(body, after=row.key) == found[place + 1 :]


@given(st.data())
def test_batches_of_a_slice_read_what_each_would_read_alone(data: st.DataObject) -> None:
    """Whatever order they come in, and whether or not they lie close to each other."""
    cell = data.draw(st.sampled_from(["x", "x" * 1_000, "x" * 16_000]))
    account = Account()
    body = "".join(f"{n},{cell},\n" for n in range(40))
    account.upload(f"a,b,c\n{body}".encode())
    keys = [row.key for row in rows_of("UP1", 3, account.records)]
    kept: dict[str, Any] = {}
    for _ in range(data.draw(st.integers(1, 4))):
        batch = sorted(data.draw(st.sets(st.sampled_from(keys), min_size=1)), key=keys.index)
        alone = read_rows("UP1", batch, COLUMNS, account.records)
        assert read_rows("UP1", batch, COLUMNS, account.records, kept) == alone
        assert [row["a"] for row in alone if isinstance(row, dict)] == [
            str(keys.index(key)) for key in batch
        ]
