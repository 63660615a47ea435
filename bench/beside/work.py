"""The Celery application: bills out chunks of reservations, as its users would write it.

Run by Celery's own workers; the environment says where everything is.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from botocore.exceptions import ClientError
from celery import Celery  # type: ignore[import-untyped]

from legwork.adapters import clients
from local.deploy import session

REDIS, ENDPOINT, TABLE = "BENCH_REDIS_URL", "BENCH_ENDPOINT_URL", "BENCH_RECORDS_TABLE"
COMES_BACK_SECONDS: Final = 10
"""After this, a message that a worker took and never acknowledged is delivered again."""

_redis = os.environ.get(REDIS, "redis://127.0.0.1:1/0")
app = Celery("bench", broker=_redis, backend=_redis)
app.conf.update(
    broker_transport_options={"visibility_timeout": COMES_BACK_SECONDS},
    broker_connection_retry_on_startup=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    task_ignore_result=False,
)


@app.task  # type: ignore[untyped-decorator]
def nothing(chunk: Sequence[str]) -> int:
    """What Celery itself takes."""
    return len(chunk)


@app.task  # type: ignore[untyped-decorator]
def total(counts: Sequence[int]) -> int:
    """The callback of a chord."""
    return sum(counts)


@app.task  # type: ignore[untyped-decorator]
def bill_early(partition: str, chunk: Sequence[str], receipt: str) -> int:
    """As Celery comes: a message is acknowledged before it is worked on."""
    return _bill(partition, chunk, receipt)


@app.task(acks_late=True, reject_on_worker_lost=True)  # type: ignore[untyped-decorator]
def bill_late(partition: str, chunk: Sequence[str], receipt: str) -> int:
    """Acknowledged when it is done, and given back when its worker dies."""
    return _bill(partition, chunk, receipt)


@app.task(acks_late=True, reject_on_worker_lost=True)  # type: ignore[untyped-decorator]
def bill_checked(partition: str, chunk: Sequence[str], receipt: str) -> int:
    """Also on condition that none of the reservations is billed: one that is refuses the chunk."""
    return _bill(partition, chunk, receipt, condition="#status = :reserved")


def _bill(partition: str, chunk: Sequence[str], receipt: str, condition: str = "") -> int:
    """Read a chunk as one range, and bill it in one transaction; answers how many it has billed."""
    _client().query(
        TableName=os.environ[TABLE],
        KeyConditionExpression="pk = :partition AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues={
            ":partition": {"S": partition},
            ":first": {"S": chunk[0]},
            ":last": {"S": chunk[-1]},
        },
        ConsistentRead=True,
    )
    try:
        _client().transact_write_items(
            TransactItems=[_update(partition, sort, receipt, condition) for sort in chunk]
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        return 0
    return len(chunk)


def _update(partition: str, sort: str, receipt: str, condition: str) -> dict[str, Any]:
    values = {":billed": {"S": "billed"}, ":receipt": {"S": receipt}, ":one": {"N": "1"}}
    update = {
        "TableName": os.environ[TABLE],
        "Key": {"pk": {"S": partition}, "sk": {"S": sort}},
        # How often it was billed, which is what an invoice or a payment would be.
        "UpdateExpression": "SET #status = :billed, receipt = :receipt ADD times :one",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": values,
    }
    if condition:
        update["ConditionExpression"] = condition
        update["ExpressionAttributeValues"] = values | {":reserved": {"S": "reserved"}}
    return {"Update": update}


def find(redis: str) -> None:
    """Let this process send to a Redis other than the environment's."""
    app.conf.update(broker_url=redis, result_backend=redis)


@cache
def _client() -> Any:
    """One for each worker."""
    made: Any = session()
    client = made.client("dynamodb", endpoint_url=os.environ[ENDPOINT], config=clients.DYNAMODB)
    # As Legwork's functions do on the embedded stack.
    client.meta.events.register_last("before-parameter-build", _forget_token)
    return client


def _forget_token(params: dict[str, Any], **_more: Any) -> None:
    params.pop("ClientRequestToken", None)
