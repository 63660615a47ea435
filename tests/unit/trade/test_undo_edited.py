"""What somebody has changed between a task and its undo, in each way that a kind looks at."""

from typing import Any

import pytest

from legwork.domain.effect import Delete, Key, Put, fold
from legwork.domain.outcome import Outcome
from legwork.domain.reverse import Undoing
from legwork.ports import TransactionRefused
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.enrollment import EnrollmentStatus, enrollment_key
from legwork.trade.classes.session import session_key
from legwork.trade.families.family import family_key
from legwork.trade.families.keyword import KEYWORDS_LIMIT, keyword_key
from legwork.trade.families.student import student_key
from legwork.trade.money import history as histories
from tests.unit.account import Account
from tests.unit.tasks import NOW
from tests.unit.trade.decisions import UNDO, Decisions
from tests.unit.trade.money.books import DAY
from tests.unit.trade.money.homes import MONDAYS, has, home, run, school
from tests.unit.trade.test_undo import FAMILIES, codes, edit, imported

OTHER = "01J00000000000000000000002"
PLACE = enrollment_key("A", "F1", "S1")


@pytest.fixture
def account() -> Account:
    account = Account()
    school(account, Class(id="A", tuition_cents=7_000), meetings=MONDAYS)
    return account


def item(account: Account, key: Key) -> dict[str, Any]:
    return dict(account.records.get([key])[key])


# --- Families of an import -------------------------------------------------------------------


def test_a_family_that_gets_an_account_at_that_moment_stays(account: Account) -> None:
    made = imported(account, "families", FAMILIES, "F1,Moss,one@x.example,,,,,")
    reverse = made.kind.reverse
    assert reverse is not None
    context = Undoing(UNDO, made.params, NOW, undone=made.task, memory={made.targets[0]: 1})
    [decided] = reverse.perform(made.targets, account.records, context)
    has(account, "F1", 500)
    with pytest.raises(TransactionRefused):
        account.commit(fold(decided.effects))
    assert account.records.get([family_key("F1")])


@pytest.mark.parametrize(
    ("line", "edited"),
    [
        ("F1,,,,,,,new", {"keywords": ["other"]}),
        ("F1,,,Bo,,,,", {"guardians": [{"name": "Cy", "primary": True}]}),
        ("F1,,two@x.example,,,,,", {"email": "three@x.example"}),
    ],
)
def test_a_field_of_a_family_that_is_another_since_is_kept(
    account: Account, line: str, edited: dict[str, Any]
) -> None:
    imported(account, "families", FAMILIES, "F1,Moss,one@x.example,Ann,,,,vip")
    changed = imported(account, "families", FAMILIES, line)
    edit(account, family_key("F1"), **edited)
    assert codes(changed.undo()) == ["edited_since"]
    assert item(account, family_key("F1")).items() >= edited.items()


def test_a_keyword_that_was_added_since_is_no_change_of_those_that_the_import_gave(
    account: Account,
) -> None:
    imported(account, "families", FAMILIES, "F1,Moss,one@x.example,Ann,,,,vip")
    changed = imported(account, "families", FAMILIES, "F1,Rowe,,,,,,")
    edit(account, family_key("F1"), keywords=["more", "vip"])
    assert codes(changed.undo()) == ["succeeded"]
    found = item(account, family_key("F1"))
    assert (found["name"], found["keywords"]) == ("Moss", ["more", "vip"])


# --- Charges, drops, tokens ------------------------------------------------------------------


def test_a_schedule_that_somebody_has_changed_since_is_left_alone(account: Account) -> None:
    home(account, "F1", {"S1": ["A"]}, billing_cycle="monthly", next_billing_day=DAY)
    charges = run(account, "post_charges", classes=["A"], day=DAY, scheduled=True)
    edit(account, PLACE, next_billing_day="2029-01-01")
    assert codes(charges.undo()) == ["succeeded"]
    assert item(account, PLACE)["next_billing_day"] == "2029-01-01"
    assert histories.read("F1", account.records).balance_cents == 0


@pytest.mark.parametrize(
    "edited",
    [
        {"status": EnrollmentStatus.ACTIVE.value},
        {"dropped_on": "2029-01-01"},
        {"dropped_by": OTHER},
    ],
)
def test_who_was_taken_back_or_dropped_anew_since_stays_so(
    account: Account, edited: dict[str, Any]
) -> None:
    home(account, "F1", {"S1": ["A"]})
    drops = run(account, "drop_enrollments", classes=["A"], reason="x", min_due_cents=0)
    edit(account, PLACE, **edited)
    before = item(account, PLACE)
    assert codes(drops.undo()) == ["edited_since"]
    assert item(account, PLACE) == before


@pytest.mark.parametrize("how", ["used", "no longer held"])
def test_a_token_that_is_not_both_open_and_held_is_not_taken_back(
    account: Account, how: str
) -> None:
    home(account, "F1", {"S1": ["A"]})
    tokens = run(account, "generate_makeup_tokens", classes=["A"])
    [token] = item(account, student_key("S1"))["open_tokens"]
    key = Key("STUDENT#S1", f"TOKEN#{token}")
    if how == "used":
        edit(account, key, status="used")
    else:
        edit(account, student_key("S1"), open_tokens={})
    before = item(account, key)
    assert codes(tokens.undo()) == ["edited_since"]
    assert item(account, key) == before


# --- Keywords --------------------------------------------------------------------------------


def filed(account: Account, action: str) -> Decisions:
    home(account, "F1", {"S1": ["A"]}, keywords=("vip",) if action == "remove" else ())
    given = {"type": "family", "keywords": ["vip"], "action": action, "everyone": True}
    return run(account, "assign_keywords", **given)


def test_a_keyword_that_is_for_something_else_by_now_is_not_given_back(account: Account) -> None:
    done = filed(account, "remove")
    account.commit([Delete(keyword_key("vip"))])
    account.commit([Put(keyword_key("vip"), {"name": "vip", "type": "class"})])
    [verdict] = done.undo()
    assert (verdict.code, "is none for family any more" in verdict.message) == ("cannot_undo", True)
    assert item(account, family_key("F1"))["keywords"] == []


def test_nobody_gets_more_keywords_than_there_may_be(account: Account) -> None:
    done = filed(account, "remove")
    many = [f"k{n:02d}" for n in range(KEYWORDS_LIMIT)]
    edit(account, family_key("F1"), keywords=many)
    assert codes(done.undo()) == ["cannot_undo"]
    assert item(account, family_key("F1"))["keywords"] == many


# --- Sessions --------------------------------------------------------------------------------


def test_a_session_that_was_cancelled_anew_since_stays_cancelled(account: Account) -> None:
    home(account, "F1", {"S1": ["A"]})
    days = {"classes": ["A"], "from_date": MONDAYS[0], "to_date": MONDAYS[0]}
    first = run(account, "cancel_classes", **days, reason="Storm", tokens=True)
    for kind, more in (("restore_classes", {}), ("cancel_classes", {"reason": "Snow"})):
        later = Decisions(account, kind, **days, **more)
        later.task = OTHER
        later.run()
    verdicts = first.undo()
    assert verdicts[0].code == "edited_since"
    assert "cancelled it anew" in verdicts[0].message
    assert not any(one.outcome is Outcome.SUCCEEDED and one.code for one in verdicts)
    found = item(account, session_key("A", f"{MONDAYS[0]}T09:00"))
    assert (found["status"], found["cancelled_by"][-1]) == ("cancelled", OTHER)
