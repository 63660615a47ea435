from collections.abc import Sequence
from dataclasses import replace

import pytest

from legwork.domain.effect import Update, fold
from legwork.domain.outcome import Outcome, Verdict
from legwork.ports import TransactionRefused
from legwork.trade.imports.entity import OnConflict
from legwork.trade.imports.upload import RowError
from legwork.trade.permits.reservation import (
    Reservation,
    from_item,
    read_reservation,
    reservation_key,
    to_item,
)
from legwork.trade.permits.rules.booking import book, read
from tests.unit.account import Account


def game(start: str, end: str, cents: int = 100, *, permit: str = "P-1") -> Reservation:
    values = {
        "facility": "Gym",
        "starts_at": f"2027-04-05T{start}",
        "ends_at": f"2027-04-05T{end}",
        "amount_cents": cents,
    }
    return read_reservation(values, permit)


MORNING = game("08:00", "10:00")


def save(
    account: Account, wanted: Sequence[Reservation | Verdict], on_conflict: OnConflict = "error"
) -> list[tuple[Outcome, str]]:
    performed = book(wanted, account.records, on_conflict)
    account.commit(fold(effect for one in performed for effect in one.effects))
    return [(one.verdict.outcome, one.verdict.code) for one in performed]


def saved(account: Account, reservation: Reservation) -> Reservation | None:
    key = reservation_key(reservation.permit, reservation.id)
    found = account.records.get([key])
    return from_item(reservation.permit, found[key]) if found else None


def bill(account: Account, reservation: Reservation) -> None:
    key = reservation_key(reservation.permit, reservation.id)
    account.commit([Update(key, set=to_item(reservation.billed("R-1")))])


def test_a_new_one_is_saved() -> None:
    account = Account()
    assert save(account, [MORNING]) == [(Outcome.SUCCEEDED, "")]
    assert saved(account, MORNING) == MORNING


def test_the_same_again_is_unchanged_though_its_time_is_taken_by_itself() -> None:
    account = Account()
    save(account, [MORNING])
    assert save(account, [MORNING]) == [(Outcome.SKIPPED, "unchanged")]


def test_what_only_adds_leaves_another_amount_as_it_is() -> None:
    account = Account()
    save(account, [MORNING])
    [left] = book([replace(MORNING, amount_cents=1)], account.records, "warn", change=False)
    assert (left.verdict.outcome, left.verdict.code) == (Outcome.SKIPPED, "differs")
    assert left.effects == ()


@pytest.mark.parametrize(
    "changed",
    [
        read_reservation({**to_item(MORNING), "amount_cents": 7}, "P-1"),
        read_reservation({**to_item(MORNING), "event": "Final"}, "P-1"),
    ],
)
def test_amount_and_event_can_change(changed: Reservation) -> None:
    account = Account()
    save(account, [MORNING])
    assert save(account, [changed]) == [(Outcome.SUCCEEDED, "changed")]
    assert saved(account, MORNING) == changed


def test_a_billed_one_never_changes() -> None:
    account = Account()
    save(account, [MORNING])
    bill(account, MORNING)
    assert save(account, [game("08:00", "10:00", 7)]) == [(Outcome.SKIPPED, "billed")]
    assert save(account, [MORNING]) == [(Outcome.SKIPPED, "unchanged")]
    assert saved(account, MORNING) == MORNING.billed("R-1")


def test_one_that_is_billed_after_it_was_read_does_not_change_either() -> None:
    account = Account()
    save(account, [MORNING])
    [change] = book([game("08:00", "10:00", 7)], account.records, "error")
    bill(account, MORNING)
    with pytest.raises(TransactionRefused):
        account.commit(change.effects)


def test_a_taken_facility_is_an_error_and_nothing_is_saved() -> None:
    account = Account()
    save(account, [MORNING])
    late = game("09:30", "11:00", permit="P-2")
    [performed] = book([late], account.records, "error")
    assert (performed.verdict.outcome, performed.verdict.code) == (Outcome.ERROR, "conflict")
    assert performed.verdict.message == (
        "Not saved: Gym is taken from 2027-04-05 08:00 to 2027-04-05 10:00 by permit P-1."
    )
    assert not performed.effects
    assert not performed.tallies


def test_or_a_warning_and_it_is_saved() -> None:
    account = Account()
    save(account, [MORNING])
    late = game("09:30", "11:00", permit="P-2")
    assert save(account, [late], "warn") == [(Outcome.WARNING, "conflict")]
    assert saved(account, late) == late


@pytest.mark.parametrize(
    ("wanted", "outcomes"),
    [
        ([MORNING, MORNING], [(Outcome.SUCCEEDED, ""), (Outcome.SKIPPED, "unchanged")]),
        (
            [MORNING, game("08:00", "10:00", 7)],
            [(Outcome.SUCCEEDED, ""), (Outcome.SUCCEEDED, "changed")],
        ),
        ([MORNING, game("09:00", "11:00")], [(Outcome.SUCCEEDED, ""), (Outcome.ERROR, "conflict")]),
        ([MORNING, game("10:00", "11:00")], [(Outcome.SUCCEEDED, ""), (Outcome.SUCCEEDED, "")]),
    ],
)
def test_those_of_one_batch_know_of_each_other(
    wanted: list[Reservation], outcomes: list[tuple[Outcome, str]]
) -> None:
    account = Account()
    assert save(account, wanted) == outcomes
    [last] = [one for one in reversed(wanted) if saved(account, one) == one][:1]
    assert save(account, [last]) == [(Outcome.SKIPPED, "unchanged")]


def test_of_two_saves_that_read_the_same_only_one_commits() -> None:
    account = Account()
    one = book([MORNING], account.records, "error")[0]
    other = book([game("09:00", "11:00", permit="P-2")], account.records, "error")[0]
    account.commit(one.effects)
    with pytest.raises(TransactionRefused):
        account.commit(other.effects)


def test_a_bad_row_costs_only_itself() -> None:
    account = Account()
    bad = read(RowError("The row is not UTF-8 text"), "P-1")
    assert bad == Verdict(Outcome.ERROR, "bad_row", "The row is not UTF-8 text.")
    assert save(account, [bad, MORNING]) == [(Outcome.ERROR, "bad_row"), (Outcome.SUCCEEDED, "")]


def test_what_is_wrong_with_a_row_is_said_in_a_sentence() -> None:
    verdict = read({"facility": "Gym", "starts_at": "x"}, "P-1")
    assert isinstance(verdict, Verdict)
    assert verdict.message.startswith("starts_at: 'x' is not a local time")
    assert verdict.message.endswith(".")


@pytest.mark.parametrize(
    ("edited", "code"),
    [
        ({"status": "cancelled"}, "cancelled"),
        ({"starts_at": "2027-04-05T11:00", "ends_at": "2027-04-05T12:00"}, "moved"),
    ],
)
@pytest.mark.parametrize("cents", [100, 250])
def test_what_was_cancelled_or_moved_since_stays_so_however_it_is_saved_again(
    edited: dict[str, str], code: str, cents: int
) -> None:
    account = Account()
    save(account, [MORNING])
    key = reservation_key("P-1", MORNING.id)
    account.commit([Update(key, set={**edited, "id": MORNING.id} if code == "moved" else edited)])
    before = account.records.get([key])
    assert save(account, [replace(MORNING, amount_cents=cents)]) == [(Outcome.SKIPPED, code)]
    assert account.records.get([key]) == before


def test_a_save_changes_no_setup_of_what_stands() -> None:
    account = Account()
    save(account, [MORNING])
    wanted = replace(MORNING, setup_minutes=15)
    assert save(account, [wanted]) == [(Outcome.SKIPPED, "other_setup")]
    assert saved(account, MORNING) == MORNING

    late = replace(game("12:00", "14:00"), teardown_minutes=5)
    assert save(account, [late, late]) == [(Outcome.SUCCEEDED, ""), (Outcome.SKIPPED, "unchanged")]
    assert saved(account, late) == late

    bill(account, MORNING)
    assert save(account, [wanted]) == [(Outcome.SKIPPED, "billed")]
