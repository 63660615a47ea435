"""What only the SQS adapter can get wrong: its wire format, and messages that are not taken."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from legwork.adapters.queues import (
    read_delivery_message,
    read_make_message,
    read_plan_message,
    read_purge_message,
    read_token,
)
from legwork.domain.errors import Throttled, Transient
from legwork.domain.lane import Token
from legwork.domain.task import TaskRef
from legwork.ports import DeliveryMessage, MakeMessage, PlanMessage, PurgeMessage, Queues
from tests.conformance.aws import Aws
from tests.conformance.faults import Answer, Body, error, fault, no_answer
from tests.conformance.inbox import SqsInbox
from tests.conformance.places import on_aws, on_moto

REF = TaskRef("parkside", "01JABCDEF")
TOKENS = [Token(REF, lane, number=1, cursor=0) for lane in range(25)]
SENDS: list[Callable[[Queues], None]] = [
    lambda queues: queues.plan(PlanMessage(REF)),
    lambda queues: queues.run(TOKENS[:1]),
    lambda queues: queues.purge(PurgeMessage(REF)),
]


@pytest.fixture
def inbox(aws: Aws) -> SqsInbox:
    return SqsInbox(aws)


@on_aws
@pytest.mark.parametrize(
    ("send", "queue"), [*zip(SENDS, ["planning", "tokens", "purge"], strict=True)]
)
def test_an_account_is_a_message_group(
    aws: Aws, inbox: SqsInbox, send: Callable[[Queues], None], queue: str
) -> None:
    send(inbox.queues)

    answer = aws.sqs.receive_message(
        QueueUrl=inbox.urls[queue], MessageSystemAttributeNames=["MessageGroupId"]
    )

    (message,) = answer["Messages"]
    assert message["Attributes"] == {"MessageGroupId": "parkside"}


@on_moto
@pytest.mark.parametrize("send", SENDS)
def test_a_message_takes_the_trace_of_its_sender_along(
    aws: Aws, inbox: SqsInbox, send: Callable[[Queues], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Lambda, botocore sends the header and SQS keeps it: it costs no line and no call of ours.

    Source: X-Ray developer guide, "Amazon SQS and AWS X-Ray".
    """
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "run_job")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", f"{trace};Lineage=1:a87bd80c:1")
    headers = list[str]()

    def look(request: Any, **_: Any) -> None:
        headers.append(request.headers["X-Amzn-Trace-Id"].decode())

    aws.sqs.meta.events.register("before-send.sqs", look)
    try:
        send(inbox.queues)
    finally:
        aws.sqs.meta.events.unregister("before-send.sqs", look)

    assert headers == [f"{trace};Lineage=1:a87bd80c:1"]


@on_moto
def test_no_message_is_held_back_for_longer_than_sqs_can(inbox: SqsInbox) -> None:
    with pytest.raises(ValueError, match="15"):
        inbox.queues.purge(PurgeMessage(REF), delay=timedelta(minutes=15, seconds=1))

    assert inbox.held_back() == 0


# --- Faults ----------------------------------------------------------------------------------


def _failing(body: Body, ids: set[str]) -> tuple[int, Body]:
    failed = [
        {"Id": entry["Id"], "Code": "InternalError", "SenderFault": False}
        for entry in body["Entries"]
        if entry["Id"] in ids
    ]
    return 200, {"Successful": [], "Failed": failed}


@on_moto
def test_tokens_that_were_not_taken_are_sent_again(aws: Aws, inbox: SqsInbox) -> None:
    every = {str(n) for n in range(10)}
    with fault(aws.sqs, "SendMessageBatch", lambda body: _failing(body, every), times=3):
        inbox.queues.run(TOKENS)

    assert sorted(inbox.tokens(), key=lambda token: token.lane) == TOKENS


@on_moto
def test_tokens_that_were_taken_are_not_sent_again(aws: Aws, inbox: SqsInbox) -> None:
    with fault(aws.sqs, "SendMessageBatch", lambda body: _failing(body, {"1", "2"}), times=1):
        inbox.queues.run(TOKENS[:5])

    assert inbox.tokens() == TOKENS[1:3]


@on_moto
def test_tokens_that_are_never_taken_are_told(aws: Aws, inbox: SqsInbox) -> None:
    with (
        fault(aws.sqs, "SendMessageBatch", lambda body: _failing(body, {"0"})),
        pytest.raises(Throttled, match="InternalError"),
    ):
        inbox.queues.run(TOKENS)


@on_moto
@pytest.mark.parametrize("send", SENDS)
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error("ThrottlingException"), Throttled),
        (error("InternalError", status=500), Transient),
        (no_answer, Transient),
        (error("AccessDenied"), ClientError),
    ],
)
def test_a_refused_call_says_so(
    aws: Aws,
    inbox: SqsInbox,
    send: Callable[[Queues], None],
    answer: Answer,
    expected: type[Exception],
) -> None:
    with (
        fault(aws.sqs, "SendMessage", answer),
        fault(aws.sqs, "SendMessageBatch", answer),
        pytest.raises(expected),
    ):
        send(inbox.queues)


# --- Nonsense --------------------------------------------------------------------------------

A_REF = {"account": "parkside", "id": "01J", "listed": True}
A_TOKEN = {"ref": A_REF, "lane": 1, "number": 2, "cursor": 3}
A_PLAN = {"ref": A_REF, "attempt": 1, "leg": 0, "after": None, "total": 0, "batches": [1]}


def test_messages_are_read() -> None:
    ref = TaskRef("parkside", "01J")

    assert read_token(json.dumps(A_TOKEN)) == Token(ref, 1, 2, 3)
    assert read_purge_message(json.dumps({"ref": A_REF})) == PurgeMessage(ref)
    assert read_make_message(json.dumps({"ref": A_REF, "makes": "file"})) == MakeMessage(ref)
    assert read_plan_message(json.dumps(A_PLAN)) == PlanMessage(ref, attempt=1, batches=(1,))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"ref": A_REF, "lane": 3}, DeliveryMessage(TaskRef("parkside", "01J"), 3)),
        (
            {"ref": A_REF, "lane": 3, "booked": 50},
            DeliveryMessage(TaskRef("parkside", "01J"), 3, booked=50),
        ),
        (
            {"ref": A_REF, "lane": 3, "booked": 0, "waits": 2},
            DeliveryMessage(TaskRef("parkside", "01J"), 3, waits=2),
        ),
    ],
)
def test_what_earlier_releases_sent_is_read(body: Body, expected: DeliveryMessage) -> None:
    assert read_delivery_message(json.dumps(body)) == expected


@pytest.mark.parametrize(
    "read", [read_plan_message, read_token, read_make_message, read_purge_message]
)
@pytest.mark.parametrize(
    "body",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "7",
        "{}",
        '{"ref": "01J"}',
        json.dumps({"ref": {**A_REF, "account": None}}),
        json.dumps({"ref": {**A_REF, "id": 7}}),
        json.dumps({"ref": {**A_REF, "listed": 1}}),
        json.dumps({"ref": {"account": "parkside"}}),
    ],
)
def test_a_body_without_a_task_is_nonsense(read: Callable[[str], Any], body: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- whichever part is wrong
        read(body)


@pytest.mark.parametrize("wrong", [None, "1", 1.5, True, -1, 10**38, []])
@pytest.mark.parametrize("name", ["lane", "number", "cursor"])
def test_a_token_with_a_wrong_number_is_nonsense(name: str, wrong: Any) -> None:
    with pytest.raises(ValueError, match=name):
        read_token(json.dumps({**A_TOKEN, name: wrong}))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("attempt", "1"),
        ("leg", -1),
        ("total", None),
        ("after", 7),
        ("batches", None),
        ("batches", "12"),
        ("batches", [1, "2"]),
        ("batches", [1, -2]),
    ],
)
def test_a_plan_message_with_a_wrong_part_is_nonsense(name: str, wrong: Any) -> None:
    with pytest.raises(ValueError, match=name):
        read_plan_message(json.dumps({**A_PLAN, name: wrong}))
