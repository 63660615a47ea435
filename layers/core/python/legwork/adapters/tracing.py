"""Notes whose work a call of a function is, in the trace that Lambda itself makes of it.

Lambda's active tracing runs X-Ray's daemon beside a function and tells where it listens. A part of
a trace is one datagram to it: no SDK, no thread, nothing that a function waits for. The trace goes
on with every message, since botocore hands its header to SQS.

Source: X-Ray developer guide, "Segment documents" and "Sending trace data", "Using the daemon".
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

HEADER: Final = b'{"format": "json", "version": 1}\n'
_DAEMON: Final = "AWS_XRAY_DAEMON_ADDRESS"
_TRACE: Final = "_X_AMZN_TRACE_ID"


@contextmanager
def traced(name: str, **annotations: str) -> Iterator[None]:
    """Note what happens within as a part of this call's trace, to be found by its annotations.

    Args:
        name: what it is.
        annotations: such as the account and the task.
    """
    begin = time.time()
    failed = True
    try:
        yield
        failed = False
    finally:
        _send(name, annotations, begin, failed)


def note(name: str, **annotations: str) -> None:
    """Note a moment in this call's trace."""
    _send(name, annotations, time.time(), False)


def parts_of(header: str) -> dict[str, str]:
    """The parts of a trace header: ``Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1``."""
    return dict(part.split("=", 1) for part in header.split(";") if "=" in part)


def _send(name: str, annotations: dict[str, str], begin: float, failed: bool) -> None:
    trace = parts_of(os.environ.get(_TRACE, ""))
    address = os.environ.get(_DAEMON, "")
    if trace.get("Sampled") != "1" or not ("Parent" in trace and ":" in address):
        return
    part: dict[str, Any] = {
        "type": "subsegment",
        "name": name,
        "id": secrets.token_hex(8),
        "trace_id": trace["Root"],
        "parent_id": trace["Parent"],
        "start_time": begin,
        "end_time": time.time(),
        "fault": failed,
        "annotations": annotations,
    }
    host, port = address.rsplit(":", 1)
    # A trace that is not told of is no trouble: the work is done.
    with suppress(OSError, ValueError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(HEADER + json.dumps(part).encode(), (host, int(port)))
