"""The same with batches as they are in life: 98 reservations in one transaction of 100 actions."""

from functools import cache

import pytest

from legwork.domain.outcome import Counts
from legwork.domain.task import TaskState
from legwork.testing.faults import Fault, at, crash_after, crash_before, interrupt, lose_answer
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave
from tests.faults.trial import ENDINGS

GAMES = [
    {
        "facility": f"Field {field}",
        "starts_at": f"2027-04-05T{hour:02d}:{minute:02d}",
        "ends_at": f"2027-04-05T{hour:02d}:{minute + 14:02d}",
        "amount_cents": 10 + field,
    }
    for field in range(13)
    for hour in range(8, 18)
    for minute in (0, 15, 30, 45)
]
"""More than five batches of 98, dealt out to three lanes."""


@pytest.fixture(autouse=True)
def small_batches() -> None:
    """None here."""


@cache
def with_games() -> Fleet:
    fleet = Fleet()
    request = PermitSave(permit="P-1", holder="H-1", reservations=GAMES)
    Owner(fleet).save(request, key="games")
    fleet.settle()
    assert ENDINGS.problems(fleet) == []
    [task] = tasks_of(fleet)
    assert task.counts == Counts(succeeded=len(GAMES))
    return fleet


def launched() -> Fleet:
    fleet = Fleet(like=with_games())
    Owner(fleet).bill_out("P-1", key="bill")
    return fleet


def writes() -> list[int]:
    fleet = launched()
    first = len(fleet.faults.writes)
    fleet.settle()
    sizes = [
        len(row["outcomes"])
        for key, row in fleet.tables.tasks.rows.items()
        if key.sort.startswith("LEDGER#") and tasks_of(fleet)[-1].ref.id in key.partition
    ]
    assert sorted(sizes) == [30, 98, 98, 98, 98, 98]
    return fleet.faults.writes[first:]


@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])
def test_a_fault_at_every_write_is_made_good(fault: Fault) -> None:
    for number in writes()[::2]:
        fleet = launched()
        fleet.faults.plan = at(number, fault)
        ENDINGS.settle(fleet)
        assert ENDINGS.problems(fleet) == [], number
        bill = tasks_of(fleet)[-1]
        assert (bill.state, bill.counts) == (TaskState.COMPLETED, Counts(succeeded=len(GAMES)))


def test_a_cancel_before_every_write_is_the_last_word() -> None:
    for number in writes():
        fleet = launched()
        answers: list[object] = []

        def cancel(fleet: Fleet = fleet, answers: list[object] = answers) -> None:
            bill = fleet.task(tasks_of(fleet)[-1].ref)
            if bill.state.can_be_cancelled:
                Owner(fleet).cancel(bill.ref)
                answers.append(dict(fleet.tables.records.rows))

        fleet.faults.plan = at(number, interrupt(cancel))
        ENDINGS.settle(fleet)
        assert ENDINGS.problems(fleet) == [], number
        assert answers in ([], [fleet.tables.records.rows])
