"""Whom nobody has vouched for is refused by every function, whatever is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from legwork.api.answers import OPEN
from tests.functions.invoking import Context, recorded, set_up_process

FUNCTIONS = Path(__file__).parents[2] / "functions"
NO_PROGRAM: dict[str, Any] = {
    "as authorize says it": {"lambda": {"refused": "unknown key"}},
    "nothing at all": {"lambda": None},
    "an empty context": {"lambda": {}},
    "an account alone": {"lambda": {"account": "parkside"}},
    "a program alone": {"lambda": {"program": "01K", "permissions": "permits"}},
    "no account": {"lambda": {"program": "01K", "account": ""}},
    "a name that is no account's": {"lambda": {"program": "01K", "account": "a#b"}},
    # Of two that vouch, the one for programs has its say: no claims can be sent beside it.
    "claims beside it": {
        "lambda": {"refused": "unknown key"},
        "jwt": {"claims": {"sub": "ana", "custom:account_id": "parkside"}},
    },
}
NOBODY: dict[str, Any] = {"no authorizer": {}, "none": None, "no token": {"jwt": None}}


def _apps() -> Iterator[tuple[str, APIGatewayHttpResolver]]:
    """Every function that answers requests."""
    for folder in sorted(FUNCTIONS.iterdir()):
        if (folder / "handler.py").exists():
            module = import_module(f"functions.{folder.name}.handler")
            if isinstance(getattr(module, "app", None), APIGatewayHttpResolver):
                yield folder.name, module.app


APPS = dict(_apps())
CALLS = [
    pytest.param(name, route, id=f"{route.method} {route.openapi_path}")
    for name, app in APPS.items()
    for route in (*app._static_routes, *app._dynamic_routes)
]


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up_process(monkeypatch)


def _asked(name: str, method: str, path: str, authorizer: Any) -> dict[str, Any]:
    """The answer to a request of whom nobody but this authorizer knows."""
    event = recorded("http_api")
    event["requestContext"]["http"] |= {"method": method, "path": path}
    event["requestContext"]["routeKey"] = event["routeKey"] = f"{method} {path}"
    event["rawPath"] = path
    event["requestContext"]["authorizer"] = authorizer
    handler = import_module(f"functions.{name}.handler").handler
    answer: dict[str, Any] = handler(event, Context(name))
    return answer


def _is_refused(answer: dict[str, Any]) -> bool:
    if answer["statusCode"] != 401:
        return False
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert answer["headers"]["WWW-Authenticate"] == "Bearer"
    problem = json.loads(answer["body"])
    assert problem["status"] == 401
    assert problem["type"] == "urn:legwork:problem:not-logged-in"
    return True


def _path(route: Any) -> str:
    return re.sub(r"\{\w+\}", "x", str(route.openapi_path))


@pytest.mark.parametrize(("name", "route"), CALLS)
def test_a_key_that_opens_nothing_opens_no_call(name: str, route: Any) -> None:
    for way, authorizer in NO_PROGRAM.items():
        assert _is_refused(_asked(name, route.method, _path(route), authorizer)), way


@pytest.mark.parametrize(("name", "route"), CALLS)
def test_without_an_authorizer_only_open_calls_are_answered(name: str, route: Any) -> None:
    """As if the gateway had forgotten to ask."""
    if route.openapi_extensions == OPEN:
        return
    for way, authorizer in NOBODY.items():
        assert _is_refused(_asked(name, route.method, _path(route), authorizer)), way


@pytest.mark.parametrize("name", APPS)
@pytest.mark.parametrize("method", ["GET", "POST", "TRACE"])
def test_a_call_that_there_is_not_tells_a_stranger_nothing(name: str, method: str) -> None:
    app = APPS[name]
    routes = (*app._static_routes, *app._dynamic_routes)
    # Where all calls are open to everybody, it is told that this one is none.
    open_to_all = all(route.openapi_extensions == OPEN for route in routes)
    for authorizer in NO_PROGRAM.values():
        assert _is_refused(_asked(name, method, "/v1/no/such/call", authorizer))
    for authorizer in NOBODY.values():
        answer = _asked(name, method, "/v1/no/such/call", authorizer)
        assert answer["statusCode"] == 404 if open_to_all else _is_refused(answer)


def test_links_with_a_token_that_cannot_be_one_are_open_to_everybody() -> None:
    for name, path in (
        ("unsubscribe", "/v1/unsubscribe/\x0e"),
        ("open_statement", "/v1/statements/\x0e"),
    ):
        assert _asked(name, "GET", path, {})["statusCode"] == 404


def test_a_body_that_cannot_be_read_tells_a_stranger_nothing() -> None:
    event = recorded("http_api")
    event |= {"body": "{" * 6_000_000, "rawPath": "/v1/tasks"}
    event["requestContext"]["authorizer"] = NO_PROGRAM["as authorize says it"]

    handler = import_module("functions.launch_task.handler").handler

    assert _is_refused(handler(event, Context("launch_task")))


@pytest.mark.parametrize("name", APPS)
def test_a_browser_that_asks_first_is_told_nothing(name: str) -> None:
    for authorizer in (*NO_PROGRAM.values(), *NOBODY.values()):
        answer = _asked(name, "OPTIONS", "/v1/tasks", authorizer)
        assert (answer["statusCode"], answer["body"]) == (204, "")
