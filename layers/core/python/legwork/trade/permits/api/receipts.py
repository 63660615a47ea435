"""Calls about receipts and holders' accounts."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import Beginning, Calls, Cursor, Limit, in_path, named, reply
from legwork.contracts.directory import NamedView
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.settings.edit_permit import EditPermitSettings
from legwork.store.records import AccountRecords
from legwork.trade.permits.contracts.permit import (
    HolderListView,
    HolderView,
    PostingView,
    ReceiptView,
)
from legwork.trade.permits.permit import HOLDER_PATTERN
from legwork.trade.permits.usecases.read_permit import read_holder, read_receipt
from legwork.usecases.list_names import list_names

calls = Calls()
ReceiptId = Annotated[str, in_path("Id of a receipt.")]
HolderName = Annotated[str, in_path("Name of a holder.", pattern=HOLDER_PATTERN)]


@calls.get(
    "/v1/receipts/<receipt>",
    operation_id="get_receipt",
    tags=["Permits"],
    responses=answers({200: ReceiptView}, 404),
)
def read(receipt: ReceiptId, limit: Limit = 25, cursor: Cursor = None) -> Response[ReceiptView]:
    """Read a receipt with a page of its lines."""
    caller = calls.caller
    return reply(receipt_view(receipt, caller, _records(caller), limit=limit, cursor=cursor))


@calls.get(
    "/v1/holders",
    operation_id="list_holders",
    tags=["Permits"],
    responses=answers({200: HolderListView}),
)
def list_holders(
    q: Beginning = "", limit: Limit = 25, cursor: Cursor = None
) -> Response[HolderListView]:
    """List holders' accounts by the beginning of their names, in the order of these."""
    found, next_cursor = list_names(
        "holders",
        q,
        needs=(Permission.PERMITS,),
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        database=bootstrap.database(bootstrap.read_settings(EditPermitSettings)),
    )
    views = [NamedView.of(one) for one in found]
    return reply(HolderListView(holders=views, next_cursor=next_cursor))


@calls.get(
    "/v1/holders/<holder>",
    operation_id="get_holder",
    tags=["Permits"],
    responses=answers({200: HolderView}, 404),
)
def holder_account(
    holder: HolderName, limit: Limit = 25, cursor: Cursor = None
) -> Response[HolderView]:
    """Read a holder's account: balance and postings."""
    caller = calls.caller
    balance, postings, next_cursor = read_holder(
        named(holder), caller=caller, limit=limit, cursor=cursor, records=_records(caller)
    )
    return reply(
        HolderView(
            id=named(holder),
            balance_cents=balance,
            postings=[PostingView(**posting) for posting in postings],
            next_cursor=next_cursor,
        )
    )


def receipt_view(
    receipt: str, caller: Caller, records: Records, *, limit: int, cursor: str | None
) -> ReceiptView:
    """A receipt with a page of its lines."""
    found, lines, next_cursor = read_receipt(
        receipt, caller=caller, limit=limit, cursor=cursor, records=records
    )
    return ReceiptView.of(found, lines, next_cursor)


def _records(caller: Caller) -> AccountRecords:
    of = bootstrap.read_settings(EditPermitSettings)
    return AccountRecords(bootstrap.database(of), bootstrap.files(of.files_bucket), caller.account)
