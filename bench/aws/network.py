"""Takes the place of the network below boto3: each request is complete, signed and serialized.

It is hooked in where botocore is about to send (``before-send``), so that what is counted is what
would leave the machine.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Any, Final

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from bench import meter
from bench.aws.answer import Answer
from bench.aws.dynamodb import DynamoDB, Units
from bench.aws.s3 import S3
from bench.aws.sqs import Sqs, billed_requests
from bench.meter import Meter
from legwork.testing.clock import FrozenClock

_MILLISECONDS: Final = {
    "dynamodb.TransactWriteItems": 40,
    "s3.GetObject": 20,
    "s3.PutObject": 30,
    "sesv2.SendBulkEmail": 200,
}
"""How long requests take, as far as slices of time and the price of waiting are concerned."""
_OTHERS: Final = 8
_WORKING: Final = frozenset({meter.WORK, meter.CARDS, meter.MAIL})


class Body(io.BytesIO):
    """The body of an answer, as urllib3 would hand it over."""

    def stream(self) -> Iterator[bytes]:
        """All of it."""
        yield self.read()


@dataclass(slots=True)
class Network:
    """Answers every request of the clients that it is attached to."""

    dynamodb: DynamoDB
    sqs: Sqs
    s3: S3
    clock: FrozenClock
    meter: Meter
    one_by_one: Lock = field(default_factory=Lock)
    """Files are read and written by several threads."""

    def attach(self, client: Any) -> Any:
        """Let nothing of a client reach the network."""
        client.meta.events.register("before-send", self._send)
        return client

    def _send(self, event_name: str, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        service, operation = event_name.split(".")[1:]
        content = request.body or b""
        if not isinstance(content, bytes | bytearray | str):
            content = content.read()
        if isinstance(content, str):
            content = content.encode()
        with self.one_by_one:
            answer = self._answer(service, operation, request, bytes(content))
            self._count(f"{service}.{operation}")
        headers = HTTPHeaders.from_dict(answer.headers)
        return AWSResponse(request.url, answer.status, headers, Body(answer.body))

    def _count(self, name: str) -> None:
        self.meter.add(name)
        self.meter.add(meter.REQUESTS)
        if self.meter.running:
            took = _MILLISECONDS.get(name, _OTHERS)
            self.clock.advance(timedelta(milliseconds=took))
            self.meter.add(meter.MILLISECONDS, took)

    def _answer(
        self, service: str, operation: str, request: AWSPreparedRequest, content: bytes
    ) -> Answer:
        if service == "s3":
            return self.s3.answer(operation, request.url, _text(request.headers), content)
        body = json.loads(content)
        if service == "dynamodb":
            answer, units = self.dynamodb.answer(operation, body)
            if answer.status == 200:
                answer = answer.saying({"ConsumedCapacity": _consumed(operation, units)})
            if _claims_the_end(operation, body) and self.meter.part in _WORKING:
                self.meter.part = meter.END
            self.meter.add(meter.READS, units.reads)
            self.meter.add(meter.WRITES, units.writes)
            self.meter.add(meter.RECORD_WRITES, units.of_records)
            return answer
        if service == "sqs":
            self.meter.add(meter.SQS, billed_requests(content))
            return self.sqs.answer(operation, body)
        if service == "sesv2":
            entries = body["BulkEmailEntries"]
            self.meter.add(meter.MAILS, len(entries))
            sent = [{"Status": "SUCCESS", "MessageId": "m"} for _ in entries]
            return Answer.of({"BulkEmailEntryResults": sent})
        if service == "eventbridge":
            return Answer.of({"FailedEntryCount": 0, "Entries": [{"EventId": "e"}]})
        raise ValueError(f"{service}.{operation} is not expected here")


def _consumed(operation: str, units: Units) -> Any:
    """As DynamoDB says it: of each table, where a call may be to several."""
    said = {"TableName": "all", "CapacityUnits": units.reads + units.writes}
    several = ("BatchGetItem", "BatchWriteItem", "TransactWriteItems")
    return [said] if operation in several else said


def _text(headers: Any) -> dict[str, str]:
    return {
        str(name): value.decode() if isinstance(value, bytes) else str(value)
        for name, value in headers.items()
    }


def _claims_the_end(operation: str, body: dict[str, Any]) -> bool:
    """Workers change the row of a task only once: when they see that all lanes are done."""
    return operation == "UpdateItem" and body["Key"]["sk"]["S"].startswith(("TASK#", "INLINE#"))
