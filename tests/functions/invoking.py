"""Invokes the handlers as Lambda does: each in its own environment, with events of AWS's shape."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from legwork import bootstrap
from legwork.adapters.dynamodb_values import to_row
from legwork.domain.effect import Item, Key
from tests.functions.aws import Aws
from tests.settings import BY_FUNCTION

STAGE = {
    "STAGE": "dev",
    "LANES_MAX": "3",
    "LANE_BATCHES": "1",
    "RUNNING_TASKS_MAX": "20",
    "SLICE_SECONDS": "8",
    "STALLED_AFTER_SECONDS": "180",
    "COMPLETED_RETENTION_SECONDS": "5184000",
    "CANCELLED_RETENTION_SECONDS": "600",
    "PERMIT_SAVE_BACKGROUND_AT": "200",
    "PERMIT_BILLOUT_BACKGROUND_AT": "100",
    "UPLOAD_MAX_BYTES": "100000000",
    "API_URL": "https://api.example",
    "CONFIGURATION_SET": "legwork",
    "MAILS_PER_SECOND": "1000",
    "PAYMENT_ADDRESS": "http://127.0.0.1:9",
    "PAYMENT_PATIENCE_SECONDS": "90",
    "WEBHOOKS_TO_LOOPBACK": "1",
    "REQUESTS_PER_SECOND": "1000",
    "REQUESTS_AT_ONCE": "1000",
    "USER_POOL_ID": "us-east-1_AbCdEfGhI",
    "SCHEDULE_GROUP": "legwork",
    "SCHEDULE_DEAD_QUEUE_ARN": "arn:aws:sqs:us-east-1:123456789012:autopilot-dead",
    "SCHEDULED_FUNCTION_ARN": "arn:aws:lambda:us-east-1:123456789012:function:launch_task",
    "SCHEDULER_ROLE_ARN": "arn:aws:iam::123456789012:role/scheduler",
}
_OURS = {field.name.upper() for of in BY_FUNCTION.values() for field in fields(of)}
_CACHED = (
    bootstrap.doorkeeper,
    bootstrap.database,
    bootstrap.records,
    bootstrap.signing_keys,
    bootstrap.mailer,
    bootstrap.payments,
    bootstrap.queues,
    bootstrap.call_queue,
    bootstrap.receivers,
    bootstrap.files,
    bootstrap.records,
    bootstrap.mailer,
    bootstrap.events,
    bootstrap.schedules,
    bootstrap.staff,
)
_EVENTS = Path(__file__).parent / "events"


@dataclass(frozen=True)
class Context:
    """What Lambda tells a function about its call."""

    function_name: str
    memory_limit_in_mb: int = 512
    aws_request_id: str = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:us-east-1:123456789012:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


def recorded(name: str) -> dict[str, Any]:
    """An event as AWS sends it."""
    event: dict[str, Any] = json.loads((_EVENTS / f"{name}.json").read_text())
    return event


@dataclass
class Functions:
    """The functions of a stack, on the AWS that is given."""

    aws: Aws
    variables: dict[str, str] = field(default_factory=dict)
    """Settings that differ from the stage's; change them with ``configure``."""

    def invoke(self, name: str, event: Mapping[str, Any]) -> Any:
        """Call a handler with its own variables in the environment and no others of ours."""
        every = {**STAGE, **self.aws.variables, **self.variables}
        own = {field.name.upper() for field in fields(BY_FUNCTION[name])}
        with pytest.MonkeyPatch.context() as patch:
            for variable in _OURS:
                patch.delenv(variable, raising=False)
            for variable in own & every.keys():
                patch.setenv(variable, every[variable])
            handler: Callable[..., Any] = import_module(f"functions.{name}.handler").handler
            return handler(dict(event), Context(name))

    def configure(self, **variables: int) -> None:
        """Change settings, until the test is over."""
        self.variables |= {name: str(value) for name, value in variables.items()}
        forget_settings()

    def messages(self, name: str, bodies: Sequence[str]) -> list[int]:
        """Call a handler with a batch of messages; answers the places of those that failed."""
        record = recorded("sqs_record")
        records = [
            {**record, "messageId": f"message-{place}", "body": body}
            for place, body in enumerate(bodies)
        ]
        answer = self.invoke(name, {"Records": records})
        ids = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
        return [int(one.removeprefix("message-")) for one in ids]

    def changes(self, records: Sequence[Mapping[str, Any]]) -> list[int]:
        """Call ``announce`` with changes of the tasks table; answers the places that failed."""
        answer = self.invoke("announce", {"Records": records})
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        return [numbers.index(one["itemIdentifier"]) for one in answer["batchItemFailures"]]

    def plan(self) -> list[str]:
        """Let the planner take its messages; answers the tokens that are queued then."""
        assert self.messages("plan_task", self.aws.received("planning")) == []
        return self.aws.received("tokens")

    def work(self) -> None:
        """Take messages from the queues of planning, tokens and files until there are none."""
        queues = {"plan_task": "planning", "run_job": "tokens", "make_file": "making"}
        while True:
            taken = {name: self.aws.received(queue) for name, queue in queues.items()}
            if not any(taken.values()):
                return
            for name, bodies in taken.items():
                assert not bodies or self.messages(name, bodies) == []


def change(
    key: Key, new: Item | None, old: Item | None, *, number: int = 1, name: str = "MODIFY"
) -> dict[str, Any]:
    """A record of the stream of the tasks table."""
    record = recorded("stream_record")
    stream: dict[str, Any] = record["dynamodb"]
    row = to_row(key, {})
    stream |= {"Keys": row, "SequenceNumber": str(number)}
    for image, item in (("NewImage", new), ("OldImage", old)):
        stream.pop(image)
        if item is not None:
            stream[image] = to_row(key, item)
    return {**record, "eventName": name}


def forget_settings() -> None:
    """Let the next call of every function read its environment anew."""
    bootstrap._settings.clear()


def forget_cold_start() -> None:
    """Let the next call of every function start cold."""
    forget_settings()
    forget_clients()


def forget_clients() -> None:
    """Let the next call of every function make its clients anew, which takes its time."""
    for made in _CACHED:
        made.cache_clear()


def set_up_process(patch: pytest.MonkeyPatch) -> None:
    """What the Lambda runtime and the layers' own variables give every function."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        patch.delenv(name)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "POWERTOOLS_SERVICE_NAME": "legwork",
        "POWERTOOLS_METRICS_NAMESPACE": "Legwork",
    }.items():
        patch.setenv(name, value)
