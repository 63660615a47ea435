import json

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, problem, task

FIRST = task(12, status="Errors", counts={"succeeded": 1160, "errors": 40})
RETRY = f"/v1/tasks/{FIRST['id']}/retry"


@pytest.fixture(autouse=True)
def _retried(api: Api) -> None:
    second = task(13, state="queued", status="Queued", retry_of=FIRST["id"])
    api.answers["POST", RETRY] = lambda _: httpx.Response(202, json=second)
    api.lives[f"/v1/tasks/{second['id']}"] = [
        task(13, state="running", retry_of=FIRST["id"]),
        task(13, counts={"total": 40, "succeeded": 40}, retry_of=FIRST["id"]),
    ]
    api.lists["/v1/tasks"] = ("tasks", [FIRST])


@pytest.mark.parametrize("name", ["12", FIRST["id"]])
def test_the_new_task_is_watched_to_its_end(legwork: Terminal, name: str) -> None:
    ended = legwork("retry", name)

    assert ended.code == 0
    assert "Job #13" in ended.out
    assert "40 succeeded, 0 warnings, 0 errors, 0 skipped; 40 in all" in ended.out


def test_without_waiting_it_is_only_named(legwork: Terminal) -> None:
    ended = legwork("retry", "12", "--no-wait")

    assert (ended.code, ended.err) == (0, "")
    assert "Watch it with: legwork watch 13" in ended.out


def test_json_is_the_new_task(legwork: Terminal) -> None:
    told = json.loads(legwork("retry", "12", "--no-wait", "--json").out)

    assert (told["number"], told["retry_of"]) == (13, FIRST["id"])


def test_a_lost_answer_launches_once(legwork: Terminal, api: Api) -> None:
    api.faults = [httpx.ReadTimeout("lost")]

    assert legwork("retry", FIRST["id"], "--no-wait").code == 0
    assert len(api.effects) == 1


def test_nothing_to_retry(legwork: Terminal, api: Api) -> None:
    api.answers["POST", RETRY] = lambda _: problem(409, "There is nothing to retry.")

    ended = legwork("retry", "12")

    assert (ended.code, ended.out, ended.err) == (1, "", "There is nothing to retry.\n")


def test_some_of_it_by_code(legwork: Terminal, api: Api) -> None:
    asked: list[bytes] = []

    def retried(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        return httpx.Response(202, json=task(13, state="queued", retry_of=FIRST["id"]))

    api.answers["POST", RETRY] = retried
    assert legwork("retry", "12", "--code", "conflict", "--code", "bad_row", "--no-wait").code == 0
    assert [json.loads(body) for body in asked] == [{"codes": ["conflict", "bad_row"]}]
