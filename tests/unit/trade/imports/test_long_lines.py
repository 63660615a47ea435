"""A file whose lines or quotes do not end: each costs a row, a little memory, and one reading."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from legwork.domain.outcome import Counts
from legwork.domain.record import LINE_BYTES
from legwork.domain.task import TaskState
from legwork.store.records import AccountRecords
from legwork.testing.database import MemoryDatabase
from legwork.testing.files import MemoryFiles
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.trade.imports.upload import MAX_BYTES, RECORD_BYTES, RowError, read_rows, rows_of
from legwork.usecases.read_outcomes import read_outcomes

HEADER = b"a,b,c\n"
NAMES = ("a", "b", "c")
MEGABYTE = 1_000_000


@dataclass(slots=True)
class Counted(MemoryFiles):
    """Files that know how many bytes were read of them."""

    read: int = 0
    longest: int = 0
    spans: list[int] = field(default_factory=list)

    def lines(self, key: str, *, offset: int = 0) -> Iterator[bytes]:
        for piece in MemoryFiles.lines(self, key, offset=offset):
            self.read += len(piece)
            self.longest = max(self.longest, len(piece))
            yield piece


def uploaded(body: bytes) -> tuple[Counted, AccountRecords]:
    files = Counted()
    files.bodies["uploads/parkside/UP1"] = body
    return files, AccountRecords(MemoryDatabase(), files, "parkside")


def long_line() -> bytes:
    return HEADER + b"x" * (MAX_BYTES - len(HEADER))


def test_a_hundred_megabytes_in_one_line_are_one_row_that_cannot_be_used() -> None:
    files, records = uploaded(long_line())

    tracemalloc.start()
    found = list(rows_of("UP1", 3, records))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    # A copy of the file is made by the memory that plays the store.
    assert peak < MAX_BYTES + 2 * MEGABYTE
    [row] = found
    assert len(row.raw) == LINE_BYTES
    assert files.longest == LINE_BYTES
    assert files.read <= MAX_BYTES + LINE_BYTES
    [values] = read_rows("UP1", [row.key], NAMES, records)
    assert isinstance(values, RowError)
    assert str(values) == f"The row is longer than {RECORD_BYTES:,} bytes"


def test_a_leg_that_begins_behind_it_reads_it_once_more() -> None:
    files, records = uploaded(long_line() + b"\n1,2,3\n")
    first = next(rows_of("UP1", 3, records))
    files.read = 0

    [last] = rows_of("UP1", 3, records, after=first.key)

    assert last.raw == b"1,2,3\n"
    assert files.read <= MAX_BYTES + LINE_BYTES
    assert list(rows_of("UP1", 3, records, after=last.key)) == []


LINES = {
    "a quote that never ends": b'1,"2,3\n' + b"4,5,6\n" * 20_000,
    "many that never end": (b'1,"2,3\n' + b"\n" * 8_000) * 15,
    "one in every line": b'1,"2,3\n' * 15_000,
    "nothing but quotes": b'"' * MEGABYTE,
    "quotes in lines": b'"\n' * 40_000,
    "line ends of old": b"1,2,3\r" * 20_000,
    "nothing but line ends": b"\n" * 50_000,
    "a long line after the other": (b"x" * 40_000 + b"\n") * 30,
}


@pytest.mark.parametrize("body", LINES.values(), ids=LINES)
def test_every_byte_is_read_once_and_no_record_is_large(body: bytes) -> None:
    files, records = uploaded(HEADER + body)

    longest, end = 0, len(HEADER)
    for row in rows_of("UP1", 3, records):
        assert row.offset >= end
        longest, end = max(longest, len(row.raw)), row.offset + len(row.raw)

    assert longest <= LINE_BYTES
    assert files.read <= len(HEADER) + len(body) + 2 * LINE_BYTES


def test_it_is_an_error_of_its_line_and_the_others_go_in() -> None:
    fleet = Fleet()
    header = b"permit,event,facility,starts_at,ends_at,amount_cents\n"
    game = b"P-1,Game,Field 1,2027-04-05T%02d:00,2027-04-05T%02d:00,100\n"
    long = b"P-1," + b"x" * (20 * MEGABYTE) + b"\n"
    body = header + game % (8, 9) + long + game % (10, 11) + b'"' + game % (12, 13)
    owner = Owner(fleet)
    owner.upload("UP1", body)

    task = owner.launch("import_records", {"entity": "reservations", "upload_id": "UP1"}, key="k")
    fleet.settle()

    task = fleet.task(task.ref)
    assert (task.state, task.counts) == (TaskState.COMPLETED, Counts(2, errors=2))
    page = read_outcomes(task, wanted=(), limit=10, cursor=None, database=fleet.tables)
    assert {one.target: one.verdict.message for one in page.outcomes if one.verdict.code} == {
        "line 3": "The row is longer than 16,384 bytes.",
        "line 5": "The row has a stray quotation mark.",
    }
    assert fleet.surprises == []


SPOILT = {
    "nothing": b"P-1,Ga\x00me,Field 1,2027-04-05T08:00,2027-04-05T09:00,100\n",
    "no UTF-8": b"P-1,Ga\xffme,Field 1,2027-04-05T08:00,2027-04-05T09:00,100\n",
    "half a character": b"P-1,Ga\xed\xa0\x80me,Field 1,2027-04-05T08:00,2027-04-05T09:00,100\n",
    "39 digits": b"P-1,Game,Field 1,2027-04-05T08:00,2027-04-05T09:00,1" + b"0" * 38 + b"\n",
    "no number": b"P-1,Game,Field 1,2027-04-05T08:00,2027-04-05T09:00,NaN\n",
    "an Arabic digit": "P-1,Game,Field 1,2027-04-05T08:00,2027-04-05T09:00,\u0661\n".encode(),
    "an Arabic day": "P-1,Game,Field 1,2027-04-0\u0665T08:00,2027-04-05T09:00,1\n".encode(),
    "UTF-16": "P-1,Game,Field 1,2027-04-05T08:00,2027-04-05T09:00,1\n".encode("utf-16-le"),
}


@pytest.mark.parametrize("row", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_row_costs_itself(row: bytes) -> None:
    fleet = Fleet()
    good = b"P-1,Game,Field 2,2027-04-05T08:00,2027-04-05T09:00,100\n"
    owner = Owner(fleet)
    owner.upload(
        "UP1",
        b"permit,event,facility,starts_at,ends_at,amount_cents\n"
        + good
        + row
        + good[:-8]
        + b"9,7\n",
    )

    task = owner.launch("import_records", {"entity": "reservations", "upload_id": "UP1"}, key="k")
    fleet.settle()

    task = fleet.task(task.ref)
    assert task.state is TaskState.COMPLETED
    assert task.counts.errors >= 1
    assert task.counts.succeeded + task.counts.warnings + task.counts.skipped >= 1
    assert fleet.surprises == []
    assert fleet.inbox.dead == []
