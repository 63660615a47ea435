"""The lines of metrics that the functions of a stack have written, as CloudWatch's logs have them.

The emulator's own output has those of messages alone, and none of calls that somebody waits for.
"""

from collections.abc import Iterator
from typing import Any, Final

from tests.e2e.park import Park

_MOST: Final = 10_000
"""Events in one answer of the emulator, which has no second page."""


def lines(park: Park) -> Iterator[str]:
    """Every line that is a metric, function by function."""
    logs = park.client("logs")
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            yield from _of(logs, group["logGroupName"])


def _of(logs: Any, group: str) -> Iterator[str]:
    since = 0
    while True:
        found = logs.filter_log_events(
            logGroupName=group, startTime=since, filterPattern='"_aws"', limit=_MOST
        )["events"]
        yield from (event["message"] for event in found)
        if len(found) < _MOST:
            return
        since = found[-1]["timestamp"] + 1
