"""What each kind takes back, what it keeps as others left it, and what it says it cannot."""

from collections.abc import Mapping
from typing import Any

import pytest

from legwork import kinds
from legwork.domain.effect import Item, Key, Update
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.reverse import Undoing, forgotten
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.enrollment import enrollment_key
from legwork.trade.classes.session import session_key
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import family_key
from legwork.trade.families.student import student_key
from legwork.trade.money import account as accounts
from legwork.trade.money import history as histories
from legwork.trade.money.rules.account_audit import audit
from tests.unit.account import Account
from tests.unit.tasks import NOW
from tests.unit.trade.classes.test_import_enrollments import importing as enrolling
from tests.unit.trade.decisions import TASK, Decisions
from tests.unit.trade.money.books import DAY, opened
from tests.unit.trade.money.homes import has, home, run, school

Rows = Mapping[Key, Item]
SESSIONS = "class,title,section,location,date,starts,ends,age_min,age_max"
STAFF = "staff,name,email,phone,location"
FAMILIES = "family,name,email,guardian,consent,consent_source,consent_at,keywords"
CHARGES = "charge,family,class,student,category,amount_cents,day,due_day,note"
RESERVATIONS = "permit,event,facility,starts_at,ends_at,amount_cents"
NEW = {"version", "made_by"}
"""Attributes that only grow, or say who made it."""


@pytest.fixture
def account() -> Account:
    return Account()


def rows(account: Account, *without: str) -> dict[Key, Item]:
    """The records, but for those whose keys have something of these in them."""
    found = {
        key: {name: value for name, value in item.items() if name not in NEW}
        for key, item in account.database.records.rows.items()
        if not any(one in f"{key.partition} {key.sort}" for one in without)
    }
    # Nothing is the same as a sheet or an account with nothing in it.
    return {key: item for key, item in found.items() if any(item.values())}


def codes(verdicts: list[Verdict]) -> list[str]:
    return [one.code or one.outcome.value for one in verdicts]


def imported(
    account: Account, entity: str, header: str, *lines: str, mode: str = "upsert"
) -> Decisions:
    account.upload("\n".join([header, *lines, ""]).encode())
    decisions = Decisions(account, "import_records", entity=entity, upload_id="UP1", mode=mode)
    decisions.check()
    decisions.run()
    assert all(one.outcome is not Outcome.ERROR for one in decisions.verdicts), decisions.verdicts
    return decisions


def edit(account: Account, key: Key, **values: Any) -> None:
    account.commit([Update(key, set=values)])


# --- Imports ---------------------------------------------------------------------------------

FILES: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "class_sessions": (
        SESSIONS,
        ("A,Judo,one,Hall,2027-05-04,18:00,19:00,6,9",),
        (
            "A,Aikido,,Pool,2027-05-04,18:00,19:30,6,",
            "A,Aikido,,Pool,2027-05-11,18:00,19:00,,",
        ),
    ),
    "staff": (STAFF, ("ana,Ana,a@x.example,1,",), ("ana,Ana M,a@x.example,2,Hall", "ben,Ben,,,")),
    "families": (
        FAMILIES,
        ("F1,Moss,one@x.example,Ann,,,,vip",),
        ("F1,Rowe,two@x.example,Bo,,,,vip;new", "F2,Two,,,,,,new"),
    ),
    "enrollments": (
        "class,student,family,email,enrolled_day,tuition_cents",
        ("A,S1,F1,one@example.com,-5,6000",),
        (
            "A,S1,F1,one@example.com,-4,7000",
            "A,S2,F1,one@example.com,1,6000",
            "B,S2,F1,one@example.com,1,6000",
            "A,S3,F2,two@example.com,1,6000",
            "B,S4,F2,two@example.com,1,6000",
        ),
    ),
    "reservations": (
        RESERVATIONS,
        ("P-1,Game,Field,2027-04-05T08:00,2027-04-05T09:00,100",),
        (
            "P-1,Final,Field,2027-04-05T08:00,2027-04-05T09:00,150",
            "P-1,Game,Field,2027-04-05T10:00,2027-04-05T11:00,200",
            "P-1,Gala,Field,2027-04-05T10:00,2027-04-05T11:00,300",
        ),
    ),
}
"""By entity: the header, what stands, and what is imported and undone."""


@pytest.mark.parametrize("entity", FILES)
def test_an_import_leaves_nothing_behind_but_what_it_named_first(
    account: Account, entity: str
) -> None:
    header, before, lines = FILES[entity]
    imported(account, entity, header, *before)
    kept = ("KEYWORDS", "COUNTS", "CLASS#B CLASS", "DIRECTORY#classes")
    then = rows(account, *kept)
    decisions = imported(account, entity, header, *lines)
    assert rows(account, *kept) != then
    assert codes(decisions.undo()) == ["succeeded"] * len(lines)
    assert rows(account, *kept) == then


def test_who_is_enrolled_elsewhere_stays(account: Account) -> None:
    decisions = enrolling(account, "A,S1,F1,one@example.com,1,6000")
    decisions.run()
    again = enrolling(account, "B,S1,F1,one@example.com,1,6000")
    again.task = "01J00000000000000000000002"
    again.run()
    enrolling(account, "A,S1,F1,one@example.com,1,6000")
    assert codes(decisions.undo()) == ["succeeded"]
    assert students.find(["S1"], account.records)["S1"].classes == ("B",)
    assert families.find(["F1"], account.records)["F1"].students == ("S1",)


def test_a_student_who_was_named_since_stays_without_a_class(account: Account) -> None:
    decisions = enrolling(account, "A,S1,F1,one@example.com,1,6000")
    decisions.run()
    edit(account, student_key("S1"), name="Sam")
    assert codes(decisions.undo()) == ["succeeded"]
    assert students.find(["S1"], account.records)["S1"].classes == ()


def test_an_enrollment_that_was_charged_cannot_be_taken_back(account: Account) -> None:
    decisions = enrolling(account, "A,S1,F1,one@example.com,1,6000")
    decisions.run()
    charges = run(account, "post_charges", classes=["A"], day=DAY)
    [verdict] = decisions.undo()
    assert (verdict.code, "take the charges back first" in verdict.message) == ("cannot_undo", True)
    assert codes(charges.undo()) == ["succeeded"]
    assert codes(decisions.undo()) == ["succeeded"]


@pytest.mark.parametrize(
    ("entity", "key", "change"),
    [
        ("class_sessions", session_key("A", "2027-05-04T18:00"), {"ends": "20:00"}),
        ("staff", instructors.instructor_key("ana"), {"name": "Other", "phone": "9"}),
        ("families", family_key("F1"), {"name": "Other"}),
        ("enrollments", enrollment_key("A", "F1", "S1"), {"tuition_cents": 1}),
    ],
)
@pytest.mark.parametrize("changed", [True, False])
def test_what_somebody_has_changed_since_the_import_is_kept(
    account: Account, entity: str, key: Key, change: Item, changed: bool
) -> None:
    header, before, lines = FILES[entity]
    if changed:
        imported(account, entity, header, *before)
    decisions = imported(account, entity, header, lines[0])
    edit(account, key, **change)
    if entity == "class_sessions":
        edit(account, class_key("A"), title="Other")
    assert codes(decisions.undo()) == ["edited_since"]
    found = account.records.get([key])[key]
    assert {name: found[name] for name in change} == change


def test_a_family_with_an_account_stays(account: Account) -> None:
    decisions = imported(account, "families", FAMILIES, "F1,Moss,one@x.example,,,,,")
    has(account, "F1", 500)
    assert codes(decisions.undo()) == ["cannot_undo"]


def test_a_consent_stays_as_it_was_said(account: Account) -> None:
    imported(account, "families", FAMILIES, "F1,Moss,one@x.example,,,,,")
    line = "F1,Moss,one@x.example,,yes,form,2027-01-01,"
    decisions = imported(account, "families", FAMILIES, line)
    assert codes(decisions.undo()) == ["cannot_undo"]


def test_a_reservation_that_was_billed_since_waits_for_the_undo_of_that(account: Account) -> None:
    line = "P-1,Game,Field,2027-04-05T08:00,2027-04-05T09:00,100"
    decisions = imported(account, "reservations", RESERVATIONS, line)
    bill = Decisions(account, "permit_billout", permit="P-1")
    bill.task = "01J00000000000000000000002"
    bill.run()
    bill.finish()
    [verdict] = decisions.undo()
    assert (verdict.code, bill.task in verdict.message) == ("cannot_undo", True)
    assert codes(bill.undo()) == ["succeeded"]
    assert codes(bill.undo()) == ["edited_since"]
    assert codes(decisions.undo()) == ["succeeded"]
    assert codes(decisions.undo()) == ["edited_since"]


def test_an_imported_charge_is_countered(account: Account) -> None:
    home(account, "F1", {"S1": []})
    line = "C-1,F1,,,tuition,500,2027-04-01,,"
    decisions = imported(account, "charges", CHARGES, line, mode="add")
    assert codes(decisions.undo()) == ["succeeded"]
    assert histories.read("F1", account.records).balance_cents == 0
    assert audit("F1", account.records).problems == ()
    again = histories.read("F1", account.records).postings
    assert codes(decisions.undo()) == ["edited_since"]
    assert histories.read("F1", account.records).postings == again
    # A second import says so: else nobody would know that nothing was charged.
    assert codes(imported(account, "charges", CHARGES, line).verdicts) == ["countered"]
    other = imported(account, "charges", CHARGES, line.replace("C-1", "C-2"))
    assert codes(other.verdicts) == ["succeeded"]
    assert histories.read("F1", account.records).balance_cents == 500


# --- Charges ---------------------------------------------------------------------------------


@pytest.fixture
def charged(account: Account) -> Account:
    school(account, Class(id="A", tuition_cents=7_000), Class(id="B"))
    home(account, "F1", {"S1": ["A", "B"], "S2": ["A"]})
    home(account, "F2", {"S3": ["A"]})
    return account


def test_charges_are_countered_and_due_again(charged: Account) -> None:
    """A posting is countered, never deleted."""
    first = run(charged, "post_charges", classes=["A", "B"], day=DAY)
    assert codes(first.undo()) == ["succeeded"] * 4
    for family in ("F1", "F2"):
        books = histories.read(family, charged.records)
        assert books.balance_cents == 0
        assert {one.counters for one in books.postings} - {""} == {
            one.id for one in books.postings if not one.counters
        }
        assert audit(family, charged.records).problems == ()
        assert accounts.find([family], charged.records)[family].charged == {}
    again = Decisions(charged, "post_charges", classes=["A", "B"], day=DAY)
    again.task = "01J00000000000000000000002"
    assert codes(again.run()) == ["succeeded"] * 4


def test_a_charge_that_a_payment_is_linked_to_cannot_be_taken_back_until_unlinked(
    charged: Account,
) -> None:
    first = run(charged, "post_charges", classes=["A"], day=DAY)
    has(charged, "F2", 3_000)
    run(charged, "apply_credits", families=["F2"])
    verdicts = first.undo()
    assert sorted(codes(verdicts)) == ["cannot_undo", "succeeded", "succeeded"]
    [paid] = [one for one in verdicts if one.code]
    assert "$30.00 of it is paid: unlink the payment first" in paid.message
    assert audit("F2", charged.records).problems == ()


def test_an_earlier_charge_counts_again(charged: Account) -> None:
    first = run(charged, "post_charges", classes=["B"], day="2027-02-01")
    later = Decisions(charged, "post_charges", classes=["B"], day=DAY)
    later.task = "01J00000000000000000000002"
    later.run()
    assert codes(later.undo()) == ["succeeded"]
    [last] = accounts.find(["F1"], charged.records)["F1"].charged.values()
    assert (last.day, first.task in last.posting) == ("2027-02-01", True)


def test_a_schedule_is_where_it_was(account: Account) -> None:
    school(account, Class(id="A"))
    home(account, "F1", {"S1": ["A"]}, billing_cycle="monthly", next_billing_day=DAY)
    key = enrollment_key("A", "F1", "S1")
    first = run(account, "post_charges", classes=["A"], day=DAY, scheduled=True)
    assert account.records.get([key])[key]["next_billing_day"] > DAY
    assert codes(first.undo(**dict.fromkeys(first.targets))) == ["cannot_undo"]
    assert codes(first.undo()) == ["succeeded"]
    assert account.records.get([key])[key]["next_billing_day"] == DAY


def test_yearly_fees_of_a_family_are_taken_back_together(charged: Account) -> None:
    fee = {"per": "student_yearly", "amount_cents": 2_500, "category": "membership"}
    first = run(charged, "post_charges", classes=["A"], day=DAY, **fee)
    assert codes(first.undo()) == ["succeeded"] * 2
    assert [histories.read(f, charged.records).balance_cents for f in ("F1", "F2")] == [0, 0]


# --- Classes and families --------------------------------------------------------------------


def test_a_drop_that_was_to_come_later_comes_later_again(charged: Account) -> None:
    key = enrollment_key("A", "F2", "S3")
    edit(charged, key, dropped_on="2027-12-31", drop_reason="Moves away")
    before = charged.records.get([key])[key]
    params = {"classes": ["A"], "reason": "Not paid", "min_due_cents": 0}
    drops = run(charged, "drop_enrollments", **params)
    assert codes(drops.undo()) == ["succeeded"] * 3
    assert charged.records.get([key])[key] == before
    assert codes(drops.undo()) == ["edited_since"] * 3


def test_a_used_token_stays(charged: Account) -> None:
    tokens = run(charged, "generate_makeup_tokens", classes=["A"], count=2)
    held = dict(students.find(["S1"], charged.records)["S1"].open_tokens)
    used, kept = sorted(held)
    edit(charged, Key("STUDENT#S1", f"TOKEN#{used}"), status="used")
    edit(charged, student_key("S1"), open_tokens={kept: ""})
    assert sorted(codes(tokens.undo())) == ["succeeded", "succeeded", "token_used"]
    assert codes(tokens.undo()) == ["edited_since"] * 3
    assert charged.records.get([Key("STUDENT#S1", f"TOKEN#{used}")])


@pytest.mark.parametrize("action", ["add", "remove"])
def test_just_the_keywords_that_changed_are_changed_back(charged: Account, action: str) -> None:
    base = {"type": "family", "everyone": True}
    run(charged, "assign_keywords", keywords=["swimmer", "vip"], **base)
    edit(charged, family_key("F1"), keywords=["vip"] if action == "add" else ["vip", "x"])
    before = rows(charged, "KEYWORDS")
    done = run(charged, "assign_keywords", keywords=["swimmer", "vip"], action=action, **base)
    assert set(codes(done.undo())) == {"succeeded"}
    assert rows(charged, "KEYWORDS") == before
    assert set(codes(done.undo())) == {"edited_since"}


def test_a_quick_edit_that_cannot_be_any_more_says_why(account: Account) -> None:
    school(account, Class(id="A", instructor="ana"))
    for name, has_ in (("ana", ("A",)), ("ben", ())):
        one = instructors.Instructor(id=name, classes=has_)
        edit(account, instructors.instructor_key(name), **instructors.to_item(one))
    params = {"what": "classes", "ids": ["A"], "instructor": "ben", "capacity": 9}
    done = run(account, "quick_edit", **params)
    edit(account, instructors.instructor_key("ana"), active=False)
    [verdict] = done.undo()
    assert (verdict.code, "does not teach any more" in verdict.message) == ("cannot_undo", True)
    edit(account, instructors.instructor_key("ana"), active=True)
    edit(account, class_key("A"), location="Hall")
    assert codes(done.undo()) == ["succeeded"]
    found = classes.find(["A"], account.records)["A"]
    assert (found.instructor, found.capacity, found.location) == ("ana", None, "Hall")
    teachers = instructors.find(["ana", "ben"], account.records)
    assert [teachers[name].classes for name in ("ana", "ben")] == [("A",), ()]


# --- The last release ------------------------------------------------------------------------

REMEMBER: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "assign_keywords": ({"type": "family", "keywords": ["vip"], "everyone": True}, "0#x#F1"),
    "quick_edit": ({"what": "students", "everyone": True, "active": False}, "0#x\tS1"),
    "drop_enrollments": ({"classes": ("A",), "reason": "x"}, "A#0#F1#S1"),
}


@pytest.mark.parametrize("kind", REMEMBER)
def test_what_the_last_release_did_and_did_not_remember_says_so(
    charged: Account, kind: str
) -> None:
    params, target = REMEMBER[kind]
    found = kinds.find(kind)
    context = Undoing(TASK, found.read_params(params), NOW, undone=TASK)
    assert found.reverse is not None
    [performed] = found.reverse.perform([target], charged.records, context)
    assert performed == forgotten()
    assert opened(charged, "F1").account.open == {}
