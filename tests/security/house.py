"""Every function of the stack in this process, on ports in memory: called as Lambda calls them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from legwork import bootstrap
from legwork.domain.bucket import Rate
from legwork.domain.permission import Caller
from legwork.settings import reading
from legwork.store.files import upload_key
from legwork.store.records import effects_in_account
from legwork.testing.database import MemoryDatabase
from legwork.testing.fleet import Fleet
from legwork.testing.receivers import MemoryCallQueue
from legwork.testing.signing_keys import MemoryKeys
from legwork.testing.staff import MemoryStaff
from legwork.trade.mail import sender as senders
from legwork.usecases.admit_call import Doorkeeper
from tests.functions.invoking import Context, recorded

SECRET = "the secret that signs links"
HTTPS = (
    "launch_task",
    "manage_tasks",
    "stop_tasks",
    "edit_permit",
    "edit_records",
    "edit_autopilot",
    "edit_programs",
    "read_classes",
    "open_statement",
    "unsubscribe",
)
"""The functions behind the API."""
NUMBERS = {
    "COMPLETED_RETENTION_SECONDS": "5184000",
    "CANCELLED_RETENTION_SECONDS": "600",
    "UPLOAD_MAX_BYTES": "100000000",
    "PERMIT_SAVE_BACKGROUND_AT": "50",
    "PERMIT_BILLOUT_BACKGROUND_AT": "50",
    "LANES_MAX": "3",
    "LANE_BATCHES": "1",
    "RUNNING_TASKS_MAX": "20",
    "SLICE_SECONDS": "8",
    "MAILS_PER_SECOND": "1000",
    "STALLED_AFTER_SECONDS": "150",
    "WEBHOOKS_TO_LOOPBACK": "1",
    "REQUESTS_PER_SECOND": "1000",
    "REQUESTS_AT_ONCE": "1000",
    "STAGE": "dev",
    "API_URL": "https://api.example",
}


class _Variables(dict[str, str]):
    """Every variable that a function may ask for."""

    def get(self, key: str, default: Any = None) -> str:
        return NUMBERS.get(key, key.lower())


@dataclass(frozen=True)
class Answer:
    """What a function answered."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)


@dataclass
class House:
    """The functions, and the world that they work on."""

    world: Fleet = field(default_factory=Fleet)
    staff: MemoryStaff = field(default_factory=MemoryStaff)

    def set_up(self, patch: pytest.MonkeyPatch) -> None:
        """Let the functions work on this world."""
        world = self.world
        ports = {
            "database": world.database,
            "records": world.database,
            "files": world.files,
            "queues": world.queues,
            "events": world.events,
            "mailer": world.mailer,
            "schedules": world.schedules,
            "staff": self.staff,
            "signing_keys": MemoryKeys(SECRET),
            "call_queue": MemoryCallQueue(world.clock),
            # With a table of its own: what it writes down is none of what the calls are about.
            "doorkeeper": Doorkeeper(
                "calls", Rate(1_000, 1_000), database=MemoryDatabase(), clock=world.clock
            ),
        }
        for name, port in ports.items():
            patch.setattr(bootstrap, name, lambda _of, port=port: port)
        patch.setattr(bootstrap, "clock", lambda: world.clock)
        patch.setattr(bootstrap, "ids", lambda: world.ids)
        patch.setattr(bootstrap, "read_settings", lambda of: reading.read(of, _Variables()))

    def member(self, account: str, name: str, *groups: str) -> Member:
        """Somebody with a login."""
        caller = Caller.of(account=account, sub=f"{name}-id", name=name, groups=groups)
        self.staff.by_login[f"{name}@{account}"] = caller
        return Member(self, account, name, groups)

    def opened(self, account: str, address: str) -> Member:
        """The owner of a new account that may send mail."""
        for effect in effects_in_account(account, senders.verified(address, default=True)):
            self.world.tables.records.write(effect)
        return self.member(account, f"owner-{account}", "owner")

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Call a function."""
        handler = import_module(f"functions.{function}.handler").handler
        return handler(dict(event), Context(function))

    def messages(self, function: str, *bodies: str) -> list[str]:
        """Call a function with messages; answers the ids of those that failed."""
        record = recorded("sqs_record")
        records = [{**record, "messageId": f"{n}", "body": body} for n, body in enumerate(bodies)]
        answer = self.invoke(function, {"Records": records})
        return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


_keys = count(1)


@dataclass(frozen=True)
class Member:
    """A staff member who calls the API."""

    house: House
    account: str
    name: str
    groups: Sequence[str]

    def get(self, path: str, **query: str) -> Answer:
        return self.ask("GET", path, query=query)

    def post(self, path: str, body: Any) -> Answer:
        return self.ask("POST", path, json.dumps(body))

    def put(self, path: str, body: Any) -> Answer:
        return self.ask("PUT", path, json.dumps(body))

    def ask(
        self,
        method: str,
        path: str,
        body: str | None = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make a call, with an Idempotency-Key of its own, about any version."""
        event = self.event(method, path, body, query or {}, headers or {})
        function = function_of(method, path)
        answer = self.house.invoke(function, event)
        found = {name.lower(): value for name, value in (answer.get("headers") or {}).items()}
        return Answer(answer["statusCode"], found, answer["body"] or "")

    def event(
        self,
        method: str,
        path: str,
        body: str | None,
        query: Mapping[str, str],
        headers: Mapping[str, str],
    ) -> dict[str, Any]:
        """The request as API Gateway hands it on."""
        made = recorded("http_api")
        made["requestContext"]["http"] |= {"method": method, "path": path}
        made |= {"rawPath": path, "rawQueryString": urlencode(query), "body": body}
        made["queryStringParameters"] = dict(query)
        own = {"idempotency-key": f"key-{next(_keys)}", "if-match": "*"}
        made["headers"] |= {"content-type": "application/json", **own, **headers}
        made["requestContext"]["authorizer"]["jwt"]["claims"] = {
            "custom:account_id": self.account,
            "sub": f"{self.name}-id",
            "name": self.name,
            "cognito:username": f"{self.name}@{self.account}",
            "cognito:groups": f"[{' '.join(self.groups)}]",
        }
        return made

    # --- What owners do ----------------------------------------------------------------------

    def upload(self, content: bytes) -> str:
        """The id of a file that was posted."""
        asked = {"filename": "records.csv", "content_type": "text/csv"}
        upload = str(self.post("/v1/uploads", asked).body["upload_id"])
        self.house.world.bodies.bodies[upload_key(self.account, upload)] = content
        return upload

    def launched(self, kind: str, **params: Any) -> str:
        """The id of a task that has come to its end."""
        answer = self.post("/v1/tasks", {"kind": kind, "params": params})
        assert answer.status == 202, answer.text
        self.house.world.settle()
        return str(answer.body["id"])


def in_path(value: str) -> str:
    """A value as a part of a path."""
    return quote(value, safe="")


@cache
def function_of(method: str, path: str) -> str:
    """The function that API Gateway calls: the one whose resolver knows the path."""
    for name in HTTPS:
        app = import_module(f"functions.{name}.handler").app
        for route in (*app._static_routes, *app._dynamic_routes):
            if route.method == method and route.rule.match(path):
                return name
    return "manage_tasks"
