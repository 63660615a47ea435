"""Asks the calls of the API, with the ports in memory behind them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from legwork import bootstrap
from legwork.api.http import Calls, serve
from legwork.settings import reading
from legwork.testing.clock import FrozenClock
from legwork.testing.signing_keys import MemoryKeys
from tests.functions.invoking import Context, recorded
from tests.unit.account import ACCOUNT, Account

SECRET = "a secret"
VALUES: Mapping[str, str] = {
    "STAGE": "dev",
    "REQUESTS_PER_SECOND": "1000",
    "REQUESTS_AT_ONCE": "1000",
    "TASKS_TABLE": "tasks",
    "RECORDS_TABLE": "records",
    "FILES_BUCKET": "files",
    "PLANNING_QUEUE_URL": "planning",
    "UPLOAD_MAX_BYTES": "1",
    "USER_POOL_ID": "pool",
    "COMPLETED_RETENTION_SECONDS": "1",
    "CANCELLED_RETENTION_SECONDS": "1",
    "UNSUBSCRIBE_SECRET_ARN": "arn",
}


@dataclass(frozen=True)
class Answer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)


def set_up(patch: pytest.MonkeyPatch, account: Account) -> None:
    """Let the API work on an account in memory."""
    patch.setattr(bootstrap, "read_settings", lambda of: reading.read(of, VALUES))
    patch.setattr(bootstrap, "database", lambda _of: account.database)
    patch.setattr(bootstrap, "records", lambda _of: account.database)
    patch.setattr(bootstrap, "files", lambda _bucket: account.files)
    patch.setattr(bootstrap, "signing_keys", lambda _arn: MemoryKeys(SECRET))
    patch.setattr(bootstrap, "clock", FrozenClock)
    patch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Legwork")
    patch.setenv("POWERTOOLS_SERVICE_NAME", "legwork")


def event(
    method: str,
    path: str,
    *,
    body: str | None = None,
    groups: Sequence[str] = ("owner",),
    content_type: str = "application/json",
) -> dict[str, Any]:
    """A request as API Gateway hands it on."""
    made = recorded("http_api")
    path, _, query = path.partition("?")
    made["requestContext"]["http"] |= {"method": method, "path": path}
    made |= {"rawPath": path, "rawQueryString": query, "routeKey": f"{method} {path}"}
    if query:
        made["queryStringParameters"] = dict(part.split("=") for part in query.split("&"))
    if body is not None:
        made["body"] = body
        made["headers"]["content-type"] = content_type
    made["requestContext"]["authorizer"]["jwt"]["claims"] = {
        "custom:account_id": ACCOUNT,
        "sub": "ana",
        "name": "Ana",
        "cognito:groups": f"[{' '.join(groups)}]",
    }
    return made


def ask(calls: Calls, request: dict[str, Any]) -> Answer:
    """Make a call."""
    return read(serve(calls).resolve(request, context()))


def context() -> Any:
    """What Lambda tells a function about its call."""
    return Context("api")


def read(answer: Mapping[str, Any]) -> Answer:
    """An answer as API Gateway takes it."""
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    return Answer(answer["statusCode"], headers, answer["body"] or "")
