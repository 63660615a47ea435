from dataclasses import replace
from typing import Any

import pytest

from legwork.domain.effect import Delete, Put, Update
from legwork.domain.errors import CannotFinish, CannotPlan, InvalidInput, NotFound
from legwork.domain.outcome import Outcome, Verdict
from legwork.ports import TransactionRefused
from legwork.trade.permits.permit import permit_item, permit_key
from legwork.trade.permits.receipt import receipt_key
from legwork.trade.permits.reservation import (
    Reservation,
    ReservationStatus,
    place_of,
    read_reservation,
    reservation_key,
    reservations_of,
    to_item,
)
from tests.unit.account import Account
from tests.unit.trade.decisions import TASK, Decisions


def game(number: int, *, receipt: str | None = None) -> Reservation:
    values = {
        "facility": f"Field {number}",
        "starts_at": "2027-04-05T08:00",
        "ends_at": "2027-04-05T09:00",
        "amount_cents": 100 + number,
    }
    reservation = read_reservation(values, "P-1")
    return reservation.billed(receipt) if receipt else reservation


GAMES = [game(number) for number in range(12)]
BILLED = game(12, receipt="R-0")


@pytest.fixture
def account() -> Account:
    account = Account()
    put_permit(account, "H-1")
    for reservation in (*GAMES, BILLED):
        write(account, reservation)
    return account


def put_permit(account: Account, holder: str) -> None:
    account.commit([Put(permit_key("P-1"), permit_item("P-1", holder, {"waivers": 2}))])


def write(account: Account, reservation: Reservation) -> None:
    account.commit([Put(reservation_key("P-1", reservation.id), to_item(reservation))])


def places(*reservations: Reservation) -> list[str]:
    return sorted(place_of(one.id) for one in reservations)


def test_without_names_it_takes_all_that_are_not_billed(account: Account) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1")
    decisions.check()
    assert decisions.listed() == places(*GAMES)


def test_it_goes_on_behind_any_place(account: Account) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1")
    everything = decisions.listed()
    for index, place in enumerate(everything):
        assert decisions.listed(after=place) == everything[index + 1 :]
    account.commit([Delete(reservation_key("P-1", place_id(everything[4])))])
    assert decisions.listed(after=everything[4]) == everything[5:]


def place_id(place: str) -> str:
    return place.split("#")[1]


def test_named_ones_are_taken_once_each_in_order(account: Account) -> None:
    ids = [GAMES[5].id, GAMES[2].id, BILLED.id, GAMES[5].id]
    decisions = Decisions(account, "permit_billout", permit="P-1", reservations=ids)
    decisions.check()
    named = places(GAMES[5], GAMES[2], BILLED)
    assert decisions.listed() == named
    assert decisions.listed(after=named[0]) == named[1:]


@pytest.mark.parametrize(
    ("params", "refusal", "says"),
    [
        ({"permit": "P-2"}, NotFound, "no permit 'P-2'"),
        ({"permit": "P-1", "reservations": ["x"]}, InvalidInput, "16 hexadecimal digits"),
        ({"permit": "P-1", "reservations": [GAMES[0].id.upper()]}, InvalidInput, "16 hexadecimal"),
        ({"permit": "P-1", "reservations": ["f" * 16]}, InvalidInput, "no reservation ffff"),
        (
            {"permit": "P-1", "reservations": [f"{n:016x}" for n in range(5)]},
            InvalidInput,
            "and 2 more",
        ),
    ],
)
def test_what_is_refused_at_launch(
    account: Account, params: dict[str, Any], refusal: type[Exception], says: str
) -> None:
    with pytest.raises(refusal, match=says):
        Decisions(account, "permit_billout", **params).check()


def test_a_permit_that_is_gone_cannot_be_planned() -> None:
    with pytest.raises(CannotPlan, match="no permit 'P-1'"):
        Decisions(Account(), "permit_billout", permit="P-1").listed()


@pytest.mark.parametrize("named", [True, False])
def test_each_is_billed_once_and_posted(account: Account, named: bool) -> None:
    names = [one.id for one in (*GAMES, BILLED)] if named else None
    decisions = Decisions(account, "permit_billout", permit="P-1", reservations=names)
    verdicts = decisions.run()
    assert verdicts.count(Verdict()) == len(GAMES)
    skipped = Verdict(Outcome.SKIPPED, "already_billed", "Billed already, on receipt R-0.")
    assert verdicts.count(skipped) == named
    finished = decisions.finish()
    total = sum(one.amount_cents for one in GAMES)
    assert finished.result
    assert (finished.result.type, finished.result.id) == ("receipt", TASK)
    assert finished.result.href == f"/v1/receipts/{TASK}"
    assert finished.result.summary == "12 reservations billed, $12.66, Balance Due (Pay Later)."
    receipt = account.records.get([receipt_key(TASK)])[receipt_key(TASK)]
    assert (receipt["total_cents"], receipt["lines"]) == (total, len(GAMES))
    assert (receipt["holder"], receipt["outstanding"]) == ("H-1", {"waivers": 2})
    assert decisions.problems() == []


@pytest.mark.parametrize(
    "changed",
    [game(0, receipt="R-9"), read_reservation({**to_item(GAMES[0]), "amount_cents": 1}, "P-1")],
)
def test_what_changed_since_it_was_read_is_not_billed(
    account: Account, changed: Reservation
) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1", reservations=[GAMES[0].id])
    [performed] = decisions.decide()
    write(account, changed)
    with pytest.raises(TransactionRefused):
        account.commit(performed.effects)


def test_what_is_gone_since_it_was_planned_is_an_error(account: Account) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1")
    decisions.targets = [*decisions.listed()]
    account.commit([Delete(reservation_key("P-1", place_id(decisions.targets[3])))])
    verdicts = [one.verdict for one in decisions.decide()]
    assert verdicts[3] == Verdict(Outcome.ERROR, "not_found", "There is no such reservation.")
    assert [*verdicts[:3], *verdicts[4:]] == [Verdict()] * 11


def test_nothing_billed_is_nothing_posted(account: Account) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1", reservations=[BILLED.id])
    decisions.run()
    before = dict(account.database.records.rows)
    finished = decisions.finish()
    assert account.database.records.rows == before
    assert finished.result
    assert (finished.result.type, finished.result.href) == ("permit", "/v1/permits/P-1")
    assert finished.result.summary == "Nothing was billed."
    assert decisions.problems() == []


def test_the_holder_of_the_end_gets_the_bill(account: Account) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1")
    decisions.run()
    put_permit(account, "H-2")
    decisions.finish(cancelled=True)
    assert account.records.get([receipt_key(TASK)])[receipt_key(TASK)]["holder"] == "H-2"
    assert decisions.problems() == []


def test_without_its_permit_nothing_can_be_posted(account: Account) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1")
    decisions.run()
    account.commit([Delete(permit_key("P-1"))])
    with pytest.raises(CannotFinish, match="is gone"):
        decisions.finish()


def test_verify_finds_a_line_too_many_and_one_too_few(account: Account) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1")
    decisions.run()
    decisions.finish()
    write(account, game(20, receipt=TASK))
    assert any("name the receipt" in problem for problem in decisions.problems())
    account.commit([Delete(reservation_key("P-1", game(20).id))])
    assert decisions.problems() == []
    write(account, GAMES[0])
    assert any("add up to" in problem for problem in decisions.problems())


def test_verify_finds_a_receipt_that_is_missing_and_one_that_is_wrong(account: Account) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1")
    decisions.run()
    assert any("does not exist" in problem for problem in decisions.problems())
    decisions.finish()
    account.commit([Update(receipt_key(TASK), set={"total_cents": 1})])
    assert any("the receipt says 1 cents" in problem for problem in decisions.problems())


def test_the_records_are_as_before_but_for_the_bill(account: Account) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1")
    decisions.run()
    found = [one for _, one in reservations_of("P-1", account.records)]
    assert sorted(found, key=lambda one: one.id) == sorted(
        [*(one.billed(TASK) for one in GAMES), BILLED], key=lambda one: one.id
    )


def test_one_that_is_cancelled_is_never_billed(account: Account) -> None:
    cancelled = replace(GAMES[0], status=ReservationStatus.CANCELLED)
    write(account, cancelled)
    named = Decisions(account, "permit_billout", permit="P-1", reservations=[GAMES[0].id])
    assert [one.code for one in named.run()] == ["cancelled"]
    assert cancelled in [one for _, one in reservations_of("P-1", account.records)]
    every = Decisions(account, "permit_billout", permit="P-1")
    assert place_of(cancelled.id) not in every.listed()
