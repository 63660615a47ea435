"""Keys and secrets are shown once: no list, no trail, no log and no other answer has them."""

import json

import boto3
import pytest

from tests.conformance.hook import answering, listening
from tests.functions.invoking import Functions
from tests.functions.people import Person

NO = "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"


def test_what_is_shown_once_is_nowhere_else(
    functions: Functions, ana: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    credential = ana.post("/v1/credentials", {"name": "Till", "permissions": ["permits"]}).body
    with listening(answering(NO)) as hook:
        said = {"url": hook.url, "events": ["task.ended"]}
        webhook = ana.post("/v1/webhooks", said).body
        path = f"/v1/webhooks/{webhook['id']}"
        changed = ana.post(f"{path}/rotate-secret").body
        detail = {"account": ana.account, "id": "01K", "ended_at": "2026-03-02T09:00:00Z"}
        event = {"source": "legwork", "detail-type": "Task Completed", "detail": detail}
        functions.messages("call_webhooks", [json.dumps(event)])
        functions.messages("call_webhooks", functions.aws.received("webhooks"))
    secrets = {credential["key"], webhook["secret"], changed["secret"]}
    parts = {*secrets, credential["key"].rpartition(".")[2], *(one[6:] for one in secrets)}
    for key in (credential["key"], f"{credential['key']}x"):
        event = {"type": "REQUEST", "identitySource": [f"Bearer {key}"]}
        assert functions.invoke("authorize", event)["isAuthorized"] is True

    answers = [
        ana.get("/v1/credentials"),
        ana.get("/v1/webhooks"),
        ana.get(path),
        ana.ask("PUT", path, {**said, "enabled": True}),
        ana.get(f"{path}/deliveries"),
        ana.get("/v1/trail"),
        ana.get("/v1/trail.csv"),
        ana.get("/v1/notifications"),
    ]

    assert len(secrets) == 3
    [call] = answers[4].body["deliveries"]
    assert [one["status"] for one in call["tries"]] == [503]
    assert "webhook_changed" in answers[5].text
    logged = "".join(capfd.readouterr())
    for text in (*(answer.text for answer in answers), logged):
        for part in parts:
            assert part not in text
    # The table has the secrets that sign, but no key.
    table = functions.aws.variables["TASKS_TABLE"]
    rows = json.dumps(boto3.client("dynamodb").scan(TableName=table)["Items"], default=str)
    assert changed["secret"] in rows
    assert credential["key"].rpartition(".")[2] not in rows
