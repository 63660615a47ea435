"""Staff members in the Cognito user pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legwork.adapters.aws_errors import transient_errors
from legwork.domain.permission import Caller

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.client import CognitoIdentityProviderClient


class CognitoStaff:
    """The users of one pool; their groups are their roles and permissions.

    Args:
        client: of the user pools.
        pool: id of the pool.
    """

    def __init__(self, client: CognitoIdentityProviderClient, *, pool: str) -> None:
        self._client = client
        self._pool = pool

    def find(self, login: str) -> Caller | None:
        """A staff member with the permissions of this moment; nothing when gone or disabled."""
        with transient_errors():
            try:
                user = self._client.admin_get_user(UserPoolId=self._pool, Username=login)
            except self._client.exceptions.UserNotFoundException:
                return None
            pages = self._client.get_paginator("admin_list_groups_for_user").paginate(
                UserPoolId=self._pool, Username=login
            )
            groups = [group["GroupName"] for page in pages for group in page["Groups"]]
        if not user.get("Enabled", True):
            return None
        known = {one["Name"]: one.get("Value", "") for one in user["UserAttributes"]}
        return Caller.of(
            account=known.get("custom:account_id", ""),
            sub=known.get("sub", ""),
            name=known.get("name", login),
            groups=groups,
        )
