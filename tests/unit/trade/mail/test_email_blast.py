from typing import Any

import pytest

from legwork.domain.effect import Effect, Put
from legwork.domain.errors import InvalidInput
from legwork.domain.notice import Message
from legwork.domain.outcome import Outcome
from legwork.domain.recipient import recipient_key, suppress, unsubscribe
from legwork.trade.mail import sender as senders
from tests.unit.account import Account
from tests.unit.families import class_, enrolled, family
from tests.unit.tasks import NOW
from tests.unit.trade.decisions import Decisions

OFFICE = "office@parkside.example"
LINK = "https://api.example/v1/unsubscribe/abc"
TEXT = {"subject": "News", "text": "Hello {{family}}."}


def agreed(email: str) -> Effect:
    return Put(recipient_key(email), {"email": email, "opted_in": True})


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit(senders.verified(OFFICE, default=True))
    account.commit(senders.verified("judo@parkside.example"))
    account.commit([*class_("A", "Judo & Karate"), *class_("B", "Swimming"), *class_("C")])
    account.commit(enrolled("A", "F1", "S1", "S2", email="one@example.com"))
    account.commit(enrolled("B", "F2", "S3", email="two@example.com"))
    account.commit(enrolled("B", "F3", "S4", email="Two@Example.com"))
    account.commit(family("F4", "four@example.com", keywords=["vip"]))
    account.commit(agreed(f"{name}@example.com") for name in ("one", "two", "four"))
    return account


def blast(account: Account, **params: Any) -> Decisions:
    return Decisions(account, "email_blast", **{**TEXT, **params})


def mails(decisions: Decisions) -> dict[str, Message]:
    """By address what is sent."""
    write = decisions.kind.message
    assert write is not None
    notices = [notice for one in decisions.performed for notice in one.notices]
    return {notice.to: write(decisions.params, notice, LINK) for notice in notices}


@pytest.mark.parametrize(
    ("selection", "to"),
    [
        ({"everyone": True}, {"one", "two", "four"}),
        ({"classes": ["A"]}, {"one"}),
        ({"classes": ["A", "B", "A"]}, {"one", "two"}),
        ({"families": ["F2", "F3", "F4"]}, {"two", "four"}),
        ({"keywords": ["vip"]}, {"four"}),
        ({"keywords": ["vip"], "classes": ["A"]}, {"one", "four"}),
    ],
)
def test_each_address_gets_one_mail(
    account: Account, selection: dict[str, Any], to: set[str]
) -> None:
    decisions = blast(account, **selection)
    decisions.check()
    assert {verdict.outcome for verdict in decisions.run()} == {Outcome.SUCCEEDED}
    assert set(mails(decisions)) == {f"{name}@example.com" for name in to}
    assert len(decisions.targets) == len(to)
    assert decisions.problems() == []


def test_whoever_cannot_be_mailed_is_skipped_with_the_reason(account: Account) -> None:
    account.commit([*family("F5", ""), *family("F6", "nobody"), *family("F7", "new@example.com")])
    account.commit([unsubscribe("one@example.com", NOW), suppress("two@example.com", "complaint")])
    decisions = blast(account, everyone=True)
    decisions.run()
    said = {
        decisions.kind.label(decisions.params, target): verdict
        for target, verdict in zip(decisions.targets, decisions.verdicts, strict=True)
    }
    assert {label: verdict.code for label, verdict in said.items()} == {
        "one@example.com": "not_opted_in",
        "two@example.com": "suppressed",
        "four@example.com": "",
        "family F5": "no_address",
        "family F6": "bad_address",
        "new@example.com": "not_opted_in",
    }
    assert "owner complained" in said["two@example.com"].message
    assert "'nobody' cannot be a mail address" in said["family F6"].message
    assert set(mails(decisions)) == {"four@example.com"}


def test_a_mail_is_written_from_both_templates(account: Account) -> None:
    decisions = blast(
        account,
        subject="{{first_class}}",
        text="{{family}} {{email}} {{students}} {{first_class}} {{classes}}",
        html="<html><body><p>{{classes}}</p></body></html>",
        families=["F1"],
    )
    decisions.check()
    decisions.run()
    mail = mails(decisions)["one@example.com"]
    assert (mail.sender, mail.subject) == (OFFICE, "Judo & Karate")
    assert mail.text.startswith("F1 one@example.com S1, S2 Judo & Karate Judo & Karate\n")
    assert mail.html == "<html><body><p>Judo &amp; Karate</p></body></html>"
    assert mail.unsubscribe == LINK


def test_the_classes_that_were_chosen_are_those_that_a_mail_speaks_of(account: Account) -> None:
    account.commit([*enrolled("A", "F2", "S3", email="two@example.com")])
    decisions = blast(account, text="{{classes}}.", classes=["A"], families=["F2"])
    decisions.run()
    assert mails(decisions)["two@example.com"].text.startswith("Judo & Karate.")
    decisions = blast(account, text="{{classes}}.", classes=["B"])
    decisions.run()
    assert mails(decisions)["two@example.com"].text.startswith(".")


def test_without_html_the_text_is_shown(account: Account) -> None:
    decisions = blast(account, text="1 < 2\n{{ family }}", families=["F1"])
    decisions.run()
    assert mails(decisions)["one@example.com"].html == "<p>1 &lt; 2<br>\nF1</p>"


def test_a_sender_can_be_named(account: Account) -> None:
    decisions = blast(account, everyone=True, sender="Judo@parkside.example")
    decisions.check()
    decisions.run()
    assert mails(decisions)["one@example.com"].sender == "judo@parkside.example"


def test_a_sender_that_is_lost_meanwhile_is_an_error(account: Account) -> None:
    decisions = blast(account, everyone=True)
    decisions.check()
    for key in [key for key in account.database.records.rows if "SENDER" in key.partition]:
        del account.database.records.rows[key]
    assert {verdict.code for verdict in decisions.run()} == {"no_sender"}
    assert mails(decisions) == {}


@pytest.mark.parametrize(
    ("params", "fields", "says"),
    [
        ({}, ["classes"], "nobody is chosen"),
        ({"classes": ["X"]}, ["classes"], "there is no 'X'"),
        ({"classes": ["C"]}, ["classes"], "there is nobody"),
        ({"everyone": True, "sender": "x@example.com"}, ["sender"], "not a verified sender"),
        (
            {"everyone": True, "subject": "{{x}}", "text": "{{", "html": "}} {{family}}"},
            ["subject", "text", "html"],
            "subject: line 1, column 1: there is no variable 'x'; there are: family, email",
        ),
    ],
)
def test_what_is_refused_at_launch(
    account: Account, params: dict[str, Any], fields: list[str], says: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        blast(account, **params).check()
    assert [error.field for error in refused.value.errors] == fields
    assert says in str(refused.value)


def test_an_account_without_a_sender_is_told_so() -> None:
    account = Account()
    account.commit(family("F1", "one@example.com"))
    with pytest.raises(InvalidInput, match="sender: the account has no default sender"):
        blast(account, everyone=True).check()
