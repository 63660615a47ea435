"""Logins of programs as owners see them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from legwork.contracts.model import Model, Request
from legwork.contracts.moment import Moment
from legwork.domain.credential import NAME_LENGTH, Credential
from legwork.domain.permission import Permission


class CredentialRequest(Request):
    """What a program is to be called, and what it may do."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    """What people call it; tasks that it launches bear the name."""
    permissions: list[Permission] = Field(default_factory=list, max_length=len(Permission))
    """What it may do. None of them is that of an owner."""


class CredentialView(Model):
    """The login of a program."""

    id: str
    """Id of the credential."""
    name: str
    """What people call it."""
    permissions: list[Permission]
    """What it may do, in alphabetical order."""
    made_by: str
    """Name of the owner who made it."""
    created_at: Moment
    """When it was made."""
    last_used_at: Moment | None
    """When it was last used, to the minute; null if it never was."""

    @classmethod
    def of(cls, credential: Credential) -> CredentialView:
        """Show a credential."""
        return cls(**_shown(credential))


class NewCredentialView(CredentialView):
    """The login of a program that was made just now, with its key."""

    key: str
    """What the program sends as ``Authorization: Bearer <key>``. It is shown this one time."""

    @classmethod
    def made(cls, credential: Credential, key: str) -> NewCredentialView:
        """Show a new credential."""
        return cls(**_shown(credential), key=key)


class CredentialListView(Model):
    """The logins of an account's programs, oldest first."""

    credentials: list[CredentialView]
    """All of them."""


def _shown(credential: Credential) -> dict[str, Any]:
    return {
        "id": credential.id,
        "name": credential.name,
        "permissions": list(credential.permissions),
        "made_by": credential.made_by,
        "created_at": credential.created_at,
        "last_used_at": credential.last_used_at,
    }
