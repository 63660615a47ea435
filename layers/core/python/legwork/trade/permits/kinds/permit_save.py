"""Save the reservations of a permit. Two saves at the same moment never both take a slot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any, Literal

from legwork.domain.directory import LISTED
from legwork.domain.effect import Absent, Effect, Item, Put, Update, as_read
from legwork.domain.errors import CannotPlan, InvalidInput
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.reverse import Reverse, Undoing, summing_up
from legwork.domain.task import Subject
from legwork.trade.imports.entity import OnConflict
from legwork.trade.imports.upload import (
    RowError,
    UploadId,
    check_upload,
    header_of,
    locate,
    parse,
    read_rows,
    rows_of,
)
from legwork.trade.permits import permit as permits
from legwork.trade.permits.counts import wrong_counts
from legwork.trade.permits.permit import (
    HOLDER_PATTERN,
    PermitNumber,
    new_permit,
    permit_entry,
    permit_key,
)
from legwork.trade.permits.receipt import REQUIREMENTS, check_requirements, holder_entry
from legwork.trade.permits.reservation import ASIDE, COLUMNS, Reservation, reservation_key
from legwork.trade.permits.rules.booking import book, read, sheets_of
from legwork.trade.permits.rules.unbooking import UNBOOKED, unbook

SAVE_COLUMNS = COLUMNS[1:]
OPTIONAL_COLUMNS = (*COLUMNS[:1], *ASIDE)
"""The permit's own number need not stand in every row; where it does, the request's wins."""

_PERMIT_WRITES = 5
"""The permit, its entries under number, old and new holder, and the entry of the holder.

Where none of these is written, a row of the permit's counts.
"""

_KEPT_AS = "columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which permit, whose, and where its reservations are."""

    permit: PermitNumber
    holder: Annotated[
        str,
        Param(
            "Account that bills go to.", pattern=HOLDER_PATTERN, examples=["Parkside Little League"]
        ),
    ]
    upload_id: UploadId
    requirements: Annotated[
        dict[str, int | list[str]],
        Param(
            "How many there are of each, or their names.",
            json_schema_extra={"propertyNames": {"enum": [*REQUIREMENTS]}},
        ),
    ] = field(default_factory=dict)
    on_conflict: Annotated[
        OnConflict, Param("A reservation whose facility is taken: left out, or saved.")
    ] = "error"
    source: Annotated[
        Literal["upload", "body"],
        Param("Whether rows are known by line, or by place in the request."),
    ] = "upload"


def _check(params: Params, records: Records, _now: datetime) -> None:
    check_requirements(params.requirements)
    check_upload(params.upload_id, SAVE_COLUMNS, records, optional=OPTIONAL_COLUMNS)


def _names(params: Params, records: Records) -> list[str]:
    return header_of(params.upload_id, SAVE_COLUMNS, records, optional=OPTIONAL_COLUMNS)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    try:
        names = _names(params, records)
    except InvalidInput as error:
        raise CannotPlan(f"The reservations cannot be read: {error}.") from error
    for row in rows_of(params.upload_id, len(names), records, after=after):
        try:
            reservation = read(parse(row.raw, names), params.permit)
        except RowError:
            yield Target(row.key)
            continue
        if isinstance(reservation, Verdict):
            yield Target(row.key)
        else:
            yield Target(row.key, affinity=reservation.facility, shared=sheets_of(reservation))


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params = context.params
    if _KEPT_AS not in context.kept:
        # The file never changes: its header is read once a slice.
        context.kept[_KEPT_AS] = _names(params, records)
    names = context.kept[_KEPT_AS]
    rows = read_rows(params.upload_id, targets, names, records, context.kept)
    wanted = [read(values, params.permit) for values in rows]
    permit = _permit_effects(params, records)
    written = {params.permit} if permit else set[str]()
    first, *others = book(wanted, records, params.on_conflict, written)
    return [replace(first, effects=[*permit, *first.effects]), *others]


def _permit_effects(params: Params, records: Records) -> list[Effect]:
    """What it takes for the permit to have the holder and the requirements of this save."""
    key, found = permit_key(params.permit), permits.find(params.permit, records)
    item = new_permit(params.permit, params.holder, params.requirements)
    entry, holder = permit_entry(params.permit, params.holder), holder_entry(params.holder)
    if found is None:
        return [Put(key, item, (Absent(),)), *entry.put(), *holder.put()]
    changed: Mapping[str, Any] = {k: v for k, v in _asked(params).items() if found[k] != v}
    wanted = {**changed, **({} if found.get(LISTED) else {LISTED: True})}
    if not wanted:
        return []
    as_it_was_read = as_read(found, *sorted({"holder", *wanted}))
    effects: list[Effect] = [Update(key, set=wanted, expect=as_it_was_read)]
    if "holder" in changed or LISTED in wanted:
        before = permit_entry(params.permit, found["holder"])
        effects += [*before.renamed(entry.name), *holder.put()]
    return effects


def _asked(params: Params) -> Item:
    """A save that names no requirements leaves those of the permit alone."""
    if not params.requirements:
        return {"holder": params.holder}
    return {"holder": params.holder, "requirements": params.requirements}


def _finish(ending: Ending[Params], records: Records) -> Finished:
    params, counts = ending.params, ending.counts
    if ending.cancelled and not counts.done:
        return Finished()
    new = ending.tallies.get("saved", 0)
    changed = counts.succeeded + counts.warnings - new
    summary = (
        f"{new:,} saved, {changed:,} changed, {counts.skipped:,} unchanged, "
        f"{counts.warnings:,} with a conflict, {counts.errors:,} not saved."
    )
    if not ending.total:
        summary = "No reservations were handed in; the permit itself is saved."
    result = permits.result_of(params.permit, summary)
    return Finished(_permit_effects(params, records), result)


def _take_back(
    targets: Sequence[str], records: Records, undoing: Undoing[Params]
) -> Sequence[Performed]:
    params = undoing.params
    rows = read_rows(params.upload_id, targets, _names(params, records), records)
    wanted = [read(values, params.permit) for values in rows]
    return unbook(wanted, [undoing.memory.get(target) for target in targets], records)


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    params = ending.params
    names = _names(params, records)
    done = [key for key, verdict in outcomes if verdict.done]
    for begin in range(0, len(done), 100):
        part = done[begin : begin + 100]
        rows = read_rows(params.upload_id, part, names, records)
        wanted = [r for v in rows if isinstance(r := read(v, params.permit), Reservation)]
        keys = {reservation_key(r.permit, r.id) for r in wanted}
        missing = len(keys - set(records.get(keys))) + len(part) - len(wanted)
        if missing:
            yield f"{missing} rows are said to be saved but have no reservation"
    yield from wrong_counts(params.permit, records)


def _label(params: Params, key: str) -> str:
    line = locate(key)[0]
    return f"line {line}" if params.source == "upload" else f"reservations[{line - 2}]"


KIND = Kind(
    name="permit_save",
    title="Permit Save",
    permission=Permission.PERMITS,
    params=Params,
    describe=lambda params: f"Save permit {params.permit}",
    subject=lambda params: Subject("permit", params.permit),
    upload=lambda params: params.upload_id,
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    label=_label,
    batch_writes=_PERMIT_WRITES,
    reverse=Reverse(
        perform=_take_back,
        finish=summing_up(lambda params, said: permits.result_of(params.permit, said)),
        verify=lambda ending, _, records: iter(wrong_counts(ending.params.permit, records)),
        writes=UNBOOKED,
        batch_writes=1,
        keeps_lanes=True,
        warning="The permit keeps the holder and the requirements that it was saved with.",
    ),
)

RULES = (
    (
        "A facility is taken from start to end; touching ends do not overlap. A conflict is "
        "an error of that reservation, and the others go in; or it is saved with a warning, "
        "as on_conflict says."
    ),
    (
        "Two saves at the same moment never both take a slot: both write the sheet of that "
        "facility and week as they have read it."
    ),
    "A billed reservation never changes.",
    (
        "200 reservations or more are saved in the background, fewer within the call, by the "
        "same code."
    ),
    (
        "Undone, new reservations are gone and changed ones as before. One that is billed cannot "
        "be taken back before its bill-out is; what somebody changed since is kept."
    ),
)
"""What staff rely on, for the page about the kinds."""
