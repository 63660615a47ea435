"""``legwork recover`` on moto: what is copied, once; and what queues still hold (P11)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from legwork.adapters.dynamodb_values import to_row
from legwork.domain.task import TaskRef
from legwork.store import keys, restoring
from recovery import left_behind
from recovery.__main__ import main
from recovery.copying import copy_tasks, find_hidden
from recovery.stack import NoStack, outputs_of
from tests.functions.aws import TASKS, Aws

REF = TaskRef("parkside", "01KJPWD6M00000000000000001")
ROW = {"account": REF.account, "id": REF.id, "listed": True, "state": "running"}
QUEUES = ("Feedback", "FeedbackDead", "Tokens", "TokensDead", "AutopilotDead")


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield


def stack(name: str) -> dict[str, str]:
    """A stack with queues: its outputs."""
    resources = {one: {"Type": "AWS::SQS::Queue"} for one in QUEUES}
    outputs = {f"{one}QueueUrl": {"Value": {"Ref": one}} for one in QUEUES}
    body = json.dumps({"Resources": resources, "Outputs": outputs})
    boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=body)
    return dict(outputs_of(name))


def put(url: str, *bodies: str) -> None:
    for body in bodies:
        boto3.client("sqs").send_message(QueueUrl=url, MessageBody=body)


def bodies(url: str) -> set[str]:
    found = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return {message["Body"] for message in found.get("Messages", ())}


def test_bounces_that_the_lost_stack_has_not_taken_in_go_to_the_new_one() -> None:
    old, new = stack("legwork-old"), stack("legwork-new")
    put(old["FeedbackQueueUrl"], "a bounce", "a complaint")
    put(old["FeedbackDeadQueueUrl"], "a bounce of yesterday")
    put(old["TokensDeadQueueUrl"], "a token")

    assert left_behind.take_over(old, new) == 3
    assert left_behind.waiting(old) == {"TokensDead": 1}
    assert left_behind.dead(new) == {}
    expected = {"a bounce", "a complaint", "a bounce of yesterday"}
    assert bodies(new["FeedbackQueueUrl"]) == expected
    assert left_behind.take_over(old, new) == 0


def test_what_is_dead_in_the_new_stack_is_told() -> None:
    new = stack("legwork-new")
    put(new["AutopilotDeadQueueUrl"], "a moment")
    put(new["TokensQueueUrl"], "a token")
    bodies(new["AutopilotDeadQueueUrl"])

    # Somebody tries it just now; it is dead all the same.
    assert left_behind.dead(new) == {"AutopilotDead": 1}


def test_the_new_stack_is_not_taken_for_the_old_one(capsys: pytest.CaptureFixture[str]) -> None:
    tables = ("--tasks-from", "t", "--records-from", "r", "--at", "2026-03-02T09:00:00Z")
    with pytest.raises(SystemExit):
        main(["--stack", "legwork-prod", "--old-stack", "legwork-prod", *tables])

    assert "not the new one" in capsys.readouterr().err


def test_there_is_no_such_stack() -> None:
    with pytest.raises(NoStack):
        outputs_of("legwork-nowhere")


def test_rows_are_copied_hidden_and_found_again_once_tasks_go_on() -> None:
    aws = Aws.make()
    restored = boto3.client("dynamodb").create_table(
        TableName="restored",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    )["TableDescription"]["TableName"]
    item = {"pk": {"S": keys.task(REF).partition}, "sk": {"S": keys.task(REF).sort}}
    row = to_row(keys.task(REF), {**ROW, "active_key": "ACTIVE#1"})
    boto3.client("dynamodb").put_item(TableName=restored, Item=row)

    assert copy_tasks(restored, aws.database).live == [REF]
    assert aws.rows(TASKS) == {keys.task(REF): ROW}
    assert not restoring.has_begun(aws.database)
    restoring.begin(aws.database, datetime(2026, 3, 2, 9, tzinfo=UTC))

    assert restoring.has_begun(aws.database)
    assert find_hidden(TASKS).live == [REF]
    aws.dynamodb.update_item(
        TableName=TASKS,
        Key=item,
        UpdateExpression="SET active_key = :shown",
        ExpressionAttributeValues={":shown": {"S": "ACTIVE#1"}},
    )
    assert find_hidden(TASKS).live == []
    assert set(aws.rows(TASKS)) == {keys.task(REF), keys.restored()}
