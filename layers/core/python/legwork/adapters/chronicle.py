"""The moments of tasks' lives as lines of the embedded metric format.

A line is both: what Logs Insights finds by account or task, and what CloudWatch counts by stage and
kind. Accounts and tasks are no dimensions, so there are never more metrics than kinds allow.

Source: CloudWatch user guide, "Specification: Embedded metric format".
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Mapping
from typing import Any, Final

from legwork import kinds
from legwork.adapters import tracing
from legwork.domain import chronicle
from legwork.domain.spent import Cost, Spent

OTHER: Final = "other"
"""The kind of tasks whose kind is no more: what a row says is no dimension."""
COUNTERS: Final[Mapping[str, str]] = {
    chronicle.Moment.LAUNCHED: "TasksLaunched",
    chronicle.Moment.PUSHED_ON: "TasksPushedOn",
    chronicle.Moment.CANCELLED: "Cancels",
    chronicle.Moment.ENDED: "TasksEnded",
    chronicle.Moment.DELETED: "TasksDeleted",
}
"""What is counted of a moment by itself."""
UNITS: Final[Mapping[str, str]] = {"EndSeconds": "Seconds", "FirstBatchSeconds": "Seconds"}


class Chronicler(logging.Handler):
    """Writes a line of each moment to the output, where CloudWatch finds it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        told = record.__dict__
        about = told["about"]
        _write(metric_line(about, told["sums"]))
        of = {name: str(about[name]) for name in ("account", "task", "kind")}
        tracing.note(about["moment"], **of)


def metric_line(about: Mapping[str, Any], sums: Mapping[str, float]) -> dict[str, Any]:
    """One moment in the embedded metric format."""
    kind = about["kind"] if about["kind"] in kinds.all_kinds() else OTHER
    counter = COUNTERS.get(about["moment"])
    values = {**({counter: 1} if counter else {}), **sums, **_microdollars(sums)}
    return {
        **_line({"stage": os.environ.get("STAGE", ""), "kind": kind}, values, summed=True),
        "level": "INFO",
        "message": f"task {about['moment']}",
        "service": os.environ.get("POWERTOOLS_SERVICE_NAME", ""),
        # Every line about a task carries its id under this name.
        "correlation_id": about["task"],
        "xray_trace_id": tracing.parts_of(os.environ.get("_X_AMZN_TRACE_ID", "")).get("Root", ""),
        **{name: value for name, value in about.items() if name != "kind"},
    }


def _microdollars(sums: Mapping[str, float]) -> dict[str, float]:
    cost = Cost(
        Spent(int(sums.get("ReadUnits", 0)), int(sums.get("WriteUnits", 0))),
        int(sums.get("MailsSent", 0)),
    )
    return {"Microdollars": cost.billionths / 1_000} if cost.billionths else {}


def tell_states(states: Mapping[str, int]) -> None:
    """Write down how many tasks are in each state now."""
    for state, number in states.items():
        about = {"stage": os.environ.get("STAGE", ""), "state": state}
        _write(_line(about, {"TasksInState": number}))


def _line(
    dimensions: Mapping[str, str], values: Mapping[str, float], *, summed: bool = False
) -> dict[str, Any]:
    directive = {
        "Namespace": os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "Legwork"),
        # By stage alone as well: no alarm can look at all kinds at once.
        "Dimensions": [[*dimensions], *([["stage"]] if summed else [])] if values else [],
        "Metrics": [{"Name": name, "Unit": UNITS.get(name, "Count")} for name in values],
    }
    stamp = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    return {"_aws": stamp, **dimensions, **values}


def _write(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")


def listen() -> None:
    """Write the moments of this process down; once is enough."""
    log = logging.getLogger(chronicle.NAME)
    if not any(isinstance(handler, Chronicler) for handler in log.handlers):
        log.addHandler(Chronicler())


def hush() -> None:
    """Write none down: what a command prints is for whoever runs it."""
    log = logging.getLogger(chronicle.NAME)
    for handler in [one for one in log.handlers if isinstance(one, Chronicler)]:
        log.removeHandler(handler)
