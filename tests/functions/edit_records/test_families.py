import pytest

from legwork.store.records import AccountRecords
from legwork.trade.families import keyword as keywords
from legwork.trade.families.keyword import KeywordType
from tests.functions.invoking import Functions
from tests.functions.people import Answer
from tests.functions.school import CLASS, School, home
from tests.functions.town import Town

PATH = "/v1/families/F0"
ANYBODY = {"If-Match": "*"}


@pytest.fixture
def school(town: Town, functions: Functions, monkeypatch: pytest.MonkeyPatch) -> School:
    return School(town, monkeypatch)


def changed(school: School, said: object, etag: str | None, method: str = "PATCH") -> Answer:
    headers = {"If-Match": etag} if etag else {}
    return school.town.ana.ask(method, PATH, said, headers=headers)


MOSS = {
    "name": "Moss",
    "guardians": [{"name": "Ada Moss", "email": "ada@example.com", "primary": True}],
    "address": "1 Mill Lane\nParkside",
    "location": "North",
    "active": False,
    "omit_from": ["tuition"],
}


def test_a_change_is_based_on_the_version_that_was_read(school: School) -> None:
    first = school.town.ana.get(PATH)
    answer = changed(school, MOSS, first.headers["etag"])

    assert answer.status == 200, answer.text
    guardian = {"phone": "", **MOSS["guardians"][0]}  # type: ignore[index]
    assert answer.body == {**first.body, **MOSS, "guardians": [guardian]}
    again = school.town.ana.get(PATH)
    assert (again.body, again.headers["etag"]) == (answer.body, answer.headers["etag"])
    assert school.town.ana.get(PATH, etag=again.headers["etag"]).status == 304


def test_a_change_of_an_old_version_is_refused_and_changes_nothing(school: School) -> None:
    etag = school.town.ana.get(PATH).headers["etag"]
    assert changed(school, {"name": "Moss"}, etag).status == 200
    for method in ("PATCH", "PUT"):
        answer = changed(school, {"name": "Fern"}, etag, method)
        assert (answer.status, answer.body["type"]) == (412, "urn:legwork:problem:outdated")
    assert school.town.ana.get(PATH).body["name"] == "Moss"


def test_a_change_of_no_version_is_refused(school: School) -> None:
    answer = changed(school, {"name": "Moss"}, None)
    assert (answer.status, answer.body["type"]) == (428, "urn:legwork:problem:version-missing")
    assert school.town.ana.get(PATH).body["name"] == ""


def test_a_tag_that_was_weakened_on_its_way_is_the_same(school: School) -> None:
    etag = school.town.ana.get(PATH).headers["etag"]
    assert changed(school, {"name": "Moss"}, f'"other", W/{etag}').status == 200


def test_a_patch_leaves_alone_what_it_does_not_say(school: School) -> None:
    changed(school, MOSS, "*")
    answer = changed(school, {"location": None, "name": "Fern"}, "*")
    assert (answer.body["name"], answer.body["location"]) == ("Fern", "")
    assert answer.body["address"] == MOSS["address"]


def test_a_put_says_all_of_it(school: School) -> None:
    changed(school, MOSS, "*")
    answer = changed(school, {"name": "Fern"}, "*", "PUT")
    assert answer.status == 200, answer.text
    assert answer.body["name"] == "Fern"
    assert (answer.body["guardians"], answer.body["active"]) == ([], True)
    assert (answer.body["email"], answer.body["students"]) == (None, ["S0"])


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "a\nb"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"students": ["S9"]}, "students"),
        ({"omit_from": ["meals"]}, "omit_from[0]"),
        ({"guardians": [{"name": ""}]}, "guardians[0].name"),
        ({"email": "nobody"}, "email"),
        ({"keywords": ["a;b"]}, "keywords"),
        ({"keywords": ["sport"]}, "keywords"),
        ({"consent": True}, "consent_source"),
        ({"consent": True, "consent_source": "form", "consent_at": "soon"}, "consent_at"),
        ({"consent": True, "consent_source": "form", "consent_at": "2099-01-01"}, "consent_at"),
        ({"consent_source": "form"}, "consent"),
        ({"email": None, "consent": False}, "consent"),
        ({"guardians": [{"name": "A"}, {"name": "B"}]}, "guardians"),
        ({"guardians": [{"name": "A", "primary": True}] * 2}, "guardians"),
    ],
)
def test_what_no_family_is_gets_refused_by_field(school: School, said: object, field: str) -> None:
    school.put(keywords.use(["sport"], KeywordType.CLASS, ()))
    answer = changed(school, said, "*")
    assert (answer.status, answer.fields) == (400, [field])


def test_a_family_is_found_by_its_new_name_and_still_by_its_address(school: School) -> None:
    changed(school, {"name": "Moss"}, "*")
    ana = school.town.ana
    for beginning in ("mos", "home0", "f0"):
        assert ana.get("/v1/families", q=beginning).body["families"] == [
            {"id": "F0", "name": "Moss"}
        ]
    changed(school, {"name": "Fern"}, "*")
    assert ana.get("/v1/families", q="mos").body["families"] == []
    changed(school, {"name": None}, "*")
    assert ana.get("/v1/families", q="fern").body["families"] == []
    assert ana.get("/v1/families", q="home0").body["families"] == [{"id": "F0", "name": home(0)}]


def test_a_new_address_takes_the_place_of_the_old_one_and_has_agreed_to_nothing(
    school: School,
) -> None:
    answer = changed(school, {"email": "new@example.com"}, "*")
    assert (answer.status, answer.body["email"]) == (200, "new@example.com")
    assert (answer.body["opted_in"], answer.body["consent"]) == (False, None)
    blast = {"params": {"subject": "News", "text": "Hello", "classes": [CLASS]}}
    preview = school.town.ana.post("/v1/kinds/email_blast/preview", blast).body
    assert (preview["would_get"], preview["would_not"][0]["code"]) == (2, "not_opted_in")


def test_consent_has_a_source_and_a_date(school: School) -> None:
    changed(school, {"email": "new@example.com"}, "*")
    said = {"consent": True, "consent_source": "phone call"}
    answer = changed(school, said, "*")
    assert answer.status == 200, answer.text
    assert answer.body.items() >= {**said, "opted_in": True}.items()
    assert answer.body["consent_at"].endswith("Z")
    assert changed(school, {"consent": False}, "*").body["opted_in"] is False


def test_a_consent_that_is_older_than_the_refusal_is_refused(school: School) -> None:
    changed(school, {"consent": False}, "*")
    old = {"consent": True, "consent_source": "form", "consent_at": "2020-01-01"}
    answer = changed(school, old, "*")
    assert (answer.status, answer.fields) == (400, ["consent_at"])
    assert school.town.ana.get(PATH).body["consent"] is False


def test_a_new_keyword_is_one_for_families_from_then_on(school: School) -> None:
    answer = changed(school, {"keywords": ["vip", "choir", "vip"]}, "*")
    assert answer.body["keywords"] == ["choir", "vip"]
    records = AccountRecords(school.functions.aws.database, None, school.town.account)
    assert keywords.find(["vip"], records)["vip"].type is KeywordType.FAMILY


def test_whoever_works_with_families_may_read_them_but_not_change_them(school: School) -> None:
    for permission in ("transactions", "keywords", "tokens"):
        clerk = school.town.member("Kim", permission)
        assert clerk.get(PATH).status == 200
        refused = clerk.ask("PATCH", PATH, {"name": "Moss"}, headers=ANYBODY)
        assert (refused.status, refused.body["permission"]) == (403, "classes")
    assert school.town.member("Lou", "permits").get(PATH).body["permission"] == "classes"


def test_another_customer_changes_nothing(school: School) -> None:
    answer = school.town.dana.ask("PATCH", PATH, {"name": "Moss"}, headers=ANYBODY)
    assert answer.status == 404
    assert school.town.ana.get(PATH).body["name"] == ""
