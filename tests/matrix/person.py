"""Somebody who calls the HTTPS API with an ID token."""

import json
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from itertools import count
from typing import Any
from urllib.parse import urlencode

from legwork.domain.task import Via
from tests.functions.invoking import Functions, recorded

_keys = count(1)
_FUNCTIONS = {
    "kinds": "launch_task",
    "uploads": "launch_task",
    "tasks": "manage_tasks",
    "previews": "manage_tasks",
    "approval-rules": "manage_tasks",
    "notifications": "manage_tasks",
    "account": "manage_tasks",
    "reports": "manage_tasks",
    "trail": "manage_tasks",
    "trail.csv": "manage_tasks",
    "costs": "manage_tasks",
    "autopilots": "edit_autopilot",
    "credentials": "edit_programs",
    "webhooks": "edit_programs",
    "classes": "read_classes",
    "families": "read_classes",
    "students": "read_classes",
}
_RECORDS = {"classes", "families", "staff", "students"}
"""Nouns whose single records can be corrected."""
_EDITED = {"staff", "accounts", "lists", "keywords", "payment-terms"}
"""Nouns of which all calls go there."""


@dataclass(frozen=True)
class Answer:
    """What a function answered."""

    status: int
    text: str

    @property
    def body(self) -> Any:
        """The JSON in it."""
        return json.loads(self.text)

    def __str__(self) -> str:
        """The status; of a 403 also the permission that it says is missing."""
        missing = self.body.get("permission", "") if self.status == 403 else ""
        return f"{self.status} {missing}".strip()


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who is logged in."""

    functions: Functions
    account: str | None
    id: str
    groups: tuple[str, ...]
    via: Via = Via.STAFF

    def get(self, path: str, **query: str) -> Answer:
        """Read something."""
        return self.ask("GET", path, query=query)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: Mapping[str, str] | None = None,
        *,
        new: bool = False,
    ) -> Answer:
        """Make a call, about any version or what is new, and with an Idempotency-Key of its own."""
        event = recorded("http_api")
        event["requestContext"]["http"] |= {"method": method, "path": path}
        event["rawPath"] = path
        event |= {"rawQueryString": urlencode(query or {}), "queryStringParameters": query or {}}
        event["headers"] |= {
            "content-type": "application/json",
            "idempotency-key": f"{next(_keys)}",
            "if-none-match" if new else "if-match": "*",
        }
        event["body"] = None if body is None else json.dumps(body)
        event["requestContext"]["authorizer"] = self._authorized()
        # Functions write their metrics there, between the lines of whoever calls them here.
        with redirect_stdout(StringIO()):
            answer = self.functions.invoke(_function(method, path), event)
        return Answer(answer["statusCode"], answer["body"])

    def _authorized(self) -> dict[str, Any]:
        """What the gateway knows: of a token, or from whoever lets programs in."""
        if self.via is not Via.PROGRAM:
            return {"jwt": {"claims": self._claims(), "scopes": None}}
        said = {"program": self.id, "name": self.id, "permissions": " ".join(self.groups)}
        return {"lambda": {"account": self.account or "", **said}}

    def _claims(self) -> dict[str, str]:
        account = {"custom:account_id": self.account} if self.account else {}
        # API Gateway hands a list on as text.
        groups = f"[{' '.join(self.groups)}]"
        return {**account, "sub": self.id, "name": self.id, "cognito:groups": groups}


_LAUNCHES = {("POST", f"/v1/{path}") for path in ("tasks", "tasks/preflight", "previews")}
_ALONE = {"staff", "accounts", "payment-terms"}


def _function(method: str, path: str) -> str:
    """The function that API Gateway would call."""
    if (method, path) in _LAUNCHES or path.endswith("/run"):
        return "launch_task"
    if path.startswith("/v1/tasks/") and path.endswith(("/cancel", "/pause")):
        return "stop_tasks"
    if path.endswith("/preview"):
        return "read_classes"
    noun, *single = path.split("/")[2:]
    listed = noun == "classes" and single[1:] in (["sessions"], ["enrollments"])
    of_a_record = noun in _RECORDS and single and not listed
    if of_a_record or noun in _EDITED or path.endswith(("/redeem", "/profile")):
        return "edit_records"
    return _FUNCTIONS.get(noun, "edit_permit")
