"""Calls of webhooks over real connections: to public addresses alone, and never for long."""

import json
import socket
import ssl
from datetime import UTC, datetime

import pytest
import standardwebhooks

from legwork.adapters.receivers import HttpsReceivers
from legwork.domain.webhook import Secret, signed_headers
from legwork.domain.webhook_call import Answer
from tests.conformance.hook import (
    Manner,
    answering,
    dripping,
    endless,
    hanging_up,
    listening,
    silent,
)

OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
BODY = b'{"type":"task.ended"}'
HEADERS = {"content-type": "application/json", "webhook-id": "01K.ended"}


def test_what_arrives_is_what_was_signed() -> None:
    secret, body = Secret.new(), '{"type":"task.ended","data":{"title":"Ä"}}'
    headers = signed_headers("01K.ended", body, [secret], datetime.now(UTC))
    with listening(answering(OK)) as hook:
        answer = HttpsReceivers(loopback=True).call(hook.url, headers, body.encode())

    [request] = hook.requests
    head, _, arrived = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    sent = dict(line.split(": ", 1) for line in lines[1:])
    assert answer == Answer(200)
    assert lines[0] == "POST /hook?a=b HTTP/1.1"
    assert sent["Host"] == f"127.0.0.1:{hook.port}"
    assert standardwebhooks.Webhook(secret.text).verify(arrived, sent) == json.loads(body)


@pytest.mark.parametrize(
    ("manner", "status", "problem"),
    [
        (answering("HTTP/1.1 204 No Content\r\n\r\n"), 204, None),
        (answering("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno"), 500, None),
        # Where it leads to is not asked.
        (answering("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n"), 302, None),
        (answering("HTTP/1.1 307 On\r\nLocation: http://127.0.0.1:1/\r\n\r\n"), 307, None),
        (endless, 200, None),
        (silent, None, "No answer within the time that is given."),
        (dripping, None, "No answer within the time that is given."),
        (hanging_up, None, "No answer: RemoteDisconnected."),
        (answering("hello\r\n\r\n"), None, "No answer: BadStatusLine."),
        (
            answering("HTTP/1.1 200 OK\r\nX: " + "x" * 70_000 + "\r\n"),
            None,
            "No answer: LineTooLong.",
        ),
        (answering("HTTP/1.1 200 OK\r\n" + "X: y\r\n" * 200), None, "No answer: HTTPException."),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)[:20]),
)
def test_whatever_a_receiver_does_is_an_answer(
    manner: Manner, status: int | None, problem: str | None
) -> None:
    with listening(manner) as hook:
        receivers = HttpsReceivers(loopback=True, whole_seconds=0.2)
        assert receivers.call(hook.url, HEADERS, BODY) == Answer(status, problem)
    assert len(hook.requests) == 1


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    answer = HttpsReceivers(loopback=True).call(f"http://127.0.0.1:{port}/", HEADERS, BODY)

    assert answer == Answer(problem="No answer: ConnectionRefusedError.")


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.7", "192.168.0.1"],
        ["169.254.169.254"],
        ["::1", "fe80::1%1", "::ffff:10.0.0.7"],
        ["64:ff9b::a9fe:a9fe"],
        [],
    ],
)
def test_a_name_that_leads_to_no_public_address_is_not_connected_to(addresses: list[str]) -> None:
    connected: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], _seconds: float) -> socket.socket:
        connected.append(address)
        raise OSError

    receivers = HttpsReceivers(lookup=lambda _host, _port: addresses, connect=connect)
    answer = receivers.call("https://hooks.example.com/", HEADERS, BODY)

    assert answer.problem == "Its name leads to no address of the public internet."
    assert connected == []


def test_the_address_that_was_judged_is_the_one_that_is_called() -> None:
    """A name that leads elsewhere a moment later (DNS rebinding) changes nothing."""
    asked: list[str] = []
    connected: list[tuple[str, int]] = []

    def lookup(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["10.0.0.7", "8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    def connect(address: tuple[str, int], _seconds: float) -> socket.socket:
        connected.append(address)
        raise TimeoutError

    receivers = HttpsReceivers(lookup=lookup, connect=connect)
    answer = receivers.call("https://hooks.example.com:8443/", HEADERS, BODY)

    assert connected == [("8.8.8.8", 8443)]
    assert asked == ["hooks.example.com"]
    assert answer.problem == "No answer within the time that is given."


def test_a_server_without_a_good_certificate_gets_nothing() -> None:
    with listening(answering(OK)) as hook:
        port = hook.port
        receivers = HttpsReceivers(loopback=True, whole_seconds=1)
        answer = receivers.call(f"https://127.0.0.1:{port}/", HEADERS, b'{"secret": 1}')

    assert answer.status is None
    assert all(b"secret" not in request for request in hook.requests)


def test_outside_an_embedded_stack_nothing_goes_without_tls() -> None:
    receivers = HttpsReceivers(lookup=lambda _host, _port: ["8.8.8.8"])
    answer = receivers.call("http://hooks.example.com/", HEADERS, BODY)

    assert answer.problem == "Its name leads to no address of the public internet."
    assert ssl.create_default_context().check_hostname


def test_a_name_that_there_is_not() -> None:
    def lookup(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    answer = HttpsReceivers(lookup=lookup).call("https://nowhere.example/", HEADERS, BODY)
    assert answer.problem == "Its name cannot be resolved."
