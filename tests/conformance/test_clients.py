"""Whoever reads the trail of AWS sees who has called, whatever the service."""

from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from legwork.adapters import clients


class Body:
    def stream(self) -> Any:
        yield b"{}"


@pytest.mark.parametrize("config", [clients.PLAIN, clients.DYNAMODB, clients.S3, clients.ONCE])
def test_every_client_names_legwork(config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    named: list[str] = []

    def sent(request: Any, **_: Any) -> AWSResponse:
        agent = request.headers["User-Agent"]
        named.append(agent.decode() if isinstance(agent, bytes) else agent)
        return AWSResponse(request.url, 200, HTTPHeaders(), Body())

    client = clients.make("dynamodb", config)
    client.meta.events.register("before-send.dynamodb", sent)
    client.list_tables()

    assert [agent.split(" ")[0] for agent in named] == ["legwork"]
