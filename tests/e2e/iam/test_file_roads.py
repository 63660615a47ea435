"""Those who make files, and show them, can do so with their own roles."""

import re

import httpx
import pytest

from tests.e2e.cards import charged
from tests.e2e.iam.road import road
from tests.e2e.iam.roles import Roles
from tests.e2e.park import Park
from tests.e2e.school import School
from tests.e2e.waiting import SLOWLY

pytestmark = pytest.mark.emulator

LINK = re.compile(r"/v1/statements/[A-Za-z0-9_.~=-]+")


@road
def test_a_report_opens_and_goes_with_its_task(park: Park, roles: Roles) -> None:
    school = School(park, park.ana, "parkside", park.label("ROSTER"), families=2).open()

    path = school.launched("generate_report", report="roster", classes=[school.name], format="csv")

    task = school.staff.ended(path)
    assert task["result"]["type"] == "report", task
    opened = school.staff.ask("GET", f"/v1/reports/{task['id']}")
    assert opened.status_code == httpx.codes.FOUND
    file = httpx.get(opened.headers["Location"], **SLOWLY).text
    assert len(file.splitlines()) == 1 + task["progress"]["succeeded"]
    assert school.staff.ask("DELETE", path).status_code == httpx.codes.NO_CONTENT


@road
def test_a_statement_opens_without_a_login(park: Park, roles: Roles) -> None:
    school = charged(School(park, park.ana, "parkside", park.label("STATED"), families=2).open())

    path = school.launched("send_statements", classes=[school.name])

    task = school.staff.ended(path)
    assert task["progress"]["notices"]["sent"] == 2, task
    found = httpx.get(f"{park.running.endpoint_url}/_ministack/ses/messages", **SLOWLY).text
    links = set(LINK.findall(found))
    assert len(links) == 2
    for link in links:
        page = httpx.get(f"{park.running.api_url}{link}", **SLOWLY)
        assert (page.status_code, page.content[:5]) == (httpx.codes.OK, b"%PDF-")


@road
def test_a_list_is_saved_and_removed(park: Park, roles: Roles) -> None:
    school = School(park, park.ana, "parkside", park.label("LISTED"), families=1).open()
    path = f"/v1/lists/{park.label('board')}"
    saved = {"type": "family", "ids": [school.family(0)]}

    made = school.staff.ask("PUT", path, json=saved)
    gone = school.staff.ask("DELETE", path, headers={"If-Match": made.headers["ETag"]})

    assert (made.status_code, gone.status_code) == (httpx.codes.CREATED, httpx.codes.NO_CONTENT)
