from typing import Any

import pytest

from legwork import kinds
from legwork.contracts.params import validated
from legwork.domain.effect import Delete, Update, fold
from legwork.domain.errors import InvalidInput
from legwork.ports import TransactionRefused
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.enrollment import EnrollmentStatus
from legwork.trade.families.family import family_key
from legwork.trade.families.student import student_key
from legwork.trade.money.posting import posting_key
from tests.unit.account import Account
from tests.unit.trade.decisions import Decisions
from tests.unit.trade.money.homes import codes, has, home, owes, posted, run, school

TODAY, YESTERDAY = "2027-04-05", "2027-04-04"


@pytest.fixture
def account() -> Account:
    account = Account()
    school(account, Class(id="JUDO"), Class(id="KARATE"))
    home(account, "F1", {"S1": ["JUDO", "KARATE"], "S2": ["JUDO"]})
    return account


def late(account: Account, **params: Any) -> Decisions:
    given = {"families": ("F1",), "amount_cents": 500, **params}
    return run(account, "post_late_charges", **given)


def fees(account: Account, family: str = "F1") -> list[tuple[int, str, str]]:
    found = (one for one in posted(account, family) if one.category == "late_fee")
    return sorted((one.amount_cents, one.class_id, one.student) for one in found)


def overdue_twice(account: Account) -> None:
    owes(account, "F1", 1_000, due=YESTERDAY, class_id="JUDO", student="S1")
    owes(account, "F1", 1_000, due="2027-03-01", class_id="KARATE", student="S1")
    owes(account, "F1", 1_000, due=TODAY, class_id="JUDO", student="S2")


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        ("family", [(500, "", "")]),
        ("active_student", [(1_000, "", "")]),
        ("overdue_charge", [(1_000, "", "")]),
        ("student", [(500, "", "S1")]),
        ("student_class", [(500, "JUDO", "S1"), (500, "KARATE", "S1")]),
    ],
)
def test_it_is_flat_or_times_what_is_counted_or_one_each(
    account: Account, per: str, expected: list[tuple[int, str, str]]
) -> None:
    overdue_twice(account)
    decisions = late(account, per=per, due_day="2027-04-15", note="April")
    assert codes(decisions) == ["succeeded"]
    assert fees(account) == expected
    [one, *_] = [one for one in posted(account) if one.category == "late_fee"]
    assert (one.day, one.due_day, one.note) == (TODAY, "2027-04-15", "April")


def test_no_late_charge_is_due_before_it_is_charged(account: Account) -> None:
    owes(account, "F1", 1_000, due=YESTERDAY)
    given = {"families": ("F1",), "amount_cents": 500, "due_day": "2027-04-01"}
    Decisions(account, "post_late_charges", **given).run()
    [one] = [one for one in posted(account) if one.category == "late_fee"]
    assert (one.day, one.due_day) == (TODAY, TODAY)


@pytest.mark.parametrize("per", ["student", "student_class"])
def test_what_is_overdue_for_a_family_is_no_student_s(account: Account, per: str) -> None:
    owes(account, "F1", 1_000, due=YESTERDAY)
    assert codes(late(account, per=per)) == ["not_overdue"]
    owes(account, "F1", 1_000, due=YESTERDAY, class_id="JUDO", student="S1")
    assert codes(late(account, per=per)) == ["succeeded"]
    assert [student for _, _, student in fees(account)] == ["S1"]


def test_who_has_left_is_no_active_student(account: Account) -> None:
    home(
        account,
        "F2",
        {"S3": ["JUDO"]},
        status=EnrollmentStatus.DROPPED,
        dropped_on=YESTERDAY,
    )
    owes(account, "F2", 1_000, due=YESTERDAY)
    decisions = late(account, families=("F2",), per="active_student")
    assert codes(decisions) == ["nobody_active"]


def test_a_student_who_is_not_active_does_not_count(account: Account) -> None:
    account.commit([Update(student_key("S2"), set={"active": False})])
    overdue_twice(account)
    late(account, per="active_student")
    assert fees(account) == [(500, "", "")]


@pytest.mark.parametrize(("due", "eligible"), [(YESTERDAY, True), (TODAY, False)])
def test_overdue_is_what_was_due_before_the_day(account: Account, due: str, eligible: bool) -> None:
    owes(account, "F1", 1_000, due=due)
    if eligible:
        assert codes(late(account)) == ["succeeded"]
        return
    with pytest.raises(InvalidInput, match="nobody in this selection has an overdue charge"):
        late(account)
    assert codes(late(account, day="2027-04-06")) == ["succeeded"]


def test_any_overdue_charge_or_one_chosen_category_makes_late(account: Account) -> None:
    owes(account, "F1", 1_000, due=YESTERDAY, category="costume")
    with pytest.raises(InvalidInput):
        late(account, overdue_category="tuition")
    assert codes(late(account, overdue_category="costume")) == ["succeeded"]


def test_a_late_charge_is_not_charged_for_late_unless_chosen(account: Account) -> None:
    owes(account, "F1", 1_000, due=YESTERDAY, category="late_fee")
    with pytest.raises(InvalidInput):
        late(account)
    assert codes(late(account, overdue_category="late_fee")) == ["succeeded"]


def test_what_is_in_hand_counts_as_paid(account: Account) -> None:
    owes(account, "F1", 1_000, due=YESTERDAY)
    has(account, "F1", 1_000)
    assert codes(late(account)) == ["not_overdue"]
    owes(account, "F1", 99, due=YESTERDAY)
    assert codes(late(account, min_overdue_cents=100)) == ["not_overdue"]
    assert codes(late(account, min_overdue_cents=99)) == ["succeeded"]


def test_a_second_run_within_the_look_back_is_skipped_unless_forced(account: Account) -> None:
    overdue_twice(account)
    first = late(account)
    for day, params, expected in (
        (TODAY, {}, "duplicate"),
        ("2027-05-04", {}, "duplicate"),
        (TODAY, {"force": True}, "succeeded"),
        ("2027-05-05", {}, "succeeded"),
    ):
        again = Decisions(
            account,
            "post_late_charges",
            **{"families": ("F1",), "amount_cents": 500, "day": day, **params},
        )
        again.task = f"{day}{params}"
        again.targets = first.targets
        again.run()
        assert codes(again) == [expected]


def test_of_two_tasks_over_one_family_at_once_one_decides_again(account: Account) -> None:
    overdue_twice(account)
    slow = Decisions(account, "post_late_charges", families=("F1",), amount_cents=500)
    slow.task = "slow"
    decided = slow.decide()
    late(account)
    with pytest.raises(TransactionRefused):
        account.commit(fold(effect for one in decided for effect in one.effects))
    slow.run()
    assert codes(slow) == ["duplicate"]
    assert len(fees(account)) == 1


def test_families_omitted_from_tuition_are_skipped_with_a_note(account: Account) -> None:
    home(account, "F2", {"S3": ["JUDO"]}, omit_from=("tuition",))
    owes(account, "F2", 1_000, due=YESTERDAY)
    assert codes(late(account, families=("F2",))) == ["omitted"]


def test_a_family_that_is_gone_is_an_error(account: Account) -> None:
    overdue_twice(account)
    decisions = Decisions(account, "post_late_charges", families=("F1",), amount_cents=500)
    decisions.targets = [*decisions.listed()]
    account.commit([Delete(family_key("F1"))])
    decisions.run()
    assert codes(decisions) == ["not_found"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"day": "2027-02-30"}, "day"),
        ({"day": "2027-04-05", "due_day": "2027-04-04"}, "due_day"),
        ({"families": ("F9",)}, "families"),
        ({"families": (), "everyone": True}, "everyone"),
        ({}, "families"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_launch(
    account: Account, params: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        late(account, **params)
    assert [error.field for error in refused.value.errors] == [field]


@pytest.mark.parametrize(
    "params", [{"amount_cents": -1}, {"amount_cents": 0}, {"per": "pupil"}], ids=str
)
def test_what_cannot_be_is_refused_at_launch(params: dict[str, Any]) -> None:
    given = {"everyone": True, "amount_cents": 1, **params}
    with pytest.raises(InvalidInput):
        validated(kinds.find("post_late_charges"), given)


def test_the_audit_misses_a_posting(account: Account) -> None:
    overdue_twice(account)
    decisions = late(account)
    [one] = [one for one in posted(account) if one.category == "late_fee"]
    account.commit([Delete(posting_key("F1", one.id))])
    assert decisions.problems() == ["1 families are posted to in the ledger, but have no posting"]
