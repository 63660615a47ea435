"""The people of two invented customers, to log in as."""

import secrets
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from infra.groups import AUTOPILOT_TASKS, OWNER, PERMISSIONS
from local.state import Home, write_private

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boto3 import Session
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


@dataclass(frozen=True, kw_only=True)
class DemoUser:
    """Somebody who works with Legwork.

    Attributes:
        login: What they log in as: `<role>@<account>`.
        name: First name.
        account: The customer they work for.
        groups: Their role, or their permissions.
    """

    login: str
    name: str
    account: str
    groups: tuple[str, ...]


USERS: Final = (
    DemoUser(login="owner@parkside", name="Ana", account="parkside", groups=(OWNER,)),
    DemoUser(
        login="staff@parkside",
        name="Ben",
        account="parkside",
        groups=tuple(name for name in PERMISSIONS if name != AUTOPILOT_TASKS),
    ),
    DemoUser(login="autopilot@parkside", name="Cleo", account="parkside", groups=PERMISSIONS),
    DemoUser(login="owner@riverside", name="Dana", account="riverside", groups=(OWNER,)),
)


def password(home: Home) -> str:
    """The password of all demo users: random, made once, known to this machine's user alone."""
    if not home.password.exists():
        # One of each kind of character, as the user pool wants it.
        text = secrets.token_urlsafe(18)
        text += "".join(
            secrets.choice(kind)
            for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!#%+")
        )
        write_private(home.password, text)
    return home.password.read_text()


def make(
    session: "Session",
    endpoint_url: str,
    pool: str,
    password: str,
    users: "Sequence[DemoUser]" = USERS,
) -> None:
    """Make users, or bring them back to how they were made."""
    cognito = session.client("cognito-idp", endpoint_url=endpoint_url)
    pages = cognito.get_paginator("list_users").paginate(UserPoolId=pool)
    known = {user["Username"] for page in pages for user in page["Users"]}
    for user in users:
        if user.login not in known:
            _create(cognito, pool, user)
        cognito.admin_set_user_password(
            UserPoolId=pool, Username=user.login, Password=password, Permanent=True
        )
        for group in user.groups:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=user.login, GroupName=group)


def _create(cognito: "CognitoIdentityProviderClient", pool: str, user: DemoUser) -> None:
    cognito.admin_create_user(
        UserPoolId=pool,
        Username=user.login,
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "name", "Value": user.name},
            {"Name": "custom:account_id", "Value": user.account},
        ],
    )
