"""Import records from a CSV file, row by row; a second import of the same file changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from legwork.domain.booking import OnConflict, book, read
from legwork.domain.effect import Absent, Effect, Put
from legwork.domain.errors import CannotPlan, InvalidInput
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.permission import Permission
from legwork.domain.permit import (
    COLUMNS,
    Reservation,
    check_permit_number,
    own_holder,
    permit_item,
    permit_key,
    reservation_key,
)
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.task import Result
from legwork.domain.upload import (
    RowError,
    check_upload,
    header_of,
    locate,
    parse,
    read_rows,
    rows_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to import."""

    entity: Literal["reservations"] = field(
        metadata={"description": "What the rows of the file are.", "examples": ["reservations"]}
    )
    upload_id: str = field(
        metadata={
            "description": "The uploaded CSV file (UTF-8, with a header row).",
            "pattern": "^[0-9A-Za-z]{1,64}$",
            "examples": ["01KJPWD6M00000000000000001"],
        }
    )
    on_conflict: OnConflict = field(
        default="warn",
        metadata={
            "description": "A reservation whose facility is taken: saved with a warning, or an "
            "error. Imported records stand already, elsewhere: the default keeps them all."
        },
    )


def _check(params: Params, records: Records) -> None:
    check_upload(params.upload_id, COLUMNS, records)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    try:
        names = header_of(params.upload_id, COLUMNS, records)
    except InvalidInput as error:
        raise CannotPlan(f"The uploaded file cannot be read: {error}.") from error
    for row in rows_of(params.upload_id, len(names), records, after=after):
        reservation = _reservation(_values(row.raw, names))
        if isinstance(reservation, Verdict):
            yield Target(row.key)
        else:
            # The reservation and its permit, and each week's sheet of the facility.
            writes = 2 + len(reservation.weeks)
            yield Target(row.key, writes=writes, affinity=reservation.facility)


def _values(raw: bytes, names: Sequence[str]) -> dict[str, str] | RowError:
    try:
        return parse(raw, names)
    except RowError as error:
        return error


def _reservation(values: dict[str, str] | RowError) -> Reservation | Verdict:
    permit = "" if isinstance(values, RowError) else values["permit"].strip()
    reservation = read(values, permit)
    if isinstance(reservation, Reservation):
        try:
            check_permit_number(permit)
        except InvalidInput as error:
            return Verdict(Outcome.ERROR, "bad_row", f"{error}.")
    return reservation


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params = context.params
    names = header_of(params.upload_id, COLUMNS, records)
    rows = read_rows(params.upload_id, targets, names, records)
    wanted = [_reservation(values) for values in rows]
    performed = book(wanted, records, params.on_conflict)
    return _with_permits(wanted, performed, records)


def _with_permits(
    wanted: Sequence[Reservation | Verdict], performed: Sequence[Performed], records: Records
) -> list[Performed]:
    """Add the permits that are named for the first time."""
    numbers = {r.permit for r in wanted if isinstance(r, Reservation)}
    known = set(records.get(permit_key(number) for number in numbers))
    complete = []
    for one, done in zip(wanted, performed, strict=True):
        effects: list[Effect] = list(done.effects)
        if effects and isinstance(one, Reservation) and permit_key(one.permit) not in known:
            known.add(permit_key(one.permit))
            item = permit_item(one.permit, own_holder(one.permit), {})
            effects.append(Put(permit_key(one.permit), item, (Absent(),)))
        complete.append(replace(done, effects=effects))
    return complete


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    counts = ending.counts
    if not ending.total and not ending.cancelled:
        summary = "The file has no rows."
    else:
        new = ending.tallies.get("saved", 0)
        changed = counts.succeeded + counts.warnings - new
        summary = (
            f"{new:,} new, {changed:,} changed, {counts.skipped:,} unchanged, "
            f"{counts.errors:,} with errors."
        )
    return Finished(result=Result("records", ending.params.entity, "", summary))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    names = header_of(ending.params.upload_id, COLUMNS, records)
    done = [key for key, verdict in outcomes if verdict.outcome is not Outcome.ERROR]
    for begin in range(0, len(done), 100):
        part = done[begin : begin + 100]
        rows = read_rows(ending.params.upload_id, part, names, records)
        wanted = [r for r in map(_reservation, rows) if isinstance(r, Reservation)]
        keys = {reservation_key(r.permit, r.id) for r in wanted}
        missing = keys - set(records.get(keys))
        if missing or len(wanted) != len(part):
            yield f"{len(missing) or len(part) - len(wanted)} imported rows have no reservation"


def _label(_params: Params, key: str) -> str:
    return f"line {locate(key)[0]}"


KIND = Kind(
    name="import_records",
    title="Import Records",
    permission=Permission.IMPORT,
    params=Params,
    describe=lambda params: f"Import {params.entity}",
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    label=_label,
)
