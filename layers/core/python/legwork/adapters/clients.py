"""Clients of AWS's services, and what they have to be made with for these adapters."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from botocore.config import Config
from botocore.session import Session, get_session

PARALLEL: Final = 32
"""Threads that may share a client, hence connections that it keeps."""

# A worker has to notice a dead connection while it has time left to say so.
PLAIN: Final = Config(
    connect_timeout=3, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 5}
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
    """A client, as boto3 makes it.

    By botocore itself: boto3 adds resources and transfers, which nothing here uses, and which take
    a cold worker a fifth of the time to its first call.
    """
    return _session().create_client(service, config=config)


@cache
def _session() -> Session:
    return get_session()
