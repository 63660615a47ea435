"""Calls about a family's account."""

from __future__ import annotations

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.editing import database_of, records_of
from legwork.api.http import Calls, Cursor, IdempotencyKey, Limit, in_path, named, reply
from legwork.trade.money import history as histories
from legwork.trade.money.contracts.account import (
    AccountsAuditView,
    ChargeRequest,
    CounterRequest,
    CreditRequest,
    FamilyAccountView,
    FamilyPostingView,
    PaymentRequest,
)
from legwork.trade.money.posting import Posting
from legwork.trade.money.usecases.audit_accounts import audit_accounts
from legwork.trade.money.usecases.counter_posting import counter_posting, unlink_posting
from legwork.trade.money.usecases.post_to_account import Request, post_to_account
from legwork.trade.money.usecases.read_account import read_account

calls = Calls()
FamilyId = Annotated[str, in_path("Id of a family.")]
PostingId = Annotated[str, in_path("Id of a posting.")]
_POSTED: Any = {201: FamilyPostingView}


@calls.get(
    "/v1/families/<family>/account",
    operation_id="get_account",
    tags=["Money"],
    responses=answers({200: FamilyAccountView}, 404),
)
def read(family: FamilyId, limit: Limit = 25, cursor: Cursor = None) -> Response[FamilyAccountView]:
    """Read a family's account: the balance, and the postings, the latest first."""
    caller = calls.caller
    found = read_account(
        named(family), caller=caller, limit=limit, cursor=cursor, records=records_of(calls)
    )
    return reply(FamilyAccountView.of(found))


@calls.get(
    "/v1/accounts/audit",
    operation_id="audit_accounts",
    tags=["Money"],
    responses=answers({200: AccountsAuditView}),
)
def audit(limit: Limit = 100, cursor: Cursor = None) -> Response[AccountsAuditView]:
    """Audit the accounts of all families, page by page: that every number adds up."""
    caller = calls.caller
    found = audit_accounts(caller=caller, limit=limit, cursor=cursor, records=records_of(calls))
    return reply(AccountsAuditView.of(found))


@calls.post(
    "/v1/families/<family>/charges",
    operation_id="post_charge",
    tags=["Money"],
    responses=answers(_POSTED, 404, 413, 422),
)
def charge(
    family: FamilyId, body: ChargeRequest, idempotency_key: IdempotencyKey
) -> Response[FamilyPostingView]:
    """Charge a family for something."""
    return _post(family, body.meant(), idempotency_key)


@calls.post(
    "/v1/families/<family>/payments",
    operation_id="post_payment",
    tags=["Money"],
    responses=answers(_POSTED, 404, 413, 422),
)
def pay(
    family: FamilyId, body: PaymentRequest, idempotency_key: IdempotencyKey
) -> Response[FamilyPostingView]:
    """Post a payment that came in outside of Legwork, such as cash."""
    return _post(family, body.meant(), idempotency_key)


@calls.post(
    "/v1/families/<family>/credits",
    operation_id="post_credit",
    tags=["Money"],
    responses=answers(_POSTED, 404, 413, 422),
)
def credit(
    family: FamilyId, body: CreditRequest, idempotency_key: IdempotencyKey
) -> Response[FamilyPostingView]:
    """Give a family a credit."""
    return _post(family, body.meant(), idempotency_key)


@calls.post(
    "/v1/families/<family>/postings/<posting>/counter",
    operation_id="counter_posting",
    tags=["Money"],
    responses=answers(_POSTED, 404, 409, 413, 422),
)
def counter(
    family: FamilyId,
    posting: PostingId,
    idempotency_key: IdempotencyKey,
    body: CounterRequest | None = None,
) -> Response[FamilyPostingView]:
    """Take a posting back, by another one that counters it."""
    caller, said = calls.caller, body or CounterRequest()
    made = counter_posting(
        named(family),
        named(posting),
        unlink=said.unlink,
        note=said.note,
        key=idempotency_key,
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
        clock=bootstrap.clock(),
    )
    return _shown(made, 201)


@calls.post(
    "/v1/families/<family>/postings/<posting>/unlink",
    operation_id="unlink_posting",
    tags=["Money"],
    responses=answers({200: FamilyPostingView}, 404, 413),
)
def unlink(family: FamilyId, posting: PostingId) -> Response[FamilyPostingView]:
    """Take all payments off a charge, or a payment off all its charges."""
    caller = calls.caller
    found = unlink_posting(
        named(family),
        named(posting),
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    return _shown(found, 200)


def _post(family: str, request: Request, key: str) -> Response[FamilyPostingView]:
    caller = calls.caller
    made = post_to_account(
        named(family),
        request,
        key=key,
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
        clock=bootstrap.clock(),
    )
    return _shown(made, 201)


def _shown(posting: Posting, status: int) -> Response[FamilyPostingView]:
    """A posting as the account stands now."""
    history = histories.read(posting.family, records_of(calls))
    return reply(FamilyPostingView.of(posting, history), status)
