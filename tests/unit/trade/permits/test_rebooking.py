"""Of a change of a reservation and of whatever else happens to it at once, one decides again."""

from dataclasses import replace
from typing import Any

import pytest

from legwork.domain.effect import Put, Update, fold
from legwork.domain.errors import NotPossible
from legwork.domain.outcome import Outcome
from legwork.ports import TransactionRefused
from legwork.trade.permits.counts import wrong_counts
from legwork.trade.permits.permit import new_permit, permit_key
from legwork.trade.permits.reservation import (
    Reservation,
    ReservationStatus,
    from_item,
    reservation_key,
    reservations_of,
)
from legwork.trade.permits.rules.booking import book
from legwork.trade.permits.rules.rebooking import Rebooking, restate
from tests.unit.account import Account
from tests.unit.trade.permits.test_booking import game, save

MORNING, NOON = game("08:00", "10:00"), game("12:00", "14:00")


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit([Put(permit_key("P-1"), new_permit("P-1", "H-1", {}))])
    save(account, [MORNING, NOON])
    return account


def stored(account: Account, one: Reservation) -> Reservation:
    key = reservation_key(one.permit, one.id)
    return from_item(one.permit, account.records.get([key])[key])


def rebooking(account: Account, one: Reservation, **said: Any) -> Rebooking:
    key = reservation_key(one.permit, one.id)
    item = account.records.get([key])[key]
    before = from_item(one.permit, item)
    return Rebooking(before, item, restate(before, said), account.records)


def changed(account: Account, one: Reservation, **said: Any) -> None:
    change = rebooking(account, one, **said)
    change.check("error")
    account.commit(fold(change.effects()))


EVENING = {"starts_at": "2027-04-05T18:00", "ends_at": "2027-04-05T20:00"}


def test_two_that_are_moved_to_one_place_at_once(account: Account) -> None:
    one = rebooking(account, MORNING, **EVENING)
    other = rebooking(account, NOON, **EVENING)
    assert (one.check("error"), other.check("error")) == (None, None)
    account.commit(fold(one.effects()))
    with pytest.raises(TransactionRefused):
        account.commit(fold(other.effects()))
    with pytest.raises(NotPossible, match="is taken"):
        rebooking(account, NOON, **EVENING).check("error")


def test_one_that_is_moved_while_its_new_place_is_booked(account: Account) -> None:
    move = rebooking(account, MORNING, **EVENING)
    save(account, [game("19:00", "21:00", permit="P-2")])
    with pytest.raises(TransactionRefused):
        account.commit(fold(move.effects()))


def test_one_that_is_billed_while_it_is_cancelled(account: Account) -> None:
    cancel = rebooking(account, MORNING, status="cancelled")
    billed = {"status": "billed", "receipt": "R-1"}
    account.commit([Update(reservation_key("P-1", MORNING.id), set=billed)])
    with pytest.raises(TransactionRefused):
        account.commit(fold(cancel.effects()))


def test_one_that_is_repriced_by_a_save_while_it_is_moved(account: Account) -> None:
    move = rebooking(account, MORNING, **EVENING)
    account.carry_out(book([replace(MORNING, amount_cents=7)], account.records, "error"))
    with pytest.raises(TransactionRefused):
        account.commit(fold(move.effects()))


def test_the_counts_are_right_whatever_was_changed(account: Account) -> None:
    changed(account, MORNING, amount_cents=7, **EVENING)
    changed(account, NOON, status="cancelled")
    changed(account, MORNING, status="cancelled")
    changed(account, MORNING, amount_cents=8)
    changed(account, MORNING, status="reserved", amount_cents=9)
    assert [*wrong_counts("P-1", account.records)] == []
    found = dict(reservations_of("P-1", account.records)).values()
    assert {one.status for one in found} == {
        ReservationStatus.RESERVED,
        ReservationStatus.CANCELLED,
    }


def test_one_that_is_moved_back_is_where_it_was(account: Account) -> None:
    changed(account, MORNING, **EVENING)
    assert stored(account, MORNING).first_id == MORNING.id
    changed(account, MORNING, starts_at=MORNING.starts_at, ends_at=MORNING.ends_at)
    assert stored(account, MORNING) == MORNING


def test_within_its_own_time_it_meets_nobody(account: Account) -> None:
    changed(account, MORNING, ends_at="2027-04-05T09:00")
    assert stored(account, MORNING).ends_at == "2027-04-05T09:00"


def test_a_change_of_nothing_writes_nothing(account: Account) -> None:
    assert [*rebooking(account, MORNING, event="").effects()] == []


def test_more_setup_is_refused_where_somebody_else_is(account: Account) -> None:
    with pytest.raises(NotPossible, match="is taken from 2027-04-05 08:00"):
        rebooking(account, NOON, setup_minutes=121).check("error")
    changed(account, NOON, setup_minutes=120)

    assert stored(account, NOON).setup_minutes == 120
    assert save(account, [game("11:00", "11:30", permit="P-2")]) == [(Outcome.ERROR, "conflict")]
    changed(account, NOON, setup_minutes=None)
    assert stored(account, NOON) == NOON
    assert save(account, [game("11:00", "11:30", permit="P-2")]) == [(Outcome.SUCCEEDED, "")]
