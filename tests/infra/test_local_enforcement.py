import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ministack.core import iam_actions, iam_evaluator  # type: ignore[import-untyped]

from local import enforcement

WHERE = ("us-east-1", "000000000000")


def resource(service: str, path: str, found: str, body: Any = None, **query: list[str]) -> str:
    """What a request asks for, when MiniStack has found something else."""
    extract = enforcement.with_resources(lambda *_request: found)
    text = json.dumps(body or {}).encode()
    return str(extract(service, "POST", path, {}, text, query, *WHERE))


def test_a_batch_of_messages_is_asked_for_like_one() -> None:
    named = enforcement.with_single_actions(lambda action: action)

    assert named("sqs:SendMessageBatch") == "sqs:SendMessage"
    assert named("sqs:SendMessage") == "sqs:SendMessage"
    assert named(None) is None


def test_a_mail_is_sent_by_an_identity() -> None:
    sent = {"FromEmailAddress": "office@parkside.example"}
    arn = "arn:aws:ses:us-east-1:000000000000:identity/office@parkside.example"

    assert resource("ses", "/v2/email/outbound-bulk-emails", "*", sent) == arn
    assert resource("ses", "/v2/email/identities", "*", sent) == "*"


def test_a_schedule_is_in_its_group_and_a_secret_has_its_name() -> None:
    found = "arn:aws:scheduler:us-east-1:000000000000:schedule/default/daily"
    secret = "arn:aws:secretsmanager:us-east-1:000000000000:secret:links-1a2b3c"
    own = found.replace("default", "ours")

    assert resource("scheduler", "/schedules/daily", found, {"GroupName": "ours"}) == own
    assert resource("scheduler", "/schedules/daily", found, groupName=["ours"]) == own
    assert resource("scheduler", "/schedules/daily", found) == found
    assert resource("secretsmanager", "/", secret) == "links"
    assert resource("sqs", "/", "arn:aws:sqs:queue") == "arn:aws:sqs:queue"


def test_a_transaction_asks_once_for_each_action_on_a_table() -> None:
    put, other = {"Put": {"TableName": "one"}}, {"Put": {"TableName": "other"}}
    body = json.dumps({"TransactItems": [put, {"Delete": put["Put"]}, put, other]}).encode()
    checks = enforcement.once_each(iam_actions.dynamodb_transaction_checks)

    found = checks("dynamodb:TransactWriteItems", body, *WHERE)

    table = "arn:aws:dynamodb:us-east-1:000000000000:table/"
    assert found == [
        ("dynamodb:PutItem", f"{table}one"),
        ("dynamodb:DeleteItem", f"{table}one"),
        ("dynamodb:PutItem", f"{table}other"),
    ]


def test_what_a_role_asks_for_is_noted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers = {
        "role": {"userArn": "arn:aws:sts::000000000000:assumed-role/worker/call"},
        "root": {"userArn": "arn:aws:iam::000000000000:root"},
    }
    monkeypatch.setattr(iam_evaluator, "resolve_caller_identity", callers.get)
    refusal = SimpleNamespace(decision="Deny")
    refusing = {"sqs:SendMessage": refusal}
    asked = tmp_path / "asked.jsonl"
    enforce = enforcement.noting(lambda _key, action, *_rest, **_named: refusing.get(action), asked)

    for key, action in (
        ("role", "s3:GetObject"),
        ("role", "s3:GetObject"),
        ("root", "s3:GetObject"),
        ("unknown", "s3:GetObject"),
        ("role", "sqs:SendMessage"),
    ):
        answer = enforce(key, action, "service", "us-east-1", resource_arn="a")
        assert answer is refusing.get(action)

    noted = [json.loads(line) for line in asked.read_text().splitlines()]
    assert noted == [
        {"role": "worker", "action": "s3:GetObject", "resource": "a", "allowed": True},
        {"role": "worker", "action": "sqs:SendMessage", "resource": "a", "allowed": False},
    ]
