import pytest

from legwork.trade.families import keyword as keywords
from legwork.trade.families.keyword import KeywordType
from tests.functions.invoking import Functions
from tests.functions.people import Answer
from tests.functions.school import CLASS, DAY, School
from tests.functions.town import Town

PATH = "/v1/students/S0"
BO = {"name": "Bo Moss", "birth_day": "2019-05-31", "active": False, "keywords": ["swimmer"]}


@pytest.fixture
def school(town: Town, functions: Functions, monkeypatch: pytest.MonkeyPatch) -> School:
    return School(town, monkeypatch)


def changed(school: School, said: object, etag: str = "*", method: str = "PATCH") -> Answer:
    return school.town.ana.ask(method, PATH, said, headers={"If-Match": etag})


def test_a_student_is_corrected_on_the_version_that_was_read(school: School) -> None:
    first = school.town.ana.get(PATH)
    answer = changed(school, BO, first.headers["etag"])
    assert answer.status == 200, answer.text
    assert answer.body == {**first.body, **BO}
    assert school.town.ana.get(PATH, etag=answer.headers["etag"]).status == 304
    assert changed(school, {"name": "Bo"}, first.headers["etag"]).status == 412
    assert school.town.ana.get(PATH).body == answer.body


def test_a_put_says_all_of_a_student(school: School) -> None:
    changed(school, BO)
    answer = changed(school, {"name": "Bo"}, "*", "PUT")
    assert (answer.body["name"], answer.body["birth_day"], answer.body["active"]) == (
        "Bo",
        None,
        True,
    )
    assert (answer.body["family"], answer.body["classes"]) == ("F0", [CLASS])


def test_a_makeup_token_is_no_change_of_the_student(school: School) -> None:
    etag = school.town.ana.get(PATH).headers["etag"]
    days = {"from_date": DAY, "to_date": DAY, "reason": "Storm", "tokens": True}
    school.launched("cancel_classes", {"classes": [CLASS], **days})
    school.functions.work()
    assert len(school.town.ana.get(PATH).body["tokens"]) == 1
    answer = changed(school, {"name": "Bo"}, etag)
    assert answer.status == 200, answer.text
    assert len(answer.body["tokens"]) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"family": "F1"}, "family"),
        ({"birth_day": "2019-02-30"}, "birth_day"),
        ({"keywords": ["vip"]}, "keywords"),
    ],
)
def test_what_no_student_is_gets_refused_by_field(school: School, said: object, field: str) -> None:
    school.put(keywords.use(["vip"], KeywordType.FAMILY, ()))
    answer = changed(school, said)
    assert (answer.status, answer.fields) == (400, [field])


def test_a_student_is_found_by_the_new_name(school: School) -> None:
    changed(school, {"name": "Bo Moss"})
    changed(school, {"name": "Cy Moss"})
    ana = school.town.ana
    assert ana.get("/v1/students", q="bo").body["students"] == []
    assert ana.get("/v1/students", q="cy").body["students"] == [{"id": "S0", "name": "Cy Moss"}]
