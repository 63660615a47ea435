import pytest

from legwork.domain.effect import Update
from legwork.domain.errors import CannotPlan, InvalidInput
from legwork.domain.outcome import Outcome
from legwork.trade.permits.permit import own_holder, permit_key
from legwork.trade.permits.reservation import key_of_place, reservations_of, to_item
from tests.unit.account import Account
from tests.unit.trade.decisions import Decisions

HEADER = "permit,event,facility,starts_at,ends_at,amount_cents"
FIRST = "P-1,Game,Gym,2027-04-05T08:00,2027-04-05T09:00,100"
OTHER = "P-2,Game,Pool,2027-04-05T08:00,2027-04-05T09:00,100"
SAME_PERMIT = "P-1,Game,Pool,2027-04-05T09:00,2027-04-05T10:00,100"
OVERLAP = "P-3,Game,Gym,2027-04-05T08:30,2027-04-05T09:30,100"
NO_PERMIT = ",Game,Gym,2027-04-06T08:30,2027-04-06T09:30,100"
BAD_PERMIT = "a/b,Game,Gym,2027-04-06T08:30,2027-04-06T09:30,100"
BAD_DATE = "P-1,Game,Gym,2027-02-30T08:30,2027-04-06T09:30,100"
SHORT = "P-1,Game,Gym"


def importing(account: Account, *rows: str, header: str = HEADER, **params: str) -> Decisions:
    account.upload("\n".join([header, *rows, ""]).encode())
    given = {"entity": "reservations", "upload_id": "UP1", **params}
    return Decisions(account, "import_records", **given)


def test_rows_become_reservations_and_their_permits() -> None:
    account = Account()
    decisions = importing(account, FIRST, OTHER, SAME_PERMIT, OVERLAP, BAD_DATE, SHORT)
    decisions.check()
    assert [verdict.outcome for verdict in decisions.run()] == [
        Outcome.SUCCEEDED,
        Outcome.SUCCEEDED,
        Outcome.SUCCEEDED,
        Outcome.WARNING,
        Outcome.ERROR,
        Outcome.ERROR,
    ]
    keys = [permit_key(number) for number in ("P-1", "P-2", "P-3")]
    permits = account.records.get(keys)
    holders = [permits[key]["holder"] for key in keys]
    assert holders == [own_holder(number) for number in ("P-1", "P-2", "P-3")]
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == "4 new, 0 changed, 0 unchanged, 2 with errors."
    assert decisions.problems() == []


def test_setup_and_teardown_may_stand_in_columns_of_their_own() -> None:
    account = Account()
    header = f"{HEADER},teardown_minutes,setup_minutes"
    after = SAME_PERMIT.replace("Pool", "Gym").replace("P-1", "P-2")
    decisions = importing(account, f"{FIRST},5,", f"{after},,", header=header, on_conflict="error")
    decisions.check()
    codes = [(verdict.outcome, verdict.code) for verdict in decisions.run()]
    assert codes == [(Outcome.SUCCEEDED, ""), (Outcome.ERROR, "conflict")]
    [(_, only)] = reservations_of("P-1", account.records)
    assert (only.setup_minutes, only.teardown_minutes) == (0, 5)


def test_a_second_import_changes_nothing() -> None:
    account = Account()
    importing(account, FIRST, OTHER, OVERLAP).run()
    before = dict(account.database.records.rows)
    decisions = importing(account, FIRST, OTHER, OVERLAP)
    assert {verdict.code for verdict in decisions.run()} == {"unchanged"}
    assert account.database.records.rows == before
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == "0 new, 0 changed, 3 unchanged, 0 with errors."


@pytest.mark.parametrize(
    ("mode", "code", "summary"),
    [
        ("add", "differs", "0 new, 0 changed, 1 unchanged, 0 with errors."),
        ("upsert", "changed", "0 new, 1 changed, 0 unchanged, 0 with errors."),
    ],
)
def test_what_stands_is_changed_by_an_upsert_alone(mode: str, code: str, summary: str) -> None:
    account = Account()
    importing(account, FIRST).run()
    decisions = importing(account, FIRST.replace("Game", "Final"), mode=mode)
    assert [verdict.code for verdict in decisions.run()] == [code]
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == summary


def test_an_upsert_never_changes_what_is_billed() -> None:
    account = Account()
    importing(account, FIRST).run()
    [(place, one)] = reservations_of("P-1", account.records)
    key = key_of_place("P-1", place)
    account.commit([Update(key, set=to_item(one.billed("R-1")))])
    decisions = importing(account, FIRST.replace("Game", "Final"), mode="upsert")
    assert [verdict.code for verdict in decisions.run()] == ["billed"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (NO_PERMIT, "permit: not a permit number"),
        (BAD_PERMIT, "permit: not a permit number"),
        (BAD_DATE, "starts_at: '2027-02-30T08:30' is not a local time"),
        (SHORT, "The row has 3 values; the header names 6 columns."),
    ],
)
def test_a_bad_row_says_what_is_wrong_and_on_which_line(row: str, says: str) -> None:
    decisions = importing(Account(), "", row, FIRST)
    bad, good = decisions.run()
    assert bad.outcome is Outcome.ERROR
    assert says in bad.message
    assert good.outcome is Outcome.SUCCEEDED
    assert decisions.kind.label(decisions.params, decisions.targets[0]) == "line 3"


def test_conflicts_can_be_errors() -> None:
    decisions = importing(Account(), FIRST, OVERLAP, on_conflict="error")
    assert [verdict.code for verdict in decisions.run()] == ["", "conflict"]
    assert permit_key("P-3") not in decisions.account.records.get([permit_key("P-3")])


@pytest.mark.parametrize(
    ("cancelled", "summary"),
    [
        (False, "The file has no rows."),
        (True, "0 new, 0 changed, 0 unchanged, 0 with errors."),
    ],
)
def test_an_import_without_rows_says_so_but_not_one_that_was_cancelled(
    cancelled: bool, summary: str
) -> None:
    finished = importing(Account()).finish(cancelled=cancelled)
    assert finished.result
    assert finished.result.summary == summary


def test_a_file_that_cannot_be_read() -> None:
    decisions = importing(Account(), FIRST, header="permit,event")
    with pytest.raises(InvalidInput, match="the header lacks facility"):
        decisions.check()
    with pytest.raises(CannotPlan, match="the header lacks facility"):
        decisions.listed()


def test_a_row_names_its_writes_and_its_facility() -> None:
    decisions = importing(Account(), FIRST, BAD_PERMIT, SHORT)
    found = [*decisions.found()]
    said = [(one.writes, one.affinity, len(one.shared)) for one in found]
    assert said == [(1, "Gym", 3), (None, None, 0), (None, None, 0)]


def test_verify_finds_what_was_said_but_not_imported() -> None:
    account = Account()
    decisions = importing(account, FIRST, OTHER)
    decisions.run()
    assert decisions.problems() == []
    gone = next(key for key in account.database.records.rows if "RESERVATIONS" in key.partition)
    del account.database.records.rows[gone]
    missing, counted = decisions.problems()
    assert missing == "1 imported rows have no record"
    assert counted.startswith("permit P-1 has")
