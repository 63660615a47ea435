import json

from legwork.domain.task import TaskRef
from legwork.store import tasks
from tests.functions.aws import Aws
from tests.functions.town import Town


def test_a_launch_is_recorded_and_queued_before_it_is_answered(town: Town, aws: Aws) -> None:
    body = town.importing(town.csv(town.games(2)))

    answer = town.ana.launch("POST", "/v1/tasks", body)

    task = answer.body
    assert answer.status == 202
    assert answer.headers["location"] == f"/v1/tasks/{task['id']}"
    assert int(answer.headers["retry-after"]) >= 1
    assert (task["state"], task["status"]) == ("queued", "Queued")
    assert (task["kind"], task["title"]) == ("import_records", "Import reservations")
    assert task["launched_by"] == {"id": town.ana.sub, "name": "Ana", "via": "staff"}
    assert {name for name, may in task["may"].items() if may} == {"cancel", "pause"}
    assert task["progress"]["total"] == 0
    assert tasks.load(aws.database, TaskRef(town.account, task["id"])) is not None
    (message,) = map(json.loads, aws.received("planning"))
    assert message["ref"] == {"account": town.account, "id": task["id"], "listed": True}


def test_a_task_may_be_given_a_title(town: Town) -> None:
    body = {**town.importing(town.csv([town.game()])), "title": "The spring season"}

    assert town.ana.launch("POST", "/v1/tasks", body).body["title"] == "The spring season"


def test_the_numbers_of_an_account_are_its_own(town: Town) -> None:
    body = town.importing(town.csv([town.game()]))
    ours = [town.ana.launch("POST", "/v1/tasks", body).body["number"] for _ in range(2)]
    body["params"]["upload_id"] = town.uploaded(town.csv([town.game()]), town.neighbour)
    theirs = town.dana.launch("POST", "/v1/tasks", body).body["number"]

    assert (ours, theirs) == ([1, 2], 1)


# --- Idempotency-Key -------------------------------------------------------------------------


def test_the_same_call_again_answers_with_the_same_task(town: Town, aws: Aws) -> None:
    body = town.importing(town.csv([town.game()]))
    reordered = {"params": dict(reversed(body["params"].items())), "kind": body["kind"]}

    first = town.ana.launch("POST", "/v1/tasks", body, key="once")
    again = town.ana.launch("POST", "/v1/tasks", reordered, key="once")

    assert (again.status, again.headers["location"]) == (202, first.headers["location"])
    assert again.body == first.body
    sent = {json.loads(message)["ref"]["id"] for message in aws.received("planning")}
    assert sent == {first.body["id"]}


def test_a_key_is_good_for_one_request_only(town: Town) -> None:
    town.ana.launch("POST", "/v1/tasks", town.importing(town.csv([town.game()])), key="used")

    other = town.ana.launch(
        "POST", "/v1/tasks", town.importing(town.csv([town.game()])), key="used"
    )

    assert other.status == 422
    assert other.headers["content-type"] == "application/problem+json"
    assert other.body["type"] == "urn:legwork:problem:key-reused"


def test_keys_of_two_people_do_not_meet(town: Town) -> None:
    body = town.importing(town.csv([town.game()]))

    first = town.ana.launch("POST", "/v1/tasks", body, key="mine")
    other = town.ben.launch("POST", "/v1/tasks", body, key="mine")

    assert (first.status, other.status) == (202, 202)
    assert first.body["id"] != other.body["id"]


def test_a_launch_without_a_key_is_refused(town: Town) -> None:
    refused = town.ana.post("/v1/tasks", town.importing(town.csv([town.game()])))

    assert (refused.status, refused.fields) == (400, ["Idempotency-Key"])


def test_a_refused_launch_uses_no_key_up(town: Town) -> None:
    wrong = {"kind": "import_records", "params": {"entity": "reservations", "upload_id": "none"}}
    assert town.ana.launch("POST", "/v1/tasks", wrong, key="again").status == 400

    right = town.importing(town.csv([town.game()]))
    assert town.ana.launch("POST", "/v1/tasks", right, key="again").status == 202


# --- Permissions -----------------------------------------------------------------------------


def test_who_lacks_the_permission_is_told_which(town: Town) -> None:
    refused = town.guest.launch("POST", "/v1/tasks", town.importing(town.csv([town.game()])))

    assert (refused.status, refused.body["permission"]) == (403, "import")
    assert "import" in refused.body["detail"]


def test_an_upload_of_another_account_is_none(town: Town) -> None:
    theirs = town.uploaded(town.csv([town.game()]), town.neighbour)

    refused = town.ana.launch(
        "POST",
        "/v1/tasks",
        {"kind": "import_records", "params": {"entity": "reservations", "upload_id": theirs}},
    )

    assert (refused.status, refused.fields) == (400, ["params.upload_id"])
