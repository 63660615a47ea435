from collections import Counter
from typing import Any

import pytest

from legwork.domain.effect import Update
from legwork.domain.errors import InvalidInput
from legwork.domain.notice import Message
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import NOTICE_ROWS, Cutter
from legwork.trade.classes import class_ as classes
from legwork.trade.classes.class_ import ClassType, class_key
from legwork.trade.classes.compensation import compensation_of
from legwork.trade.classes.makeup_token import tokens_of
from legwork.trade.classes.session import SessionStatus, session_key, sessions_of
from legwork.trade.families.family import family_key
from legwork.trade.mail import sender as senders
from tests.unit.account import Account
from tests.unit.families import class_, enrolled, session
from tests.unit.trade.decisions import TASK, Decisions

DAYS = ("2027-05-03", "2027-05-04")
FIRST = "A on 2027-05-03 09:00"
SECOND = "A on 2027-05-04 09:00"


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit(senders.verified("office@parkside.example", default=True))
    account.commit([*class_("A", "Judo & Co"), *class_("B")])
    account.commit(effect for day in DAYS for effect in session("A", day))
    account.commit(enrolled("A", "F1", "S1", "S2", email="one@example.com"))
    account.commit(enrolled("A", "F2", "S3", email="two@example.com"))
    account.commit(enrolled("A", "F3", "S4", email="three@example.com", makeup="2027-05-04"))
    return account


def cancelling(account: Account, **params: Any) -> Decisions:
    given = {"classes": ["A"], "from_date": DAYS[0], "to_date": DAYS[1], "reason": "Storm"}
    return Decisions(account, "cancel_classes", **{**given, **params})


def said(decisions: Decisions) -> dict[str, Verdict]:
    return {
        decisions.kind.label(decisions.params, target): verdict
        for target, verdict in zip(decisions.targets, decisions.verdicts, strict=True)
    }


def mails(decisions: Decisions) -> list[Message]:
    write = decisions.kind.message
    assert write is not None
    notices = [notice for one in decisions.performed for notice in one.notices]
    return [write(decisions.params, notice, "") for notice in notices]


def test_sessions_are_cancelled_and_each_family_is_told_once_for_each(account: Account) -> None:
    decisions = cancelling(account, notify=True, tokens=True)
    decisions.check()
    decisions.run()
    assert {session.status for session in sessions_of("A", account.records)} == {
        SessionStatus.CANCELLED
    }
    assert Counter(mail.to for mail in mails(decisions)) == {
        "one@example.com": 2,
        "two@example.com": 2,
        "three@example.com": 1,
    }
    assert [len([*tokens_of(f"S{n}", account.records)]) for n in range(1, 5)] == [2, 2, 2, 1]
    assert decisions.tallies == {"sessions": 2, "tokens": 7}
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == "2 sessions cancelled, 7 makeup tokens made."
    assert finished.result.href == "/v1/classes/A/sessions"
    assert decisions.problems() == []


def test_sessions_of_a_camp_are_cancelled_like_those_of_a_class(account: Account) -> None:
    """cancel_classes: also for camps; tokens for each student, a message to each family."""
    account.commit([Update(class_key("A"), set={"type": ClassType.CAMP.value})])
    decisions = cancelling(account, notify=True, tokens=True)
    decisions.check()
    decisions.run()
    assert {session.status for session in sessions_of("A", account.records)} == {
        SessionStatus.CANCELLED
    }
    assert Counter(mail.to for mail in mails(decisions)) == {
        "one@example.com": 2,
        "two@example.com": 2,
        "three@example.com": 1,
    }
    assert [len([*tokens_of(f"S{n}", account.records)]) for n in range(1, 5)] == [2, 2, 2, 1]
    assert classes.find(["A"], account.records)["A"].type is ClassType.CAMP
    decisions.finish()
    assert decisions.problems() == []


def test_a_mail_says_what_why_and_what_for(account: Account) -> None:
    decisions = cancelling(
        account,
        to_date=None,
        reason="No <heating>",
        notify=True,
        tokens=True,
        token_expires_on="2027-06-30",
        token_location="Pool",
    )
    decisions.run()
    mail = next(one for one in mails(decisions) if one.to == "one@example.com")
    assert mail.subject == "Cancelled: Judo & Co on Monday, 3 May 2027 at 09:00"
    assert mail.sender == "office@parkside.example"
    assert mail.unsubscribe is None
    for part in (
        "Judo & Co on Monday, 3 May 2027 at 09:00 does not take place.",
        "No <heating>",
        "S1, S2",
        "a token for S1, S2, good until Wednesday, 30 June 2027, at Pool.",
    ):
        assert part in mail.text
    assert "No &lt;heating&gt;" in mail.html


def test_without_mail_and_tokens_only_makeups_are_listed(account: Account) -> None:
    decisions = cancelling(account)
    decisions.run()
    verdicts = said(decisions)
    assert set(verdicts) == {FIRST, SECOND, f"{SECOND}, family F3"}
    warning = verdicts[f"{SECOND}, family F3"]
    assert (warning.outcome, warning.code) == (Outcome.WARNING, "makeup")
    assert "S4 was to make up for another session that day." in warning.message
    assert mails(decisions) == []
    assert [*compensation_of("A", "2027-05-04T09:00", account.records)] == []
    assert decisions.problems() == []


def test_a_makeup_on_that_day_is_a_warning_and_still_seen_to(account: Account) -> None:
    decisions = cancelling(account, notify=True, tokens=True)
    decisions.run()
    verdicts = said(decisions)
    assert verdicts[f"{SECOND}, family F3"].code == "makeup"
    assert f"{FIRST}, family F3" not in verdicts
    assert len([*tokens_of("S4", account.records)]) == 1


def test_what_is_cancelled_already_is_skipped(account: Account) -> None:
    cancelling(account, to_date=None, notify=True).run()
    again = cancelling(account, notify=True)
    again.run()
    verdicts = said(again)
    assert verdicts[FIRST].code == "already_cancelled"
    assert verdicts[f"{FIRST}, family F1"] == Verdict(
        Outcome.SKIPPED, "already_done", "The family was seen to before."
    )
    assert verdicts[SECOND].outcome is Outcome.SUCCEEDED
    assert {mail.subject[-19:] for mail in mails(again)} == {"4 May 2027 at 09:00"}


def test_a_family_that_was_left_out_is_seen_to_by_another_task(account: Account) -> None:
    first = cancelling(account, notify=True, to_date=None)
    first.targets = [*first.listed()][:2]
    first.run()
    assert len(mails(first)) == 1
    again = cancelling(account, notify=True, to_date=None)
    again.run()
    assert said(again)[FIRST].outcome is Outcome.SKIPPED
    assert sorted(mail.to for mail in (*mails(first), *mails(again))) == [
        "one@example.com",
        "two@example.com",
    ]


def test_over_a_limit_a_family_is_told_without_a_token(account: Account) -> None:
    decisions = cancelling(account, notify=True, tokens=True, token_limit=1)
    decisions.run()
    verdict = said(decisions)[f"{SECOND}, family F1"]
    assert (verdict.outcome, verdict.code) == (Outcome.WARNING, "limit")
    assert "No token for S1, who holds 1 already." in verdict.message
    assert len([*tokens_of("S1", account.records)]) == 1
    second = [mail for mail in mails(decisions) if "4 May" in mail.subject]
    assert [
        ("token" in mail.text, mail.to) for mail in second if mail.to != "three@example.com"
    ] == [(False, mail.to) for mail in second if mail.to != "three@example.com"]
    assert decisions.problems() == []


def test_over_a_limit_and_without_mail_a_family_is_skipped(account: Account) -> None:
    decisions = cancelling(account, tokens=True, token_limit=1)
    decisions.run()
    verdict = said(decisions)[f"{SECOND}, family F1"]
    assert (verdict.outcome, verdict.code) == (Outcome.SKIPPED, "limit")
    assert decisions.problems() == []


def test_a_family_that_cannot_be_told_is_a_warning(account: Account) -> None:
    account.commit([Update(family_key("F2"), set={"email": "two"})])
    decisions = cancelling(account, notify=True, to_date=None)
    decisions.run()
    verdict = said(decisions)[f"{FIRST}, family F2"]
    assert (verdict.outcome, verdict.code) == (Outcome.WARNING, "not_told")
    assert [mail.to for mail in mails(decisions)] == ["one@example.com"]
    told = {
        one.family: one.notified
        for one in compensation_of("A", "2027-05-03T09:00", account.records)
    }
    assert told == {"F1": True, "F2": False}
    assert decisions.problems() == []


def test_a_session_that_became_past_meanwhile_is_an_error(account: Account) -> None:
    account.commit(session("A", "2027-04-04"))
    decisions = cancelling(account, from_date="2027-04-04", to_date=None, notify=True)
    decisions.run()
    verdicts = [*said(decisions).values()]
    assert [verdict.code for verdict in verdicts] == ["past", "not_cancelled", "not_cancelled"]
    assert {verdict.outcome for verdict in verdicts} == {Outcome.ERROR}
    assert mails(decisions) == []


def test_a_session_that_is_restored_before_the_commit_refuses_its_families(
    account: Account,
) -> None:
    decisions = cancelling(account, notify=True, to_date=None)
    whole = [*decisions.listed()]
    decisions.targets = whole[:1]
    decisions.run()
    decisions.targets = whole[1:]
    checks = [type(effect).__name__ for one in decisions.decide() for effect in one.effects]
    assert checks == ["Put", "Check", "Put"]


def test_who_has_left_meanwhile_is_skipped(account: Account) -> None:
    decisions = cancelling(account, notify=True, to_date=None)
    decisions.targets = [*decisions.listed()]
    for key in [key for key in account.database.records.rows if key.sort.endswith("#F2#S3")]:
        del account.database.records.rows[key]
    for key in [key for key in account.database.records.rows if key.sort == "ENROLLMENT#F2#S3"]:
        del account.database.records.rows[key]
    decisions.run()
    assert said(decisions)[f"{FIRST}, family F2"].code == "not_enrolled"


def test_it_goes_on_behind_any_target(account: Account) -> None:
    decisions = cancelling(account, notify=True)
    whole = [*decisions.listed()]
    assert whole == sorted(set(whole))
    for place, key in enumerate(whole):
        assert [*decisions.listed(after=key)] == whole[place + 1 :]


@pytest.mark.parametrize(
    ("tokens", "lanes"),
    [(True, {"A"}), (False, {"A#2027-05-03T09:00#0", "A#2027-05-04T09:00#0"})],
)
def test_students_who_get_several_tokens_are_never_competed_for(
    account: Account, tokens: bool, lanes: set[str]
) -> None:
    decisions = cancelling(account, notify=True, tokens=tokens)
    found = decisions.found()
    assert {target.affinity for target in found} == lanes
    for target in found:
        assert target.key.startswith(f"{target.affinity}".removesuffix("0"))


def test_a_target_says_what_it_writes(account: Account) -> None:
    decisions = cancelling(account, tokens=True, to_date=None)
    found = decisions.found()
    session = found[0].key
    said = {one.key.rsplit("#", 1)[1]: (one.writes, set(one.shared)) for one in found}
    assert said == {
        "0": (1, set()),
        "F1": (3, {session, "S1", "S2"}),
        "F2": (2, {session, "S3"}),
    }


def test_a_family_of_very_many_students_can_still_be_planned(account: Account) -> None:
    account.commit(enrolled("A", "CLUB", *(f"C{n}" for n in range(40))))
    account.commit(enrolled("A", "CLUB", *(f"C{n}" for n in range(40, 60))))
    decisions = cancelling(account, tokens=True, to_date=None)
    found = decisions.found()
    assert max(target.writes or 0 for target in found) == 61
    cutter = Cutter(lanes=1, writes=1, batch_writes=NOTICE_ROWS)
    batches = [batch for target in found for batch in cutter.add(target)]
    assert sum(len(one.targets) for one in (*batches, *cutter.flush())) == len(found)


@pytest.mark.parametrize(
    ("params", "field", "says"),
    [
        ({"classes": ["X"]}, "classes", "there is no 'X'"),
        ({"classes": ["B"]}, "from_date", "no session"),
        ({"from_date": "2027-05-05"}, "to_date", "wrong way round"),
        ({"tokens": True, "token_expires_on": "2027-04-04"}, "token_expires_on", "in the past"),
        ({"notify": True, "sender": "x@y.example"}, "sender", "not a verified"),
    ],
)
def test_what_is_refused_at_launch(
    account: Account, params: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        cancelling(account, **params).check()
    assert [error.field for error in refused.value.errors] == [field]


def test_a_past_session_is_refused_unless_asked_for(account: Account) -> None:
    account.commit(session("A", "2027-04-04"))
    with pytest.raises(InvalidInput, match="include_past"):
        cancelling(account, from_date="2027-04-04").check()
    decisions = cancelling(account, from_date="2027-04-04", to_date=None, include_past=True)
    decisions.check()
    assert [verdict.outcome for verdict in decisions.run()] == [Outcome.SUCCEEDED]


def test_verify_finds_what_was_said_but_not_done(account: Account) -> None:
    decisions = cancelling(account, tokens=True)
    decisions.run()
    rows = account.database.records.rows
    for key in [key for key in rows if key.sort.startswith((f"TOKEN#{TASK}", f"F1#{TASK}"))]:
        del rows[key]
    found = decisions.problems()
    assert len(found) == 3
    assert "A on 2027-05-03 09:00: 1 compensated, not 2" in found
    assert any("0 tokens" in problem for problem in found)
    key = session_key("A", "2027-05-03T09:00")
    assert account.records.get([key])
