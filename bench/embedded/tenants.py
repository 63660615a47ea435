"""Further accounts on the embedded stack, each with an owner who is logged in."""

from __future__ import annotations

from collections.abc import Sequence

from infra.groups import OWNER
from local import demo_users
from local.demo_users import DemoUser
from local.deploy import session
from local.state import home
from tests.e2e.park import Park
from tests.e2e.person import Person


def move_in(park: Park, accounts: Sequence[str]) -> dict[str, Person]:
    """The owner of each account."""
    users = {
        account: DemoUser(login=f"owner@{account}", name="Owen", account=account, groups=(OWNER,))
        for account in accounts
    }
    outputs, secret = park.running.outputs, demo_users.password(home())
    demo_users.make(
        session(), park.running.endpoint_url, outputs["UserPoolId"], secret, [*users.values()]
    )
    return {account: park.newcomer(user) for account, user in users.items()}
