"""Records are made by hand where there is none."""

import json
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api
from tests.unit.cli.test_family import FAMILY

SHOWN: dict[str, dict[str, Any]] = {
    "/v1/families/F%201": FAMILY,
    "/v1/students/S%2031": {"id": "S 31", "family": "F 1", "name": "Bo"},
    "/v1/staff/ana": {"id": "ana", "name": ""},
    "/v1/classes/JUDO": {"id": "JUDO", "title": "Judo"},
    "/v1/classes/JUDO/enrollments/S%2031": {"student": "S 31", "status": "active"},
}


def path_of(request: httpx.Request) -> str:
    """Where a call went, behind the address of the API."""
    return request.url.raw_path.decode().removeprefix("/api")


@pytest.fixture
def sent(api: Api) -> list[httpx.Request]:
    """The calls that were sent."""
    made: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        made.append(request)
        return httpx.Response(201, json=SHOWN[path_of(request)])

    for path in SHOWN:
        api.answers["PUT", path] = answer
    return made


@pytest.mark.parametrize(
    ("words", "path", "said", "told"),
    [
        (
            "family add|F 1|--name|Moss|--guardian|Ada|--keyword|vip",
            "/v1/families/F%201",
            {
                "name": "Moss",
                "guardians": [{"name": "Ada", "primary": True}],
                "keywords": ["vip"],
            },
            "Moss",
        ),
        (
            "family add|F 1|--email|m@example.com|--consent|--source|form|--at|2027-05-04",
            "/v1/families/F%201",
            {
                "email": "m@example.com",
                "consent": True,
                "consent_source": "form",
                "consent_at": "2027-05-04",
            },
            "Moss",
        ),
        (
            "student add|S 31|--family|F 1|--name|Bo|--birth-day|2019-05-31|--keyword|a",
            "/v1/students/S%2031",
            {"family": "F 1", "name": "Bo", "birth_day": "2019-05-31", "keywords": ["a"]},
            "Bo belongs to family F 1.",
        ),
        (
            "staff add|ana|--email|ana@example.com|--location|North",
            "/v1/staff/ana",
            {"email": "ana@example.com", "location": "North"},
            "ana can be given classes.",
        ),
        (
            "class add|JUDO|--title|Judo|--type|camp|--tuition|70.50|--capacity|12",
            "/v1/classes/JUDO",
            {"title": "Judo", "type": "camp", "tuition_cents": 7_050, "capacity": 12},
            "Judo is there.",
        ),
        ("class enroll|S 31|JUDO", "/v1/classes/JUDO/enrollments/S%2031", {}, "S 31 is enrolled"),
        (
            "class enroll|S 31|JUDO|--from|2027-05-04|--tuition|70",
            "/v1/classes/JUDO/enrollments/S%2031",
            {"status": "future", "begins_on": "2027-05-04", "tuition_cents": 7_000},
            "S 31 is enrolled",
        ),
        (
            "class enroll|S 31|JUDO|--waitlist",
            "/v1/classes/JUDO/enrollments/S%2031",
            {"status": "waitlisted"},
            "S 31 is enrolled",
        ),
    ],
)
def test_a_record_is_made_if_there_is_none(
    legwork: Terminal,
    sent: list[httpx.Request],
    words: str,
    path: str,
    said: dict[str, Any],
    told: str,
) -> None:
    command, *rest = words.split("|")
    done = legwork(*command.split(" "), *rest)
    assert (done.code, told in done.out) == (0, True), done
    [request] = sent
    assert path_of(request) == path
    assert (request.headers["If-None-Match"], "If-Match" in request.headers) == ("*", False)
    assert json.loads(request.content) == said


def test_a_student_is_made_for_a_family(legwork: Terminal, sent: list[httpx.Request]) -> None:
    assert (legwork("student", "add", "S 31").code, sent) == (2, [])


def test_a_call_whose_answer_is_lost_is_not_sent_again(legwork: Terminal, api: Api) -> None:
    """Its repeat would be told that there is one already: its own."""
    made: list[httpx.Request] = []

    def lost(request: httpx.Request) -> httpx.Response:
        made.append(request)
        raise httpx.ReadTimeout("lost")

    api.answers["PUT", "/v1/staff/ana"] = lost
    assert legwork("staff", "add", "ana").code == 1
    assert len(made) == 1
