import pytest

from legwork.domain import recipient as recipients
from legwork.domain.effect import Effect, Put, Update
from legwork.domain.errors import InvalidInput
from legwork.domain.outcome import Outcome
from legwork.domain.recipient import recipient_key, unsubscribe
from legwork.ports import TransactionRefused
from legwork.trade.classes import class_ as classes
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.enrollment import Enrollment, enrollments_of
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family, family_key
from legwork.trade.families.student import Student
from legwork.trade.mail.audience import listed
from tests.unit.account import Account
from tests.unit.tasks import NOW
from tests.unit.trade.decisions import Decisions

HEADER = "class,student,family,email,enrolled_day,tuition_cents"
FIRST = "A,S1,F1,One@Example.com,-159,24000"
SIBLING = "A,S2,F1,one@example.com,-53,6000"
OTHER_CLASS = "B,S1,F1,one@example.com,-53,6000"
OTHER_FAMILY = "A,S3,F2,two@example.com,3,6000"
ALL = (FIRST, SIBLING, OTHER_CLASS, OTHER_FAMILY)


def importing(account: Account, *rows: str, header: str = HEADER, mode: str = "add") -> Decisions:
    account.upload("\n".join([header, *rows, ""]).encode())
    return Decisions(account, "import_records", entity="enrollments", upload_id="UP1", mode=mode)


def test_rows_become_enrollments_with_what_they_name() -> None:
    account = Account()
    decisions = importing(account, *ALL)
    decisions.check()
    assert {verdict.outcome for verdict in decisions.run()} == {Outcome.SUCCEEDED}
    records = account.records
    enrolled = {(e.class_id, e.student, e.family) for c in "AB" for e in enrollments_of(c, records)}
    assert enrolled == {("A", "S1", "F1"), ("A", "S2", "F1"), ("B", "S1", "F1"), ("A", "S3", "F2")}
    first = next(one for one in enrollments_of("A", records) if one.student == "S1")
    assert first == Enrollment(
        class_id="A", student="S1", family="F1", enrolled_day=-159, tuition_cents=24_000
    )
    assert classes.find("AB", records) == {"A": Class(id="A"), "B": Class(id="B")}
    assert families.find(["F1"], records)["F1"] == Family(
        id="F1", email="One@Example.com", students=("S1", "S2")
    )
    assert students.find(["S1"], records)["S1"] == Student(id="S1", family="F1", classes=("A", "B"))
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == "4 new, 0 changed, 0 unchanged, 0 with errors."
    assert decisions.problems() == []


def test_families_are_listed_for_the_account_and_for_each_class() -> None:
    account = Account()
    importing(account, *ALL).run()
    lists = {
        name: sorted(e.email for bucket in range(8) for e in listed(name, bucket, account.records))
        for name in (None, "A", "B")
    }
    assert lists == {
        None: ["one@example.com", "two@example.com"],
        "A": ["one@example.com", "two@example.com"],
        "B": ["one@example.com"],
    }


def test_a_second_import_changes_nothing() -> None:
    account = Account()
    rows = (*ALL, "A,S1,F1,one@example.com,0,1", "A,S4,F1,other@example.com,0,1", "A,S5,F3,,1,1")
    importing(account, *rows).run()
    before = dict(account.database.records.rows)
    decisions = importing(account, *rows)
    codes = [verdict.code for verdict in decisions.run()]
    assert codes == ["unchanged"] * 4 + ["differs", "unchanged", "unchanged"]
    assert {verdict.outcome for verdict in decisions.verdicts} == {Outcome.SKIPPED}
    assert account.database.records.rows == before


def test_rows_in_batches_of_their_own_end_the_same() -> None:
    together, apart = Account(), Account()
    importing(together, *ALL).run()
    for row in ALL:
        importing(apart, row).run()
    assert together.database.records.rows == apart.database.records.rows


def test_the_first_row_of_a_class_and_a_student_stands() -> None:
    account = Account()
    decisions = importing(account, FIRST, "A,S1,F1,one@example.com,-1,100")
    stands, differs = decisions.run()
    assert stands.outcome is Outcome.SUCCEEDED
    assert (differs.outcome, differs.code) == (Outcome.SKIPPED, "differs")
    assert "on day -159 for 24000 cents" in differs.message
    assert decisions.problems() == []


def test_nobody_agrees_to_mailings_by_being_enrolled() -> None:
    account = Account()
    account.commit([unsubscribe("two@example.com", NOW), *agreed_as_in_the_last_release()])
    importing(account, FIRST, OTHER_FAMILY, "A,S9,F9,old@example.com,1,1").run()
    emails = ("one@example.com", "two@example.com", "old@example.com")
    found = recipients.find(emails, account.records)
    assert {email: one.consent for email, one in found.items()} == {
        "two@example.com": False,
        "old@example.com": True,
    }


def agreed_as_in_the_last_release() -> list[Effect]:
    email = "old@example.com"
    return [Put(recipient_key(email), {"email": email, "opted_in": True})]


def test_an_upsert_changes_what_stands_and_then_nothing() -> None:
    account = Account()
    importing(account, *ALL).run()
    rows = ("A,S1,F1,one@example.com,-1,100", SIBLING)
    codes = [verdict.code for verdict in importing(account, *rows, mode="upsert").run()]
    assert codes == ["changed", "unchanged"]
    found = next(one for one in enrollments_of("A", account.records) if one.student == "S1")
    assert (found.enrolled_day, found.tuition_cents) == (-1, 100)
    before = dict(account.database.records.rows)
    again = importing(account, *rows, mode="upsert")
    assert [verdict.code for verdict in again.run()] == ["unchanged"] * 2
    assert account.database.records.rows == before


def test_a_class_lists_the_address_that_a_family_has_when_the_row_is_written() -> None:
    account = Account()
    importing(account, FIRST).run()
    decisions = importing(account, OTHER_CLASS)
    decided = decisions.decide()
    moved = Update(family_key("F1"), set={"email": "new@example.com"})
    account.commit([moved])
    with pytest.raises(TransactionRefused):
        account.carry_out(decided)
    decisions.run()
    assert [one.email for bucket in range(8) for one in listed("B", bucket, account.records)] == [
        "new@example.com"
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A,S2,F1,,1,1", "other_email"),
        ("A,S2,F1,else@example.com,1,1", "other_email"),
        ("A,S9,F9,,1,1", "no_address"),
        ("A,S9,F9,nobody,1,1", "bad_address"),
    ],
)
def test_an_address_to_look_at_is_a_warning(row: str, code: str) -> None:
    account = Account()
    _, warning = importing(account, FIRST, row).run()
    assert (warning.outcome, warning.code) == (Outcome.WARNING, code)
    assert families.find(["F1"], account.records)["F1"].email == "One@Example.com"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("A,S1,F2,two@example.com,1,1", "Student S1 belongs to family F1."),
        ("A,S#2,F1,one@example.com,1,1", "student: at most 64 characters, no number sign"),
        (",S2,F1,one@example.com,1,1", "class: missing"),
        ("A,S2,F1,one@example.com,soon,-1", "enrolled_day: not a whole number; tuition_cents: not"),
        ("A,S2,F1", "The row has 3 values; the header names 6 columns."),
        (f"A,S2,F1,{'x' * 255},1,1", "email: longer than 254 characters"),
    ],
)
def test_a_bad_row_is_an_error_and_the_rest_goes_in(row: str, says: str) -> None:
    first, bad, good = importing(Account(), FIRST, row, OTHER_FAMILY).run()
    assert bad.outcome is Outcome.ERROR
    assert says in bad.message
    assert (first.outcome, good.outcome) == (Outcome.SUCCEEDED, Outcome.SUCCEEDED)


def test_rows_of_one_family_share_a_lane() -> None:
    decisions = importing(Account(), FIRST, SIBLING, OTHER_FAMILY, "A")
    found = [*decisions.found()]
    assert [(one.writes, one.affinity) for one in found] == [
        (10, "F1"),
        (10, "F1"),
        (10, "F2"),
        (None, None),
    ]


def test_a_row_makes_no_more_writes_than_it_says() -> None:
    decisions = importing(Account(), FIRST)
    decisions.run()
    assert [len(one.effects) for one in decisions.performed] == [10]


def test_the_columns_of_another_entity_are_refused() -> None:
    account = Account()
    decisions = importing(account, header="permit,event,facility,starts_at,ends_at,amount_cents")
    with pytest.raises(InvalidInput, match="the header lacks class, student"):
        decisions.check()
