"""The door for programs, as the gateway works it: ask at every call, hand on what was said."""

from typing import Any

import pytest

from tests.functions.invoking import Functions, recorded
from tests.functions.people import Person


def said_of(functions: Functions, header: str) -> dict[str, Any]:
    """What the function that is asked at the door says of a request."""
    event = {"version": "2.0", "type": "REQUEST", "identitySource": [header]}
    answer: dict[str, Any] = functions.invoke("authorize", event)
    return answer


def asked_with(functions: Functions, header: str) -> Any:
    """The answer to a program that lists the kinds, through both functions."""
    said = said_of(functions, header)
    # What is not let in here would be answered by the gateway itself.
    assert said["isAuthorized"] is True
    event = recorded("http_api")
    event["requestContext"]["http"] |= {"method": "GET", "path": "/v1/kinds"}
    event |= {"rawPath": "/v1/kinds", "routeKey": "GET /v1/kinds"}
    event["requestContext"]["authorizer"] = {"lambda": said["context"]}
    return functions.invoke("launch_task", event)


def test_a_key_opens_until_it_is_revoked(functions: Functions, ana: Person) -> None:
    made = ana.post("/v1/credentials", {"name": "Till", "permissions": ["permits"]}).body
    header = f"Bearer {made['key']}"
    assert asked_with(functions, header)["statusCode"] == 200
    assert asked_with(functions, header.replace("Bearer", "bearer"))["statusCode"] == 200

    assert ana.ask("DELETE", f"/v1/credentials/{made['id']}").status == 204

    refused = asked_with(functions, header)
    assert refused["statusCode"] == 401
    assert refused["headers"]["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "spoilt",
    ["{key}", "Basic {key}", "Bearer {key}x", "Bearer ", "Bearer lwk_", "Bearer", "", "Bearer Ä"],
)
def test_nothing_else_is_said_of_whom_nobody_knows(
    functions: Functions, ana: Person, spoilt: str
) -> None:
    key = ana.post("/v1/credentials", {"name": "Till", "permissions": []}).body["key"]

    said = said_of(functions, spoilt.format(key=key))

    assert said["context"] == {"refused": "unknown key"}
    assert asked_with(functions, spoilt.format(key=key))["statusCode"] == 401
