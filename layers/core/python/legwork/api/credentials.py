"""Calls about the logins of programs. Owners only."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import Calls, in_path, named, reply
from legwork.contracts.credential import (
    CredentialListView,
    CredentialRequest,
    CredentialView,
    NewCredentialView,
)
from legwork.settings.edit_programs import EditProgramsSettings
from legwork.store import credentials
from legwork.usecases.edit_credentials import add_credential, revoke_credential

calls = Calls()
CredentialId = Annotated[str, in_path("Id of a credential.")]


@calls.get(
    "/v1/credentials",
    operation_id="list_credentials",
    tags=["Programs"],
    responses=answers({200: CredentialListView}),
)
def list_() -> Response[CredentialListView]:
    """List the logins of the account's programs, oldest first. Owners only."""
    caller = calls.caller
    caller.require_owner()
    found = credentials.list_all(bootstrap.database(_settings()), caller.account)
    return reply(CredentialListView(credentials=[CredentialView.of(one) for one in found]))


@calls.post(
    "/v1/credentials",
    operation_id="add_credential",
    tags=["Programs"],
    responses=answers({201: NewCredentialView}, 409, 413),
)
def add(body: CredentialRequest) -> Response[NewCredentialView]:
    """Make a login for a program; its key is shown in this answer alone. Owners only."""
    made, key = add_credential(
        body.name,
        body.permissions,
        caller=calls.caller,
        database=bootstrap.database(_settings()),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    return reply(NewCredentialView.made(made, key), 201)


@calls.delete(
    "/v1/credentials/<credential_id>",
    operation_id="revoke_credential",
    tags=["Programs"],
    responses=answers({204: "It opens nothing any more"}, 404),
)
def revoke(credential_id: CredentialId) -> Response[None]:
    """Revoke a login: the program's next call is refused; its tasks go on. Owners only."""
    revoke_credential(
        named(credential_id),
        caller=calls.caller,
        database=bootstrap.database(_settings()),
        clock=bootstrap.clock(),
    )
    return Response(204)


def _settings() -> EditProgramsSettings:
    return bootstrap.read_settings(EditProgramsSettings)
