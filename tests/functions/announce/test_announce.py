import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from legwork.contracts.task import TaskEvent, TaskFields, TaskView
from legwork.domain.effect import Key
from legwork.domain.task import TaskRef
from legwork.store import keys
from tests.functions.aws import Aws
from tests.functions.invoking import Functions, change
from tests.functions.town import Town


def end_of(town: Town, path: str, *, number: int = 1, was: str = "finishing") -> dict[str, Any]:
    """The change by which a task ended."""
    key = keys.task(TaskRef(town.account, path.rsplit("/", 1)[1]))
    row = town.functions.aws.database.tasks.get(key) or {}
    return change(key, row, {**row, "state": was}, number=number)


def heard(aws: Aws) -> list[dict[str, Any]]:
    """Events that somebody who listens to the bus has got."""
    return [json.loads(body) for body in aws.received("heard")]


def test_the_end_of_a_task_is_an_event_of_its_contract(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported([*town.games(2), town.game(3, amount_cents=-1)])
    functions.work()

    assert functions.changes([end_of(town, path)]) == []

    (event,) = heard(aws)
    shown = town.ana.get(path).body
    # What only its readers are told.
    for one in TaskView.model_fields.keys() - TaskFields.model_fields.keys():
        shown.pop(one)
    assert (event["source"], event["detail-type"]) == ("legwork", "Task Completed")
    assert event["detail"] == {**shown, "account": town.account}
    Draft202012Validator(TaskEvent.model_json_schema()).validate(event["detail"])
    assert event["detail"]["progress"]["errors"] == 1


def test_every_end_has_its_type(town: Town, functions: Functions, aws: Aws) -> None:
    cancelled, failed = town.imported(town.games(2)), town.imported(town.games(1))
    town.ana.post(f"{cancelled}/cancel")
    for upload in aws.files(f"uploads/{town.account}/"):
        aws.put_file(upload, b"what is this?\n")
    functions.plan()

    assert functions.changes([end_of(town, cancelled), end_of(town, failed)]) == []

    types = {f"/v1/tasks/{e['detail']['id']}": e["detail-type"] for e in heard(aws)}
    assert types == {cancelled: "Task Canceled", failed: "Task Failed"}


def test_what_is_no_end_is_not_announced(town: Town, functions: Functions, aws: Aws) -> None:
    path = town.imported([town.game()])
    key = keys.task(TaskRef(town.account, path.rsplit("/", 1)[1]))
    queued = aws.database.tasks.get(key) or {}
    functions.work()
    ended = aws.database.tasks.get(key) or {}
    inline = Key(key.partition, key.sort.replace("TASK#", "INLINE#"))

    told = functions.changes(
        [
            change(key, queued, None, number=1, name="INSERT"),
            change(key, {**queued, "state": "running"}, queued, number=2),
            change(key, {**ended, "gone_at": 5}, ended, number=3),
            change(key, None, ended, number=4, name="REMOVE"),
            change(inline, {**ended, "listed": False}, queued, number=5),
            change(keys.lane(ended["id"], 0), {"state": "completed"}, {"state": "x"}, number=6),
        ]
    )

    assert told == []
    assert heard(aws) == []
    assert town.ana.get("/v1/notifications").body["notifications"] == []


def test_an_end_that_is_told_twice_is_notified_once(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported([town.game()])
    functions.work()
    told = end_of(town, path)

    for _ in range(2):
        assert functions.changes([told]) == []

    assert len(town.ana.get("/v1/notifications").body["notifications"]) == 1
    assert len(heard(aws)) == 1


def test_an_end_that_is_told_after_the_task_was_deleted_is_not_announced(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported([town.game()])
    functions.work()
    told = end_of(town, path)
    assert town.ana.ask("DELETE", path).status == 204

    assert functions.changes([told]) == []

    assert heard(aws) == []
    assert town.ana.get("/v1/notifications").body["notifications"] == []


@pytest.mark.parametrize("bad", [0, 1, 2])
def test_a_change_that_cannot_be_read_comes_back_alone(
    town: Town, functions: Functions, aws: Aws, bad: int
) -> None:
    paths = [town.imported([town.game(place)]) for place in range(3)]
    functions.work()
    changes = [end_of(town, path, number=n) for n, path in enumerate(paths, start=1)]
    changes[bad]["dynamodb"]["NewImage"]["created_at"] = {"S": "yesterday"}

    assert functions.changes(changes) == [bad]

    others = {path for place, path in enumerate(paths) if place != bad}
    assert {f"/v1/tasks/{event['detail']['id']}" for event in heard(aws)} == others
