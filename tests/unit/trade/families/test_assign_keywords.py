"""Keywords are typed, added and removed; what has them already, or has none, is skipped."""

from collections.abc import Iterable
from typing import Any

import pytest

from legwork.domain.directory import Entry
from legwork.domain.effect import Effect, Put, Update
from legwork.domain.errors import InvalidInput
from legwork.ports import TransactionRefused
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.class_ import Class, ClassType, class_entry, class_key
from legwork.trade.classes.instructor import Instructor, instructor_entry, instructor_key
from legwork.trade.families import family as families
from legwork.trade.families import keyword as keywords
from legwork.trade.families import saved_list
from legwork.trade.families import student as students
from legwork.trade.families.family import family_key
from legwork.trade.families.keyword import KEYWORDS_LIMIT, KeywordType, keyword_key
from legwork.trade.families.saved_list import SavedList, list_key
from tests.unit.account import Account
from tests.unit.families import enrolled
from tests.unit.trade.decisions import Decisions


def class_of(name: str, type_: ClassType = ClassType.CLASS) -> Iterable[Effect]:
    yield Put(class_key(name), classes.to_item(Class(id=name, type=type_)))
    yield from class_entry(name, f"Title of {name}").put()


def instructor(name: str) -> Iterable[Effect]:
    yield Put(instructor_key(name), instructors.to_item(Instructor(id=name, name=f"Dr {name}")))
    yield from instructor_entry(name, f"Dr {name}").put()


def listed(name: str, type_: KeywordType, *ids: str) -> Effect:
    one = SavedList(id=name, type=type_, ids=ids)
    return Put(list_key(name), saved_list.to_item(one))


@pytest.fixture
def account() -> Account:
    """Four families in class A, one of them also in B; a camp; two who teach."""
    account = Account()
    account.commit([*class_of("A"), *class_of("B"), *class_of("C", ClassType.CAMP)])
    account.commit([*instructor("T1"), *instructor("T2")])
    for n in range(4):
        email = f"home{n // 2}@example.com" if n else ""
        account.commit(enrolled("A", f"F{n}", f"S{n}", f"S{n} b", email=email))
    account.commit(enrolled("B", "F4", "S4", email="home4@example.com"))
    account.commit(
        [
            listed("chosen", KeywordType.FAMILY, "F1", "F3", "gone"),
            listed("pupils", KeywordType.STUDENT, "S4"),
            listed("camps", KeywordType.CAMP, "C", "A"),
        ]
    )
    account.commit(keywords.use(["sport"], KeywordType.CLASS, ()))
    return account


def filing(account: Account, of: str, *names: str, **params: Any) -> Decisions:
    given = {"type": of, "keywords": [*names] or ["vip"], **params}
    return Decisions(account, "assign_keywords", **given)


def whose(account: Account, of: str, **params: Any) -> list[str]:
    decisions = filing(account, of, **params)
    decisions.check()
    targets = decisions.listed()
    assert [*targets] == sorted(set(targets))
    for place, key in enumerate(targets):
        assert [*decisions.listed(key)] == [*targets[place + 1 :]]
    return sorted(decisions.kind.label(decisions.params, key) for key in targets)


FAMILIES = [f"F{n}" for n in range(5)]
PUPILS = [f"S{n}" for n in range(5)] + [f"S{n} b" for n in range(4)]


@pytest.mark.parametrize(
    ("of", "params", "found"),
    [
        ("family", {"everyone": True}, FAMILIES),
        ("family", {"classes": ["B"]}, ["F4"]),
        ("family", {"classes": ["A"], "families": ["F4", "F1"]}, FAMILIES),
        ("family", {"lists": ["chosen"]}, ["F1", "F3"]),
        ("student", {"everyone": True}, sorted(PUPILS)),
        ("student", {"classes": ["B"]}, ["S4"]),
        ("student", {"families": ["F1"], "students": ["S0 b"]}, ["S0 b", "S1", "S1 b"]),
        ("student", {"lists": ["pupils"]}, ["S4"]),
        ("staff", {"everyone": True}, ["T1", "T2"]),
        ("staff", {"staff": ["T2"]}, ["T2"]),
        ("class", {"everyone": True}, ["A", "B"]),
        ("class", {"classes": ["B", "A"]}, ["A", "B"]),
        ("camp", {"everyone": True}, ["C"]),
        ("camp", {"lists": ["camps"]}, ["C"]),
    ],
)
def test_records_of_every_type_are_chosen_in_the_same_ways(
    account: Account, of: str, params: dict[str, Any], found: list[str]
) -> None:
    assert whose(account, of, **params) == found


@pytest.mark.parametrize("of", ["family", "student", "staff", "class", "camp"])
def test_a_keyword_is_added_and_removed_and_each_again_is_skipped(
    account: Account, of: str
) -> None:
    first = filing(account, of, "vip", everyone=True)
    first.check()
    assert {verdict.code for verdict in first.run()} == {""}
    assert first.problems() == []
    assert {one.code for one in filing(account, of, everyone=True).run()} == {"has_already"}
    assert whose(account, of, keywords=["new"], having=["vip"])
    removing = filing(account, of, everyone=True, action="remove")
    removing.check()
    assert {verdict.code for verdict in removing.run()} == {""}
    again = filing(account, of, everyone=True, action="remove")
    assert {verdict.code for verdict in again.run()} == {"has_not"}


def test_those_that_have_a_keyword_can_be_chosen_by_it(account: Account) -> None:
    filing(account, "student", "swimmer", students=["S2", "S4"]).run()
    assert whose(account, "student", keywords=["medal"], having=["swimmer"]) == ["S2", "S4"]
    filing(account, "family", "donor", families=["F0"]).run()
    assert whose(account, "family", keywords=["board"], having=["donor"]) == ["F0"]


def test_only_what_is_lacking_is_added_and_the_rest_stays(account: Account) -> None:
    filing(account, "family", "donor", families=["F0"]).run()
    decisions = filing(account, "family", "vip", "donor", families=["F0", "F1"])
    decisions.run()
    found = families.find(["F0", "F1"], account.records)
    assert {one.keywords for one in found.values()} == {("donor", "vip")}
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == "3 keywords added to 2 records (family)."


@pytest.mark.parametrize(
    ("of", "params", "field", "says"),
    [
        ("family", {"keywords": ["sport"]}, "keywords", "'sport' is a keyword for class"),
        ("camp", {"keywords": ["sport"]}, "keywords", "'sport' is a keyword for class"),
        ("family", {"keywords": ["a;b"]}, "keywords", "is no keyword"),
        ("family", {"action": "remove"}, "keywords", "there is no keyword 'vip'"),
        ("family", {"everyone": False}, "classes", "nobody is chosen"),
        ("family", {"classes": ["A"]}, "everyone", "leave out classes"),
        ("family", {"everyone": False, "staff": ["T1"]}, "staff", "a family is chosen by"),
        ("staff", {"everyone": False, "staff": ["T9"]}, "staff", "no 'T9'"),
        ("student", {"everyone": False, "students": ["S9"]}, "students", "no 'S9'"),
        ("family", {"everyone": False, "families": ["F9"]}, "families", "no 'F9'"),
        ("class", {"everyone": False, "classes": ["C"]}, "classes", "'C' is no class"),
        ("camp", {"everyone": False, "classes": ["A"]}, "classes", "'A' is no camp"),
        ("family", {"everyone": False, "having": ["sport"]}, "having", "is a keyword for class"),
        ("family", {"everyone": False, "lists": ["pupils"]}, "lists", "is a list for student"),
        ("family", {"everyone": False, "lists": ["nope"]}, "lists", "no list 'nope'"),
    ],
)
def test_what_cannot_work_is_refused_at_launch(
    account: Account, of: str, params: dict[str, Any], field: str, says: str
) -> None:
    decisions = filing(account, of, **{"everyone": True, **params})
    with pytest.raises(InvalidInput, match=says) as refused:
        decisions.check()
    assert [error.field for error in refused.value.errors] == [field]


def test_an_account_without_anybody_is_refused() -> None:
    with pytest.raises(InvalidInput, match="everyone: there is nobody"):
        filing(Account(), "staff", everyone=True).check()


def test_a_keyword_that_got_another_type_meanwhile_is_not_assigned(account: Account) -> None:
    decisions = filing(account, "family", "new", families=["F0"])
    decisions.check()
    decided = decisions.decide()
    account.commit(keywords.use(["new"], KeywordType.CAMP, ()))
    with pytest.raises(TransactionRefused):
        account.carry_out(decided)
    assert [verdict.code for verdict in decisions.run()] == ["other_type"]


def test_a_record_that_changed_meanwhile_is_decided_on_again(account: Account) -> None:
    decisions = filing(account, "family", families=["F0"])
    decided = decisions.decide()
    account.commit([Update(family_key("F0"), set={"keywords": ["donor"]})])
    account.commit([Put(keyword_key("donor"), {"name": "donor", "type": "family"})])
    with pytest.raises(TransactionRefused):
        account.carry_out(decided)
    decisions.run()
    assert families.find(["F0"], account.records)["F0"].keywords == ("donor", "vip")


def test_a_class_that_became_a_camp_meanwhile_is_left_alone(account: Account) -> None:
    decisions = filing(account, "class", classes=["A"])
    decisions.targets = [*decisions.listed()]
    account.commit(class_of("A", ClassType.CAMP))
    assert [verdict.code for verdict in decisions.run()] == ["gone"]


def test_nothing_gets_more_keywords_than_a_record_may_have(account: Account) -> None:
    many = [f"k{n}" for n in range(KEYWORDS_LIMIT)]
    filing(account, "student", *many, students=["S0"]).run()
    [verdict] = filing(account, "student", "one more", students=["S0"]).run()
    assert verdict.code == "too_many_keywords"
    assert len(students.find(["S0"], account.records)["S0"].keywords) == KEYWORDS_LIMIT


def test_a_new_keyword_is_one_write_of_a_batch_and_a_known_one_none(account: Account) -> None:
    def shared() -> set[tuple[str, ...]]:
        decisions = filing(account, "family", "vip", "donor", everyone=True)
        found = decisions.found()
        return {target.shared for target in found}

    assert shared() == {("keyword vip", "keyword donor")}
    filing(account, "family", "vip", families=["F0"]).run()
    assert shared() == {("keyword donor",)}


def test_names_that_sort_before_others_are_listed_in_order(account: Account) -> None:
    for name in ("F1 b", "F1!", "F10"):
        pupils = [f"{name}-S", f"{name}-S!"]
        account.commit(enrolled("B", name, *pupils, email="shared@example.com"))
    account.commit([*instructor("t1"), *instructor("T1 b"), *Entry(noun="staff", id="x").put()])
    assert len(whose(account, "student", everyone=True)) == len(PUPILS) + 6
    assert whose(account, "staff", everyone=True) == ["T1", "T1 b", "T2", "t1"]
