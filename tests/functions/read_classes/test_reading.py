import pytest

from legwork.domain.directory import Entry
from tests.functions.invoking import Functions
from tests.functions.school import CLASS, DAY, School, home
from tests.functions.town import Town

PATHS = (
    f"/v1/classes/{CLASS}",
    f"/v1/classes/{CLASS}/sessions",
    f"/v1/classes/{CLASS}/enrollments",
    "/v1/families/F0",
    "/v1/students/S0",
)


@pytest.fixture
def school(town: Town, monkeypatch: pytest.MonkeyPatch) -> School:
    return School(town, monkeypatch)


def test_what_a_cancellation_did_can_be_read(school: School, functions: Functions) -> None:
    days = {"from_date": DAY, "to_date": DAY, "reason": "Storm", "tokens": True, "notify": True}
    path = school.launched("cancel_classes", {"classes": [CLASS], **days})
    functions.messages("deliver", school.staged())
    task = school.task(path)
    assert task["state"] == "completed"

    ana = school.town.ana
    [session] = ana.get(f"/v1/classes/{CLASS}/sessions").body["sessions"]
    assert (session["status"], session["cancelled_by"]) == ("cancelled", task["id"])
    student = ana.get("/v1/students/S1").body
    assert [token["made_by"] for token in student["tokens"]] == [task["id"]]
    assert ana.get("/v1/families/F1").body["email"] == home(1)
    assert len(ana.get(f"/v1/classes/{CLASS}/enrollments").body["enrollments"]) == 3
    assert school.mailed() == [home(n) for n in range(3)]


def test_another_customer_finds_nothing(school: School) -> None:
    for path in PATHS:
        assert school.town.ana.get(path).status == 200, path
        assert school.town.dana.get(path).status == 404, path


def test_without_the_permission_nothing_is_read(school: School) -> None:
    for path in PATHS:
        assert school.town.guest.get(path).status == 403, path


def test_a_mailing_is_shown_before_it_is_sent(school: School) -> None:
    request = {"params": {"subject": "News", "text": "Hello {{family}}", "everyone": True}}
    answer = school.town.ana.post("/v1/kinds/email_blast/preview", request)
    assert answer.status == 200, answer.text
    assert school.mailed() == []
    refused = school.town.guest.post("/v1/kinds/email_blast/preview", request)
    assert refused.status == 403


LISTS = ("classes", "families", "students")


@pytest.mark.parametrize("noun", LISTS)
def test_lists_by_the_beginning_of_id_or_name(school: School, noun: str) -> None:
    school.put(
        effect
        for number in range(3)
        for effect in Entry(noun=noun, id=f"X-{number}", name=f"Name {number}").put()
    )
    ana = school.town.ana
    first = ana.get(f"/v1/{noun}", q="NAME", limit="2").body
    assert first[noun] == [{"id": "X-0", "name": "Name 0"}, {"id": "X-1", "name": "Name 1"}]
    rest = ana.get(f"/v1/{noun}", q="NAME", limit="2", cursor=first["next_cursor"]).body
    assert [one["id"] for one in rest[noun]] == ["X-2"]
    assert ana.get(f"/v1/{noun}", q="nobody").body == {noun: [], "next_cursor": None}
    assert school.town.dana.get(f"/v1/{noun}").body[noun] == []
    assert school.town.guest.get(f"/v1/{noun}").status == 403
    assert ana.get(f"/v1/{noun}", q="x" * 201).fields == ["q"]
