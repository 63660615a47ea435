"""Calls functions as a bad day would, each in its own environment.

Run as `python -m tests.infra.emitting`, with the environments by the functions' names as JSON at
its input: what it writes to its output is what CloudWatch gets.
"""

import json
import os
import sys
from importlib import import_module
from typing import Any

from moto import mock_aws

from legwork.adapters import chronicle
from legwork.domain.chronicle import tell_end
from legwork.domain.task import Launcher, Task, TaskRef, TaskState
from legwork.testing.clock import FrozenClock
from tests.functions.aws import Aws
from tests.functions.invoking import Context, recorded

FAILED = Task(
    ref=TaskRef("parkside", "01KJPWD6M00000000000000001"),
    number=1,
    kind="permit_billout",
    params={},
    title="Bill out",
    launched_by=Launcher("ana", "Ana"),
    created_at=FrozenClock().now(),
    state=TaskState.FAILED,
)
"""A task that a function ends, whose end it tells."""


def events(name: str) -> list[dict[str, Any]]:
    """What a function is called with: something that it can do nothing with, if it is a message."""
    if name == "watchdog":
        return [recorded("schedule")]
    if name == "announce":
        record = recorded("stream_record")
        record["dynamodb"]["NewImage"] = {"state": {"S": "completed"}}
        return [{"Records": [record]}]
    message = {"Records": [{**recorded("sqs_record"), "body": "nonsense"}]}
    request = {**recorded("http_api"), "rawPath": "/nowhere"}
    if not hasattr(import_module(f"functions.{name}.handler"), "app"):
        return [message]
    return [request, message] if name == "launch_task" else [request]


def main(environments: dict[str, dict[str, str]]) -> None:
    """Call each function. It looks at its environment when it is loaded and when called."""
    with mock_aws():
        Aws.make()
        chronicle.listen()
        for name, variables in environments.items():
            os.environ.update(variables)
            for event in events(name):
                import_module(f"functions.{name}.handler").handler(event, Context(name))
            if name == "run_job":
                tell_end(FAILED)
            for variable in variables:
                del os.environ[variable]


if __name__ == "__main__":
    main(json.load(sys.stdin))
