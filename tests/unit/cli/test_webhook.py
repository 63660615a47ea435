import json

import httpx

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api

ALL = "/v1/webhooks"
ONE = f"{ALL}/01JW"
HOOK = {
    "id": "01JW",
    "url": "https://hooks.example.com/[x]",
    "events": ["task.ended"],
    "enabled": True,
    "made_by": "Ana",
    "created_at": "2027-05-01T10:00:00Z",
    "failing_since": None,
    "disabled_because": None,
    "old_secret_until": None,
}
CALL = {
    "id": "20270501T100000.000000Z-t.ended",
    "event_id": "t.ended",
    "event": "task.ended",
    "state": "delivered",
    "created_at": "2027-05-01T10:00:00Z",
    "next_at": None,
    "tries": [
        {"at": "2027-05-01T10:00:00Z", "status": None, "problem": "No answer."},
        {"at": "2027-05-01T10:00:05Z", "status": 204, "problem": None},
    ],
    "body": "{}",
}


def echo(api: Api, method: str, path: str, **more: object) -> list[object]:
    said: list[object] = []

    def answer(request: httpx.Request) -> httpx.Response:
        said.append(json.loads(request.content or "null"))
        return httpx.Response(200, json={**HOOK, **more})

    api.answers[method, path] = answer
    return said


def test_adds_one_and_shows_its_secret(legwork: Terminal, api: Api) -> None:
    said = echo(api, "POST", ALL, secret="whsec_x")
    ended = legwork("webhook", "add", "https://hooks.example.com/[x]", "--on", "task.ended")

    assert said == [{"url": "https://hooks.example.com/[x]", "events": ["task.ended"]}]
    assert "whsec_x" in ended.out
    assert "not shown again" in ended.out


def test_lists_them_with_how_they_fare(legwork: Terminal, api: Api) -> None:
    failing = {**HOOK, "failing_since": "2027-05-01T10:00:00Z"}
    gone = {**HOOK, "enabled": False, "disabled_because": "The receiver answered 410."}
    api.documents[ALL] = {"webhooks": [HOOK, failing, gone, {**HOOK, "enabled": False}]}

    told = " ".join(legwork("webhook", "list").out.split())

    assert "failing" in told
    assert "410" in told
    api.documents[ALL] = {"webhooks": []}
    assert "no webhooks" in legwork("webhook", "list").out


def test_changes_what_is_named(legwork: Terminal, api: Api) -> None:
    api.documents[ONE] = HOOK
    said = echo(api, "PUT", ONE)
    legwork("webhook", "change", "01JW", "--disabled")

    assert said == [{"url": HOOK["url"], "events": ["task.ended"], "enabled": False}]


def test_shows_the_log_and_sends_again(legwork: Terminal, api: Api) -> None:
    api.documents[f"{ONE}/deliveries"] = {"deliveries": [CALL], "next_cursor": None}
    echo(api, "POST", f"{ONE}/deliveries/{CALL['id']}/redeliver")

    assert "204" in legwork("webhook", "log", "01JW").out
    assert "sent again" in legwork("webhook", "redeliver", "01JW", str(CALL["id"])).out


def test_a_new_secret_and_the_end(legwork: Terminal, api: Api) -> None:
    echo(api, "POST", f"{ONE}/rotate-secret", secret="whsec_y")
    api.answers["DELETE", ONE] = lambda _: httpx.Response(204)

    assert "whsec_y" in legwork("webhook", "secret", "01JW").out
    assert "removed" in legwork("webhook", "remove", "01JW").out
