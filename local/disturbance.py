"""Lets AWS's answers to functions go wrong and workers die, by a seed: for tests of what happens.

It runs in the emulator's own process, and only when `LEGWORK_DISTURBANCE` names a file at the
start. While that file is there, it says what goes wrong; what did is written into another one
beside it. Functions are told from everybody else by the keys of their roles, which they have only
while IAM is enforced.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Server = Callable[[Message, Receive, Send], Coroutine[Any, Any, None]]
Note = Callable[[str, str], None]

LONGEST_DELAY_SECONDS: Final = 0.4

# Keys of a role's session begin like this; the account's own key is its number.
_ROLE_KEY: Final = b"Credential=ASIA"
_SERVICES: Final = ("DynamoDB", "AmazonSQS")
_MAIL: Final = "/v2/email/outbound-bulk-emails"
_TRANSACTION: Final = "DynamoDB.TransactWriteItems"
_WRITES: Final = (_TRANSACTION, *(f"DynamoDB.{w}Item" for w in ("Put", "Update", "Delete")))


class Trouble(StrEnum):
    """What becomes of a call instead of its answer."""

    THROTTLED = "throttled"
    CONFLICT = "conflict"
    FAILED = "failed"
    """AWS answers 500 and has done nothing."""
    LOST = "answer lost"
    """What was asked for is done; the connection breaks before anybody hears of it."""
    LATE = "answer late"


class Orders:
    """What is to go wrong, in a file that comes and goes: JSON.

    Args:
        file: `seed`; `shares` of the calls, by `Trouble`; `kills`, how many workers are to die at
            most, by function, and `kills_in_all`.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._written_at = 0
        self._orders: dict[str, Any] = {}

    def read(self) -> dict[str, Any] | None:
        """The orders of now, the same object until there are others."""
        try:
            written_at = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        if written_at != self._written_at:
            self._orders, self._written_at = json.loads(self._file.read_text()), written_at
        return self._orders

    def note(self, what: str, of: str) -> None:
        """Write down what went wrong, and with which call or function."""
        with noted(self._file).open("a") as file:
            file.write(json.dumps({"what": what, "of": of}) + "\n")


def noted(file: Path) -> Path:
    """The file of what went wrong, beside that of the orders: a JSON object a line."""
    return file.with_suffix(".noted")


class Dice:
    """Decides which calls go wrong.

    Args:
        orders: Say how many.
    """

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._random = random.Random()  # noqa: S311 - guards nothing
        self._of: dict[str, Any] | None = None

    def cast(self, call: str) -> Trouble | None:
        """What goes wrong with a call, if anything does."""
        orders = self._orders.read()
        if orders is None:
            return None
        if orders is not self._of:
            self._random.seed(orders["seed"])
            self._of = orders
        fate = self._random.random()
        for name, share in orders["shares"].items():
            if fate < share:
                impossible = name == Trouble.CONFLICT and call not in _WRITES
                return None if impossible else Trouble(name)
            fate -= share
        return None

    def delay(self) -> float:
        """How many seconds a late answer takes."""
        return self._random.uniform(0, LONGEST_DELAY_SECONDS)


def disturbed(server: Server, dice: Dice, note: Note) -> Server:
    """The same server, whose answers to functions go wrong now and then.

    Args:
        server: An ASGI application.
        dice: Decides which calls.
        note: Is told what went wrong, and with which call.
    """

    async def serve(scope: Message, receive: Receive, send: Send) -> None:
        call = called(scope)
        trouble = dice.cast(call) if call else None
        if trouble is None:
            await server(scope, receive, send)
            return
        note(trouble, call)
        if trouble is Trouble.LATE:
            await asyncio.sleep(dice.delay())
            await server(scope, receive, send)
        elif trouble is Trouble.LOST:
            await server(scope, receive, _broken(send))
        else:
            await _refuse(send, call, trouble, await _body(receive))

    return serve


def called(scope: Message) -> str:
    """What a function asks for, such as `DynamoDB.PutItem`; empty if it is nothing to disturb."""
    if scope["type"] != "http":
        return ""
    headers = dict(scope["headers"])
    if _ROLE_KEY not in headers.get(b"authorization", b""):
        return ""
    if scope["path"] == _MAIL:
        return "SES.SendBulkEmail"
    service, _, action = headers.get(b"x-amz-target", b"").decode().partition(".")
    short = service.partition("_")[0]
    return f"{short}.{action}" if short in _SERVICES else ""


def _broken(send: Send) -> Send:
    """The head of an answer gets through and its body does not, so the connection is closed."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)

    return send_head


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _refuse(send: Send, call: str, trouble: Trouble, body: bytes) -> None:
    status, code = 400, "ThrottlingException"
    answer: dict[str, Any] = {"message": "The emulator was asked to say so."}
    if trouble is Trouble.FAILED:
        status, code = 500, "InternalServerError"
    elif trouble is Trouble.CONFLICT:
        code = "TransactionConflictException"
        if call == _TRANSACTION:
            code = "TransactionCanceledException"
            actions = len(json.loads(body)["TransactItems"])
            held = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
            answer["CancellationReasons"] = [{"Code": "None"}] * (actions - 1) + [held]
    elif call.startswith("SES"):
        code = "TooManyRequestsException"
    text = json.dumps({"__type": code, **answer}).encode()
    headers = {
        b"content-type": b"application/x-amz-json-1.0",
        b"x-amzn-errortype": code.encode(),
        b"content-length": str(len(text)).encode(),
    }
    await send({"type": "http.response.start", "status": status, "headers": [*headers.items()]})
    await send({"type": "http.response.body", "body": text})
