"""Save a permit: a few reservations at once, many as a task in the background."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from legwork.domain.errors import FieldError, InvalidInput
from legwork.domain.permission import Caller
from legwork.ports import Database, Files, Ids
from legwork.store.files import upload_key
from legwork.store.records import AccountRecords
from legwork.trade.imports.upload import check_upload, header_of, rows_of
from legwork.trade.permits.kinds.permit_save import OPTIONAL_COLUMNS, SAVE_COLUMNS
from legwork.trade.permits.permit import check_permit_number
from legwork.trade.permits.reservation import ASIDE, read_reservation
from legwork.usecases.keep_upload import keep_upload
from legwork.usecases.launch_task import Launch

_ERRORS_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitSave:
    """What to save: reservations by value, or in an uploaded file."""

    permit: str
    holder: str
    reservations: Sequence[Mapping[str, Any]] | None = None
    upload: str | None = None
    requirements: Mapping[str, Any] = field(default_factory=dict)
    on_conflict: str = "error"


def launch_of_save(
    request: PermitSave,
    *,
    key: str,
    fingerprint: str,
    background_at: int,
    caller: Caller,
    database: Database,
    files: Files,
    ids: Ids,
) -> Launch:
    """The launch that saves a permit; unlisted when it is small enough to be done at once.

    Args:
        request: what to save.
        key: the caller's Idempotency-Key.
        fingerprint: digest of the request.
        background_at: number of reservations from which on it runs in the background.
        caller: who asks.
        database, files, clock, ids: the ports.

    Raises:
        InvalidInput: with every field that is wrong; nothing is saved then.
    """
    check_permit_number(request.permit)
    records = AccountRecords(database, files, caller.account)
    task_id = ids.new()
    if request.reservations is not None:
        _check_all(request.reservations, request.permit)
        upload, size = task_id, len(request.reservations)
        body = _csv_of(request.reservations)
        files.write(upload_key(caller.account, upload), body, content_type="text/csv")
    else:
        upload = request.upload or ""
        keep_upload(caller.account, upload, files=files)
        check_upload(upload, SAVE_COLUMNS, records, optional=OPTIONAL_COLUMNS)
        names = header_of(upload, SAVE_COLUMNS, records, optional=OPTIONAL_COLUMNS)
        size = len(list(islice(rows_of(upload, len(names), records), background_at)))
    return Launch(
        kind="permit_save",
        params={
            "permit": request.permit,
            "holder": request.holder,
            "upload_id": upload,
            "requirements": dict(request.requirements),
            "on_conflict": request.on_conflict,
            "source": "upload" if request.reservations is None else "body",
        },
        key=key,
        fingerprint=fingerprint,
        listed=size >= background_at,
        id=task_id,
        kept=True,
        upload=task_id if request.reservations is not None else None,
    )


def _check_all(reservations: Sequence[Mapping[str, Any]], permit: str) -> None:
    errors: list[FieldError] = []
    for place, values in enumerate(reservations):
        try:
            read_reservation(values, permit)
        except InvalidInput as problem:
            errors += [
                FieldError(f"reservations[{place}].{e.field}", e.message) for e in problem.errors
            ]
    if errors:
        more = "" if len(errors) == 1 else f" and {len(errors) - 1} more"
        raise InvalidInput(
            f"{errors[0].field}: {errors[0].message}{more}. Nothing was saved.",
            errors[:_ERRORS_SHOWN],
        )


def _csv_of(reservations: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    # The release before this one knows no more columns: they are there only where they are needed.
    aside = [name for name in ASIDE if any(values.get(name) for values in reservations)]
    writer.writerow((*SAVE_COLUMNS, *aside))
    for values in reservations:
        row = [str(values.get(name) or "") for name in SAVE_COLUMNS[:-1]]
        minutes = [values.get(name) or 0 for name in aside]
        writer.writerow([*row, values["amount_cents"], *minutes])
    return text.getvalue().encode()
