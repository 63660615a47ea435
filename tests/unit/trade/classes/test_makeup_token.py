import pytest

from legwork.domain.draft import Draft
from legwork.domain.effect import fold
from legwork.domain.errors import InvalidInput
from legwork.ports import TransactionRefused
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes.makeup_token import MakeupToken, OverLimit, Terms, TokenStatus, tokens_of
from legwork.trade.families.student import find, student_key
from tests.unit.account import Account
from tests.unit.families import enrolled
from tests.unit.tasks import NOW

TODAY = "2027-04-05"


def token(name: str, expires_on: str | None = None) -> MakeupToken:
    return MakeupToken(id=name, student="S1", expires_on=expires_on, made_by="T", made_at=NOW)


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit(enrolled("A", "F1", "S1"))
    return account


def draft(account: Account, *, of: str = "S1") -> Draft:
    return Draft(account.records.get([student_key(of)]))


def give(account: Account, *made: MakeupToken, limit: int | None = 3) -> bool:
    """Whether they were given."""
    issued = tokens.issue(made, draft(account), limit=limit, day=TODAY)
    if isinstance(issued, OverLimit):
        return False
    account.commit(issued)
    return True


def held(account: Account) -> list[str]:
    return [*find(["S1"], account.records)["S1"].open_tokens]


def test_a_token_stands_with_its_student(account: Account) -> None:
    assert give(account, token("T-1", TODAY), token("T-2"))
    assert held(account) == ["T-1", "T-2"]
    assert [*tokens_of("S1", account.records)] == [token("T-1", TODAY), token("T-2")]
    assert [*tokens_of("S1", account.records, after="T-1")] == [token("T-2")]


@pytest.mark.parametrize(("limit", "given"), [(3, True), (2, False), (None, True)])
def test_the_limit_holds_for_all_or_none(account: Account, limit: int | None, given: bool) -> None:
    give(account, token("T-1"))
    assert give(account, token("T-2"), token("T-3"), limit=limit) is given
    assert len(held(account)) == (3 if given else 1)


def test_an_expired_token_does_not_count(account: Account) -> None:
    give(account, token("T-1", "2027-04-04"), token("T-2", TODAY), limit=3)
    assert give(account, token("T-3"), limit=2)
    assert held(account) == ["T-2", "T-3"]
    assert len([*tokens_of("S1", account.records)]) == 3


def test_of_two_who_give_at_the_same_moment_one_must_look_again(account: Account) -> None:
    one = tokens.issue([token("T-1")], draft(account), limit=1, day=TODAY)
    other = tokens.issue([token("T-2")], draft(account), limit=1, day=TODAY)
    assert not isinstance(one, OverLimit)
    assert not isinstance(other, OverLimit)
    account.commit(one)
    with pytest.raises(TransactionRefused):
        account.commit(other)
    again = tokens.issue([token("T-2")], draft(account), limit=1, day=TODAY)
    assert again == OverLimit("S1", 1)


def test_targets_of_one_batch_see_each_other(account: Account) -> None:
    shared = draft(account)
    issued = [tokens.issue([token(f"T-{n}")], shared, limit=2, day=TODAY) for n in range(3)]
    assert issued[2] == OverLimit("S1", 2)
    account.commit(fold(e for one in issued if not isinstance(one, OverLimit) for e in one))
    assert held(account) == ["T-0", "T-1"]


def test_an_open_token_can_be_taken_back_once(account: Account) -> None:
    give(account, token("T-1"), token("T-2"))
    keys = [student_key("S1"), tokens.token_key("S1", "T-1")]
    found = Draft(account.records.get(keys))
    effects = tokens.take_back("S1", "T-1", found, by="R")
    account.commit(effects)
    assert held(account) == ["T-2"]
    taken, kept = tokens_of("S1", account.records)
    assert (taken.status, kept.status) == (TokenStatus.TAKEN_BACK, TokenStatus.OPEN)
    with pytest.raises(TransactionRefused):
        account.commit(effects)


def test_a_task_makes_the_same_token_for_the_same_purpose() -> None:
    assert tokens.token_id("T", "S1", "0") == tokens.token_id("T", "S1", "0")
    others = {tokens.token_id("T", *of) for of in (("S1", "0"), ("S1", "1"), ("S10",), ("S1", ""))}
    assert len(others) == 4


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (Terms(), "without expiry"),
        (Terms(expires_on="2027-04-05"), "good until Monday, 5 April 2027"),
        (Terms(location="Pool"), "without expiry, at Pool"),
    ],
)
def test_terms_are_put_in_words(terms: Terms, words: str) -> None:
    assert terms.in_words() == words


@pytest.mark.parametrize("day", ["2027-04-04", "2027-02-30", "soon"])
def test_an_expiry_that_cannot_be_meant(day: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        tokens.check_expiry("expires_on", day, TODAY)
    assert [error.field for error in refused.value.errors] == ["expires_on"]


def test_an_expiry_today_or_never_can_be() -> None:
    tokens.check_expiry("expires_on", TODAY, TODAY)
    tokens.check_expiry("expires_on", None, TODAY)
