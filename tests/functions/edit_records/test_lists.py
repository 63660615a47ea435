import pytest

from legwork.trade.families import keyword as keywords
from legwork.trade.families.keyword import KeywordType
from tests.functions.invoking import Functions
from tests.functions.people import Answer
from tests.functions.school import School
from tests.functions.town import Town

PATH = "/v1/lists/board"
BOARD = {"type": "family", "name": "The board", "ids": ["F1", "F0", "F1"]}


@pytest.fixture
def school(town: Town, functions: Functions, monkeypatch: pytest.MonkeyPatch) -> School:
    return School(town, monkeypatch)


def save(school: School, body: object, etag: str | None = None, path: str = PATH) -> Answer:
    headers = {"If-Match": etag} if etag else {}
    return school.town.ana.ask("PUT", path, body, headers=headers)


def test_a_list_is_saved_and_changed_on_the_version_that_was_read(school: School) -> None:
    made = save(school, BOARD)
    assert (made.status, made.headers["location"]) == (201, PATH)
    assert made.body == {**BOARD, "id": "board", "ids": ["F0", "F1"]}
    assert save(school, BOARD).status == 428
    changed = save(school, {**BOARD, "name": "Board", "ids": ["F2"]}, made.headers["etag"])
    assert (changed.status, changed.body["ids"]) == (200, ["F2"])
    assert save(school, BOARD, made.headers["etag"]).status == 412
    ana = school.town.ana
    assert ana.get("/v1/lists", q="boa").body["lists"] == [{"id": "board", "name": "Board"}]
    assert ana.get("/v1/lists", q="the").body["lists"] == []
    assert ana.get(PATH, etag=changed.headers["etag"]).status == 304


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**BOARD, "ids": ["a#b"]}, "ids"),
        ({**BOARD, "ids": ["x"] * 4_001}, "ids"),
        ({**BOARD, "type": "dog"}, "type"),
        ({**BOARD, "name": "a\nb"}, "name"),
    ],
)
def test_what_no_list_is_gets_refused_by_field(school: School, body: object, field: str) -> None:
    answer = save(school, body)
    assert (answer.status, answer.fields) == (400, [field])


def test_a_list_stays_of_one_type(school: School) -> None:
    save(school, BOARD)
    assert save(school, {**BOARD, "type": "student"}, "*").fields == ["type"]
    assert save(school, BOARD, path="/v1/lists/a%23b").fields == ["list"]


def test_the_largest_list_fits(school: School) -> None:
    ids = [f"{n:04d}{'é' * 60}" for n in range(4_000)]
    assert save(school, {**BOARD, "ids": ids}).status == 413
    assert save(school, {**BOARD, "ids": ids[:2_800]}).status == 201
    assert len(school.town.ana.get(PATH).body["ids"]) == 2_800


def test_a_deleted_list_is_gone_also_from_the_directory(school: School) -> None:
    save(school, BOARD)
    ana = school.town.ana
    assert ana.ask("DELETE", PATH).status == 204
    assert ana.get(PATH).status == 404
    assert ana.ask("DELETE", PATH).status == 404
    assert ana.get("/v1/lists").body["lists"] == []


def test_a_mailing_and_keywords_go_to_a_list(school: School) -> None:
    save(school, BOARD)
    blast = {"params": {"subject": "News", "text": "Hello", "lists": ["board"]}}
    preview = school.town.ana.post("/v1/kinds/email_blast/preview", blast).body
    assert preview["would_get"] == 2
    filing = {"type": "family", "keywords": ["vip"], "lists": ["board"]}
    path = school.launched("assign_keywords", filing)
    school.functions.work()
    assert school.task(path)["progress"]["succeeded"] == 2
    assert school.town.ana.get("/v1/families/F1").body["keywords"] == ["vip"]


def test_keywords_are_listed_by_type_and_beginning(school: School) -> None:
    school.put(keywords.use(["vip", "choir", "vine"], KeywordType.FAMILY, ()))
    school.put(keywords.use(["visit"], KeywordType.CAMP, ()))
    ana = school.town.ana
    first = ana.get("/v1/keywords", q="vi", limit="2").body
    assert [one["name"] for one in first["keywords"]] == ["vine", "vip"]
    rest = ana.get("/v1/keywords", q="vi", limit="2", cursor=first["next_cursor"]).body
    assert rest == {"keywords": [{"name": "visit", "type": "camp"}], "next_cursor": None}
    found = ana.get("/v1/keywords", type="camp").body["keywords"]
    assert found == [{"name": "visit", "type": "camp"}]
    assert school.town.dana.get("/v1/keywords").body["keywords"] == []
    assert school.town.guest.get("/v1/keywords").body["permission"] == "classes"
