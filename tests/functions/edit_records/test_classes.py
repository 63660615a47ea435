from typing import Any

import pytest

from legwork.domain.effect import Put, Update
from legwork.store.records import AccountRecords
from legwork.testing.files import MemoryFiles
from legwork.trade.classes.enrollment import enrollment_key
from legwork.trade.classes.instructor import Instructor, instructor_key, to_item
from legwork.trade.families.selection import Selection, entries
from tests.functions.invoking import Functions
from tests.functions.people import Answer
from tests.functions.school import CLASS, School
from tests.functions.town import Town

PATH = f"/v1/classes/{CLASS}"
ENROLLMENT = f"{PATH}/enrollments/S0"
STAFF = "/v1/staff/ana"


@pytest.fixture
def school(town: Town, functions: Functions, monkeypatch: pytest.MonkeyPatch) -> School:
    school = School(town, monkeypatch)
    people = [Instructor(id="ana", name="Ana"), Instructor(id="ben"), Instructor(id="cleo")]
    school.put(Put(instructor_key(one.id), to_item(one)) for one in people)
    return school


def changed(
    school: School, path: str, said: object, etag: str | None = "*", method: str = "PATCH"
) -> Answer:
    headers = {"If-Match": etag} if etag else {}
    return school.town.ana.ask(method, path, said, headers=headers)


CAMP = {
    "title": "Judo camp",
    "section": "Summer",
    "location": "Pool",
    "age_min": 6,
    "age_max": 9,
    "type": "camp",
    "active": True,
    "instructor": "ana",
    "tuition_cents": 7_000,
    "billing_enabled": False,
    "proration": "four_weeks",
    "capacity": 20,
}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (PATH, CAMP),
        (ENROLLMENT, {"tuition_cents": 5, "billing_cycle": "monthly"}),
        (STAFF, {"name": "Ana Moss", "email": "ana@staff.example", "location": "Pool"}),
    ],
)
def test_a_change_is_based_on_the_version_that_was_read(
    school: School, path: str, said: dict[str, Any]
) -> None:
    ana = school.town.ana
    first = ana.get(path)
    assert ana.get(path, etag=first.headers["etag"]).status == 304
    assert changed(school, path, said, None).status == 428
    answer = changed(school, path, said, first.headers["etag"])
    assert answer.status == 200, answer.text
    assert answer.body == {**first.body, **said}
    again = ana.get(path)
    assert (again.body, again.headers["etag"]) == (answer.body, answer.headers["etag"])
    for method in ("PATCH", "PUT"):
        assert changed(school, path, {}, first.headers["etag"], method).status == 412
    assert ana.get(path).body == answer.body
    whole = changed(school, path, {}, "*", "PUT")
    assert whole.status == 200, whole.text
    assert changed(school, path, said).status == 200


def test_a_camp_is_a_class_that_says_so(school: School) -> None:
    assert changed(school, PATH, {"type": "camp"}).body["type"] == "camp"
    assert changed(school, PATH, {"type": None}).body["type"] == "class"


def test_a_class_is_found_by_its_new_title(school: School) -> None:
    changed(school, PATH, {"title": "Aikido"})
    found = school.town.ana.get("/v1/classes", q="aik").body["classes"]
    assert found == [{"id": CLASS, "name": "Aikido"}]


def test_who_teaches_is_known_from_both_sides(school: School) -> None:
    ana = school.town.ana
    changed(school, PATH, {"instructor": "ana"})
    assert ana.get(STAFF).body["classes"] == [CLASS]
    changed(school, PATH, {"instructor": "ben"})
    assert ana.get(STAFF).body["classes"] == []
    assert ana.get("/v1/staff/ben").body["classes"] == [CLASS]
    changed(school, PATH, {"instructor": None})
    assert ana.get("/v1/staff/ben").body["classes"] == []


def test_billing_cannot_be_disabled_on_an_inactive_class(school: School) -> None:
    """Rule: billing cannot be disabled on an inactive class."""
    assert changed(school, PATH, {"active": False, "billing_enabled": False}).fields == [
        "billing_enabled"
    ]
    assert changed(school, PATH, {"active": False}).status == 200
    assert changed(school, PATH, {"billing_enabled": False}).fields == ["billing_enabled"]
    assert changed(school, PATH, {"active": True, "billing_enabled": False}).status == 200
    assert changed(school, PATH, {"active": False}).status == 200


@pytest.mark.parametrize(
    ("path", "said", "field"),
    [
        (PATH, {"type": "party"}, "type"),
        (PATH, {"capacity": 0}, "capacity"),
        (PATH, {"tuition_cents": -1}, "tuition_cents"),
        (PATH, {"tuition_cents": "5"}, "tuition_cents"),
        (PATH, {"instructor": "zoe"}, "instructor"),
        (PATH, {"instructor": "cleo"}, "instructor"),
        (PATH, {"age_min": 9, "age_max": 6}, "age_max"),
        (PATH, {"keywords": ["x"]}, "keywords"),
        (ENROLLMENT, {"status": "dropped"}, "dropped_on"),
        (ENROLLMENT, {"status": "dropped", "dropped_on": "2026-05-01"}, "drop_reason"),
        (ENROLLMENT, {"status": "dropped", "dropped_on": "2026-02-31"}, "dropped_on"),
        (ENROLLMENT, {"dropped_on": "2026-05-01"}, "dropped_on"),
        (ENROLLMENT, {"drop_reason": "Moved away"}, "drop_reason"),
        (ENROLLMENT, {"begins_on": "2026-05-01"}, "begins_on"),
        (ENROLLMENT, {"makeup": "2026-05-01"}, "makeup"),
        (ENROLLMENT, {"billing_cycle": "daily"}, "billing_cycle"),
        (STAFF, {"classes": ["Judo"]}, "classes"),
        (STAFF, {"name": "a\nb"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    school: School, path: str, said: object, field: str
) -> None:
    changed(school, "/v1/staff/cleo", {"active": False})
    answer = changed(school, path, said)
    assert (answer.status, answer.fields) == (400, [field])


def mailed(school: School) -> set[str]:
    """The families whom a mailing to the class goes to."""
    records = AccountRecords(school.functions.aws.database, MemoryFiles(), school.town.account)
    return {one.family for one in entries(Selection(classes=(CLASS,)), records)}


def test_a_family_that_has_left_is_mailed_no_more_until_a_return(school: School) -> None:
    before = mailed(school)
    drop = {"status": "dropped", "dropped_on": "2026-05-01", "drop_reason": "Moved away"}
    changed(school, ENROLLMENT, drop)
    [gone] = before - mailed(school)
    assert gone == changed(school, "/v1/students/S0", {}).body["family"]
    changed(school, ENROLLMENT, {"status": "active"})
    assert mailed(school) == before


def test_a_class_that_was_dropped_leaves_the_student_until_a_return(school: School) -> None:
    ana, student = school.town.ana, "/v1/students/S0"
    before = ana.get(student)
    assert before.body["classes"] == [CLASS]
    drop = {"status": "dropped", "dropped_on": "2026-05-01", "drop_reason": "Moved away"}
    changed(school, ENROLLMENT, drop)
    assert ana.get(student).body["classes"] == []
    assert changed(school, student, {"name": "Li"}, before.headers["etag"]).status == 412
    assert changed(school, student, {"name": "Li"}).body["classes"] == []
    changed(school, ENROLLMENT, {"status": "active"})
    assert ana.get(student).body["classes"] == [CLASS]


def test_a_drop_has_a_last_day_and_a_reason(school: School) -> None:
    drop = {"status": "dropped", "dropped_on": "2026-05-01", "drop_reason": "Moved away"}
    assert changed(school, ENROLLMENT, drop).body["status"] == "dropped"
    back = changed(school, ENROLLMENT, {"status": "active"}).body
    assert (back["status"], back["dropped_on"], back["drop_reason"]) == ("active", None, None)
    waiting = {"status": "waitlisted"}
    assert changed(school, ENROLLMENT, waiting).body["status"] == "waitlisted"
    assert changed(school, ENROLLMENT, drop).body["dropped_on"] == "2026-05-01"
    future = changed(school, ENROLLMENT, {"status": "future", "begins_on": "2026-09-01"}).body
    assert (future["begins_on"], future["dropped_on"]) == ("2026-09-01", None)


def test_staff_are_found_by_their_names(school: School) -> None:
    changed(school, STAFF, {"name": "Moss"})
    ana = school.town.ana
    assert ana.get("/v1/staff", q="mos").body["staff"] == [{"id": "ana", "name": "Moss"}]


@pytest.mark.parametrize("path", [PATH, ENROLLMENT, STAFF])
def test_who_may_read_and_change(school: School, path: str) -> None:
    for permission in ("transactions", "keywords", "tokens"):
        clerk = school.town.member("Kim", permission)
        assert clerk.get(path).status == 200
        assert clerk.ask("PATCH", path, {}, headers={"If-Match": "*"}).status == 403
    assert school.town.member("Lou", "permits").get(path).status == 403
    assert school.town.dana.get(path).status == 404
    assert school.town.dana.ask("PATCH", path, {}, headers={"If-Match": "*"}).status == 404


@pytest.mark.parametrize(
    "path",
    ["/v1/classes/X", f"{PATH}/enrollments/X", "/v1/classes/X/enrollments/S0", "/v1/staff/X"],
)
def test_what_is_not_there(school: School, path: str) -> None:
    assert school.town.ana.get(path).status == 404


def test_a_billing_day_that_somebody_chooses_is_that_of_the_months_to_come(school: School) -> None:
    key = enrollment_key(CLASS, "F0", "S0")
    database = school.functions.aws.database
    records = AccountRecords(database, MemoryFiles(), school.town.account)
    monthly = {"billing_cycle": "monthly", "next_billing_day": "2027-02-28"}
    assert changed(school, ENROLLMENT, monthly).status == 200
    school.put([Update(key, set={"billing_of_month": 31})])
    assert changed(school, ENROLLMENT, {"tuition_cents": 5}).status == 200
    assert records.get([key])[key]["billing_of_month"] == 31
    assert changed(school, ENROLLMENT, {"next_billing_day": "2027-03-15"}).status == 200
    assert "billing_of_month" not in records.get([key])[key]
