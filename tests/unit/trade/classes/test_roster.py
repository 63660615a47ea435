"""The roster of a class is read once for all of its sessions, as long as it is small."""

from typing import Any

import pytest

from legwork.trade.classes.rules import roster as rosters
from legwork.trade.classes.rules.roster import Roster, rosters_of
from legwork.trade.classes.session import Session
from tests.unit.account import Account
from tests.unit.families import enrolled

MONDAY, TUESDAY = (
    Session(class_id="A", date=day, starts="09:00", ends="10:00")
    for day in ("2027-05-03", "2027-05-04")
)


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit(enrolled("A", "F1", "S1", "S2"))
    account.commit(enrolled("A", "F2", "S3", makeup="2027-05-04"))
    return account


def families(roster: Roster, session: Session) -> dict[str, list[str]]:
    return {name: [one.student for one in found] for name, found in roster.expected(session)}


def test_it_says_who_comes_to_which_session(account: Account) -> None:
    roster = Roster("A", account.records)
    assert families(roster, MONDAY) == {"F1": ["S1", "S2"]}
    assert families(roster, TUESDAY) == {"F1": ["S1", "S2"], "F2": ["S3"]}


def test_a_class_is_read_once(account: Account) -> None:
    roster = Roster("A", account.records)
    before = families(roster, MONDAY)
    account.commit(enrolled("A", "F3", "S4"))
    assert families(roster, MONDAY) == before


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_one_that_is_too_large_to_be_held_is_read_each_time(
    account: Account, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "KEPT", kept)
    roster = Roster("A", account.records)
    assert families(roster, TUESDAY) == {"F1": ["S1", "S2"], "F2": ["S3"]}
    account.commit(enrolled("A", "F3", "S4"))
    assert families(roster, MONDAY) == {"F1": ["S1", "S2"], "F3": ["S4"]}


@pytest.mark.parametrize("kept", [0, 2, 3, 100])
def test_it_says_who_of_some_families_is_enrolled(
    account: Account, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "KEPT", kept)
    roster = Roster("A", account.records)
    for _ in range(2):
        assert {name: len(found) for name, found in roster.of({"F1", "F9"}).items()} == {"F1": 2}
        assert {*roster.of({"F1", "F2"})} == {"F1", "F2"}


def test_the_rosters_of_a_batch_stay_for_the_next_one_and_no_others(account: Account) -> None:
    kept: dict[str, Any] = {}
    first = rosters_of(["A", "B"], kept, account.records)
    second = rosters_of(["A"], kept, account.records)
    third = rosters_of(["A", "B"], kept, account.records)
    assert first["A"] is second["A"] is third["A"]
    assert first["B"] is not third["B"]


def test_one_that_was_not_read_to_its_end_is_read_again(account: Account) -> None:
    roster = Roster("A", account.records)
    assert next(roster.expected(TUESDAY))[0] in {"F1", "F2"}
    assert families(roster, TUESDAY) == {"F1": ["S1", "S2"], "F2": ["S3"]}
