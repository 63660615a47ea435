import pytest

from legwork.domain.task import Launcher, TaskRef, Via
from legwork.store import launches, tasks
from tests.functions.aws import Aws
from tests.functions.people import Person
from tests.functions.town import Town

CALLS = [
    ("GET", ""),
    ("GET", "/outcomes"),
    ("GET", "/outcomes.csv"),
    ("GET", "/audit"),
    ("POST", "/pause"),
    ("POST", "/resume"),
    ("POST", "/cancel"),
    ("POST", "/retry"),
    ("DELETE", ""),
]
CHANGES = [("POST", "/pause"), ("POST", "/cancel"), ("POST", "/retry"), ("DELETE", "")]


def ask(person: Person, method: str, path: str) -> int:
    """The status of a call about a task."""
    return person.launch(method, path).status


def by_autopilot(aws: Aws, account: str, path: str) -> str:
    """A copy of a task, as if Autopilot had launched it."""
    ref = TaskRef(account, path.rsplit("/", 1)[1])
    task = tasks.load(aws.database, ref)
    assert task is not None
    copy = task.evolve(
        ref=TaskRef(account, f"{ref.id[:-4]}AUTO"),
        launched_by=Launcher("nightly", "Nightly billing", Via.AUTOPILOT),
    )
    launch = launches.Memory("nightly", copy.ref.id, "", copy.created_at)
    launches.record(aws.database, copy, launch)
    return f"/v1/tasks/{copy.ref.id}"


@pytest.mark.parametrize(("method", "part"), CALLS)
def test_a_task_of_another_account_is_not_there(town: Town, method: str, part: str) -> None:
    path = town.imported([town.game()])

    assert ask(town.dana, method, path + part) == 404
    assert town.ana.get(path).body["state"] == "queued"


@pytest.mark.parametrize(("method", "part"), CALLS)
def test_a_task_of_a_colleague_is_not_there(town: Town, method: str, part: str) -> None:
    path = town.imported([town.game()], town.ben)

    assert ask(town.eva, method, path + part) == 404
    assert ask(town.cleo, method, path + part) == 404
    assert town.ben.get(path).body["state"] == "queued"


def test_an_owner_may_do_everything_to_the_task_of_a_member(town: Town) -> None:
    path = town.imported([town.game()], town.ben)

    assert town.ana.get(path).body["may"]["cancel"]
    assert ask(town.ana, "POST", f"{path}/cancel") == 200
    assert ask(town.ana, "DELETE", path) == 204


def test_a_task_of_autopilot_is_for_owners_and_those_who_may_see_it(town: Town, aws: Aws) -> None:
    path = by_autopilot(aws, town.account, town.imported([town.game()]))

    assert town.ben.get(path).status == 404
    seen = town.cleo.get(path).body
    assert seen["launched_by"]["via"] == "autopilot"
    assert not any(seen["may"].values())
    for method, part in CHANGES:
        refused = town.cleo.launch(method, path + part)
        assert (refused.status, refused.body["permission"]) == (403, "owner")
    listed = town.cleo.get("/v1/tasks", launched_by="autopilot").body["tasks"]
    assert path in [f"/v1/tasks/{task['id']}" for task in listed]
    assert town.ben.get("/v1/tasks", launched_by="autopilot").body["tasks"] == []
    assert ask(town.ana, "POST", f"{path}/cancel") == 200


def test_a_task_that_never_was_is_not_there(town: Town) -> None:
    for name in ("01JZ0000000000000000000001", "x", "%2F", "x" * 2_000):
        assert town.ana.get(f"/v1/tasks/{name}").status == 404
