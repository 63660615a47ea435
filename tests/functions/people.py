"""People who call the HTTPS API."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any
from urllib.parse import urlencode

from tests.functions.invoking import Functions, recorded

_keys = count(1)
_RECORDS = {"classes", "families", "staff", "students"}
"""Nouns whose single records can be corrected."""
_EDITED = {"staff", "accounts", "lists", "keywords", "payment-terms"}
"""Nouns of which all calls go there."""


@dataclass(frozen=True)
class Answer:
    """What a function answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @cached_property
    def body(self) -> Any:
        """The JSON in it."""
        return json.loads(self.text)

    @property
    def fields(self) -> list[str]:
        """Of a problem: the fields that are wrong."""
        return [error["field"] for error in self.body["errors"]]


@dataclass(frozen=True)
class Person:
    """Somebody who is logged in."""

    functions: Functions
    name: str
    account: str
    groups: Sequence[str]

    @property
    def sub(self) -> str:
        """Their id."""
        return f"{self.name.lower()}-of-{self.account}"

    def get(self, path: str, *, etag: str | None = None, **query: str) -> Answer:
        """Read something."""
        return self.ask("GET", path, query=query, headers={"If-None-Match": etag} if etag else {})

    def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        """Send something that needs no Idempotency-Key."""
        return self.ask("POST", path, body, **more)

    def launch(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> Answer:
        """Make a call that may launch a task; with a new Idempotency-Key unless one is given."""
        return self.ask(method, path, body, headers={"Idempotency-Key": key or f"k{next(_keys)}"})

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        claims: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make a call.

        A body of str goes as it is; one of bytes goes as API Gateway hands on what is no text.
        """
        event = recorded("http_api")
        http = {"method": method, "path": path}
        event["requestContext"]["http"] |= http
        event["requestContext"]["routeKey"] = event["routeKey"] = f"{method} {path}"
        event["rawPath"] = path
        if query:
            event |= {"rawQueryString": urlencode(query), "queryStringParameters": dict(query)}
        event["headers"] |= {"content-type": "application/json"} if body is not None else {}
        event["headers"] |= {name.lower(): value for name, value in (headers or {}).items()}
        event |= _body(body)
        told = event["requestContext"]["authorizer"]["jwt"]["claims"]
        told |= self._claims() if claims is None else claims
        answer = self.functions.invoke(_function(method, path), event)
        return Answer(answer["statusCode"], _headers(answer), answer["body"])

    def _claims(self) -> dict[str, str]:
        return {
            "custom:account_id": self.account,
            "sub": self.sub,
            "name": self.name,
            "cognito:groups": f"[{' '.join(self.groups)}]",
        }


def _body(body: Any) -> dict[str, Any]:
    match body:
        case None:
            return {}
        case bytes():
            return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
        case str():
            return {"body": body}
    return {"body": json.dumps(body)}


def _headers(answer: Mapping[str, Any]) -> dict[str, str]:
    """By their names in small letters: callers do not mind the case."""
    return {name.lower(): value for name, value in answer["headers"].items()}


_LAUNCHING = {
    "POST /v1/tasks",
    "POST /v1/tasks/preflight",
    "POST /v1/previews",
    "GET /v1/kinds",
    "POST /v1/uploads",
}


def _function(method: str, path: str) -> str:
    """The function that API Gateway would call."""
    if f"{method} {path}" in _LAUNCHING or path.endswith("/run"):
        return "launch_task"
    noun, *single = path.split("/")[2:]
    listed = noun == "classes" and single[1:] in (["sessions"], ["enrollments"])
    of_a_record = noun in _RECORDS and single and not listed
    if of_a_record or noun in _EDITED or path.endswith(("/redeem", "/profile")):
        return "edit_records"
    if noun in {"classes", "families", "students", "kinds"}:
        return "read_classes"
    named = {
        "statements": "open_statement",
        "unsubscribe": "unsubscribe",
        "autopilots": "edit_autopilot",
        "credentials": "edit_programs",
        "webhooks": "edit_programs",
    }
    if noun in named:
        return named[noun]
    if noun == "tasks" and path.endswith(("/cancel", "/pause")):
        return "stop_tasks"
    managed = {
        "tasks",
        "notifications",
        "account",
        "reports",
        "trail",
        "trail.csv",
        "costs",
        "approval-rules",
        "previews",
    }
    return "manage_tasks" if noun in managed else "edit_permit"
