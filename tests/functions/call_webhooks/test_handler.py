"""The function that tells webhooks what happened, with messages as SQS and the bus write them."""

import json
from typing import Any

import pytest
import standardwebhooks

from legwork.testing.clock import FrozenClock
from tests.conformance.hook import Hook, answering, listening
from tests.functions.invoking import Functions
from tests.functions.people import Person

OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
NO = "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"


def bus_event(ana: Person, type_: str = "Task Completed") -> str:
    """As EventBridge puts it into the queue."""
    detail = {"account": ana.account, "id": "01K", "ended_at": "2026-03-02T09:00:00Z"}
    return json.dumps({"version": "0", "source": "legwork", "detail-type": type_, "detail": detail})


def added(ana: Person, hook: Hook) -> Any:
    said = {"url": hook.url, "events": ["task.ended"]}
    answer = ana.ask("POST", "/v1/webhooks", said)
    assert answer.status == 201, answer.text
    return answer.body


def test_an_event_reaches_its_receiver_signed(functions: Functions, ana: Person) -> None:
    with listening(answering(OK)) as hook:
        webhook = added(ana, hook)
        assert functions.messages("call_webhooks", [bus_event(ana)]) == []
        assert functions.messages("call_webhooks", functions.aws.received("webhooks")) == []
        assert functions.messages("call_webhooks", [bus_event(ana)]) == []
        assert functions.aws.received("webhooks") == []

    [request] = hook.requests
    head, _, body = request.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    told = standardwebhooks.Webhook(webhook["secret"]).verify(body, headers)
    assert told["type"] == "task.ended"
    assert told["data"]["id"] == "01K"
    log = ana.ask("GET", f"/v1/webhooks/{webhook['id']}/deliveries").body
    assert [one["state"] for one in log["deliveries"]] == ["delivered"]


def test_one_that_was_not_reached_waits_in_the_queue(
    functions: Functions, ana: Person, clock: FrozenClock
) -> None:
    with listening(answering(NO)) as hook:
        webhook = added(ana, hook)
        functions.messages("call_webhooks", [bus_event(ana)])
        functions.messages("call_webhooks", functions.aws.received("webhooks"))

    assert functions.aws.held_back("webhooks") == 1
    path = f"/v1/webhooks/{webhook['id']}"
    [call] = ana.ask("GET", f"{path}/deliveries").body["deliveries"]
    assert [one["status"] for one in call["tries"]] == [503]
    assert ana.ask("GET", path).body["failing_since"] is not None
    again = ana.ask("POST", f"{path}/deliveries/{call['id']}/redeliver")
    assert again.status == 200
    assert len(functions.aws.received("webhooks")) == 1


@pytest.mark.parametrize(
    "body", ["{}", "[]", "no JSON", '{"detail-type": "Another", "detail": {}}']
)
def test_what_it_does_not_know_ends_where_it_is_watched(functions: Functions, body: str) -> None:
    assert functions.messages("call_webhooks", [body]) == [0]


def test_the_log_comes_in_pages(functions: Functions, ana: Person) -> None:
    with listening(answering(OK)) as hook:
        webhook = added(ana, hook)
        for number in range(3):
            event = bus_event(ana).replace("01K", f"01K{number}").replace("09:00", f"09:0{number}")
            functions.messages("call_webhooks", [event])
    path, seen = f"/v1/webhooks/{webhook['id']}/deliveries", []
    query = {"limit": "2"}
    while True:
        page = ana.ask("GET", path, query=query).body
        seen += [one["event_id"] for one in page["deliveries"]]
        if page["next_cursor"] is None:
            break
        query = {"limit": "2", "cursor": page["next_cursor"]}

    assert seen == ["01K2.ended", "01K1.ended", "01K0.ended"]
