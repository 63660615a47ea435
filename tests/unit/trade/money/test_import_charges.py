import pytest

from legwork.domain.outcome import Outcome
from legwork.trade.classes.class_ import Class
from legwork.trade.money.account import guard_of
from tests.unit.account import Account
from tests.unit.trade.decisions import Decisions
from tests.unit.trade.money.books import opened, problems
from tests.unit.trade.money.homes import home, posted, school

HEADER = "charge,family,class,student,category,amount_cents,day,due_day,note"
TUITION = "X-1,F1,JUDO,S1,tuition,7000,2027-04-01,2027-04-15,April"
COSTUME = ",F1,,,costume,2500,2027-04-02,,"


@pytest.fixture
def account() -> Account:
    account = Account()
    school(account, Class(id="JUDO"))
    home(account, "F1", {"S1": ["JUDO"]})
    home(account, "F2", {"S2": ["JUDO"]})
    return account


def importing(account: Account, *rows: str, mode: str = "add") -> Decisions:
    account.upload("\n".join([HEADER, *rows, ""]).encode())
    decisions = Decisions(account, "import_records", entity="charges", upload_id="UP1", mode=mode)
    decisions.check()
    decisions.run()
    assert decisions.problems() == []
    assert problems(account) == []
    return decisions


def codes(account: Account, *rows: str, mode: str = "add") -> list[str]:
    found = importing(account, *rows, mode=mode).verdicts
    return [one.code or one.outcome.value for one in found]


def test_rows_become_charges(account: Account) -> None:
    assert codes(account, TUITION, COSTUME) == ["succeeded", "succeeded"]
    charges = {one.category: one for one in posted(account)}
    tuition, costume = charges["tuition"], charges["costume"]
    assert (tuition.amount_cents, tuition.day, tuition.due_day) == (
        7_000,
        "2027-04-01",
        "2027-04-15",
    )
    assert (tuition.class_id, tuition.student, tuition.note, tuition.reference) == (
        "JUDO",
        "S1",
        "April",
        "X-1",
    )
    assert (costume.due_day, costume.reference) == ("2027-04-02", "")
    assert opened(account).account.balance_cents == 9_500


def test_a_second_import_of_the_same_file_changes_nothing(account: Account) -> None:
    first = importing(account, TUITION, COSTUME, COSTUME)
    assert [one.code for one in first.verdicts] == ["", "", "unchanged"]
    for mode in ("add", "upsert"):
        assert codes(account, TUITION, COSTUME, mode=mode) == ["unchanged", "unchanged"]
    assert opened(account).account.balance_cents == 9_500
    assert first.finish().result is not None


@pytest.mark.parametrize("mode", ["add", "upsert"])
def test_what_is_posted_is_never_changed(account: Account, mode: str) -> None:
    codes(account, TUITION)
    [verdict] = importing(account, TUITION.replace("7000", "8000"), mode=mode).verdicts
    assert (verdict.outcome, verdict.code) == (Outcome.SKIPPED, "differs")
    assert "$70.00: counter it first" in verdict.message
    assert opened(account).account.balance_cents == 7_000


def test_a_task_sees_that_an_enrollment_was_charged(account: Account) -> None:
    codes(account, TUITION)
    last = opened(account).last_charge(guard_of("tuition", "JUDO", "S1"))
    assert last is not None
    assert last.day == "2027-04-01"
    again = Decisions(account, "post_charges", classes=("JUDO",))
    again.run()
    assert sorted(one.code for one in again.verdicts) == ["", "duplicate"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (TUITION.replace("F1", "F9"), "unknown_family"),
        (TUITION.replace("JUDO", "CHESS"), "unknown_class"),
        (TUITION.replace("S1", "S2"), "other_family"),
        (TUITION.replace("7000", "-7000"), "bad_row"),
        (TUITION.replace("7000", "0"), "bad_row"),
        (TUITION.replace("tuition", "Tuition!"), "bad_row"),
        (TUITION.replace("2027-04-15", "2027-03-15"), "bad_row"),
        (TUITION.replace("2027-04-01", "someday"), "bad_row"),
        (TUITION.replace("F1", ""), "bad_row"),
    ],
)
def test_what_cannot_be_is_an_error_and_the_rest_goes_in(
    account: Account, row: str, code: str
) -> None:
    assert codes(account, row, COSTUME) == [code, "succeeded"]
