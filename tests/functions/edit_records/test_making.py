"""What is not there yet is made by a PUT that says so, and only then."""

from typing import Any

import pytest

from legwork.domain.effect import Item, Key
from legwork.store.records import AccountRecords
from legwork.trade.families import keyword as keywords
from legwork.trade.families.family import family_key
from legwork.trade.families.keyword import KeywordType
from legwork.trade.families.student import student_key
from tests.functions.invoking import Functions
from tests.functions.people import Answer
from tests.functions.school import CLASS, School
from tests.functions.town import Town

NEW = {"If-None-Match": "*"}
MOSS = {
    "name": "Moss",
    "email": "moss@example.com",
    "guardians": [{"name": "Ada Moss", "primary": True}],
    "keywords": ["vip"],
}
PATHS: dict[str, dict[str, Any]] = {
    "/v1/families/F9": {"name": "Moss"},
    "/v1/students/S9": {"family": "F0"},
    "/v1/staff/ana": {"name": "Ana"},
    "/v1/classes/Karate": {"title": "Karate"},
    "/v1/classes/Judo/enrollments/S9": {"tuition_cents": 7_000},
    "/v1/lists/board": {"type": "family", "ids": ["F0"]},
}
"""Where records are made, and what the least of them says."""


@pytest.fixture
def school(town: Town, functions: Functions, monkeypatch: pytest.MonkeyPatch) -> School:
    return School(town, monkeypatch)


def made(school: School, path: str, said: object = None) -> Answer:
    return school.town.ana.ask("PUT", path, said or {}, headers=NEW)


def records(school: School) -> AccountRecords:
    return AccountRecords(school.functions.aws.database, None, school.town.account)


@pytest.fixture(params=sorted(PATHS))
def path(school: School, request: pytest.FixtureRequest) -> str:
    """A place where a record can be made; whatever it belongs to is there."""
    if "enrollments" in request.param:
        assert made(school, "/v1/students/S9", {"family": "F0"}).status == 201
    return str(request.param)


def test_a_record_is_made_once(school: School, path: str) -> None:
    answer = made(school, path, PATHS[path])
    assert (answer.status, answer.headers["location"]) == (201, path), answer.text
    read = school.town.ana.get(path)
    assert (read.body, read.headers["etag"]) == (answer.body, answer.headers["etag"])

    again = made(school, path, PATHS[path])
    assert (again.status, again.body["type"]) == (412, "urn:legwork:problem:there-already")
    assert school.town.ana.get(path).body == read.body


def test_what_was_made_can_be_changed_on_the_version_that_was_answered(
    school: School, path: str
) -> None:
    etag = made(school, path, PATHS[path]).headers["etag"]
    answer = school.town.ana.ask("PUT", path, PATHS[path], headers={"If-Match": etag})
    assert (answer.status, answer.headers["etag"]) == (200, etag)


def test_a_call_makes_or_changes_and_does_not_do_both(school: School, path: str) -> None:
    headers = {**NEW, "If-Match": "*"}
    answer = school.town.ana.ask("PUT", path, PATHS[path], headers=headers)
    assert (answer.status, answer.fields) == (400, ["If-None-Match"])
    assert school.town.ana.get(path).status == 404


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}, {"If-None-Match": '"v1"'}])
def test_nothing_is_made_unless_it_is_said(
    school: School, path: str, headers: dict[str, str]
) -> None:
    answer = school.town.ana.ask("PUT", path, PATHS[path], headers=headers)
    of_a_list = path.startswith("/v1/lists/")
    assert answer.status == (201 if of_a_list else 404)


def test_whoever_made_a_record_stands_in_the_trail(school: School, path: str) -> None:
    made(school, path, PATHS[path])
    made(school, path, PATHS[path])
    acts = school.town.ana.get("/v1/trail").body["acts"]
    of_it = [act for act in acts if act["detail"].get("record") == path.removeprefix("/v1/")]
    [act] = of_it
    assert (act["act"], act["by"]["name"]) == ("record_changed", "Ana")
    fields = sorted(PATHS[path])
    assert act["detail"].items() >= {"made": True, "method": "PUT", "fields": fields}.items()


def test_only_who_may_change_records_may_make_them(school: School, path: str) -> None:
    refused = school.town.member("Kim", "permits").ask("PUT", path, PATHS[path], headers=NEW)
    assert refused.status == 403
    assert school.town.ana.get(path).status == 404


@pytest.mark.parametrize(
    ("path", "said", "fields"),
    [
        ("/v1/families/F%239", {}, ["family"]),
        (f"/v1/families/{'x' * 65}", {}, ["family"]),
        ("/v1/families/F9", {"email": "nobody"}, ["email"]),
        ("/v1/families/F9", {"guardians": [{"name": "Bo"}]}, ["guardians"]),
        ("/v1/families/F9", {"keywords": ["sport"]}, ["keywords"]),
        ("/v1/families/F9", {"consent": True, "consent_source": "form"}, ["consent"]),
        ("/v1/families/F9", {"email": "a@example.com", "consent": True}, ["consent_source"]),
        ("/v1/students/S%239", {"family": "F0"}, ["student"]),
        ("/v1/students/S9", {}, ["family"]),
        ("/v1/students/S9", {"family": "F9"}, ["family"]),
        ("/v1/students/S9", {"family": "F0", "keywords": ["sport"]}, ["keywords"]),
        ("/v1/students/S9", {"family": "F0", "birth_day": "2019-02-30"}, ["birth_day"]),
        ("/v1/staff/none", {}, ["staff"]),
        ("/v1/staff/a%23", {}, ["staff"]),
        ("/v1/classes/a%23", {}, ["class"]),
        ("/v1/classes/Karate", {"instructor": "nobody"}, ["instructor"]),
        ("/v1/classes/Karate", {"age_min": 9, "age_max": 3}, ["age_max"]),
        ("/v1/classes/Karate", {"active": False, "billing_enabled": False}, ["billing_enabled"]),
        ("/v1/classes/Karate/enrollments/S0", {"status": "dropped"}, ["dropped_on"]),
        (
            "/v1/classes/Karate/enrollments/S0",
            {"status": "dropped", "dropped_on": "2027-05-01", "drop_reason": "Moved"},
            ["status"],
        ),
        ("/v1/classes/Karate/enrollments/S0", {"begins_on": "2027-05-01"}, ["begins_on"]),
    ],
)
def test_what_cannot_be_is_not_made(
    school: School, path: str, said: dict[str, Any], fields: list[str]
) -> None:
    school.put(keywords.use(["sport"], KeywordType.CLASS, ()))
    if "enrollments" in path:
        made(school, "/v1/classes/Karate")
    answer = made(school, path, said)
    assert (answer.status, answer.fields) == (400, fields)
    assert school.town.ana.get(path).status == 404


def test_a_new_family_is_found_and_filed_and_has_agreed_to_nothing(school: School) -> None:
    answer = made(school, "/v1/families/F9", MOSS)
    assert answer.body.items() >= {"opted_in": False, "consent": None, "students": []}.items()
    ana = school.town.ana
    for beginning in ("mos", "moss@", "f9"):
        assert ana.get("/v1/families", q=beginning).body["families"] == [
            {"id": "F9", "name": "Moss"}
        ]
    assert keywords.find(["vip"], records(school))["vip"].type is KeywordType.FAMILY
    blast = {"params": {"subject": "News", "text": "Hello", "everyone": True}}
    preview = ana.post("/v1/kinds/email_blast/preview", blast).body
    assert (preview["would_get"], preview["would_not"][0]["code"]) == (3, "not_opted_in")


def test_a_new_family_has_agreed_if_that_is_said_with_its_source(school: School) -> None:
    said = {"consent": True, "consent_source": "form", "consent_at": "2026-05-31"}
    assert made(school, "/v1/families/F9", {**MOSS, **said}).body.items() >= said.items()


def test_an_address_that_has_said_no_has_not_agreed_by_a_new_family(school: School) -> None:
    ana = school.town.ana
    refusal = {"consent": False, "consent_at": "2026-05-31"}
    ana.ask("PATCH", "/v1/families/F0", refusal, headers={"If-Match": "*"})
    email = ana.get("/v1/families/F0").body["email"]
    old = {"consent": True, "consent_source": "form", "consent_at": "2020-01-01"}
    answer = made(school, "/v1/families/F9", {"email": email, **old})
    assert (answer.status, answer.fields) == (400, ["consent_at"])
    assert made(school, "/v1/families/F9", {"email": email}).body["consent"] is False


def test_a_family_made_by_hand_is_the_one_that_an_import_makes(school: School) -> None:
    made(school, "/v1/families/F9", MOSS)
    by_hand = _items(school, family_key("F9"))
    lines = "family,name,email,guardian,consent,consent_source,consent_at,keywords\n"
    line = "F9,Moss,moss@example.com,Ada Moss,,,,vip\n"
    assert imported(school, lines + line)["skipped"] == 1
    imported(school, lines + line.replace("F9", "F8"))
    assert {**_items(school, family_key("F8")), "id": "F9"} == by_hand


def test_a_new_student_belongs_to_a_family_and_stays_there(school: School) -> None:
    path = "/v1/students/S9"
    answer = made(school, path, {"family": "F0", "name": "Bo", "keywords": ["swimmer"]})
    assert answer.body.items() >= {"family": "F0", "classes": [], "tokens": []}.items()
    ana = school.town.ana
    assert ana.get("/v1/families/F0").body["students"] == ["S0", "S9"]
    assert ana.get("/v1/students", q="bo").body["students"] == [{"id": "S9", "name": "Bo"}]
    for method in ("PUT", "PATCH"):
        moved = ana.ask(method, path, {"family": "F1"}, headers={"If-Match": "*"})
        assert (moved.status, moved.fields) == (400, ["family"])
        stays = ana.ask(method, path, {"family": "F0"}, headers={"If-Match": "*"})
        assert (stays.status, stays.body["family"]) == (200, "F0")


def test_a_new_class_and_its_instructor_know_of_each_other(school: School) -> None:
    made(school, "/v1/staff/ana", {"name": "Ana Fern", "email": "ana@example.com"})
    camp = {"title": "Summer", "type": "camp", "instructor": "ana", "tuition_cents": 7_000}
    answer = made(school, "/v1/classes/SUM", camp)
    assert answer.body.items() >= {**camp, "active": True, "billing_enabled": True}.items()
    ana = school.town.ana
    assert ana.get("/v1/staff/ana").body["classes"] == ["SUM"]
    assert ana.get("/v1/staff", q="ana f").body["staff"] == [{"id": "ana", "name": "Ana Fern"}]
    assert ana.get("/v1/classes", q="summ").body["classes"] == [{"id": "SUM", "name": "Summer"}]


def test_whoever_is_enrolled_gets_what_the_class_gets(school: School) -> None:
    made(school, "/v1/classes/Karate", {"title": "Karate"})
    answer = made(school, "/v1/classes/Karate/enrollments/S0", {"tuition_cents": 7_000})
    assert answer.body.items() >= {"family": "F0", "status": "active", "enrolled_day": 0}.items()
    ana = school.town.ana
    assert ana.get("/v1/students/S0").body["classes"] == [CLASS, "Karate"]
    blast = {"params": {"subject": "News", "text": "Hello", "classes": ["Karate"]}}
    assert ana.post("/v1/kinds/email_blast/preview", blast).body["would_get"] == 1


def test_nobody_is_enrolled_who_or_where_nothing_is(school: School) -> None:
    for path in ("/v1/classes/Karate/enrollments/S0", f"/v1/classes/{CLASS}/enrollments/S9"):
        assert made(school, path, {"tuition_cents": 1}).status == 404
    assert records(school).get([student_key("S9")]) == {}


def test_a_student_who_was_dropped_is_taken_back_by_a_correction(school: School) -> None:
    path = f"/v1/classes/{CLASS}/enrollments/S0"
    drop = {"status": "dropped", "dropped_on": "2027-05-01", "drop_reason": "Moved"}
    school.town.ana.ask("PATCH", path, drop, headers={"If-Match": "*"})
    assert made(school, path, {"tuition_cents": 1}).status == 412
    assert school.town.ana.get(path).body["status"] == "dropped"


def test_names_in_paths_are_those_of_the_record(school: School) -> None:
    answer = made(school, "/v1/families/Moss%20%26%20Fern", {"name": "Moss"})
    assert (answer.status, answer.body["id"]) == (201, "Moss & Fern")
    assert answer.headers["location"] == "/v1/families/Moss%20%26%20Fern"


def imported(school: School, file: str) -> Any:
    """The progress of an import of families that has ended."""
    params = {"entity": "families", "upload_id": school.town.uploaded(file)}
    path = school.launched("import_records", params)
    school.functions.work()
    return school.task(path)["progress"]


def _items(school: School, key: Key) -> Item:
    return dict(records(school).get([key])[key])
