"""Calls about payment methods, and about the terms on which cards are charged."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork.api.answers import UNCHANGED, answers
from legwork.api.editing import database_of, records_of
from legwork.api.etag import IfMatch, IfNoneMatch, etag_of, tags_in
from legwork.api.http import Calls, in_path, named, reply_cached, reply_tagged
from legwork.domain.permission import Caller
from legwork.trade.money.contracts.payment import (
    PaymentMethodRequest,
    PaymentMethodsView,
    PaymentTermsRequest,
    PaymentTermsView,
)
from legwork.trade.money.payment_method import PaymentMethod, Wallet
from legwork.trade.money.payment_terms import PaymentTerms
from legwork.trade.money.usecases.edit_payment_methods import (
    Editing,
    put_method,
    put_terms,
    read_methods,
    read_terms,
    remove_method,
)

calls = Calls()
FamilyId = Annotated[str, in_path("Id of a family.")]
MethodId = Annotated[str, in_path("Id of a payment method within its family.")]


@calls.get(
    "/v1/families/<family>/payment-methods",
    operation_id="list_payment_methods",
    tags=["Money"],
    responses=answers({200: PaymentMethodsView, 304: UNCHANGED}, 404),
)
def read(family: FamilyId, if_none_match: IfNoneMatch = None) -> Response[PaymentMethodsView]:
    """Read a family's payment methods."""
    editing = _editing(None)
    found = read_methods(named(family), caller=editing.caller, records=editing.records)
    return reply_cached(PaymentMethodsView.of(found), if_none_match)


@calls.put(
    "/v1/families/<family>/payment-methods/<method>",
    operation_id="put_payment_method",
    tags=["Money"],
    responses=answers({200: PaymentMethodsView}, 404, 412, 413, 428),
)
def put(
    family: FamilyId, method: MethodId, body: PaymentMethodRequest, if_match: IfMatch = None
) -> Response[PaymentMethodsView]:
    """Add a payment method, or say anew what it is; `If-Match` is the ETag of the list."""
    wanted = PaymentMethod(id=named(method), **body.model_dump())
    return _shown(put_method(named(family), wanted, _editing(if_match), _tag))


@calls.delete(
    "/v1/families/<family>/payment-methods/<method>",
    operation_id="remove_payment_method",
    tags=["Money"],
    responses=answers({200: PaymentMethodsView}, 404, 412, 428),
)
def remove(
    family: FamilyId, method: MethodId, if_match: IfMatch = None
) -> Response[PaymentMethodsView]:
    """Remove a payment method."""
    return _shown(remove_method(named(family), named(method), _editing(if_match), _tag))


@calls.get(
    "/v1/payment-terms",
    operation_id="get_payment_terms",
    tags=["Money"],
    responses=answers({200: PaymentTermsView, 304: UNCHANGED}),
)
def terms(if_none_match: IfNoneMatch = None) -> Response[PaymentTermsView]:
    """Read on which terms cards are charged."""
    editing = _editing(None)
    found = read_terms(caller=editing.caller, records=editing.records)
    return reply_cached(PaymentTermsView.of(found), if_none_match)


@calls.put(
    "/v1/payment-terms",
    operation_id="put_payment_terms",
    tags=["Money"],
    responses=answers({200: PaymentTermsView}, 412, 413, 428),
)
def change_terms(body: PaymentTermsRequest, if_match: IfMatch = None) -> Response[PaymentTermsView]:
    """Say on which terms cards are charged."""
    after = put_terms(body.meant(), _editing(if_match), _tag_of_terms)
    return reply_tagged(PaymentTermsView.of(after))


def _tag(wallet: Wallet) -> str:
    return etag_of(PaymentMethodsView.of(wallet))


def _tag_of_terms(found: PaymentTerms) -> str:
    return etag_of(PaymentTermsView.of(found))


def _shown(wallet: Wallet) -> Response[PaymentMethodsView]:
    return reply_tagged(PaymentMethodsView.of(wallet))


def _editing(if_match: str | None) -> Editing:
    caller: Caller = calls.caller
    return Editing(
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
        tags=tags_in(if_match),
    )
