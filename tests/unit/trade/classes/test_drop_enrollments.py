from dataclasses import replace
from typing import Any

import pytest

from legwork import kinds
from legwork.contracts.params import validated
from legwork.domain.effect import Delete, Put, Update, fold
from legwork.domain.errors import InvalidInput
from legwork.domain.permission import Permission
from legwork.ports import TransactionRefused
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.enrolled import classes_left, drops_key, noted
from legwork.trade.classes.enrollment import Enrollment, EnrollmentStatus, enrollment_key
from legwork.trade.families import selection as selections
from legwork.trade.families import student as students
from legwork.trade.families.selection import Selection, entries
from tests.unit.account import Account
from tests.unit.trade.decisions import TASK, Decisions
from tests.unit.trade.money.homes import codes, has, home, owes, run, school

TODAY = "2027-04-05"


@pytest.fixture
def account() -> Account:
    account = Account()
    school(account, Class(id="JUDO"), Class(id="KARATE"))
    return account


def drop(account: Account, **params: Any) -> Decisions:
    return run(account, "drop_enrollments", **{"classes": ("JUDO",), "reason": "Unpaid", **params})


def found(account: Account, class_id: str = "JUDO", family: str = "F1") -> Enrollment:
    key = enrollment_key(class_id, family, f"S{family[1:]}")
    return enrollments.from_item(class_id, account.records.get([key])[key])


def test_only_where_something_is_due(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO", "KARATE"]})
    home(account, "F2", {"S2": ["JUDO"]})
    owes(account, "F1", 1, due=TODAY)
    decisions = drop(account)
    assert sorted(codes(decisions)) == ["little_due", "succeeded"]
    one = found(account)
    assert (one.status, one.dropped_on, one.drop_reason) == (
        EnrollmentStatus.DROPPED,
        TODAY,
        "Unpaid",
    )
    assert found(account, "KARATE").status is EnrollmentStatus.ACTIVE
    assert decisions.finish().result is not None


@pytest.mark.parametrize(("due", "expected"), [(4_999, "little_due"), (5_000, "succeeded")])
def test_the_amount_due_is_at_least_the_threshold(
    account: Account, due: int, expected: str
) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    owes(account, "F1", due, due=TODAY)
    assert codes(drop(account, min_due_cents=5_000)) == [expected]


def test_what_is_due_later_is_not_due_and_what_is_in_hand_counts(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    owes(account, "F1", 1_000, due="2027-04-06")
    assert codes(drop(account)) == ["little_due"]
    owes(account, "F1", 1_000, due=TODAY)
    has(account, "F1", 1_000)
    assert codes(drop(account)) == ["little_due"]


def test_a_threshold_of_nothing_drops_everybody(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    assert codes(drop(account, min_due_cents=0)) == ["succeeded"]


@pytest.mark.parametrize(
    ("day", "active"), [(TODAY, True), ("2027-04-06", False), ("2027-04-04", True)]
)
def test_a_drop_counts_to_the_end_of_its_day(account: Account, day: str, active: bool) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    drop(account, min_due_cents=0)
    assert found(account).active_on(day) is active


@pytest.mark.parametrize(
    "fields",
    [
        {"status": EnrollmentStatus.FUTURE, "begins_on": "2027-05-01"},
        {"status": EnrollmentStatus.WAITLISTED},
    ],
)
def test_future_and_waitlisted_places_are_dropped_too(
    account: Account, fields: dict[str, Any]
) -> None:
    home(account, "F1", {"S1": ["JUDO"]}, **fields)
    assert codes(drop(account, min_due_cents=0)) == ["succeeded"]
    assert found(account).status is EnrollmentStatus.DROPPED
    assert found(account).dropped_from is fields["status"]


def test_the_outcome_keeps_what_was_dropped(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    owes(account, "F1", 1_250, due=TODAY)
    [verdict] = drop(account).verdicts
    assert verdict.message == "Was active, tuition $70.00; $12.50 due."


def test_what_was_dropped_before_is_left_alone(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    home(account, "F2", {"S2": ["JUDO"]})
    decisions = drop(account, min_due_cents=0, on="2027-05-01")
    assert codes(decisions) == ["succeeded"] * 2
    later = Decisions(
        account, "drop_enrollments", classes=("JUDO",), reason="Again", on="2027-05-02"
    )
    assert later.listed() == []
    later.targets = decisions.targets
    later.run()
    assert codes(later) == ["already_dropped"] * 2


def test_whoever_pays_at_the_last_moment_keeps_the_place(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    owes(account, "F1", 1_000, due=TODAY)
    decisions = Decisions(account, "drop_enrollments", classes=("JUDO",), reason="Unpaid")
    decided = decisions.decide()
    has(account, "F1", 1_000)
    with pytest.raises(TransactionRefused):
        account.commit(fold(effect for one in decided for effect in one.effects))
    decisions.run()
    assert codes(decisions) == ["little_due"]


def mailed(account: Account, *names: str) -> list[str]:
    """The families whom a mailing to some classes goes to."""
    return sorted(one.family for one in entries(Selection(classes=names), account.records))


def test_a_family_leaves_the_mail_list_with_its_last_student(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO", "KARATE"], "S9": ["JUDO"]})
    home(account, "F2", {"S2": ["JUDO"]})
    key = enrollment_key("JUDO", "F1", "S9")
    account.commit([Update(key, set={"status": "dropped"}), noted("JUDO")])
    assert mailed(account, "JUDO") == ["F1", "F2"]
    owes(account, "F1", 1_000, due=TODAY)
    drop(account)
    assert mailed(account, "JUDO") == ["F2"]
    assert mailed(account, "KARATE") == ["F1"]
    assert mailed(account, "JUDO", "KARATE") == ["F1", "F2"]


def test_that_a_class_has_drops_is_written_once(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    drop(account, min_due_cents=0)
    home(account, "F2", {"S2": ["JUDO"]})
    later = drop(account, min_due_cents=0)
    written = {effect.key for one in later.performed for effect in one.effects}
    assert drops_key("JUDO") not in written
    assert mailed(account, "JUDO") == []


def test_two_students_of_a_family_who_are_dropped_at_once_leave_no_line_behind(
    account: Account,
) -> None:
    home(account, "F1", {"S1": ["JUDO"], "S9": ["JUDO"]})
    one, other = (
        Decisions(account, "drop_enrollments", classes=("JUDO",), reason="x", min_due_cents=0)
        for _ in range(2)
    )
    one.targets, other.targets = [one.listed()[0]], [one.listed()[1]]
    decided = [*one.decide(), *other.decide()]
    for each in decided:
        account.commit(each.effects)
    assert mailed(account, "JUDO") == []


def test_the_class_leaves_the_student_and_comes_back_with_a_return(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO", "KARATE"]})
    drop(account, min_due_cents=0)
    student = students.find(["S1"], account.records)["S1"]
    assert classes_left([student], account.records) == {"S1": {"JUDO"}}
    account.commit([Update(enrollment_key("JUDO", "F1", "S1"), set={"status": "active"})])
    assert classes_left([student], account.records) == {"S1": set()}
    assert mailed(account, "JUDO") == ["F1"]


def test_a_class_that_everybody_has_left_is_nobody_to_mail(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    drop(account, min_due_cents=0)
    with pytest.raises(InvalidInput) as refused:
        selections.check(Selection(classes=("JUDO",)), account.records)
    assert [error.field for error in refused.value.errors] == ["classes"]


def test_who_comes_to_make_up_for_a_session_is_not_back_in_the_class(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    drop(account, min_due_cents=0)
    one = replace(
        found(account),
        status=EnrollmentStatus.ACTIVE,
        dropped_on=None,
        makeup="2027-05-03",
        makeup_starts="09:00",
        token="T1",
    )
    account.commit([Put(one.key, enrollments.to_item(one))])
    assert mailed(account, "JUDO") == []


def test_an_enrollment_that_is_gone_is_an_error(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    decisions = Decisions(account, "drop_enrollments", classes=("JUDO",), reason="Unpaid")
    decisions.targets = [*decisions.listed()]
    account.commit([Delete(enrollment_key("JUDO", "F1", "S1"))])
    decisions.run()
    assert codes(decisions) == ["not_found"]


@pytest.mark.parametrize(
    ("params", "field"),
    [({"classes": ("CHESS",)}, "classes"), ({"on": "2027-02-30"}, "on"), ({}, "classes")],
)
def test_what_cannot_be_meant_is_refused_at_launch(
    account: Account, params: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        Decisions(
            account, "drop_enrollments", **{"classes": ("JUDO",), "reason": "x", **params}
        ).check()
    assert [error.field for error in refused.value.errors] == [field]


@pytest.mark.parametrize(
    "params", [{"reason": ""}, {"min_due_cents": -1}, {"classes": []}], ids=str
)
def test_what_cannot_be_is_refused_at_launch(params: dict[str, Any]) -> None:
    kind = kinds.find("drop_enrollments")
    assert kind.permission is Permission.TRANSACTIONS
    with pytest.raises(InvalidInput):
        validated(kind, {"classes": ["JUDO"], "reason": "Unpaid", **params})


def test_the_audit_misses_a_drop(account: Account) -> None:
    home(account, "F1", {"S1": ["JUDO"]})
    decisions = drop(account, min_due_cents=0)
    key = enrollment_key("JUDO", "F1", "S1")
    assert account.records.get([key])[key]["dropped_by"] == TASK
    account.commit([Update(key, remove=("dropped_by",))])
    assert decisions.problems() == ["the ledger says 1 dropped; 0 enrollments say so"]
