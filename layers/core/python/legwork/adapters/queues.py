"""Messages between the functions, over SQS."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from legwork.adapters.aws_errors import transient_errors
from legwork.adapters.backoff import Backoff
from legwork.domain.errors import Throttled
from legwork.domain.lane import Token
from legwork.domain.task import TaskRef
from legwork.ports import DeliveryMessage, MakeMessage, PlanMessage, PurgeMessage

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

T = TypeVar("T")

LONGEST_DELAY: Final = timedelta(minutes=15)
_MANY: Final = 10**15
"""No message of ours counts so far: whatever wrote such a number, DynamoDB may not take it."""
_BATCH = 10
"""Messages that SendMessageBatch takes."""


class SqsQueues:
    """The queues between the functions.

    All messages of an account are one group, so that a busy account's do not hold up the others'
    (SQS fair queues).

    Args:
        client: of SQS.
        planning, tokens, deliveries, charges, making, purge: URLs; an empty one is never sent to.
        backoff: how often, and after what pauses, tokens that SQS did not take are sent again.
    """

    def __init__(
        self,
        client: SQSClient,
        *,
        planning: str = "",
        tokens: str = "",
        deliveries: str = "",
        making: str = "",
        charges: str = "",
        purge: str = "",
        backoff: Backoff | None = None,
    ) -> None:
        self._client = client
        self._planning = planning
        self._tokens = tokens
        self._deliveries = deliveries
        self._making = making
        self._charges = charges
        self._purge = purge
        self._backoff = backoff or Backoff()

    def plan(self, message: PlanMessage) -> None:
        """Queue the planning of a task."""
        with transient_errors():
            self._client.send_message(
                QueueUrl=self._planning,
                MessageBody=body_of(message),
                MessageGroupId=message.ref.account,
            )

    def run(self, tokens: Sequence[Token]) -> None:
        """Queue tokens, one message each.

        Raises:
            Throttled: some were not taken; the others are queued.
        """
        for start in range(0, len(tokens), _BATCH):
            self._send_batch(self._tokens, tokens[start : start + _BATCH])

    def deliver(
        self, messages: Sequence[DeliveryMessage], *, delay: timedelta = timedelta(0)
    ) -> None:
        """Queue the sending of lanes' notices, one message each.

        Raises:
            Throttled: some were not taken; the others are queued.
        """
        for start in range(0, len(messages), _BATCH):
            self._send_batch(self._deliveries, messages[start : start + _BATCH], delay)

    def charge(
        self, messages: Sequence[DeliveryMessage], *, delay: timedelta = timedelta(0)
    ) -> None:
        """Queue the carrying out of lanes' orders to the payment service, one message each.

        Raises:
            Throttled: some were not taken; the others are queued.
        """
        for start in range(0, len(messages), _BATCH):
            self._send_batch(self._charges, messages[start : start + _BATCH], delay)

    def _send_batch(
        self,
        url: str,
        messages: Sequence[Token | DeliveryMessage],
        delay: timedelta = timedelta(0),
    ) -> None:
        left: dict[str, Any] = {
            str(position): {
                "Id": str(position),
                "MessageBody": body_of(message),
                "MessageGroupId": message.ref.account,
                "DelaySeconds": _seconds(delay),
            }
            for position, message in enumerate(messages)
        }
        pauses = self._backoff.pauses()
        while left:
            with transient_errors():
                answer = self._client.send_message_batch(QueueUrl=url, Entries=list(left.values()))
            failed = answer.get("Failed", ())
            left = {entry["Id"]: left[entry["Id"]] for entry in failed}
            if left and not next(pauses, False):
                codes = ", ".join(sorted({entry["Code"] for entry in failed}))
                raise Throttled(f"SQS did not take {len(left)} messages: {codes}")

    def make(self, message: MakeMessage) -> None:
        """Queue the making of a task's file."""
        with transient_errors():
            self._client.send_message(
                QueueUrl=self._making,
                MessageBody=body_of(message),
                MessageGroupId=message.ref.account,
            )

    def purge(self, message: PurgeMessage, *, delay: timedelta = timedelta(0)) -> None:
        """Queue the removal of a task; at most 15 minutes ahead, in whole seconds, rounded up.

        Raises:
            ValueError: the delay is longer.
        """
        if delay > LONGEST_DELAY:
            raise ValueError(f"SQS holds a message back for {LONGEST_DELAY} at most, not {delay}")
        with transient_errors():
            self._client.send_message(
                QueueUrl=self._purge,
                MessageBody=body_of(message),
                MessageGroupId=message.ref.account,
                DelaySeconds=_seconds(delay),
            )


def _seconds(delay: timedelta) -> int:
    return max(0, math.ceil(delay.total_seconds()))


def body_of(message: PlanMessage | Token | DeliveryMessage | MakeMessage | PurgeMessage) -> str:
    """A message as it lies in its queue."""
    return json.dumps(asdict(message), separators=(",", ":"))


# --- Reading messages ------------------------------------------------------------------------


def read_plan_message(body: str) -> PlanMessage:
    """The message in a body from the planning queue.

    Raises:
        ValueError: there is none.
    """
    # The last release sent no units.
    values = {"reads": 0, "writes": 0, **_object(json.loads(body))}
    return PlanMessage(
        _ref(values),
        attempt=_count(values, "attempt"),
        leg=_count(values, "leg"),
        after=None if values.get("after") is None else _of(str, values, "after"),
        total=_count(values, "total"),
        batches=tuple(_checked(count, "batches") for count in _of(list, values, "batches")),
        reads=_count(values, "reads"),
        writes=_count(values, "writes"),
    )


def read_token(body: str) -> Token:
    """The token in a body from the tokens queue.

    Raises:
        ValueError: there is none.
    """
    values = _object(json.loads(body))
    return Token(
        _ref(values),
        lane=_count(values, "lane"),
        number=_count(values, "number"),
        cursor=_count(values, "cursor"),
    )


def read_delivery_message(body: str) -> DeliveryMessage:
    """The message in a body from the deliveries queue.

    Raises:
        ValueError: there is none.
    """
    # Releases before this one sent no `waits`, and the first of them no `booked`.
    values = {"booked": 0, "waits": 0, **_object(json.loads(body))}
    return DeliveryMessage(
        _ref(values), _count(values, "lane"), _count(values, "booked"), _count(values, "waits")
    )


def read_purge_message(body: str) -> PurgeMessage:
    """The message in a body from the purge queue.

    Raises:
        ValueError: there is none.
    """
    return PurgeMessage(_ref(_object(json.loads(body))))


def read_make_message(body: str) -> MakeMessage:
    """The message in a body from the making queue.

    Raises:
        ValueError: there is none.
    """
    values = _object(json.loads(body))
    return MakeMessage(_ref(values), _of(str, values, "makes"))


def read_dead_message(body: str) -> PlanMessage | Token | MakeMessage:
    """The message of a dead-letter queue: of the planning, the tokens or the making queue.

    Raises:
        ValueError: it is none of these.
    """
    values = _object(json.loads(body))
    if "lane" in values:
        return read_token(body)
    return read_make_message(body) if "makes" in values else read_plan_message(body)


def _ref(values: dict[str, Any]) -> TaskRef:
    ref = _object(values.get("ref"))
    return TaskRef(_of(str, ref, "account"), _of(str, ref, "id"), _of(bool, ref, "listed"))


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not a message")  # noqa: TRY004 -- the content is wrong, not the call
    return value


def _of(kind: type[T], values: dict[str, Any], name: str) -> T:
    value = values.get(name)
    if not isinstance(value, kind):
        raise ValueError(f"{name}: not a {kind.__name__}")  # noqa: TRY004 -- as above
    return value


def _count(values: dict[str, Any], name: str) -> int:
    return _checked(values.get(name), name)


def _checked(value: Any, name: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MANY:
        return value
    raise ValueError(f"{name}: not a count")
