from typing import Any

import pytest

from legwork.domain.effect import Update
from legwork.domain.errors import CannotPlan, InvalidInput
from legwork.domain.outcome import Outcome
from legwork.trade.permits.permit import new_permit, permit_item, permit_key
from legwork.trade.permits.reservation import reservations_of
from tests.unit.account import Account
from tests.unit.trade.decisions import Decisions

HEADER = "event,facility,starts_at,ends_at,amount_cents"
FIRST = "Game,Gym,2027-04-05T08:00,2027-04-05T09:00,100"
SECOND = "Game,Gym,2027-04-05T09:00,2027-04-05T10:00,100"
OVERLAP = "Game,Gym,2027-04-05T08:30,2027-04-05T09:30,100"
BAD = "Game,,someday,2027-04-05T09:30,100"


def save(account: Account, *rows: str, header: str = HEADER, **params: Any) -> Decisions:
    account.upload("\n".join([header, *rows, ""]).encode())
    return Decisions(
        account, "permit_save", **{"permit": "P-1", "holder": "H-1", "upload_id": "UP1", **params}
    )


def outcomes(decisions: Decisions) -> list[Outcome]:
    return [verdict.outcome for verdict in decisions.run()]


def permit(account: Account) -> Any:
    return account.records.get([permit_key("P-1")]).get(permit_key("P-1"))


def test_rows_become_reservations_of_the_permit() -> None:
    account = Account()
    decisions = save(account, FIRST, OVERLAP, SECOND, BAD)
    decisions.check()
    assert outcomes(decisions) == [
        Outcome.SUCCEEDED,
        Outcome.ERROR,
        Outcome.SUCCEEDED,
        Outcome.ERROR,
    ]
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == (
        "2 saved, 0 changed, 0 unchanged, 0 with a conflict, 2 not saved."
    )
    assert (finished.result.type, finished.result.href) == ("permit", "/v1/permits/P-1")
    assert len([*reservations_of("P-1", account.records)]) == 2
    assert decisions.problems() == []


def test_again_with_other_amounts() -> None:
    account = Account()
    save(account, FIRST, SECOND).run()
    decisions = save(account, FIRST.replace(",100", ",200"), SECOND, OVERLAP, on_conflict="warn")
    assert outcomes(decisions) == [Outcome.SUCCEEDED, Outcome.SKIPPED, Outcome.WARNING]
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == (
        "1 saved, 1 changed, 1 unchanged, 1 with a conflict, 0 not saved."
    )


def test_the_permit_of_the_request_wins_over_that_of_a_row() -> None:
    account = Account()
    decisions = save(account, f"P-9,{FIRST}", header=f"permit,{HEADER}")
    decisions.check()
    assert outcomes(decisions) == [Outcome.SUCCEEDED]
    assert len([*reservations_of("P-1", account.records)]) == 1


@pytest.mark.parametrize(
    ("asked", "requirements"),
    [({}, {"waivers": 2}), ({"forms": ["Insurance"]}, {"forms": ["Insurance"]})],
)
def test_a_permit_gets_a_new_holder_and_keeps_what_was_not_asked(
    asked: dict[str, Any], requirements: dict[str, Any]
) -> None:
    account = Account()
    account.commit([Update(permit_key("P-1"), set=permit_item("P-1", "H-0", {"waivers": 2}))])
    save(account, FIRST, requirements=asked).run()
    counted = {"total": 1, "total_cents": 100}
    assert permit(account) == {**permit_item("P-1", "H-1", requirements), **counted}


def test_a_new_permit_has_what_was_asked() -> None:
    account = Account()
    save(account, BAD, requirements={"waivers": 2}).run()
    assert permit(account) == new_permit("P-1", "H-1", {"waivers": 2})


def test_an_empty_save_saves_the_permit() -> None:
    account = Account()
    decisions = save(account)
    decisions.run()
    finished = decisions.finish()
    assert finished.result
    assert "No reservations were handed in" in finished.result.summary
    assert permit(account) == new_permit("P-1", "H-1", {})


def test_a_save_that_was_cancelled_before_its_first_batch_leaves_nothing() -> None:
    account = Account()
    finished = save(account, FIRST).finish(cancelled=True)
    assert finished.result is None
    assert permit(account) is None


def test_a_file_that_cannot_be_read_is_refused_at_launch_and_again_when_planned() -> None:
    decisions = save(Account(), FIRST, header="a,b")
    with pytest.raises(InvalidInput, match="the header lacks"):
        decisions.check()
    with pytest.raises(CannotPlan, match="the header lacks"):
        decisions.listed()


@pytest.mark.parametrize(
    ("source", "labels"),
    [("upload", ["line 2", "line 3"]), ("body", ["reservations[0]", "reservations[1]"])],
)
def test_people_find_the_row_again(source: str, labels: list[str]) -> None:
    decisions = save(Account(), FIRST, SECOND, source=source)
    assert [decisions.kind.label(decisions.params, key) for key in decisions.listed()] == labels


def test_verify_finds_what_was_said_but_not_saved() -> None:
    account = Account()
    decisions = save(account, FIRST, SECOND)
    decisions.run()
    decisions.finish()
    assert decisions.problems() == []
    gone = next(key for key in account.database.records.rows if "RESERVATIONS" in key.partition)
    del account.database.records.rows[gone]
    missing, counted = decisions.problems()
    assert missing == "1 rows are said to be saved but have no reservation"
    assert counted.startswith("permit P-1 has")


def test_a_reservation_names_its_writes_and_its_facility() -> None:
    long = "Game,Pool,2027-04-05T08:00,2027-04-19T09:00,100"
    decisions = save(Account(), FIRST, long, BAD)
    found = [*decisions.found()]
    said = [(one.affinity, len(one.shared)) for one in found]
    assert said == [("Gym", 1), ("Pool", 3), (None, 0)]


def test_setup_and_teardown_may_stand_in_columns_of_their_own() -> None:
    account = Account()
    rows = (f"{FIRST},,15", f"{SECOND},0,0")
    header = f"{HEADER},setup_minutes,teardown_minutes"
    decisions = save(account, *rows, header=header)
    decisions.check()
    assert outcomes(decisions) == [Outcome.SUCCEEDED, Outcome.ERROR]
    [(_, only)] = reservations_of("P-1", account.records)
    assert (only.setup_minutes, only.teardown_minutes) == (0, 15)
    assert decisions.problems() == []
