from typing import Any

import pytest

from legwork.domain.effect import Put, Update
from legwork.domain.errors import InvalidInput
from legwork.domain.outcome import Outcome, Verdict
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.class_ import Class, ClassType, class_entry, class_key
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.instructor import Instructor, instructor_key
from legwork.trade.classes.rules.quick_editing import MARKS
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import family_entry, family_key
from legwork.trade.families.student import student_entry
from tests.unit.account import Account
from tests.unit.families import enrolled
from tests.unit.trade.decisions import TASK, Decisions


def class_of(name: str, **said: Any) -> list[Any]:
    one = Class(id=name, title=f"Judo {name}", **said)
    return [Put(class_key(name), classes.to_item(one)), *class_entry(name, one.title).put()]


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit(class_of("A", instructor="ana", keywords=("beginners",), tuition_cents=6_000))
    account.commit(class_of("B", active=False, keywords=("beginners", "x")))
    account.commit(class_of("C", type=ClassType.CAMP))
    for name, has in (("ana", ("A",)), ("ben", ())):
        one = Instructor(id=name, classes=has)
        account.commit([Put(instructor_key(name), instructors.to_item(one))])
    account.commit(enrolled("A", "F1", "S1", "S2", email="one@example.com"))
    account.commit(enrolled("A", "F2", "S3", email="two@example.com"))
    for number in (1, 2):
        account.commit(family_entry(f"F{number}", "").put())
    for number in (1, 2, 3):
        account.commit(student_entry(f"S{number}").put())
    return account


def editing(account: Account, what: str = "classes", **params: Any) -> Decisions:
    return Decisions(account, "quick_edit", what=what, **params)


def said(decisions: Decisions) -> dict[str, Verdict]:
    return {
        decisions.kind.label(decisions.params, target): verdict
        for target, verdict in zip(decisions.targets, decisions.verdicts, strict=True)
    }


def class_named(account: Account, name: str) -> Class:
    return classes.find([name], account.records)[name]


def test_each_field_is_a_value_or_do_not_change(account: Account) -> None:
    """Rule: per field "do not change" or a value."""
    decisions = editing(account, ids=["A", "B"], location="Pool", capacity=12)
    decisions.check()
    decisions.run()
    assert said(decisions) == {"A": Verdict(), "B": Verdict()}
    for name, active in (("A", True), ("B", False)):
        found = class_named(account, name)
        assert (found.location, found.capacity, found.active) == ("Pool", 12, active)
    assert class_named(account, "A").tuition_cents == 6_000
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == "2 classes changed, 0 unchanged, 0 errors."
    assert decisions.problems() == []


def test_a_field_can_be_cleared(account: Account) -> None:
    editing(account, ids=["A"], clear=["instructor", "tuition_cents"]).run()
    found = class_named(account, "A")
    assert (found.instructor, found.tuition_cents) == (None, None)
    assert instructors.find(["ana"], account.records)["ana"].classes == ()


def test_what_is_so_already_is_skipped(account: Account) -> None:
    first = editing(account, ids=["A"], location="Pool")
    first.run()
    again = editing(account, ids=["A"], location="Pool", active=True)
    again.run()
    assert said(again)["A"].code == "unchanged"


def test_billing_cannot_be_disabled_on_an_inactive_class(account: Account) -> None:
    """Rule: billing cannot be disabled on an inactive class (error)."""
    decisions = editing(account, ids=["A", "B"], billing_enabled=False)
    decisions.run()
    assert said(decisions) == {
        "A": Verdict(),
        "B": Verdict(
            Outcome.ERROR,
            "billing_enabled",
            "Billing cannot be disabled on an inactive class: make it active.",
        ),
    }
    assert class_named(account, "B").billing_enabled
    both = editing(account, ids=["B"], billing_enabled=False, active=True)
    both.run()
    assert said(both) == {"B": Verdict()}


def test_changing_tuition_with_active_enrollments_warns_with_their_number(
    account: Account,
) -> None:
    """Rule: changing tuition with active enrollments warns with their number."""
    waiting = Enrollment(
        class_id="A",
        student="S9",
        family="F9",
        enrolled_day=0,
        tuition_cents=0,
        status=enrollments.EnrollmentStatus.WAITLISTED,
    )
    account.commit([Put(waiting.key, enrollments.to_item(waiting))])
    decisions = editing(account, ids=["A", "B"], tuition_cents=7_000)
    decisions.run()
    verdicts = said(decisions)
    assert verdicts["A"] == Verdict(
        Outcome.WARNING, "enrolled", "3 active enrollments keep the tuition that they have."
    )
    assert verdicts["B"].outcome is Outcome.SUCCEEDED
    assert class_named(account, "A").tuition_cents == 7_000
    other = editing(account, ids=["A"], location="Pool")
    other.run()
    assert said(other)["A"].outcome is Outcome.SUCCEEDED


def test_an_instructor_and_the_classes_know_of_each_other(account: Account) -> None:
    decisions = editing(account, ids=["A", "B"], instructor="ben")
    decisions.check()
    decisions.run()
    people = instructors.find(["ana", "ben"], account.records)
    assert (people["ana"].classes, sorted(people["ben"].classes)) == ((), ["A", "B"])
    found = decisions.found()
    assert {(target.affinity, target.writes) for target in found} == {("all", 3)}


def test_who_stopped_teaching_meanwhile_is_an_error(account: Account) -> None:
    decisions = editing(account, ids=["A"], instructor="ben")
    gone = Instructor(id="ben", active=False)
    account.commit([Put(instructor_key("ben"), instructors.to_item(gone))])
    decisions.run()
    assert said(decisions)["A"].code == "instructor"


def test_ages_stay_the_right_way_round(account: Account) -> None:
    editing(account, ids=["A"], age_min=9).run()
    decisions = editing(account, ids=["A"], age_max=6)
    decisions.run()
    assert said(decisions)["A"].code == "age_max"


def test_camps_are_edited_like_classes(account: Account) -> None:
    decisions = editing(account, "camps", everyone=True, capacity=5)
    decisions.check()
    decisions.run()
    assert [*said(decisions)] == ["C"]
    assert class_named(account, "C").capacity == 5


def test_by_keyword_and_everyone(account: Account) -> None:
    assert names(editing(account, keywords=["beginners"], active=True)) == ["A", "B"]
    assert names(editing(account, keywords=["x"], active=True)) == ["B"]
    assert names(editing(account, everyone=True, active=True)) == ["A", "B"]
    assert names(editing(account, "students", everyone=True, active=False)) == ["S1", "S2", "S3"]


def names(decisions: Decisions) -> list[str]:
    decisions.check()
    return sorted(decisions.kind.label(decisions.params, target) for target in decisions.listed())


def test_students_and_families_of_classes(account: Account) -> None:
    decisions = editing(account, "students", in_classes=["A"], active=False)
    assert names(decisions) == ["S1", "S2", "S3"]
    decisions.run()
    assert {one.active for one in students.find(["S1", "S2", "S3"], account.records).values()} == {
        False
    }
    assert decisions.problems() == []
    of_families = editing(account, "families", in_classes=["A"], omit_from=["tuition"])
    assert names(of_families) == ["F1", "F2"]
    of_families.run()
    found = families.find(["F1", "F2"], account.records)
    assert {one.omit_from for one in found.values()} == {("tuition",)}
    none = editing(account, "families", ids=["F1"], omit_from=[])
    none.run()
    assert families.find(["F1"], account.records)["F1"].omit_from == ()


def test_what_became_something_else_or_is_gone_meanwhile(account: Account) -> None:
    decisions = editing(account, ids=["A", "B"], capacity=5)
    decisions.targets = [*decisions.listed()]
    account.commit(class_of("A", type=ClassType.CAMP))
    rows = account.database.records.rows
    del rows[next(key for key in rows if key.partition.endswith("CLASS#B"))]
    decisions.run()
    codes = {name: verdict.code for name, verdict in said(decisions).items()}
    assert codes == {"A": "other_type", "B": "not_found"}


@pytest.mark.parametrize(
    ("what", "params", "field"),
    [
        ("classes", {"ids": ["A"]}, "active"),
        ("classes", {"active": True}, "ids"),
        ("classes", {"active": True, "ids": ["A"], "everyone": True}, "everyone"),
        ("classes", {"active": True, "ids": ["Z"]}, "ids"),
        ("classes", {"active": True, "ids": ["C"]}, "ids"),
        ("camps", {"active": True, "ids": ["A"]}, "ids"),
        ("classes", {"active": True, "in_classes": ["A"]}, "in_classes"),
        ("students", {"active": True, "in_classes": ["Z"]}, "in_classes"),
        ("students", {"active": True, "in_classes": ["B"]}, "in_classes"),
        ("classes", {"active": True, "keywords": ["y"]}, "keywords"),
        ("students", {"capacity": 5, "ids": ["S1"]}, "capacity"),
        ("families", {"clear": ["capacity"], "ids": ["F1"]}, "capacity"),
        ("classes", {"instructor": "zoe", "ids": ["A"]}, "instructor"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    account: Account, what: str, params: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        editing(account, what, **params).check()
    assert [error.field for error in refusal.value.errors] == [field]


@pytest.mark.parametrize(
    ("what", "params"),
    [
        ("classes", {"everyone": True}),
        ("classes", {"ids": ["A", "B"]}),
        ("students", {"in_classes": ["A"]}),
        ("families", {"in_classes": ["A"]}),
        ("students", {"everyone": True}),
    ],
)
def test_it_goes_on_behind_any_target(account: Account, what: str, params: dict[str, Any]) -> None:
    decisions = editing(account, what, active=False, **params)
    whole = [*decisions.listed()]
    assert whole == sorted(set(whole))
    for place, key in enumerate(whole):
        assert [*decisions.listed(after=key)] == whole[place + 1 :]


def test_a_record_keeps_the_marks_of_the_last_tasks(account: Account) -> None:
    editing(account, ids=["A"], capacity=1).run()
    key = class_key("A")
    item = account.records.get([key])[key]
    assert item["edited_by"] == [TASK]
    account.commit([Put(key, {**item, "edited_by": [str(n) for n in range(MARKS)]})])
    decisions = editing(account, ids=["A"], capacity=2)
    decisions.run()
    assert account.records.get([key])[key]["edited_by"] == [*map(str, range(1, MARKS)), TASK]
    assert decisions.problems() == []
    lost = editing(account, ids=["B"], capacity=2)
    lost.targets = [*lost.listed()]
    lost.performed = lost.decide()
    assert lost.problems() == ["1 of 1 records do not bear the mark of the task"]


def test_what_the_directory_lacks_is_not_entered_half(account: Account) -> None:
    key = class_key("A")
    item = dict(account.records.get([key])[key])
    del item["listed"]
    account.commit([Put(key, item)])
    decisions = editing(account, ids=["A"], capacity=1)
    decisions.run()
    assert "listed" not in account.records.get([key])[key]


def test_what_is_wrong_with_a_family_already_is_no_obstacle(account: Account) -> None:
    two = [{"name": name, "primary": True} for name in ("Ann", "Bo")]
    account.commit([Update(family_key("F1"), set={"guardians": two})])
    decisions = editing(account, "families", ids=["F1"], active=False)
    decisions.run()
    assert said(decisions)["F1"].outcome is Outcome.SUCCEEDED
    assert families.find(["F1"], account.records)["F1"].active is False
