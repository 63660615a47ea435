import pytest

from legwork.domain.outcome import Outcome
from legwork.trade.classes import class_ as classes
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.session import Session, sessions_of
from tests.unit.account import Account
from tests.unit.families import class_
from tests.unit.trade.decisions import Decisions

HEADER = "class,title,section,location,date,starts,ends,age_min,age_max"
FIRST = "A,Judo,Sport,1063,2027-05-03,18:00,19:30,6,None"
NEXT = "A,Judo,Sport,1063,2027-05-10,18:00,19:30,6,None"
LATE = "B,Night Swim,Pool,12,2027-05-03,23:30,01:00,13,24"


def importing(account: Account, *rows: str, mode: str = "add") -> Decisions:
    account.upload("\n".join([HEADER, *rows, ""]).encode())
    return Decisions(account, "import_records", entity="class_sessions", upload_id="UP1", mode=mode)


def test_rows_become_sessions_and_their_classes() -> None:
    account = Account()
    decisions = importing(account, FIRST, NEXT, LATE)
    decisions.check()
    assert {verdict.outcome for verdict in decisions.run()} == {Outcome.SUCCEEDED}
    judo = Class(id="A", title="Judo", section="Sport", location="1063", age_min=6)
    assert classes.find(["A"], account.records)["A"] == judo
    assert [*sessions_of("A", account.records)] == [
        Session(class_id="A", date=date, starts="18:00", ends="19:30")
        for date in ("2027-05-03", "2027-05-10")
    ]
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == "3 new, 0 changed, 0 unchanged, 0 with errors."
    assert decisions.problems() == []


def test_a_second_import_changes_nothing() -> None:
    account = Account()
    rows = (FIRST, NEXT, LATE, FIRST, FIRST.replace("19:30", "20:30"), "A,Karate" + NEXT[6:])
    importing(account, *rows).run()
    before = dict(account.database.records.rows)
    decisions = importing(account, *rows)
    codes = [verdict.code for verdict in decisions.run()]
    assert codes == ["unchanged"] * 4 + ["differs", "unchanged"]
    assert account.database.records.rows == before


def test_an_upsert_changes_session_and_class_and_then_nothing() -> None:
    account = Account()
    importing(account, FIRST, NEXT).run()
    rows = ("A,Karate,,,2027-05-03,18:00,20:00,,None", LATE)
    decisions = importing(account, *rows, mode="upsert")
    assert [verdict.code for verdict in decisions.run()] == ["changed", ""]
    assert len(decisions.performed[0].effects) <= 5
    karate = Class(id="A", title="Karate", section="Sport", location="1063", age_min=6)
    assert classes.find(["A"], account.records)["A"] == karate
    assert [one.ends for one in sessions_of("A", account.records)] == ["20:00", "19:30"]
    before = dict(account.database.records.rows)
    again = importing(account, *rows, mode="upsert")
    assert [verdict.code for verdict in again.run()] == ["unchanged"] * 2
    assert account.database.records.rows == before


def test_the_first_row_says_what_the_class_is() -> None:
    account = Account()
    other = FIRST.replace("Judo", "Karate").replace("-03,", "-17,")
    _, warning = importing(account, FIRST, other).run()
    assert (warning.outcome, warning.code) == (Outcome.WARNING, "other_class")
    assert classes.find(["A"], account.records)["A"].title == "Judo"
    assert len([*sessions_of("A", account.records)]) == 2


def test_a_class_of_which_only_the_id_is_known_is_completed() -> None:
    account = Account()
    account.commit(class_("A"))
    verdicts = importing(account, FIRST, NEXT).run()
    assert {verdict.outcome for verdict in verdicts} == {Outcome.SUCCEEDED}
    assert classes.find(["A"], account.records)["A"].title == "Judo"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("A,Judo,Sport,1,2027-02-29,18:00,19:30,6,9", "date: '2027-02-29' is not a day"),
        ("A,Judo,Sport,1,2027-05-03,6pm,19:30,6,9", "starts: '6pm' is not a time"),
        ("A,Judo,Sport,1,2027-05-03,18:00,18:00,6,9", "ends: the same as starts"),
        ("A,Judo,Sport,1,2027-05-03,18:00,19:30,9,6", "age_max: below age_min"),
        ("A,Judo,Sport,1,2027-05-03,18:00,19:30,young,6", "age_min: not a whole number"),
        ("A,Judo", "The row has 2 values; the header names 9 columns."),
    ],
)
def test_a_bad_row_is_an_error_and_the_rest_goes_in(row: str, says: str) -> None:
    bad, good = importing(Account(), row, LATE).run()
    assert bad.outcome is Outcome.ERROR
    assert says in bad.message
    assert good.outcome is Outcome.SUCCEEDED


def test_rows_of_one_class_share_a_lane() -> None:
    decisions = importing(Account(), FIRST, LATE)
    found = [*decisions.found()]
    assert [(one.writes, one.affinity) for one in found] == [(4, "A"), (4, "B")]
