from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from infra.groups import OWNER
from local import demo_senders
from local.demo_users import DemoUser
from local.deploy import session
from tests.api.town import leave
from tests.e2e.park import Park


@dataclass(frozen=True)
class Api:
    """The HTTPS API of an embedded stack, and a token for it."""

    url: str
    token: str


@pytest.fixture(scope="session")
def api(park: Park) -> Iterator[Api]:
    """An account of its own: what is done to it is nothing that other tests could live with."""
    running, account = park.running, park.label("hillside")
    table = running.outputs["RecordsTable"]
    address = {account: f"office@{account}.example"}
    demo_senders.make(session(), running.endpoint_url, table, address)
    mia = DemoUser(login=f"owner@{account}", name="Mia", account=account, groups=(OWNER,))
    api = Api(running.api_url, park.token(mia))
    yield api
    leave(api.url, api.token)
