"""Import records from a CSV file, row by row; a second import of the same file changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

from legwork.domain.errors import CannotPlan, InvalidInput
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.reverse import Reverse, Undoing, nothing_to_compare, summing_up
from legwork.domain.task import Result
from legwork.rooms import modules_in
from legwork.trade.imports.entity import AnyEntity, Manner, Mode, OnConflict
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

ENTITIES: Final[Mapping[str, AnyEntity]] = {
    module.ENTITY.name: module.ENTITY for module in modules_in("imports")
}
"""Of all rooms, by name."""
_KEPT_AS = "columns"
_AT_ONCE = 100
"""Rows that an audit reads at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to import."""

    entity: Annotated[
        str,
        Param(
            "What the rows of the file are.",
            choices=tuple(sorted(ENTITIES)),
            examples=["reservations"],
        ),
    ]
    upload_id: UploadId
    on_conflict: Annotated[
        OnConflict,
        Param(
            "A reservation whose facility is taken: saved with a warning, or an "
            "error. Imported records stand already, elsewhere: the default keeps them all."
        ),
    ] = "warn"
    mode: Annotated[
        Mode,
        Param(
            "`add`: what stands already stays as it is. `upsert`: what stands and says something "
            "else is changed; what the file leaves empty stays.",
        ),
    ] = "add"


def _check(params: Params, records: Records, _now: datetime) -> None:
    entity = ENTITIES[params.entity]
    check_upload(params.upload_id, entity.columns, records, optional=entity.optional)


def _names(params: Params, records: Records) -> list[str]:
    entity = ENTITIES[params.entity]
    return header_of(params.upload_id, entity.columns, records, optional=entity.optional)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    entity = ENTITIES[params.entity]
    try:
        names = _names(params, records)
    except InvalidInput as error:
        raise CannotPlan(f"The uploaded file cannot be read: {error}.") from error
    for row in rows_of(params.upload_id, len(names), records, after=after):
        read = entity.read_row(_values(row.raw, names))
        yield Target(row.key) if isinstance(read, Verdict) else _target(params, row.key, read)


def _target(params: Params, key: str, row: Any) -> Target:
    entity = ENTITIES[params.entity]
    target = entity.target(key, row)
    more = entity.upsert_writes if params.mode == "upsert" else 0
    return replace(target, writes=(target.writes or 1) + more) if more else target


def _values(raw: bytes, names: Sequence[str]) -> dict[str, str] | RowError:
    try:
        return parse(raw, names)
    except RowError as error:
        return error


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params = context.params
    entity = ENTITIES[params.entity]
    if _KEPT_AS not in context.kept:
        # The file never changes: its header is read once a slice.
        context.kept[_KEPT_AS] = _names(params, records)
    names = context.kept[_KEPT_AS]
    rows = read_rows(params.upload_id, targets, names, records, context.kept)
    manner = Manner(
        now=context.now,
        task=context.task_id,
        mode=params.mode,
        on_conflict=params.on_conflict,
        again=context.again,
    )
    return entity.save([entity.read_row(values) for values in rows], records, manner)


def _take_back(
    targets: Sequence[str], records: Records, undoing: Undoing[Params]
) -> Sequence[Performed]:
    entity, names = ENTITIES[undoing.params.entity], _names(undoing.params, records)
    rows = read_rows(undoing.params.upload_id, targets, names, records)
    wanted = [entity.read_row(values) for values in rows]
    memory = [undoing.memory.get(target) for target in targets]
    return entity.undo(wanted, memory, records, undoing)


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    counts = ending.counts
    if not ending.total and not ending.cancelled:
        summary = "The file has no rows."
    else:
        new = ending.tallies.get(ENTITIES[ending.params.entity].tally, 0)
        changed = counts.succeeded + counts.warnings - new
        summary = (
            f"{new:,} new, {changed:,} changed, {counts.skipped:,} unchanged, "
            f"{counts.errors:,} with errors."
        )
    return Finished(result=Result("records", ending.params.entity, "", summary))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    entity = ENTITIES[ending.params.entity]
    done = [key for key, verdict in outcomes if verdict.done]
    for part, wanted in _read_again(ending.params, done, records):
        keys = {entity.key(row) for row in wanted}
        missing = keys - set(records.get(keys))
        if missing or len(wanted) != len(part):
            yield f"{len(missing) or len(part) - len(wanted)} imported rows have no record"
    parts = _read_again(ending.params, done, records)
    yield from entity.audit((row for _, wanted in parts for row in wanted), records)


def _read_again(
    params: Params, keys: Sequence[str], records: Records
) -> Iterator[tuple[Sequence[str], list[Any]]]:
    """Keys of rows with the rows that are good, some at once."""
    entity, names = ENTITIES[params.entity], _names(params, records)
    for begin in range(0, len(keys), _AT_ONCE):
        part = keys[begin : begin + _AT_ONCE]
        rows = map(entity.read_row, read_rows(params.upload_id, part, names, records))
        yield part, [row for row in rows if isinstance(row, entity.row)]


def _label(_params: Params, key: str) -> str:
    return f"line {locate(key)[0]}"


KIND = Kind(
    name="import_records",
    title="Import Records",
    permission=Permission.IMPORT,
    params=Params,
    describe=lambda params: f"Import {params.entity.replace('_', ' ')}",
    upload=lambda params: params.upload_id,
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    label=_label,
    reverse=Reverse(
        perform=_take_back,
        finish=summing_up(lambda params, said: Result("records", params.entity, "", said)),
        verify=nothing_to_compare,
        writes_of=lambda params: ENTITIES[params.entity].undo_writes,
        batch_writes=1,
        keeps_lanes=True,
        warning="Permits and classes that it named for the first time stay, and so do consents "
        "and keywords.",
    ),
)

RULES = (
    (
        "A file has a header with the columns of its entity, in any order; a row that cannot "
        "be read costs itself only."
    ),
    ("A second import of the same file changes nothing: what stands already, just so, is skipped."),
    "With mode 'upsert' a row says anew what stands; with 'add' it never changes that.",
    (
        "A reservation whose facility is taken is saved with a warning, or is an error, as "
        "on_conflict says."
    ),
)
"""What staff rely on, for the page about the kinds."""
