"""Reads a CSV of reservations into what a permit is saved with.

Only its form is looked at here: values are sent as they are, so that the server's answer,
which names the field, is the same whichever way a permit comes in.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypedDict

from cli.failures import Failure

REQUIRED = ("facility", "starts_at", "ends_at", "amount_cents")
MINUTES: Final = ("setup_minutes", "teardown_minutes")
OPTIONAL = ("permit", "event", *MINUTES)
_WHOLE = re.compile(r"-?[0-9]{1,15}")


class NewReservation(TypedDict, total=False):
    """A reservation to be saved."""

    facility: str
    starts_at: str
    ends_at: str
    amount_cents: int | str
    event: str
    setup_minutes: int | str
    teardown_minutes: int | str


def read(file: Path) -> list[NewReservation]:
    """Every reservation of a file, in its order.

    Raises:
        Failure: it cannot be read, is not UTF-8, or has not the columns that are needed.
    """
    try:
        # Spreadsheets begin UTF-8 files with a byte order mark.
        with file.open(encoding="utf-8-sig", newline="") as content:
            return list(_reservations(file, csv.reader(content, strict=True)))
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Failure(f"{file} is not UTF-8 text.") from error
    except csv.Error as error:
        raise Failure(f"{file} is not a CSV file: {error}.") from error


def _reservations(file: Path, rows: Iterator[list[str]]) -> Iterator[NewReservation]:
    header = [name.strip() for name in next(rows, [])]
    _check(file, header)
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        if len(row) != len(header):
            raise Failure(f"{file} has {len(row)} cells instead of {len(header)} in line {line}.")
        yield _reservation(dict(zip(header, row, strict=True)))


def _check(file: Path, header: list[str]) -> None:
    if not header:
        raise Failure(f"{file} is empty: it needs a header row.")
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise Failure(f"{file} has no column {_listed(missing)} in its header row.")
    unknown = [name for name in header if name not in REQUIRED + OPTIONAL]
    if unknown:
        raise Failure(f"{file} has a column that no reservation has: {_listed(unknown)}.")
    if len(set(header)) != len(header):
        raise Failure(f"{file} names a column twice in its header row.")


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _reservation(cells: dict[str, str]) -> NewReservation:
    amount = cells["amount_cents"]
    reservation = NewReservation(
        facility=cells["facility"],
        starts_at=cells["starts_at"],
        ends_at=cells["ends_at"],
        amount_cents=int(amount) if _WHOLE.fullmatch(amount) else amount,
    )
    if cells.get("event"):
        reservation["event"] = cells["event"]
    for name in MINUTES:
        if minutes := cells.get(name):
            reservation[name] = int(minutes) if _WHOLE.fullmatch(minutes) else minutes
    return reservation
