from datetime import datetime, timedelta
from typing import Any

import pytest

from legwork.domain.task import Task, TaskRef
from legwork.store import tasks, turns
from legwork.testing.clock import FrozenClock
from tests.functions.invoking import Functions
from tests.functions.town import Town


def adds_up(progress: dict[str, Any]) -> bool:
    """Whether the parts of a progress make its total."""
    parts = ("succeeded", "warnings", "errors", "skipped", "remaining", "not_attempted")
    return bool(progress["total"] == sum(progress[part] for part in parts))


def test_the_numbers_add_up_at_every_step(town: Town, functions: Functions) -> None:
    path = town.imported([*town.games(7), town.game(0, amount_cents=-1)])
    seen = [town.ana.get(path).body]
    tokens = functions.plan()
    seen.append(town.ana.get(path).body)
    for token in tokens:
        assert functions.messages("run_job", [token]) == []
        seen.append(town.ana.get(path).body)

    assert all(adds_up(task["progress"]) for task in seen)
    assert [task["state"] for task in seen[:2]] == ["queued", "running"]
    assert seen[1]["progress"]["remaining"] == 8
    assert 0 < seen[2]["progress"]["remaining"] < 8
    ended = seen[-1]
    assert (ended["state"], ended["status"]) == ("completed", "Errors")
    assert (ended["progress"]["succeeded"], ended["progress"]["errors"]) == (7, 1)
    assert ended["result"]["summary"].startswith("7 new")
    allowed = {name for name, may in ended["may"].items() if may}
    assert allowed == {"delete", "retry", "undo"}


def test_an_ended_task_says_when_it_goes(town: Town, clock: FrozenClock) -> None:
    path = town.imported([town.game()])
    town.functions.work()
    task = town.ana.get(path).body

    stays = datetime.fromisoformat(task["expires_at"]) - datetime.fromisoformat(task["ended_at"])
    assert stays == timedelta(days=60)
    assert datetime.fromisoformat(task["ended_at"]) == clock.now()
    assert task["ended_at"].endswith("Z")


def test_a_task_that_has_not_changed_is_not_sent_again(town: Town, functions: Functions) -> None:
    path = town.imported(town.games(2))
    first = town.ana.get(path)
    again = town.ana.get(path, etag=f"W/{first.headers['etag']}")
    functions.work()
    changed = town.ana.get(path, etag=first.headers["etag"])

    assert (again.status, again.text) == (304, "")
    assert (changed.status, changed.body["state"]) == (200, "completed")


def test_a_call_that_does_not_exist_is_a_problem_too(town: Town) -> None:
    answer = town.ana.get("/v1/tasks/x/dance")

    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_audit_proves_the_numbers(town: Town, functions: Functions) -> None:
    path = town.imported(town.games(5))
    for _ in range(2):
        audit = town.ana.get(f"{path}/audit").body

        assert audit["ok"], audit
        assert f"/v1/tasks/{audit['task']}" == path
        assert {"plan = ledger + not attempted", "effects = ledger"} <= {
            check["name"] for check in audit["checks"]
        }
        functions.work()
    assert town.ana.get(path).body["state"] == "completed"


def test_a_task_says_what_it_was_launched_with_and_when_it_moved(town: Town) -> None:
    path = town.imported([town.game()])
    task = town.ana.get(path).body

    assert task["params"]["entity"] == "reservations"
    assert (task["retried_by"], task["workflow"], task["waiting"]) == (None, None, None)
    assert task["moved_at"] == task["created_at"]
    listed = town.ana.get("/v1/tasks", limit="1").body["tasks"]
    assert [one["params"] for one in listed] == [None]


def test_a_task_that_waits_for_its_turn_says_so(town: Town) -> None:
    path = town.imported([town.game()])
    ref = TaskRef(town.account, path.rsplit("/", 1)[1])
    turns.wait(town.functions.aws.database, _loaded(town, ref))

    assert town.ana.get(path).body["waiting"] == {"for": "turn", "ahead": 0}


def _loaded(town: Town, ref: TaskRef) -> Task:
    task = tasks.load(town.functions.aws.database, ref)
    assert task
    return task


def test_a_task_that_is_too_large_for_one_call_is_not_audited(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = town.imported([town.game(), town.game(1)])
    town.functions.work()
    assert town.ana.get(f"{path}/audit").status == 200
    monkeypatch.setattr("legwork.api.tasks.AUDIT_LIMIT", 1)

    answer = town.ana.get(f"{path}/audit")

    assert answer.status == 413
    assert answer.body["detail"] == "One call can audit 1 targets; the task has 2."
