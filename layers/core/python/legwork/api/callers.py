"""Who calls: what the gateway, or our own authorizer of programs, vouches for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from legwork.api.answers import OPEN
from legwork.domain.credential import is_account
from legwork.domain.errors import NotAllowed, NotLoggedIn
from legwork.domain.permission import Caller

STRANGER: Final = (
    "This key opens nothing: it is wrong, or it was revoked. Ask an owner for another one."
)
"""What whoever is refused is told whom nobody has vouched for."""


def refuse_strangers(app: APIGatewayHttpResolver, event: Mapping[str, Any]) -> None:
    """Refuse whom nobody has vouched for, before anything else is looked at.

    The gateway has checked the token of a person. Of a program it hands on what ``authorize`` has
    said: who it is, or nothing but that its key opens nothing. Whatever else comes in has no say,
    unless the call is open to everybody.

    Raises:
        NotLoggedIn: nobody has.
    """
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    if "lambda" in authorizer:
        _program(authorizer["lambda"] or {})
    elif not authorizer.get("jwt") and not _is_open(app, event):
        raise NotLoggedIn(STRANGER)


def _is_open(app: APIGatewayHttpResolver, event: Mapping[str, Any]) -> bool:
    """Whether a call is one that needs no token; also one that there is not, where none does."""
    http = event.get("requestContext", {}).get("http", {})
    routes = [*app._static_routes, *app._dynamic_routes]  # noqa: SLF001 -- no other way
    asked = [
        route
        for route in routes
        if route.method == http.get("method") and route.rule.match(event.get("rawPath", ""))
    ]
    return all(route.openapi_extensions == OPEN for route in asked or routes)


def caller_of(event: APIGatewayProxyEventV2) -> Caller:
    """Who calls: from the verified token alone, or from what our own authorizer knows of a program.

    Raises:
        NotAllowed: the token names no account.
        NotLoggedIn: it is a program that nobody knows.
    """
    authorizer = event.raw_event.get("requestContext", {}).get("authorizer") or {}
    if "lambda" in authorizer:
        return _program(authorizer["lambda"] or {})
    claims = (authorizer.get("jwt") or {}).get("claims", {})
    account, sub = claims.get("custom:account_id", ""), claims.get("sub", "")
    if not sub or not is_account(account):
        raise NotAllowed("Your login belongs to no account. Ask an owner to add you to one.")
    name = claims.get("name") or claims.get("cognito:username") or sub
    return Caller.of(
        account=account, sub=sub, name=name, groups=_groups(claims.get("cognito:groups"))
    )


def _program(said: Mapping[str, str]) -> Caller:
    """The program that ``authorize`` knows; the gateway alone can say so.

    Raises:
        NotLoggedIn: it knows none by that key.
    """
    account, id_ = said.get("account", ""), said.get("program", "")
    if not id_ or not is_account(account):
        raise NotLoggedIn(STRANGER)
    permissions = said.get("permissions", "").split()
    return Caller.program(
        account=account, id_=id_, name=said.get("name") or id_, permissions=permissions
    )


def login_of(event: APIGatewayProxyEventV2) -> str:
    """The user name that the caller logged in with."""
    context = event.raw_event.get("requestContext", {})
    claims = context.get("authorizer", {}).get("jwt", {}).get("claims", {})
    return str(claims.get("cognito:username") or claims.get("sub") or "")


def _groups(claim: Any) -> list[str]:
    """API Gateway hands a list claim on as text: ``[owner staff]``."""
    if isinstance(claim, str):
        return claim.strip("[]").replace(",", " ").split()
    return [str(group) for group in claim or ()]
