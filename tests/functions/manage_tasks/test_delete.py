from tests.functions.aws import Aws
from tests.functions.invoking import Functions
from tests.functions.people import Person
from tests.functions.town import Town


def deleted(person: Person, path: str) -> int:
    """The status of the answer to a delete."""
    return person.ask("DELETE", path).status


def test_a_task_can_be_deleted_once_it_has_ended(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported(town.games(2))
    assert deleted(town.ana, path) == 409
    functions.plan()
    assert deleted(town.ana, path) == 409
    assert town.ana.post(f"{path}/cancel").status == 200

    answer = town.ana.ask("DELETE", path)

    assert (answer.status, answer.text) == (204, "")
    assert town.ana.get(path).status == 404
    assert deleted(town.ana, path) == 404
    assert path not in [f"/v1/tasks/{t['id']}" for t in town.ana.get("/v1/tasks").body["tasks"]]
    assert len(aws.received("purge")) == 1


def test_what_a_deleted_task_did_stays(town: Town, functions: Functions) -> None:
    path = town.imported(town.games(3))
    functions.work()

    assert deleted(town.ana, path) == 204

    assert town.ana.get(f"/v1/permits/{town.permit}").body["reservations"]["total"] == 3
