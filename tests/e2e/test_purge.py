"""Tasks go when their time is over, with all their rows; what they did stays."""

import pytest

from tests.e2e.bookings import as_csv, games
from tests.e2e.park import Park
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator


def test_a_deleted_task_goes_with_all_its_rows(park: Park) -> None:
    permit = park.label("DELETED")
    path = park.ana.importing("\n".join([*as_csv(games(20, permit), permit), ""]).encode())
    park.ana.ended(path)
    assert len(park.task_rows(path)) > 3
    records = park.records("parkside")

    assert park.ana.ask("DELETE", path).status_code == 204

    assert park.ana.ask("GET", path).status_code == 404
    until(lambda: not park.task_rows(path), "the rows to go")
    assert park.records("parkside") == records


def test_a_cancelled_task_goes_by_itself(park: Park) -> None:
    permit = park.label("GONE")
    content = "\n".join([*as_csv(games(20, permit), permit), ""]).encode()
    with park.configured("stop_tasks", CANCELLED_RETENTION_SECONDS=2):
        with park.losing_messages("TokensQueueUrl"):
            path = park.ana.importing(content)
            until(lambda: park.ana.get(path)["state"] == "running", "a plan")
            task = park.ana.ask("POST", f"{path}/cancel").json()

        assert (task["state"], task["progress"]["not_attempted"]) == ("cancelled", 20)
        until(lambda: park.ana.ask("GET", path).status_code == 404, "the task to disappear")
        until(lambda: not park.task_rows(path), "the rows to go")
        assert park.ana.ask("GET", f"/v1/permits/{permit}").status_code == 404


def test_a_task_that_runs_cannot_be_deleted(park: Park) -> None:
    permit = park.label("RUNNING")
    with park.losing_messages("PlanningQueueUrl"):
        path = park.ana.importing("\n".join([*as_csv(games(1, permit), permit), ""]).encode())

        assert park.ana.ask("DELETE", path).status_code == 409
        park.ana.ask("POST", f"{path}/cancel")
    assert park.ana.ask("DELETE", path).status_code == 204
