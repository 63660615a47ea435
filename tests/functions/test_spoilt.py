"""What nobody can read, as Lambda and DynamoDB hand it over: the others are served all the same."""

import json
from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from legwork.adapters.dynamodb_values import to_key
from legwork.domain.effect import Key
from legwork.domain.task import TaskRef
from legwork.store import keys
from legwork.store.records import in_account
from legwork.trade.permits.reservation import read_reservation, reservation_key
from tests.functions.aws import RECORDS, TASKS, Aws
from tests.functions.invoking import Functions, change
from tests.functions.town import Town

GOOD = {"ref": {"account": "parkside", "id": "01J", "listed": True}}
MESSAGES: dict[str, dict[str, Any]] = {
    "plan_task": {**GOOD, "attempt": 0, "leg": 0, "after": None, "total": 0, "batches": []},
    "run_job": {**GOOD, "lane": 0, "number": 1, "cursor": 0},
    "deliver": {**GOOD, "lane": 0},
    "charge_cards": {**GOOD, "lane": 0},
    "make_file": {**GOOD, "makes": "file"},
    "purge": GOOD,
    "close_dead": {**GOOD, "lane": 0, "number": 1, "cursor": 0},
}
BODIES = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '"text"',
    "NaN",
    "{}",
    '{"ref": {}}',
    '{"ref": {"account": "parkside", "id": 7, "listed": true}}',
    '{"ref": null, "lane": "0"}',
    "[" * 100_000,
    "\x00",
    '{"ref": {"account": "parkside", "id": "01J", "listed": true}, "lane": 1' + "0" * 40 + "}",
]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_that_cannot_be_read_fails_alone(functions: Functions, name: str) -> None:
    """It comes back, ends in the queue of the dead, and raises its alarm there."""
    secret = boto3.client("secretsmanager").create_secret(Name=f"of {name}", SecretString="s")
    functions.variables["UNSUBSCRIBE_SECRET_ARN"] = secret["ARN"]
    functions.variables["PAYMENT_SECRET_ARN"] = secret["ARN"]
    good = json.dumps(MESSAGES[name])
    bodies = [body for body in BODIES if name != "purge" or "lane" not in body]

    failed = functions.messages(name, [good, *bodies, good])

    assert failed == list(range(1, len(bodies) + 1))


def test_a_message_of_a_later_release_is_read_for_what_is_known(functions: Functions) -> None:
    later = {**MESSAGES["run_job"], "schema": 9, "shard": {"of": [1]}}

    assert functions.messages("run_job", [json.dumps(later)]) == []


def set_attribute(aws: Aws, table: str, key: Key, name: str, value: Mapping[str, Any]) -> None:
    aws.dynamodb.update_item(
        TableName=table,
        Key=to_key(key),
        UpdateExpression="SET #name = :value",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues={":value": dict(value)},
    )


FOREIGN: list[dict[str, Any]] = [
    {"N": "0.5"},
    {"SS": ["a"]},
    {"B": b"x"},
    {"M": {"a": {"NS": ["1"]}}},
    {"N": "1E-3"},
]


@pytest.mark.parametrize("value", FOREIGN, ids=lambda value: next(iter(value)))
@pytest.mark.parametrize("name", ["title", "total", "created_at", "launcher", "lanes"])
def test_tasks_are_listed_without_the_one_that_cannot_be_read(
    town: Town, aws: Aws, name: str, value: dict[str, Any]
) -> None:
    spoilt = town.imported([town.game()])
    other = town.imported([town.game(1)])
    task = spoilt.rsplit("/", 1)[1]
    set_attribute(aws, TASKS, keys.task(TaskRef(town.account, task)), name, value)

    for person in (town.ana, town.ben):
        listed = person.get("/v1/tasks")
        assert listed.status == 200
        assert task not in {one["id"] for one in listed.body["tasks"]}
    assert other.rsplit("/", 1)[1] in {one["id"] for one in town.ana.get("/v1/tasks").body["tasks"]}
    answer = town.ana.get(spoilt)
    assert answer.status == 500
    assert answer.body["detail"].startswith("A stored task cannot be read")


@pytest.mark.parametrize("value", FOREIGN, ids=lambda value: next(iter(value)))
def test_reservations_are_listed_without_the_one_that_cannot_be_read(
    town: Town, aws: Aws, value: dict[str, Any]
) -> None:
    town.saved(3)
    spoilt = read_reservation(town.game(1), town.permit)
    key = in_account(town.account, reservation_key(town.permit, spoilt.id))
    set_attribute(aws, RECORDS, key, "facility", value)

    page = town.ana.get(f"/v1/permits/{town.permit}/reservations")
    permit = town.ana.get(f"/v1/permits/{town.permit}")

    assert len(page.body["reservations"]) == 2
    # It is there, and counted: nobody knows what it is.
    assert permit.body["reservations"]["total"] == 3
    billed = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout")
    assert billed.status == 200
    assert len(billed.body["lines"]) == 2


def test_notifications_are_listed_without_the_one_that_cannot_be_read(
    town: Town, functions: Functions, aws: Aws
) -> None:
    for place in range(2):
        town.imported([town.game(place)])
    functions.work()
    rows = [
        (key, row)
        for key, row in aws.rows(TASKS).items()
        if key.partition == keys.account(town.account) and key.sort.startswith(keys.TASK)
    ]
    for key, row in rows:
        before = {**row, "state": "running"}
        assert functions.changes([change(key, row, before)]) == []
    launcher = rows[0][1]["launcher"]["id"]
    key = keys.notification(town.account, launcher, rows[0][1]["id"])
    set_attribute(aws, TASKS, key, "at", {"N": "0.5"})

    notes = town.ana.get("/v1/notifications")

    assert notes.status == 200
    assert [one["task"]["id"] for one in notes.body["notifications"]] == [rows[1][1]["id"]]
