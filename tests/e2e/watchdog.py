"""The watchdog, called by a test instead of once a minute."""

import json
from collections.abc import Callable

from tests.e2e.park import Park
from tests.e2e.waiting import until


def watch(park: Park, look: Callable[[], bool], what: str) -> None:
    """Let it push on whatever has stood still for as long as it allows, until something is so."""
    name = park.functions["watchdog"]["FunctionName"]

    def watched() -> bool:
        answer = park.client("lambda").invoke(FunctionName=name, Payload=b"{}")
        said = json.loads(answer["Payload"].read()) or {}
        # Giving a function new settings, the emulator may take the ground from under its feet.
        assert said.get("errorType") in (None, "FileNotFoundError", "RuntimeError"), said
        return look()

    until(watched, what)


def watch_at_once(park: Park, look: Callable[[], bool], what: str) -> None:
    """The same, of whatever stands still at all."""
    with park.configured("watchdog", STALLED_AFTER_SECONDS=0):
        watch(park, look, what)
