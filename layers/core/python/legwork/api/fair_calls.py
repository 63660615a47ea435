"""How often an account may call, and what it is told of that."""

from __future__ import annotations

from typing import Final

from legwork import bootstrap
from legwork.usecases.admit_call import Standing

CALLS: Final = "calls"
"""The bucket that all calls are taken from, but for those that stop a task."""
STOPPING: Final = ("cancel_task", "pause_task")
"""Names of the calls that stop a task: they have a function, and a bucket, of their own."""
STOPS: Final = "stops"
"""The bucket of those: whoever polls too much can still stop what runs."""


def admit(account: str, bucket: str) -> Standing:
    """Let a call of an account in, or say how long it is to wait."""
    return bootstrap.doorkeeper(bucket).admit(account)


def rate_headers(bucket: str, standing: Standing) -> dict[str, str]:
    """Where an account stands, as draft-ietf-httpapi-ratelimit-headers-10 writes it."""
    rate = standing.rate
    headers = {
        "RateLimit-Policy": f'"{bucket}";q={rate.at_once};w={rate.window}',
        "RateLimit": f'"{bucket}";r={standing.left};t={standing.resets}',
    }
    return {**headers, **({"Retry-After": str(standing.wait)} if standing.wait else {})}
