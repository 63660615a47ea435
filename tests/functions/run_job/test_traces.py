"""A slice of work is a part of its call's trace, and is found there by task and account."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from legwork.adapters.tracing import traced
from tests.functions.invoking import Functions
from tests.functions.town import Town

TRACE = "1-5759e988-bd862e3fe1be46a994272793"
PARENT = "53995c3f42cd8ad8"


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Where X-Ray's daemon would listen beside a function."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.setblocking(False)
        monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", f"127.0.0.1:{listening.getsockname()[1]}")
        monkeypatch.setenv("_X_AMZN_TRACE_ID", f"Root={TRACE};Parent={PARENT};Sampled=1")
        yield listening


def parts(daemon: socket.socket) -> list[dict[str, Any]]:
    """What the daemon was sent."""
    found: list[dict[str, Any]] = []
    while True:
        try:
            header, body = daemon.recv(65_536).split(b"\n", 1)
        except BlockingIOError:
            return found
        assert json.loads(header) == {"format": "json", "version": 1}
        found.append(json.loads(body))


def test_from_the_launch_to_the_last_batch_a_trace_knows_whose_it_is(
    town: Town, functions: Functions, daemon: socket.socket
) -> None:
    path = town.imported(town.games(3))
    functions.work()

    found = parts(daemon)
    task = path.rsplit("/", 1)[1]
    assert {one["name"] for one in found} >= {"launched", "plan", "slice", "began", "ended"}
    assert {(one["trace_id"], one["parent_id"], one["type"]) for one in found} == {
        (TRACE, PARENT, "subsegment")
    }
    assert {one["annotations"]["task"] for one in found} == {task}
    assert {one["annotations"]["account"] for one in found} == {town.account}
    (ended,) = (one for one in found if one["name"] == "ended")
    assert ended["annotations"]["kind"] == "import_records"


def test_what_fails_is_a_fault(daemon: socket.socket) -> None:
    with pytest.raises(ValueError, match="no"), traced("slice", task="t"):
        raise ValueError("no")

    (part,) = parts(daemon)
    assert part["fault"] is True
    assert part["start_time"] <= part["end_time"]


def test_a_call_that_is_not_sampled_sends_nothing(
    daemon: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", f"Root={TRACE};Parent={PARENT};Sampled=0")

    with traced("slice", task="t"):
        pass

    assert parts(daemon) == []
