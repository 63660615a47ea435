"""A planner in several legs, delivered twice, killed, while records come and go."""

from collections.abc import Callable
from functools import cache, partial
from random import Random

import pytest

from legwork.domain.task import TaskState
from legwork.ports import PlanMessage
from legwork.testing.faults import Fault, at, crash_after, crash_before, interrupt
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import interleave
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave
from tests.faults.park import FIELDS, GAMES, set_room, values
from tests.faults.side_by_side import take
from tests.faults.trial import ENDINGS


@pytest.fixture(autouse=True)
def short_legs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of one target; a leg of the planner, whose time is up at once, makes four."""
    set_room(monkeypatch, permit_billout=1)
    monkeypatch.setattr("legwork.usecases.plan_task._WRITE_AT", 4)


@cache
def _with_games() -> Fleet:
    fleet = Fleet()
    Owner(fleet).save(PermitSave(permit="P-1", holder="H-1", reservations=GAMES), key="games")
    return fleet


def _launched() -> Fleet:
    fleet = Fleet(like=_with_games())
    Owner(fleet, background_at=1).bill_out("P-1", key="bill")
    return fleet


def _check(fleet: Fleet) -> int:
    """All is well, and all that was planned is billed; answers how much that was."""
    ENDINGS.settle(fleet)
    assert fleet.surprises == []
    assert ENDINGS.problems(fleet) == []
    bill = tasks_of(fleet)[-1]
    assert bill.state is TaskState.COMPLETED
    assert bill.counts.done == bill.total
    return bill.total


def _plan(fleet: Fleet) -> None:
    """Work on planning messages until there are none."""
    while any(isinstance(d.message, PlanMessage) for d in fleet.inbox.waiting):
        for call in take(fleet, (PlanMessage,)):
            call()


@cache
def _calls_of_planning() -> tuple[int, int]:
    fleet = _launched()
    before = len(fleet.faults.calls)
    _plan(fleet)
    legs = sum(call.name == "queues.plan" for call in fleet.faults.calls)
    assert legs == 3
    fleet.settle()
    assert _check(fleet) == len(GAMES)
    return before, len(fleet.faults.calls)


def test_it_plans_in_legs() -> None:
    begin, end = _calls_of_planning()
    assert end - begin > len(GAMES)


@pytest.mark.parametrize("crash", [crash_before, crash_after])
def test_a_crash_in_any_leg_is_made_good(crash: Fault) -> None:
    begin, end = _calls_of_planning()
    for number in range(begin, end):
        fleet = _launched()
        fleet.faults.plan = at(number, crash)
        assert _check(fleet) == len(GAMES), number


def test_the_message_comes_again_at_any_call() -> None:
    begin, end = _calls_of_planning()
    for number in range(begin, end):
        fleet = _launched()
        again = take(fleet)[0]
        fleet.faults.plan = at(number, interrupt(again))
        again()
        assert _check(fleet) == len(GAMES), number


def _games_come(fleet: Fleet) -> None:
    come = [
        values(field, f"{hour}:00", f"{hour}:50", 7) for field in FIELDS for hour in range(14, 18)
    ]
    Owner(fleet).save(PermitSave(permit="P-1", holder="H-1", reservations=come), key="come")


def _games_go(fleet: Fleet) -> None:
    Owner(fleet).bill_out("P-1", key="go")


@pytest.mark.parametrize("happens", [_games_come, _games_go])
def test_records_come_and_go_while_it_plans(happens: Callable[[Fleet], None]) -> None:
    begin, end = _calls_of_planning()
    totals = set[int]()
    for number in range(begin, end, 3):
        fleet = _launched()
        bill = tasks_of(fleet)[-1].ref
        fleet.faults.plan = at(number, interrupt(partial(happens, fleet)))
        ENDINGS.settle(fleet)
        assert ENDINGS.problems(fleet) == []
        task = fleet.task(bill)
        assert task.state is TaskState.COMPLETED
        assert task.counts.done == task.total
        totals.add(task.total)
    assert len(totals) > 2


def test_planners_of_all_legs_and_attempts_side_by_side_while_records_come_and_go() -> None:
    """Every planning message that was ever sent may come again, at any time."""
    for seed in range(60):
        fleet, dice = _launched(), Random(seed)
        sent: list[Callable[[], None]] = []
        for hour in range(14, 19):
            sent += take(fleet, (PlanMessage,))
            again = dice.choice(sent[-2:])
            happens = dice.choice([partial(_game_comes, fleet, hour), partial(_game_goes, fleet)])
            calls: list[Callable[[], None]] = [again, again, dice.choice(sent), happens]
            assert not any(interleave(fleet.faults, calls, dice.randrange))
        ENDINGS.settle(fleet)
        assert fleet.surprises == []
        assert ENDINGS.problems(fleet) == [], seed
        [bill] = [task for task in tasks_of(fleet) if task.ref.listed]
        assert (bill.state, bill.counts.done) == (TaskState.COMPLETED, bill.total)


def _game_comes(fleet: Fleet, hour: int) -> None:
    come = [values(field, f"{hour}:00", f"{hour}:50", 7) for field in FIELDS]
    request = PermitSave(permit="P-1", holder="H-1", reservations=come)
    Owner(fleet).save(request, key=f"come {hour}")


def _game_goes(fleet: Fleet) -> None:
    rows = fleet.tables.records.rows.items()
    left = [key.sort for key, row in rows if row.get("status") == "reserved"]
    if left:
        name = left[len(left) // 2].removeprefix("RESERVATION#")
        Owner(fleet).bill_out("P-1", [name], key=f"go {name}")
