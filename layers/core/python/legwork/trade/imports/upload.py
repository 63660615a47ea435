"""Rows of an uploaded CSV file, each found again by its place in the file.

A record of the file is one line, or several when a quoted value holds line breaks (RFC 4180). It is
parsed on its own, so that one stray quote spoils one record and not the rest of the file.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias

from legwork.domain.errors import InvalidInput
from legwork.domain.param import Param
from legwork.domain.record import LINE_BYTES, Records

RECORD_BYTES = LINE_BYTES - 1
"""Longest record of a file. A quoted value that has not ended by then is a stray quote."""
MAX_BYTES = 100_000_000
_BOM = b"\xef\xbb\xbf"
WINDOW_BYTES: Final = 256 * 1024
"""So much of a file is read at once: a batch's rows, and those of the batches behind it."""
_WINDOW: Final = "window"

UploadId: TypeAlias = Annotated[
    str,
    Param(
        "The uploaded CSV file (UTF-8, with a header row).",
        pattern="^[0-9A-Za-z]{1,64}$",
        examples=["01KJPWD6M00000000000000001"],
    ),
]


class RowError(Exception):
    """A row that cannot be used; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file: where it lies, and its bytes."""

    line: int
    """Line number as an editor shows it; the header is line 1."""
    offset: int
    """Bytes before it."""
    raw: bytes

    @property
    def key(self) -> str:
        """Names the row within its file; keys ascend with the lines."""
        return f"{self.line:09d}:{self.offset}:{len(self.raw)}"

    @property
    def blank(self) -> bool:
        """Whether there is nothing on the line."""
        return not self.raw.strip()


def locate(key: str) -> tuple[int, int, int]:
    """Line number, byte offset and length in bytes of a row's key."""
    line, offset, length = key.split(":")
    return int(line), int(offset), int(length)


def check_upload(
    upload: str, columns: Sequence[str], records: Records, *, optional: Sequence[str] = ()
) -> None:
    """Refuse a file that cannot be read at all.

    Raises:
        InvalidInput: there is no such file, it is empty or too large, or its header does not fit.
    """
    size = records.upload_size(upload)
    if size is None:
        raise InvalidInput.of(
            "upload_id", "no such upload: post the file first, then name the upload_id here"
        )
    if size > MAX_BYTES:
        raise InvalidInput.of("upload_id", "the file is over 100 MB: split it")
    header_of(upload, columns, records, optional=optional)


def header_of(
    upload: str, columns: Sequence[str], records: Records, *, optional: Sequence[str] = ()
) -> list[str]:
    """The column names of the file, in its own order.

    Raises:
        InvalidInput: the file is empty, is not UTF-8 text, or lacks a column.
    """
    # Every batch asks for it, hence no more is read than a header may take.
    begin = records.upload_slices(upload, [(0, LINE_BYTES)])[0]
    first, line_end, _ = begin.removeprefix(_BOM).partition(b"\n")
    if len(begin) == LINE_BYTES and not line_end:
        raise InvalidInput.of(
            "upload_id",
            f"the first line is longer than {RECORD_BYTES:,} bytes: it must be a header row",
        )
    if not first.strip():
        raise InvalidInput.of("upload_id", "the file is empty: it needs a header row")
    try:
        names = [name.strip() for name in next(csv.reader([first.decode()]))]
    except (UnicodeDecodeError, csv.Error, StopIteration) as error:
        raise InvalidInput.of(
            "upload_id", "the header is not UTF-8 text: save the file as CSV (UTF-8)"
        ) from error
    missing = [name for name in columns if name not in names]
    if missing:
        raise InvalidInput.of(
            "upload_id",
            f"the header lacks {', '.join(missing)}: the first line must name the columns "
            f"{', '.join(columns)}",
        )
    unknown = [name for name in names if name not in {*columns, *optional}]
    if unknown or len(set(names)) != len(names):
        named = ", ".join(unknown) or "one column twice"
        raise InvalidInput.of(
            "upload_id", f"the header names {named}: expected just {', '.join(columns)}"
        )
    return names


def rows_of(
    upload: str, width: int, records: Records, *, after: str | None = None
) -> Iterator[Row]:
    """The data rows of a file behind a row's key, blank lines left out, in constant memory.

    Args:
        upload: the file.
        width: how many values a row has.
        records: where the file lies.
        after: key of the row behind which to begin.
    """
    if after is None:
        header = next(iter(records.upload_lines(upload)), b"")
        line, offset = 2, len(header)
    else:
        line, offset, length = locate(after)
        raw = records.upload_slices(upload, [(offset, length)])[0]
        line, offset = line + _lines(raw), offset + length
        if len(raw) > RECORD_BYTES and not raw.endswith(b"\n"):
            offset += _rest_of_line(records.upload_lines(upload, offset=offset))
    for row in _assemble(records.upload_lines(upload, offset=offset), width, line, offset):
        if not row.blank:
            yield row


@dataclass(frozen=True, slots=True)
class _Line:
    """A physical line: its bytes, or the first of them and how many are left out."""

    raw: bytes
    left_out: int


def _lines_of(pieces: Iterable[bytes]) -> Iterator[_Line]:
    raw, left_out = b"", 0
    for piece in pieces:
        if raw:
            left_out += len(piece)
        else:
            raw = piece
        if piece.endswith(b"\n"):
            yield _Line(raw, left_out)
            raw, left_out = b"", 0
    if raw:
        yield _Line(raw, left_out)


def _rest_of_line(pieces: Iterable[bytes]) -> int:
    rest = 0
    for piece in pieces:
        rest += len(piece)
        if piece.endswith(b"\n"):
            break
    return rest


def _assemble(pieces: Iterable[bytes], width: int, line: int, offset: int) -> Iterator[Row]:
    """Join the physical lines of quoted values; a stray quote costs only the line it stands on."""
    source, backlog = _lines_of(pieces), deque[_Line]()
    while True:
        pending = _up_to_the_last_quote(source, backlog)
        if not pending:
            return
        raw = b"".join(one.raw for one in pending)
        if raw.count(b'"') % 2 or (len(pending) > 1 and not _fits(raw, width)):
            backlog.extendleft(reversed(pending[1:]))
            del pending[1:]
            raw = pending[0].raw
        yield Row(line, offset, raw)
        line += _lines(raw)
        offset += len(raw) + sum(one.left_out for one in pending)


def _up_to_the_last_quote(source: Iterator[_Line], backlog: deque[_Line]) -> list[_Line]:
    """The next line, with those that follow as long as a quote is open; none at the end.

    Each line is looked at once: one of a hundred megabytes may have eight thousand in a record.
    """
    pending, size, open_ = list[_Line](), 0, False
    while not pending or (open_ and size <= RECORD_BYTES):
        physical = backlog.popleft() if backlog else next(source, None)
        if physical is None:
            break
        pending.append(physical)
        size += len(physical.raw)
        open_ ^= bool(physical.raw.count(b'"') % 2)
    return pending


def _fits(raw: bytes, width: int) -> bool:
    try:
        return len(next(csv.reader([raw.decode()], strict=True))) == width
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return False


def _lines(raw: bytes) -> int:
    return raw.count(b"\n") + (not raw.endswith(b"\n"))


def parse(raw: bytes, names: Sequence[str]) -> dict[str, str]:
    """The values of a row by column name.

    Raises:
        RowError: the row is not UTF-8, or does not have as many values as there are columns.
    """
    if len(raw) > RECORD_BYTES:
        raise RowError(f"The row is longer than {RECORD_BYTES:,} bytes")
    try:
        values = next(csv.reader([raw.decode().rstrip("\r\n")], strict=True))
    except UnicodeDecodeError as error:
        raise RowError("The row is not UTF-8 text") from error
    except (csv.Error, StopIteration) as error:
        raise RowError("The row has a stray quotation mark") from error
    if len(values) != len(names):
        raise RowError(f"The row has {len(values)} values; the header names {len(names)} columns")
    return dict(zip(names, values, strict=True))


def read_rows(
    upload: str,
    keys: Sequence[str],
    names: Sequence[str],
    records: Records,
    kept: dict[str, Any] | None = None,
) -> list[dict[str, str] | RowError]:
    """The rows of a batch, read again from the file: values, or what is wrong with the row.

    Args:
        upload: the file.
        keys: of the rows.
        names: of its columns.
        records: where the file lies.
        kept: what a slice keeps of it for its next batches: they go on where this one ends.
    """
    spans = [locate(key)[1:] for key in keys]
    found: list[dict[str, str] | RowError] = []
    for raw in _slices(upload, spans, records, {} if kept is None else kept):
        try:
            found.append(parse(raw, names))
        except RowError as error:
            found.append(error)
    return found


def _slices(
    upload: str, spans: Sequence[tuple[int, int]], records: Records, kept: dict[str, Any]
) -> list[bytes]:
    first = min((offset for offset, _ in spans), default=0)
    last = max((offset + length for offset, length in spans), default=0)
    if last - first > WINDOW_BYTES:
        return records.upload_slices(upload, spans)
    begin, body = kept.get(_WINDOW, (0, b""))
    if first < begin or last > begin + len(body):
        begin, body = first, records.upload_slices(upload, [(first, WINDOW_BYTES)])[0]
        kept[_WINDOW] = (begin, body)
    return [body[offset - begin : offset - begin + length] for offset, length in spans]
