"""AWS having a bad moment: some calls are answered here instead of there."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

Body: TypeAlias = dict[str, Any]
Answer: TypeAlias = Callable[[Body], tuple[int, Body] | None]
"""Status and content of the answer to what was asked; nothing where AWS is to answer."""


def error(code: str, *, status: int = 400, **more: Any) -> Answer:
    """Refuses the call."""
    return lambda _: (status, {"Error": {"Code": code, "Message": "a fault"}, **more})


def no_answer(_asked: Body) -> tuple[int, Body]:
    """Nobody knows what became of the call."""
    raise ReadTimeoutError(endpoint_url="https://aws")


def canceled(*codes: str) -> Answer:
    """Refuses the transaction, with a reason for each of its actions."""
    return error(
        "TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes]
    )


@contextmanager
def fault(
    client: Any, operation: str, answer: Answer, *, times: int | None = None
) -> Iterator[None]:
    """Answer calls of an operation so, the first few of them or all. These never reach AWS.

    Args:
        client: of boto3.
        operation: such as `GetItem`.
        answer: what is answered. It sees what was asked where the service speaks JSON.
        times: how many calls; all when not given.
    """
    answered = 0

    def interfere(params: dict[str, Any], **_: Any) -> tuple[AWSResponse, Body] | None:
        nonlocal answered
        if answered == times:
            return None
        answered += 1
        speaks_json = "json" in params["headers"].get("Content-Type", "")
        given = answer(json.loads(params["body"]) if speaks_json else {})
        if given is None:
            return None
        status, content = given
        content = {"ResponseMetadata": {"HTTPStatusCode": status}, **content}
        return AWSResponse(params["url"], status, HTTPHeaders(), None), content

    event = f"before-call.{client.meta.service_model.service_id.hyphenize()}.{operation}"
    client.meta.events.register_first(event, interfere)
    try:
        yield
    finally:
        client.meta.events.unregister(event, interfere)
