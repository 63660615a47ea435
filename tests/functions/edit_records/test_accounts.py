"""Accounts on DynamoDB as moto has it: names and values of what is stored are as it takes them."""

from typing import Any

import pytest

from tests.functions.invoking import Functions
from tests.functions.people import Answer
from tests.functions.school import School
from tests.functions.town import Town

PATH = "/v1/families/F0"


@pytest.fixture
def school(town: Town, functions: Functions, monkeypatch: pytest.MonkeyPatch) -> School:
    return School(town, monkeypatch)


def post(school: School, path: str, body: Any, key: str) -> Answer:
    return school.town.ana.ask("POST", f"{PATH}/{path}", body, headers={"Idempotency-Key": key})


def test_an_account_from_the_first_charge_to_a_counter(school: School) -> None:
    charge = {"amount_cents": 7_000, "category": "tuition", "class": "Judo", "student": "S0"}
    first = post(school, "charges", charge, "one")
    assert first.status == 201, first.text
    assert post(school, "charges", charge, "one").body == first.body
    second = post(school, "charges", charge, "two")
    assert second.status == 201, "a person may charge twice"
    paid = post(school, "payments", {"amount_cents": 8_000, "apply": True}, "three")
    assert (paid.status, paid.body["open_cents"]) == (201, 0)

    counter = f"postings/{second.body['id']}/counter"
    assert post(school, counter, {}, "four").status == 409
    assert post(school, counter, {"unlink": True}, "five").status == 201
    found = school.town.ana.get(f"{PATH}/account").body
    assert (found["balance_cents"], len(found["postings"])) == (-1_000, 4)
    audit = school.town.ana.get("/v1/accounts/audit").body
    assert (audit["ok"], audit["problems"], audit["balance_cents"]) == (True, [], -1_000)


def test_tasks_post_and_apply(school: School) -> None:
    def ended(kind: str, **params: Any) -> Any:
        path = school.launched(kind, params)
        school.functions.work()
        return school.task(path)["progress"]

    post(school, "payments", {"amount_cents": 60}, "one")
    for succeeded, skipped in ((3, 0), (0, 3)):
        progress = ended("post_charges", classes=["Judo"])
        assert (progress["succeeded"], progress["skipped"]) == (succeeded, skipped)
    assert ended("apply_credits", families=["F0"])["succeeded"] == 1
    found = school.town.ana.get(f"{PATH}/account").body
    assert (found["balance_cents"], found["unused_cents"]) == (40, 0)
    dropped = ended("drop_enrollments", classes=["Judo"], reason="Not paid", min_due_cents=41)
    assert (dropped["succeeded"], dropped["skipped"]) == (2, 1)
    assert school.town.ana.get("/v1/accounts/audit").body["ok"]
