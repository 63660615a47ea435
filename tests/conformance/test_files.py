"""Files: whole, line by line, and in parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from legwork.domain.errors import Conflicted
from legwork.domain.record import LINE_BYTES
from legwork.ports import Files

KEY = "uploads/parkside/Grüße 1.csv"
CSV = "text/csv"


def _write(files: Files, body: bytes, key: str = KEY) -> None:
    files.write(key, body, content_type=CSV)


# --- Whole -----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"", b"x", "ü😀\r\n".encode(), bytes(range(256)) * 1000])
def test_a_file_is_as_large_as_it_was_written(files: Files, body: bytes) -> None:
    _write(files, body)

    assert files.size(KEY) == len(body)
    assert b"".join(files.lines(KEY)) == body


def test_a_missing_file_has_no_size(files: Files) -> None:
    assert files.size(KEY) is None


def test_a_file_can_be_written_over(files: Files) -> None:
    _write(files, b"long and old")
    _write(files, b"new")

    assert list(files.lines(KEY)) == [b"new"]
    assert files.size(KEY) == 3


def test_files_go_by_how_their_keys_begin(files: Files) -> None:
    keys = ["reports/a/1", "reports/a/2/3", "reports/a/2.csv", "reports/ab/1", "uploads/a/1"]
    for key in keys:
        _write(files, b"x", key)

    files.delete("reports/a/")
    files.delete("reports/none/")

    assert [key for key in keys if files.size(key) is not None] == ["reports/ab/1", "uploads/a/1"]


def test_a_file_of_this_machine_is_stored_as_it_is(files: Files, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    # More than S3 takes in one part without being told.
    path.write_bytes(bytes(range(256)) * 40_000)

    files.upload(KEY, path, content_type="application/pdf")

    assert files.size(KEY) == path.stat().st_size
    assert list(files.whole([KEY])) == [path.read_bytes()]


def test_files_are_read_whole_in_the_order_of_their_keys(files: Files) -> None:
    keys = [f"reports/a/{n:03}" for n in range(70)]
    for n, key in enumerate(keys):
        _write(files, f"{n}\n\r".encode(), key)

    assert list(files.whole(reversed(keys))) == [f"{n}\n\r".encode() for n in range(69, -1, -1)]
    assert list(files.whole([])) == []


def test_a_file_that_is_gone_may_not_be_left_out(files: Files) -> None:
    _write(files, b"x")

    with pytest.raises(Conflicted):
        list(files.whole([KEY, "reports/none"]))


# --- Kept ------------------------------------------------------------------------------------

INCOMING = "incoming/parkside/Grüße 1.csv"


def test_a_file_is_kept_as_it_is_at_its_source(files: Files) -> None:
    _write(files, b"1,one\n", INCOMING)

    files.keep(KEY, source=INCOMING)
    files.keep(KEY, source=INCOMING)

    assert list(files.lines(KEY)) == list(files.lines(INCOMING)) == [b"1,one\n"]


def test_a_file_that_is_written_over_at_its_source_is_not_until_it_is_kept_again(
    files: Files,
) -> None:
    _write(files, b"1,one\n", INCOMING)
    files.keep(KEY, source=INCOMING)
    _write(files, b"2,two\n", INCOMING)

    assert list(files.lines(KEY)) == [b"1,one\n"]

    files.keep(KEY, source=INCOMING)

    assert list(files.lines(KEY)) == [b"2,two\n"]


def test_a_file_whose_source_is_gone_is_kept_as_it_is(files: Files) -> None:
    _write(files, b"1,one\n")

    files.keep(KEY, source=INCOMING)

    assert list(files.lines(KEY)) == [b"1,one\n"]
    assert files.size(INCOMING) is None


def test_where_there_is_no_file_none_is_kept(files: Files) -> None:
    files.keep(KEY, source=INCOMING)

    assert files.size(KEY) is None


# --- Lines -----------------------------------------------------------------------------------

LINES = [
    b"permit,event\r\n",
    b"1,one\n",
    b"\n",
    b"2,a\rb\x0bc\x0cd\x1ce\n",
    "3,ü😀\u2028\u0085\n".encode(),
    b"\r\n",
    b"\xff\xfe not UTF-8\n",
    b"no end",
]


@pytest.mark.parametrize("lines", [LINES, LINES[:-1], LINES[-1:], [b"\n"], []], ids=len)
def test_lines_end_at_newlines_alone_and_keep_them(files: Files, lines: list[bytes]) -> None:
    _write(files, b"".join(lines))

    assert list(files.lines(KEY)) == lines


def test_lines_begin_at_an_offset(files: Files) -> None:
    body = b"".join(LINES)
    _write(files, body)

    for first in range(len(LINES)):
        offset = len(b"".join(LINES[:first]))
        assert list(files.lines(KEY, offset=offset)) == LINES[first:]
    assert next(files.lines(KEY, offset=3)) == LINES[0][3:]


@pytest.mark.parametrize("beyond", [0, 1, 1_000_000])
@pytest.mark.parametrize("body", [b"", b"one\ntwo\n"], ids=["empty", "lines"])
def test_behind_the_end_there_are_no_lines(files: Files, body: bytes, beyond: int) -> None:
    _write(files, body)

    assert list(files.lines(KEY, offset=len(body) + beyond)) == []


def _large() -> Iterator[bytes]:
    for n in range(45_000):
        yield f"{n},Grüße aus der Halle 😀 {n * n},世界\r\n".encode()


def test_a_large_file_is_streamed_line_by_line(files: Files) -> None:
    lines = list(_large())
    body = b"".join(lines)
    assert len(body) > 2 * 1024 * 1024
    _write(files, body)

    assert list(files.lines(KEY)) == lines

    middle = 23_456
    offset = len(b"".join(lines[:middle]))
    assert list(files.lines(KEY, offset=offset)) == lines[middle:]


@pytest.mark.parametrize("megabytes", [1, 2])
def test_a_file_may_end_where_a_window_does(files: Files, megabytes: int) -> None:
    body = b"x" * (megabytes * 1024 * 1024 - 1) + b"\n"
    _write(files, body)

    assert b"".join(files.lines(KEY)) == body


def test_a_long_line_comes_in_pieces(files: Files) -> None:
    long = b"x" * (2 * LINE_BYTES) + b"\n"
    full = b"y" * (LINE_BYTES - 1) + b"\n"
    _write(files, b"1\n" + long + full + b"2")

    found = list(files.lines(KEY))

    assert found == [b"1\n", long[:LINE_BYTES], long[LINE_BYTES:-1], b"\n", full, b"2"]


def test_reading_can_stop_at_any_line(files: Files) -> None:
    _write(files, b"".join(_large()))

    lines = files.lines(KEY)

    assert next(lines).startswith(b"0,")
    assert next(lines).startswith(b"1,")


# --- One of several ---------------------------------------------------------------------------

FIVE_MEGABYTES = 5 * 1024 * 1024


def test_a_file_is_made_of_several_in_their_order(files: Files) -> None:
    bodies = [b"a" * FIVE_MEGABYTES, b"b" * (FIVE_MEGABYTES + 1), b"c\n"]
    for number, body in enumerate(bodies):
        files.write(f"part/{number}", body, content_type="text/csv")

    files.join(KEY, ["part/0", "part/1", "part/2"], content_type="text/csv")

    assert files.size(KEY) == sum(map(len, bodies))
    spans = [(0, 1), (FIVE_MEGABYTES - 1, 2), (2 * FIVE_MEGABYTES, 3)]
    assert files.slices(KEY, spans) == [b"a", b"ab", b"bc\n"]
    files.delete("part/")
    assert files.size(KEY) == sum(map(len, bodies))


def test_a_single_part_may_be_small(files: Files) -> None:
    files.write("part/0", b"x", content_type="text/csv")

    files.join(KEY, ["part/0"], content_type="text/csv")

    assert files.slices(KEY, [(0, 9)]) == [b"x"]


def test_a_part_that_is_gone_leaves_no_file(files: Files) -> None:
    files.write("part/0", b"x" * FIVE_MEGABYTES, content_type="text/csv")

    with pytest.raises(Conflicted):
        files.join("new", ["part/0", "part/9"], content_type="text/csv")

    assert files.size("new") is None


# --- Parts -----------------------------------------------------------------------------------

TEXT = "Grüße 世界 😀 — 1.234,50 €; " * 20_000
BODY = TEXT.encode()


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [(0, 5)],
        [(10, 5), (0, 5)],
        [(0, 9), (3, 9), (3, 9), (0, 9)],
        [(0, 100), (10, 5), (50, 2)],
        [(5, 0), (2, 1)],
        [(5, 0)],
        [(0, 0), (400_000, 0)],
        [(1, 1), (100_000, 3), (50, 7), (200_000, 70_000), (399_999, 1)],
        [(n * 37 % 300_000, 31) for n in range(300)],
        [(len(BODY) - 3, 3), (len(BODY) - 3, 10), (len(BODY), 4), (len(BODY) + 100_000, 4)],
    ],
    ids=lambda spans: str(spans[:4]),
)
def test_parts_come_in_the_order_asked_for(files: Files, spans: list[tuple[int, int]]) -> None:
    _write(files, BODY)

    parts = files.slices(KEY, iter(spans))

    assert parts == [BODY[offset : offset + length] for offset, length in spans]


def test_characters_cut_apart_come_together(files: Files) -> None:
    _write(files, BODY)
    spans = [(offset, 1) for offset in range(len(TEXT[:40].encode()))]

    assert b"".join(files.slices(KEY, spans)).decode() == TEXT[:40]


def test_an_empty_file_has_empty_parts(files: Files) -> None:
    _write(files, b"")

    assert files.slices(KEY, [(0, 10), (5, 0)]) == [b"", b""]
