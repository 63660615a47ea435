"""Owners see everything of their account, staff their own."""

import pytest

from local.demo_users import DemoUser
from tests.e2e.bookings import as_csv, games
from tests.e2e.command import legwork
from tests.e2e.park import Park

pytestmark = pytest.mark.emulator


def test_an_owner_sees_what_staff_do_and_staff_only_their_own(park: Park) -> None:
    ben, cleo = park.person("staff@parkside"), park.person("autopilot@parkside")
    permit = park.label("STAFF")
    content = "\n".join([*as_csv(games(2, permit), permit), ""]).encode()
    his, hers = ben.importing(content), park.ana.importing(content)
    ben.ended(his)
    park.ana.ended(hers)

    assert park.ana.get(his)["launched_by"]["name"] == "Ben"
    assert park.ana.get(his)["may"]["delete"]
    for who, path in ((ben, hers), (cleo, his), (cleo, hers)):
        listed = [f"/v1/tasks/{task['id']}" for task in who.whole("/v1/tasks", "tasks")]
        assert path not in listed
        assert who.ask("GET", path).status_code == 404
        assert who.ask("POST", f"{path}/cancel").status_code == 404
        assert who.ask("DELETE", path).status_code == 404
    assert park.ana.ask("DELETE", his).status_code == 204
    assert ben.ask("GET", his).status_code == 404


def test_who_lacks_a_permission_is_told_which(park: Park) -> None:
    ida = park.newcomer(
        DemoUser(login=park.label("ida"), name="Ida", account="parkside", groups=("import",))
    )

    refused = ida.launch("POST", "/v1/permits/P-1/billout")

    assert refused.status_code == 403
    assert refused.json()["permission"] == "permits"
    assert [kind["name"] for kind in ida.get("/v1/kinds")["kinds"]] == ["import_records"]


def test_the_command_speaks_for_whom_it_is_told(park: Park) -> None:
    permit = park.label("CLI")
    path = park.ana.importing("\n".join([*as_csv(games(1, permit), permit), ""]).encode())
    task_id = path.rsplit("/", 1)[1]

    owner = legwork("tasks", "--json", "--as", "owner@parkside").document["tasks"]
    staff = legwork("tasks", "--json", "--as", "staff@parkside").document["tasks"]
    refused = legwork("task", "show", task_id, "--as", "owner@riverside")

    assert task_id in [task["id"] for task in owner]
    assert task_id not in [task["id"] for task in staff]
    assert refused.code == 1
