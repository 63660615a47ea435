from typing import Any

import pytest

from legwork.domain.effect import Update
from legwork.domain.errors import InvalidInput
from legwork.domain.notice import Message
from legwork.domain.outcome import Outcome
from legwork.trade.classes.makeup_token import TokenStatus, token_key, tokens_of
from legwork.trade.classes.session import SessionStatus, sessions_of
from legwork.trade.families.student import find
from legwork.trade.mail import sender as senders
from tests.unit.account import Account
from tests.unit.families import class_, enrolled, session
from tests.unit.trade.classes.test_cancel_classes import FIRST, said
from tests.unit.trade.decisions import Decisions

DAY = "2027-05-03"


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit(senders.verified("office@parkside.example", default=True))
    account.commit([*class_("A", "Judo"), *session("A", DAY), *session("A", "2027-05-04")])
    account.commit(enrolled("A", "F1", "S1", "S2", email="one@example.com"))
    account.commit(enrolled("A", "F2", "S3", email="two@example.com"))
    return account


def cancelled(account: Account, **params: Any) -> None:
    given = {"classes": ["A"], "from_date": DAY, "reason": "Storm", "notify": True, "tokens": True}
    Decisions(account, "cancel_classes", **{**given, **params}).run()


def restoring(account: Account, **params: Any) -> Decisions:
    given = {"classes": ["A"], "from_date": DAY, "notify": True}
    return Decisions(account, "restore_classes", **{**given, **params})


def mails(decisions: Decisions) -> list[Message]:
    write = decisions.kind.message
    assert write is not None
    notices = [notice for one in decisions.performed for notice in one.notices]
    return [write(decisions.params, notice, "") for notice in notices]


def test_sessions_tokens_and_families_are_as_before(account: Account) -> None:
    cancelled(account)
    decisions = restoring(account, reason="Sun")
    decisions.check()
    assert {verdict.outcome for verdict in decisions.run()} == {Outcome.SUCCEEDED}
    first, _ = sessions_of("A", account.records)
    assert (first.status, first.reason) == (SessionStatus.SCHEDULED, "")
    assert [token.status for token in tokens_of("S1", account.records)] == [TokenStatus.TAKEN_BACK]
    assert find(["S1"], account.records)["S1"].open_tokens == {}
    assert {mail.to for mail in mails(decisions)} == {"one@example.com", "two@example.com"}
    mail = next(one for one in mails(decisions) if one.to == "one@example.com")
    assert mail.subject == "Takes place after all: Judo on Monday, 3 May 2027 at 09:00"
    assert "The makeup token for S1, S2 is not valid any more." in mail.text
    assert "Sun" in mail.text
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == "1 sessions restored, 3 makeup tokens taken back."
    assert decisions.problems() == []


def test_a_used_token_stays_and_is_a_warning(account: Account) -> None:
    cancelled(account)
    (token,) = tokens_of("S3", account.records)
    account.commit([Update(token_key("S3", token.id), set={"status": "used"})])
    decisions = restoring(account)
    decisions.run()
    warning = said(decisions)[f"{FIRST}, family F2"]
    assert (warning.outcome, warning.code) == (Outcome.WARNING, "token_used")
    assert [one.status for one in tokens_of("S3", account.records)] == [TokenStatus.USED]


def test_whoever_was_not_told_of_the_cancellation_is_not_told_now(account: Account) -> None:
    cancelled(account, notify=False)
    decisions = restoring(account)
    decisions.run()
    assert mails(decisions) == []
    assert decisions.tallies == {"sessions": 1, "tokens": 3}


def test_nobody_is_told_unless_asked(account: Account) -> None:
    cancelled(account)
    decisions = restoring(account, notify=False)
    decisions.run()
    assert mails(decisions) == []


def test_what_is_not_cancelled_is_skipped(account: Account) -> None:
    cancelled(account)
    decisions = restoring(account, to_date="2027-05-04")
    decisions.run()
    assert said(decisions)["A on 2027-05-04 09:00"].code == "not_cancelled"
    again = restoring(account)
    again.run()
    assert [verdict.code for verdict in again.verdicts] == ["not_cancelled"]


def test_families_that_were_left_out_are_seen_to_by_another_task(account: Account) -> None:
    cancelled(account)
    first = restoring(account)
    first.targets = [*first.listed()][:2]
    first.run()
    again = restoring(account)
    again.run()
    assert [verdict.code for verdict in again.verdicts] == ["not_cancelled", ""]
    assert sorted(mail.to for mail in (*mails(first), *mails(again))) == [
        "one@example.com",
        "two@example.com",
    ]


def test_families_of_a_session_that_was_not_restored_are_errors(account: Account) -> None:
    cancelled(account)
    decisions = restoring(account)
    decisions.targets = [*decisions.listed()][1:]
    decisions.run()
    assert [verdict.code for verdict in decisions.verdicts] == ["not_restored"] * 2
    assert mails(decisions) == []


def test_a_session_can_be_cancelled_and_restored_again(account: Account) -> None:
    cancelled(account)
    restoring(account).run()
    rows = account.database.records.rows
    other = "01J00000000000000000000002"
    # The same task cancels only once: another one has another id, hence a cancellation of its own.
    session_row = next(key for key in rows if key.sort == f"SESSION#{DAY}T09:00")
    rows[session_row] = {
        **rows[session_row],
        "status": "cancelled",
        "cancelled_by": ["01J00000000000000000000001", other],
    }
    decisions = restoring(account)
    decisions.targets = [*decisions.listed()]
    assert decisions.targets == [f"A#{DAY}T09:00#0"]
    decisions.run()
    assert [verdict.outcome for verdict in decisions.verdicts] == [Outcome.SUCCEEDED]


def test_it_goes_on_behind_any_target(account: Account) -> None:
    cancelled(account, to_date="2027-05-04")
    decisions = restoring(account, to_date="2027-05-04")
    whole = [*decisions.listed()]
    assert whole == sorted(set(whole))
    for place, key in enumerate(whole):
        assert [*decisions.listed(after=key)] == whole[place + 1 :]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"classes": ["X"]}, "classes"),
        ({"to_date": "2027-05-01"}, "to_date"),
        ({"from_date": "2027-06-01"}, "from_date"),
        ({"sender": "x@y.example"}, "sender"),
    ],
)
def test_what_is_refused_at_launch(account: Account, params: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        restoring(account, **params).check()
    assert [error.field for error in refused.value.errors] == [field]
