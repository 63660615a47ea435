import json

import pytest

from tests.functions.aws import Aws
from tests.functions.invoking import Functions
from tests.functions.town import Town


def launched(town: Town, form: str = "csv") -> str:
    body = {"kind": "generate_report", "params": {"report": "reservations", "format": form}}
    return str(town.ana.launch("POST", "/v1/tasks", body).headers["location"])


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf"])
def test_a_report_is_made_in_parts_joined_and_opened(
    town: Town, functions: Functions, aws: Aws, form: str
) -> None:
    town.saved(5)
    path = launched(town, form)
    functions.work()

    task = town.ana.get(path).body
    assert (task["state"], task["progress"]["succeeded"]) == ("completed", 5)
    assert task["result"]["type"] == "report"
    opened = town.ana.get(task["result"]["href"])
    assert opened.status == 302
    assert f"-{task['number']}.{form}?" in opened.headers["location"]
    assert town.dana.get(task["result"]["href"]).status == 404
    assert town.eva.get(task["result"]["href"]).status == 404
    assert town.ana.get(f"{path}/audit").body["ok"]
    keys = aws.files(f"reports/{town.account}/")
    assert len([key for key in keys if "/parts/" in key]) == 1
    town.ana.ask("DELETE", path)
    functions.messages("purge", aws.received("purge"))
    assert aws.files(f"reports/{town.account}/") == []


def test_a_message_that_comes_again_changes_nothing(
    town: Town, functions: Functions, aws: Aws
) -> None:
    town.saved(2)
    path = launched(town)
    functions.work()
    before = town.ana.get(path).body
    ref = {"account": town.account, "id": path.rsplit("/", 1)[1], "listed": True}

    for name in ("make_file", "close_dead"):
        assert functions.messages(name, [json.dumps({"ref": ref, "makes": "file"})]) == []

    assert town.ana.get(path).body == before


def test_a_file_that_nobody_can_make_fails_its_task(
    town: Town, functions: Functions, aws: Aws
) -> None:
    town.saved(2)
    path = launched(town)
    assert functions.messages("run_job", functions.plan()) == []
    dead = aws.received("making")

    assert functions.messages("close_dead", dead) == []

    task = town.ana.get(path).body
    assert task["state"] == "failed"
    assert "could not be made" in task["failure"]
    assert functions.messages("make_file", dead) == []
    assert town.ana.get(path).body == task
