"""Calls about receipts and holders' accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.http import Beginning, Calls, Cursor, Limit, named, reply
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
IN_PATH: Final[Mapping[str, Mapping[str, Any]]] = {
    "holder": {"description": "Name of a holder.", "schema": {"pattern": HOLDER_PATTERN}},
    "receipt": {"description": "Id of a receipt."},
}
"""What paths name."""


@calls.get("/v1/receipts/<receipt>", tags=["Permits"])
def read(receipt: str, limit: Limit = 25, cursor: Cursor = None) -> Response[ReceiptView]:
    """Read a receipt with a page of its lines."""
    caller = calls.caller
    return reply(receipt_view(receipt, caller, _records(caller), limit=limit, cursor=cursor))


@calls.get("/v1/holders", tags=["Permits"])
def list_holders(
    q: Beginning = "", limit: Limit = 25, cursor: Cursor = None
) -> Response[HolderListView]:
    """List holders' accounts by the beginning of their names, in the order of these."""
    found, next_cursor = list_names(
        "holders",
        q,
        needs=Permission.PERMITS,
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        database=bootstrap.database(bootstrap.read_settings(EditPermitSettings)),
    )
    views = [NamedView.of(one) for one in found]
    return reply(HolderListView(holders=views, next_cursor=next_cursor))


@calls.get("/v1/holders/<holder>", tags=["Permits"])
def holder_account(holder: str, limit: Limit = 25, cursor: Cursor = None) -> Response[HolderView]:
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
