import json
from collections.abc import Sequence
from typing import Any

import pytest

from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.enrollment import Enrollment, EnrollmentStatus, enrollment_key
from legwork.trade.families import student as students
from legwork.trade.mail.audience import listed
from legwork.trade.money.account import guard_of
from legwork.trade.money.api.records import transfers
from tests.unit.account import Account
from tests.unit.api.asking import Answer, ask, event, set_up
from tests.unit.trade.money.books import history, opened, problems
from tests.unit.trade.money.homes import has, home, owes, school
from tests.unit.trade.money.test_calls import call

PATH = "/v1/classes/JUDO/enrollments/S1/transfer"
BOTH = ("classes", "transactions")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    account = Account()
    school(account, Class(id="JUDO"), meetings=["2025-01-06"])
    school(account, Class(id="KARATE", tuition_cents=9_000), meetings=["2025-01-06"])
    home(account, "F1", {"S1": ["JUDO"]})
    home(account, "F2", {"S2": ["JUDO", "KARATE"]})
    set_up(monkeypatch, account)
    return account


def transfer(
    body: Any = None, *, path: str = PATH, key: str = "key-1", groups: Sequence[str] = BOTH
) -> Answer:
    made = event("POST", path, body=json.dumps(body or {"class": "KARATE"}), groups=groups)
    made["headers"]["idempotency-key"] = key
    return ask(transfers.calls, made)


def place(account: Account, class_id: str) -> Enrollment:
    key = enrollment_key(class_id, "F1", "S1")
    return enrollments.from_item(class_id, account.records.get([key])[key])


def test_the_student_changes_classes_at_the_end_of_a_day(account: Account) -> None:
    answer = transfer({"class": "KARATE", "on": "2026-03-31"})
    assert (answer.status, answer.body["left"], answer.body["class"]) == (200, "JUDO", "KARATE")
    old, new = place(account, "JUDO"), place(account, "KARATE")
    for day, where in (("2026-03-31", old), ("2026-04-01", new)):
        assert [one for one in (old, new) if one.active_on(day)] == [where]
    assert (new.tuition_cents, new.enrolled_day) == (9_000, 450)
    assert old.drop_reason == "Transferred to KARATE"
    assert students.find(["S1"], account.records)["S1"].classes == ("JUDO", "KARATE")
    every = (one for bucket in range(8) for one in listed("KARATE", bucket, account.records))
    assert {one.family for one in every} == {"F1", "F2"}


def test_it_makes_a_new_charge_and_applies_its_payments_anew(account: Account) -> None:
    old = owes(account, "F1", 7_000, class_id="JUDO", student="S1")
    kept = owes(account, "F1", 100, class_id="JUDO", student="S2", category="costume")
    paid = has(account, "F1", 7_500)
    call("POST", "/v1/families/F1/payments", {"amount_cents": 1, "apply": True}, key="apply")
    [new] = transfer().body["charges"]
    assert (new["amount_cents"], new["class"], new["category"]) == (9_000, "KARATE", "tuition")
    books = history(account)
    assert old in books.countered
    assert kept not in books.countered
    assert books.payments_of(new["id"])[paid] == 6_999
    assert sum(books.payments_of(new["id"]).values()) == 7_000
    guards = opened(account).account.charged
    assert guards[guard_of("tuition", "KARATE", "S1")].posting == new["id"]
    assert guard_of("tuition", "JUDO", "S1") not in guards
    assert problems(account) == []


def test_what_is_left_of_the_payments_is_unused(account: Account) -> None:
    owes(account, "F1", 7_000, class_id="JUDO", student="S1")
    body = {"amount_cents": 7_000, "apply": True}
    call("POST", "/v1/families/F1/payments", body, key="pay")
    [new] = transfer({"class": "KARATE", "amount_cents": 4_000}).body["charges"]
    assert (new["amount_cents"], new["open_cents"]) == (4_000, 0)
    assert opened(account).account.free_cents == 3_000
    assert opened(account).account.balance_cents == -3_000
    assert problems(account) == []


def test_a_charge_for_something_else_costs_the_same(account: Account) -> None:
    owes(account, "F1", 2_500, class_id="JUDO", student="S1", category="costume")
    [new] = transfer({"class": "KARATE", "amount_cents": 4_000}).body["charges"]
    assert new["amount_cents"] == 2_500


def test_a_repeated_call_transfers_once(account: Account) -> None:
    owes(account, "F1", 7_000, class_id="JUDO", student="S1")
    assert transfer().body == transfer().body
    assert len(history(account).postings) == 3
    assert transfer(key="another").status == 400, "the student has a place there already"


def test_a_place_that_was_dropped_is_taken_again(account: Account) -> None:
    assert transfer({"class": "KARATE", "on": "2026-03-31"}).status == 200
    back = "/v1/classes/KARATE/enrollments/S1/transfer"
    assert transfer({"class": "JUDO", "on": "2026-04-15"}, path=back, key="back").status == 200
    assert place(account, "JUDO").status is EnrollmentStatus.FUTURE
    assert place(account, "KARATE").dropped_on == "2026-04-15"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (PATH.replace("S1", "S9"), {"class": "KARATE"}, 404),
        (PATH.replace("JUDO", "CHESS"), {"class": "KARATE"}, 404),
        (PATH, {"class": "CHESS"}, 400),
        (PATH, {"class": "JUDO"}, 400),
        (PATH.replace("S1", "S2"), {"class": "KARATE"}, 400),
        (PATH, {"class": "KARATE", "on": "2026-02-30"}, 400),
        (PATH, {"on": "2026-02-28"}, 400),
    ],
)
def test_what_cannot_be_is_refused(
    account: Account, path: str, body: dict[str, Any], status: int
) -> None:
    assert transfer(body, path=path).status == status


def test_where_something_was_charged_it_needs_both_permissions(account: Account) -> None:
    assert transfer(groups=("transactions",)).status == 403
    owes(account, "F1", 7_000, class_id="JUDO", student="S1")
    assert transfer(groups=("classes",)).status == 403
    other = PATH.replace("S1", "S2").replace("JUDO", "KARATE")
    assert transfer({"class": "CHESS"}, path=other, groups=("classes",)).status == 400
    school(account, Class(id="CHESS"))
    assert transfer({"class": "CHESS"}, path=other, groups=("classes",)).status == 200
