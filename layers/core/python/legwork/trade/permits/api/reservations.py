"""Calls about one reservation of a permit."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.acting import acting
from legwork.api.answers import UNCHANGED, answers
from legwork.api.etag import IfMatch, IfNoneMatch, etag_of, tags_in
from legwork.api.http import Calls, in_path, named, reply, reply_cached
from legwork.domain.permission import Caller
from legwork.settings.edit_permit import EditPermitSettings
from legwork.store.records import AccountRecords
from legwork.trade.permits.contracts.permit_request import ReservationRequest
from legwork.trade.permits.contracts.reservation import ChangedReservationView, ReservationView
from legwork.trade.permits.permit import PERMIT_PATTERN
from legwork.trade.permits.usecases.correct_reservation import (
    correct_reservation,
    read_reservation_of,
)

calls = Calls()
PermitNumber = Annotated[str, in_path("Number of a permit.", pattern=PERMIT_PATTERN)]
ReservationId = Annotated[str, in_path("Id of a reservation.", pattern="^[0-9a-f]{16}$")]


@calls.get(
    "/v1/permits/<permit>/reservations/<reservation>",
    operation_id="get_reservation",
    tags=["Permits"],
    responses=answers({200: ReservationView, 304: UNCHANGED}, 404),
)
def read(
    permit: PermitNumber, reservation: ReservationId, if_none_match: IfNoneMatch = None
) -> Response[ReservationView]:
    """Read a reservation."""
    caller = calls.caller
    found = read_reservation_of(
        named(permit), named(reservation), caller=caller, records=_records(caller)
    )
    return reply_cached(ReservationView.of(found.reservation), if_none_match)


@calls.put(
    "/v1/permits/<permit>/reservations/<reservation>",
    operation_id="replace_reservation",
    tags=["Permits"],
    responses=answers({200: ChangedReservationView}, 404, 409, 412, 413, 428),
)
def replace(
    permit: PermitNumber,
    reservation: ReservationId,
    body: ReservationRequest,
    if_match: IfMatch = None,
) -> Response[ChangedReservationView]:
    """Say anew what a reservation is, while it is not billed."""
    return _corrected(permit, reservation, body, if_match, whole=True)


@calls.patch(
    "/v1/permits/<permit>/reservations/<reservation>",
    operation_id="change_reservation",
    tags=["Permits"],
    responses=answers({200: ChangedReservationView}, 404, 409, 412, 413, 428),
)
def change(
    permit: PermitNumber,
    reservation: ReservationId,
    body: ReservationRequest,
    if_match: IfMatch = None,
) -> Response[ChangedReservationView]:
    """Change a part of a reservation, or cancel it, while it is not billed."""
    return _corrected(permit, reservation, body, if_match, whole=False)


def _corrected(
    permit: str, reservation: str, body: ReservationRequest, if_match: str | None, *, whole: bool
) -> Response[ChangedReservationView]:
    caller = calls.caller
    after = correct_reservation(
        named(permit),
        named(reservation),
        body.changes(whole=whole),
        tags_in(if_match),
        on_conflict=body.on_conflict,
        tag_of=lambda found: etag_of(ReservationView.of(found.reservation)),
        caller=caller,
        database=acting(calls, bootstrap.read_settings(EditPermitSettings)),
        records=_records(caller),
    )
    # The version is that of the reservation: a warning is about this change alone.
    tag = etag_of(ReservationView.of(after.reservation))
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    view = ChangedReservationView.after(after.reservation, after.warning)
    return reply(view, headers=headers)


def _records(caller: Caller) -> AccountRecords:
    of = bootstrap.read_settings(EditPermitSettings)
    return AccountRecords(bootstrap.database(of), None, caller.account)
