from typing import Any

import pytest

from legwork.domain.effect import Update
from legwork.domain.errors import InvalidInput
from legwork.domain.outcome import Outcome
from legwork.trade.classes.class_ import ClassType, class_key
from legwork.trade.classes.makeup_token import tokens_of
from legwork.trade.families.family import family_key
from legwork.trade.mail import sender as senders
from tests.unit.account import Account
from tests.unit.families import class_, enrolled
from tests.unit.trade.decisions import TASK, Decisions


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit(senders.verified("office@parkside.example", default=True))
    account.commit([*class_("A"), *class_("B"), *class_("C")])
    account.commit(enrolled("A", "F1", "S1", "S2", email="one@example.com"))
    account.commit(enrolled("B", "F1", "S1", "S2", email="one@example.com"))
    account.commit(enrolled("B", "F2", "S3", email="two@example.com"))
    account.commit(enrolled("B", "F3", "S4", email="three@example.com", makeup="2027-05-03"))
    return account


def giving(account: Account, **params: Any) -> Decisions:
    return Decisions(account, "generate_makeup_tokens", **params)


def held(account: Account) -> dict[str, int]:
    students = {f"S{n}": len([*tokens_of(f"S{n}", account.records)]) for n in range(1, 5)}
    return {name: count for name, count in students.items() if count}


@pytest.mark.parametrize(
    ("selection", "given"),
    [
        ({"classes": ["A"]}, {"S1": 1, "S2": 1}),
        ({"classes": ["A", "B"]}, {"S1": 1, "S2": 1, "S3": 1}),
        ({"students": ["S4", "S1"]}, {"S1": 1, "S4": 1}),
        ({"classes": ["A"], "students": ["S1", "S3"], "count": 2}, {"S1": 2, "S2": 2, "S3": 2}),
    ],
)
def test_each_student_gets_them_once(
    account: Account, selection: dict[str, Any], given: dict[str, int]
) -> None:
    decisions = giving(account, **selection)
    decisions.check()
    decisions.run()
    assert held(account) == given
    assert decisions.tallies == {"tokens": sum(given.values())}
    assert sorted(decisions.kind.label(decisions.params, t) for t in decisions.targets) == [*given]
    assert decisions.problems() == []


def test_students_of_a_camp_get_them_like_those_of_a_class(account: Account) -> None:
    """generate_makeup_tokens: also for camps, with the limit per student and the message."""
    account.commit([Update(class_key("A"), set={"type": ClassType.CAMP.value})])
    decisions = giving(account, classes=["A", "B"], count=2, notify=True)
    decisions.check()
    decisions.run()
    assert held(account) == {"S1": 2, "S2": 2, "S3": 2}
    notices = [notice for one in decisions.performed for notice in one.notices]
    assert {notice.to for notice in notices} == {"one@example.com", "two@example.com"}
    assert decisions.problems() == []
    again = giving(account, classes=["A"], count=2, limit=3)
    again.targets = [*again.listed()]
    assert [one.verdict.code for one in again.decide()] == ["limit"] * 2


def test_it_goes_on_behind_any_student(account: Account) -> None:
    decisions = giving(account, classes=["A", "B"], students=["S4"])
    whole = decisions.listed()
    assert [*whole] == sorted(set(whole))
    for place, key in enumerate(whole):
        assert decisions.listed(after=key) == [*whole[place + 1 :]]


def test_a_token_says_what_it_is_good_for(account: Account) -> None:
    giving(account, students=["S3"], expires_on="2027-12-31", location="Pool", reason="Storm").run()
    (token,) = tokens_of("S3", account.records)
    assert (token.expires_on, token.location, token.reason) == ("2027-12-31", "Pool", "Storm")
    assert token.made_by == TASK


@pytest.mark.parametrize(("override", "code"), [(False, "limit"), (True, "")])
def test_over_the_limit_a_student_is_skipped_unless_it_is_lifted(
    account: Account, override: bool, code: str
) -> None:
    params = {"students": ["S3"], "count": 2}
    giving(account, **params).run()
    # Another task, of another id, would make other tokens.
    again = giving(account, **{**params, "override": override, "limit": 3})
    again.targets = [*again.listed()]
    verdicts = [one.verdict for one in again.decide()]
    assert [verdict.code for verdict in verdicts] == [code]
    if not override:
        assert verdicts[0].outcome is Outcome.SKIPPED
        assert "Holds 2 of 3 already" in verdicts[0].message


def test_families_are_told_if_asked(account: Account) -> None:
    account.commit([Update(family_key("F2"), set={"email": "two"})])
    decisions = giving(account, classes=["B"], notify=True, expires_on="2027-12-31", reason="Storm")
    decisions.check()
    decisions.run()
    notices = [notice for one in decisions.performed for notice in one.notices]
    assert [notice.to for notice in notices] == ["one@example.com"] * 2
    write = decisions.kind.message
    assert write is not None
    mail = write(decisions.params, notices[0], "")
    assert "a makeup token, good until Friday, 31 December 2027." in mail.text
    assert "Storm" in mail.text
    assert mail.sender == "office@parkside.example"
    assert mail.unsubscribe is None
    untold = [v for v in decisions.verdicts if v.outcome is Outcome.WARNING]
    assert [verdict.code for verdict in untold] == ["not_told"]
    assert held(account)["S3"] == 1


def test_nobody_is_told_unless_asked(account: Account) -> None:
    decisions = giving(account, classes=["B"])
    decisions.run()
    assert [one.notices for one in decisions.performed] == [[], [], []]


@pytest.mark.parametrize(
    ("params", "field", "says"),
    [
        ({}, "classes", "nobody is chosen"),
        ({"classes": ["X"]}, "classes", "there is no 'X'"),
        ({"students": ["S1", "X", "Y"]}, "students", "there is no 'X', 'Y'"),
        ({"classes": ["C"]}, "classes", "nobody is enrolled"),
        ({"classes": ["A"], "expires_on": "2027-04-04"}, "expires_on", "in the past"),
        ({"classes": ["A"], "expires_on": "2027-02-30"}, "expires_on", "is no day"),
        ({"classes": ["A"], "count": 4}, "count", "above the limit"),
        ({"classes": ["A"], "notify": True, "sender": "x@y.example"}, "sender", "not a verified"),
    ],
)
def test_what_is_refused_at_launch(
    account: Account, params: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        giving(account, **params).check()
    assert [error.field for error in refused.value.errors] == [field]


def test_an_unknown_student_is_an_error(account: Account) -> None:
    decisions = giving(account, students=["S3"])
    decisions.targets = ["0#F2#gone"]
    assert [one.verdict.code for one in decisions.decide()] == ["not_found"]


def test_verify_finds_a_token_that_is_gone(account: Account) -> None:
    decisions = giving(account, students=["S3"])
    decisions.run()
    key = next(key for key in account.database.records.rows if key.sort.startswith("TOKEN#"))
    del account.database.records.rows[key]
    assert decisions.problems() == ["1 tokens of 1 are not there"]
