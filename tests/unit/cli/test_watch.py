import json
from typing import Any

import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import API, RECEIPT, Api, task

PATH = f"/v1/tasks/{task()['id']}"


def running(done: int) -> Any:
    return task(state="running", counts={"succeeded": done, "remaining": 1200 - done})


def test_watches_to_the_end(legwork: Terminal, api: Api) -> None:
    api.lives[PATH] = [running(0), running(600), task(result=RECEIPT)]

    ended = legwork("watch", task()["id"])

    assert ended.code == 0
    assert "Job #12 (Bill out permit [P-1]): Complete after 2.5 s" in ended.out
    assert "1,200 succeeded, 0 warnings, 0 errors, 0 skipped; 1,200 in all" in ended.out
    assert "Billed $5.00" in ended.out
    assert f"{API}/v1/receipts/R-1" in ended.out


def test_elsewhere_than_on_a_screen_progress_is_plain_lines_on_stderr(
    legwork: Terminal, api: Api
) -> None:
    api.lives[PATH] = [running(0), running(600), task()]

    lines = legwork("watch", task()["id"]).err.splitlines()

    assert len(lines) == 2, "one for each state; the rest within the same seconds"
    assert "running, 0 succeeded" in lines[0]
    assert "completed, 1,200 succeeded" in lines[1]


@pytest.mark.parametrize(
    ("state", "status", "code"),
    [
        ("completed", "Complete", 0),
        ("completed", "Warnings", 0),
        ("completed", "Errors", 1),
        ("failed", "Failed", 1),
        ("cancelled", "Canceled", 1),
    ],
)
def test_the_exit_code_tells_how_it_ended(
    legwork: Terminal, api: Api, state: str, status: str, code: int
) -> None:
    api.lives[PATH] = [running(10), task(state=state, status=status)]

    assert legwork("watch", task()["id"]).code == code


def test_a_failed_task_says_why(legwork: Terminal, api: Api) -> None:
    failed = task(state="failed", status="Failed", failure="There is no permit P-1.")
    api.lives[PATH] = [failed]

    assert "There is no permit P-1." in legwork("watch", task()["id"]).out


def test_json_is_the_task_as_it_ended_and_nothing_else(legwork: Terminal, api: Api) -> None:
    last = task(status="Errors", counts={"succeeded": 1160, "errors": 40})
    api.lives[PATH] = [running(10), last]

    ended = legwork("watch", task()["id"], "--json")

    assert (ended.code, json.loads(ended.out)) == (1, last)


def test_control_c_stops_watching_and_not_the_task(legwork: Terminal, api: Api) -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    legwork.pause = interrupt
    api.lives[PATH] = [running(10), task()]

    ended = legwork("watch", task()["id"])

    assert ended.code == 130
    assert "goes on. Watch it again with: legwork watch 12" in ended.err
    assert api.lives[PATH][0]["state"] == "running"


def test_a_task_that_disappears_meanwhile(legwork: Terminal, api: Api) -> None:
    def disappear(_seconds: float) -> None:
        api.lives.pop(PATH, None)

    legwork.pause = disappear
    api.lives[PATH] = [running(10), task()]

    ended = legwork("watch", task()["id"])

    assert (ended.code, ended.out) == (1, "")
    assert "There is nothing at" in ended.err
