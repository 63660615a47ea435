"""Clients of AWS's services, and what they have to be made with for these adapters."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import boto3
from botocore.config import Config

PARALLEL: Final = 32
"""Threads that may share a client, hence connections that it keeps."""

PLAIN: Final = Config(
    # A worker has to notice a dead connection while it has time left to say so.
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 5},
    # Else botocore writes anew for each call who is calling and how: a tenth of the call's time.
    user_agent=f"legwork Boto3/{boto3.__version__}",
)
DYNAMODB: Final = PLAIN.merge(
    Config(
        max_pool_connections=PARALLEL,
        # It would be half of the work of a transaction of a hundred writes, and DynamoDB checks
        # the same things again.
        parameter_validation=False,
    )
)
S3: Final = PLAIN.merge(
    Config(
        # New buckets refuse links that are signed in boto3's older way, and those of other regions
        # redirect links to S3's global name.
        signature_version="s3v4",
        s3={"addressing_style": "virtual"},
    )
)
ONCE: Final = PLAIN.merge(
    # What is called twice is sent twice; given up well before a claim on the mails lapses.
    Config(retries={"total_max_attempts": 1}, read_timeout=8)
)


def make(service: str, config: Config) -> Any:
    """A client of a service, made once a cold start."""
    with _no_garbage_collected():
        return boto3.client(service, config=config)  # type: ignore[call-overload]


@contextmanager
def _no_garbage_collected() -> Iterator[None]:
    """A client's model is many thousand objects that stay.

    To look through them for garbage while they are made is a third of the time that it takes.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
