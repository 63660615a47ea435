import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from local.disturbance import Dice, Message, Orders, Send, Trouble, called, disturbed, noted

ROLE = b"AWS4-HMAC-SHA256 Credential=ASIA0123456789ABCDEF/20270101/us-east-1/dynamodb/aws4_request"
OWN = b"AWS4-HMAC-SHA256 Credential=000000000000/20270101/us-east-1/dynamodb/aws4_request"
TRANSACTION = "DynamoDB_20120810.TransactWriteItems"


def scope(target: str, *, by: bytes = ROLE, path: str = "/") -> Message:
    """A request over HTTP."""
    headers = [(b"authorization", by), (b"x-amz-target", target.encode())]
    return {"type": "http", "path": path, "headers": headers}


def orders(folder: Path, **shares: float) -> Orders:
    """A file of orders that is there."""
    file = folder / "orders"
    file.write_text(json.dumps({"seed": 7, "shares": shares, "kills": {}}))
    return Orders(file)


class Server:
    """Does what it is asked, and says so."""

    def __init__(self) -> None:
        self.done = 0

    async def __call__(self, _scope: Message, _receive: Any, send: Send) -> None:
        self.done += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})


def answer(folder: Path, target: str, **shares: float) -> tuple[list[Message], int]:
    """What a call is answered, and how often it was done."""
    server, sent, asked = Server(), list[Message](), orders(folder, **shares)

    async def receive() -> Message:
        return {"type": "http.request", "body": b'{"TransactItems": [{}, {}, {}]}'}

    async def send(message: Message) -> None:
        sent.append(message)

    serve = disturbed(server, Dice(asked), asked.note)
    asyncio.run(serve(scope(target), receive, send))
    return sent, server.done


@pytest.mark.parametrize(
    ("request_", "call"),
    [
        (scope("DynamoDB_20120810.GetItem"), "DynamoDB.GetItem"),
        (scope("AmazonSQS.SendMessageBatch"), "AmazonSQS.SendMessageBatch"),
        (scope("", path="/v2/email/outbound-bulk-emails"), "SES.SendBulkEmail"),
        (scope("AWSEvents.PutEvents"), ""),
        (scope("DynamoDB_20120810.GetItem", by=OWN), ""),
        ({"type": "lifespan"}, ""),
    ],
)
def test_only_calls_of_functions_are_disturbed(request_: Message, call: str) -> None:
    assert called(request_) == call


def test_nothing_goes_wrong_without_orders(tmp_path: Path) -> None:
    dice = Dice(Orders(tmp_path / "orders"))

    assert {dice.cast("DynamoDB.PutItem") for _ in range(100)} == {None}


def test_a_seed_decides_what_goes_wrong_and_the_shares_how_often(tmp_path: Path) -> None:
    shares = {"throttled": 0.1, "conflict": 0.1}
    one, other = (Dice(orders(tmp_path, **shares)) for _ in range(2))

    first = [one.cast("DynamoDB.PutItem") for _ in range(1_000)]
    second = [other.cast("DynamoDB.PutItem") for _ in range(1_000)]

    assert first == second
    counted = Counter(first)
    assert counted.keys() == {None, Trouble.THROTTLED, Trouble.CONFLICT}
    assert 50 < counted[Trouble.THROTTLED] < 150
    assert 50 < counted[Trouble.CONFLICT] < 150


def test_nothing_but_a_write_meets_a_conflict(tmp_path: Path) -> None:
    dice = Dice(orders(tmp_path, conflict=1.0))

    assert dice.cast("DynamoDB.Query") is None
    assert dice.cast("AmazonSQS.SendMessage") is None
    assert dice.cast("DynamoDB.UpdateItem") is Trouble.CONFLICT


def test_a_lost_answer_is_to_something_that_was_done(tmp_path: Path) -> None:
    sent, done = answer(tmp_path, TRANSACTION, **{"answer lost": 1.0})

    assert ([message["type"] for message in sent], done) == (["http.response.start"], 1)


@pytest.mark.parametrize(("share", "status"), [("throttled", 400), ("failed", 500)])
def test_what_is_refused_is_not_done(tmp_path: Path, share: str, status: int) -> None:
    sent, done = answer(tmp_path, "AmazonSQS.SendMessage", **{share: 1.0})

    assert (sent[0]["status"], done) == (status, 0)
    assert noted(tmp_path / "orders").read_text().count(share) == 1


def test_a_conflict_says_which_action_of_a_transaction_it_was(tmp_path: Path) -> None:
    sent, done = answer(tmp_path, TRANSACTION, conflict=1.0)

    said = json.loads(sent[1]["body"])
    assert (said["__type"], done) == ("TransactionCanceledException", 0)
    assert [one["Code"] for one in said["CancellationReasons"]] == [
        "None",
        "None",
        "TransactionConflict",
    ]
