"""A line about a task carries its id, also when its message failed: operators look for that."""

import io
import json
from importlib import import_module
from typing import Any

import pytest

from tests.functions.aws import TASKS, Aws
from tests.functions.invoking import Functions, change
from tests.functions.town import Town


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> io.StringIO:
    """A function whose use case fails; what it logs."""
    name, use_case = request.param
    module = import_module(f"functions.{name}.handler")

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(module, use_case, fails)
    stream = io.StringIO()
    monkeypatch.setattr(module.logger.registered_handler, "stream", stream)
    return stream


@pytest.mark.parametrize(
    "broken", [("purge", "purge"), ("close_dead", "close_dead_plan")], indirect=True
)
def test_a_message_that_failed_names_its_task(
    functions: Functions, town: Town, aws: Aws, broken: io.StringIO
) -> None:
    task = town.imported(town.games(2)).rsplit("/", 1)[1]
    purging = json.dumps({"ref": {"account": town.account, "id": task, "listed": True}})
    messages = {"purge": [purging], "close_dead": aws.received("planning")}

    for name, bodies in messages.items():
        functions.messages(name, bodies)

    (failed,) = (line for line in lines(broken) if line["message"] == "a message failed")
    assert failed["correlation_id"] == task


@pytest.mark.parametrize("broken", [("announce", "announce")], indirect=True)
def test_a_change_that_cannot_be_read_is_not_said_to_be_another_tasks(
    functions: Functions, town: Town, aws: Aws, broken: io.StringIO
) -> None:
    path = town.imported(town.games(2))
    functions.work()
    sort = f"TASK#{path.rsplit('/', 1)[1]}"
    ((key, row),) = (pair for pair in aws.rows(TASKS).items() if pair[0].sort == sort)
    ended = change(key, row, {**row, "state": "running"})
    spoilt = change(key, {"state": "completed"}, {**row, "state": "running"}, number=2)

    assert len(functions.changes([ended, spoilt])) == 2

    failed = [line for line in lines(broken) if line["message"] == "a message failed"]
    assert failed[0]["correlation_id"] == path.rsplit("/", 1)[1]
    assert all("correlation_id" not in line for line in failed[1:])
