"""A makeup token is redeemed for a session, once; what the tasks about sessions then see."""

from typing import Any

import pytest

from legwork.domain.effect import Put, Update
from legwork.domain.errors import InvalidInput, NotAllowed, NotFound, NotPossible
from legwork.domain.outcome import Outcome
from legwork.domain.permission import Caller
from legwork.ports import TransactionRefused
from legwork.testing.clock import FrozenClock
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes import session as sessions
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.enrollment import Enrollment, enrollments_of
from legwork.trade.classes.makeup_token import MakeupToken, TokenStatus, token_key, tokens_of
from legwork.trade.classes.rules.redeeming import Redeeming, Redemption
from legwork.trade.classes.session import sessions_of
from legwork.trade.classes.usecases.redeem_token import redeem_token
from legwork.trade.families import student as students
from legwork.trade.families.student import Student, student_key
from tests.unit.account import ACCOUNT, Account
from tests.unit.families import class_, enrolled, session
from tests.unit.tasks import NOW
from tests.unit.trade.decisions import Decisions

DAY, NEXT = "2027-05-03", "2027-05-04"
ANA = Caller.of(account=ACCOUNT, sub="ana", name="Ana", groups=["tokens"])


def token_of(student: str, family: str, name: str = "T1", **said: Any) -> list[Put]:
    made = MakeupToken(
        id=name, student=student, **{"expires_on": None, "made_by": "01J", "made_at": NOW, **said}
    )
    holder = Student(id=student, family=family, classes=("B",), open_tokens={name: ""})
    return [
        Put(token_key(student, name), tokens.to_item(made)),
        Put(student_key(student), students.to_item(holder)),
    ]


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit([*class_("A", "Judo"), *session("A", DAY), *session("A", NEXT)])
    account.commit(enrolled("A", "F1", "S1", "S2", email="one@example.com"))
    account.commit([*class_("B"), *enrolled("B", "F2", "S3", email="two@example.com")])
    account.commit(token_of("S3", "F2"))
    return account


def redeemed(account: Account, student: str = "S3", token: str = "T1", **said: Any) -> Enrollment:
    wanted = {"class_id": "A", "date": DAY, "starts": "09:00", "caller": ANA, **said}
    return redeem_token(
        student,
        token,
        database=account.database,
        records=account.records,
        clock=FrozenClock(NOW),
        **wanted,
    )


def test_a_token_is_used_and_the_enrollment_says_so(account: Account) -> None:
    made = redeemed(account)
    assert (made.makeup, made.makeup_starts, made.token) == (DAY, "09:00", "T1")
    assert made in [*enrollments_of("A", account.records)]
    [token] = tokens_of("S3", account.records)
    assert (token.status, token.used_for) == (TokenStatus.USED, f"A#{DAY}T09:00")
    assert students.find(["S3"], account.records)["S3"].open_tokens == {}
    [first, second] = sessions_of("A", account.records)
    assert (first.makeups, second.makeups) == (1, 0)


def test_the_same_call_again_changes_nothing(account: Account) -> None:
    made = redeemed(account)
    before = dict(account.database.records.rows)
    assert redeemed(account) == made
    assert account.database.records.rows == before


def test_a_token_is_used_once(account: Account) -> None:
    redeemed(account)
    with pytest.raises(NotPossible, match="was used for A on 2027-05-03 09:00"):
        redeemed(account, date=NEXT)


def test_several_tokens_for_several_sessions_of_one_class(account: Account) -> None:
    redeemed(account)
    account.commit(token_of("S3", "F2", "T2"))
    redeemed(account, token="T2", date=NEXT)
    found = [one.makeup for one in enrollments_of("A", account.records) if one.student == "S3"]
    assert found == [DAY, NEXT]


@pytest.mark.parametrize(
    ("terms", "said", "why"),
    [
        ({"expires_on": "2027-05-02"}, {}, "The token's last day is 2027-05-02"),
        ({"location": "Pool"}, {}, "good at Pool only"),
        ({"status": TokenStatus.TAKEN_BACK}, {}, "was taken back"),
        ({"status": TokenStatus.USED}, {}, "was used for another session"),
    ],
)
def test_a_token_has_its_terms(
    account: Account, terms: dict[str, Any], said: dict[str, Any], why: str
) -> None:
    account.commit(token_of("S3", "F2", **terms))
    with pytest.raises(NotPossible, match=why):
        redeemed(account, **said)


def test_it_is_good_on_its_last_day_and_at_its_location(account: Account) -> None:
    account.commit([Put(class_key("A"), classes.to_item(Class(id="A", location="Pool")))])
    account.commit(token_of("S3", "F2", expires_on=DAY, location="Pool"))
    assert redeemed(account).makeup == DAY


def test_a_session_that_is_cancelled_or_full_takes_nobody(account: Account) -> None:
    """Rule of a redemption: a session full or cancelled is refused."""
    [first, _] = sessions_of("A", account.records)
    account.commit([sessions.cancel(first, by="01J", reason="Storm")])
    with pytest.raises(NotPossible, match="is cancelled"):
        redeemed(account)
    account.commit([Put(class_key("A"), classes.to_item(Class(id="A", capacity=2)))])
    with pytest.raises(NotPossible, match="full: 2 of 2 places"):
        redeemed(account, date=NEXT)
    account.commit([Put(class_key("A"), classes.to_item(Class(id="A", capacity=3)))])
    assert redeemed(account, date=NEXT).makeup == NEXT
    account.commit(token_of("S9", "F9"))
    with pytest.raises(NotPossible, match="full: 3 of 3 places"):
        redeemed(account, student="S9", date=NEXT)


def test_who_comes_anyway_needs_no_token(account: Account) -> None:
    account.commit(token_of("S1", "F1"))
    with pytest.raises(NotPossible, match="S1 comes to that session already"):
        redeemed(account, student="S1")


def test_a_class_that_is_not_active_takes_nobody(account: Account) -> None:
    account.commit([Put(class_key("A"), classes.to_item(Class(id="A", active=False)))])
    with pytest.raises(NotPossible, match="not active"):
        redeemed(account)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"class_id": "Z"}, "class"),
        ({"class_id": "Z#"}, "class"),
        ({"starts": "10:00"}, "date"),
        ({"date": "2026-04-05"}, "date"),
    ],
)
def test_a_session_that_is_not_there_or_past(
    account: Account, said: dict[str, Any], field: str
) -> None:
    account.commit(session("A", "2026-04-05"))
    with pytest.raises(InvalidInput) as refusal:
        redeemed(account, **said)
    assert [error.field for error in refusal.value.errors] == [field]


def test_the_last_day_of_a_token_and_this_very_day_count(account: Account) -> None:
    today = f"{NOW:%Y-%m-%d}"
    account.commit([*session("A", today), *token_of("S3", "F2", expires_on=today)])
    assert redeemed(account, date=today).makeup == today


def test_what_is_not_there_or_not_allowed(account: Account) -> None:
    for said in ({"student": "S8"}, {"student": "#"}, {"token": "T9"}, {"token": "#"}):
        with pytest.raises(NotFound):
            redeemed(account, **said)
    with pytest.raises(NotAllowed):
        redeemed(account, caller=Caller.of(account=ACCOUNT, sub="b", name="B", groups=["email"]))


def redeeming(account: Account, student: str, date: str = DAY) -> Redeeming:
    wanted = Redemption(class_id="A", date=date, starts="09:00", by="ana", at=NOW)
    holder = students.find([student], account.records)[student]
    [token] = tokens_of(student, account.records)
    return Redeeming(holder, token, wanted, account.records)


def test_of_two_who_take_the_last_place_one_is_refused(account: Account) -> None:
    account.commit([Put(class_key("A"), classes.to_item(Class(id="A", capacity=3)))])
    account.commit(token_of("S9", "F9"))
    one = redeeming(account, "S3").effects()
    other = redeeming(account, "S9").effects()
    account.commit(one)
    with pytest.raises(TransactionRefused):
        account.commit(other)
    with pytest.raises(NotPossible, match="full"):
        redeeming(account, "S9").effects()


@pytest.mark.parametrize(
    "change",
    [
        Update(sessions.session_key("A", f"{DAY}T09:00"), set={"status": "cancelled"}),
        Update(class_key("A"), set={"capacity": 1}),
        Update(token_key("S3", "T1"), set={"status": "taken_back"}),
        Update(student_key("S3"), set={"open_tokens": {}}),
    ],
)
def test_what_changes_meanwhile_refuses_it(account: Account, change: Update) -> None:
    effects = redeeming(account, "S3").effects()
    account.commit([change])
    with pytest.raises(TransactionRefused):
        account.commit(effects)


def test_a_date_with_a_makeup_enrollment_is_listed_as_a_warning(account: Account) -> None:
    """Rule of cancel_classes, which a redemption lets occur."""
    redeemed(account)
    given = {"classes": ["A"], "from_date": DAY, "reason": "Storm", "tokens": True}
    cancelling = Decisions(account, "cancel_classes", **given)
    verdicts = {
        cancelling.kind.label(cancelling.params, target): verdict
        for target, verdict in zip(cancelling.listed(), cancelling.run(), strict=True)
    }
    warning = verdicts["A on 2027-05-03 09:00, family F2"]
    assert (warning.outcome, warning.code) == (Outcome.WARNING, "makeup")
    assert [one.status for one in tokens_of("S3", account.records)].count(TokenStatus.OPEN) == 1


def test_a_used_token_is_not_taken_back_by_a_restoration(account: Account) -> None:
    account.commit([*session("B", NEXT)])
    given = {"classes": ["B"], "from_date": NEXT}
    Decisions(account, "cancel_classes", reason="Storm", tokens=True, **given).run()
    [made, _] = sorted(tokens_of("S3", account.records), key=lambda one: one.session is None)
    redeemed(account, token=made.id)
    restoring = Decisions(account, "restore_classes", **given)
    assert [verdict.code for verdict in restoring.run()] == ["", "token_used"]
