"""Tasks that want the same facilities, or the same reservations, at the same moment."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pytest

from legwork.domain.outcome import Counts
from legwork.domain.task import Task, TaskState
from legwork.testing.faults import Faults, at, interrupt
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import interleave
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave
from tests.faults.park import FIELDS, GAMES, HOURS, values
from tests.faults.side_by_side import InTurn, choices, work_side_by_side
from tests.faults.trial import ENDINGS

OTHERS = [values(field, f"{hour}:30", f"{hour}:45", 200) for field in FIELDS for hour in HOURS]
"""Each of them overlaps one of the games."""
CHANGED = [{**game, "amount_cents": game["amount_cents"] + 1} for game in GAMES]

Games = Sequence[Mapping[str, Any]]


def saving(
    fleet: Fleet, permit: str, games: Games, *, background: bool = False
) -> Callable[[], Task]:
    request = PermitSave(permit=permit, holder="H-1", reservations=games)
    owner = Owner(fleet, background_at=1 if background else 100)
    return lambda: owner.save(request, key=f"save {permit} {games[0]['amount_cents']}")


def billing(fleet: Fleet, key: str, *, background: bool = False) -> Callable[[], Task]:
    owner = Owner(fleet, background_at=1 if background else 100)
    return lambda: owner.bill_out("P-1", key=key)


def with_games() -> Fleet:
    fleet = Fleet()
    saving(fleet, "P-1", GAMES)()
    return Fleet(like=fleet, faults=Faults())


def counts(fleet: Fleet, kind: str) -> Counts:
    """The counts of all its tasks, which have completed."""
    found = [task for task in tasks_of(fleet) if task.kind == kind]
    assert {task.state for task in found} == {TaskState.COMPLETED}
    return sum((task.counts for task in found), Counts())


def check_saved_once(fleet: Fleet) -> None:
    ENDINGS.settle(fleet)
    assert ENDINGS.problems(fleet) == []
    assert counts(fleet, "permit_save") == Counts(succeeded=len(GAMES), errors=len(OTHERS))


def check_billed_once(fleet: Fleet) -> None:
    ENDINGS.settle(fleet)
    assert ENDINGS.problems(fleet) == []
    assert counts(fleet, "permit_billout").succeeded == len(GAMES)


def test_two_saves_at_any_call_of_each_other() -> None:
    number = 0
    while True:
        fleet = Fleet()
        fleet.faults.plan = at(number, interrupt(saving(fleet, "P-2", OTHERS)))
        saving(fleet, "P-1", GAMES)()
        if len(tasks_of(fleet)) == 1:
            break
        check_saved_once(fleet)
        number += 1
    assert number > 20


@pytest.mark.parametrize("background", [False, True])
def test_two_saves_side_by_side(background: bool) -> None:
    for seed in range(20):
        fleet = Fleet()
        saves = [
            saving(fleet, "P-1", GAMES, background=background),
            saving(fleet, "P-2", OTHERS, background=background),
        ]
        assert interleave(fleet.faults, saves, choices(seed)) == [None, None]
        work_side_by_side(fleet, seed)
        check_saved_once(fleet)


@pytest.mark.parametrize("background", [False, True])
def test_the_same_save_twice_side_by_side(background: bool) -> None:
    for seed in range(20):
        fleet = Fleet()
        save = saving(fleet, "P-1", GAMES, background=background)
        assert interleave(fleet.faults, [save, save], choices(seed)) == [None, None]
        work_side_by_side(fleet, seed)
        assert ENDINGS.problems(fleet) == []
        assert counts(fleet, "permit_save") == Counts(succeeded=len(GAMES))


def test_two_bill_outs_at_any_call_of_each_other() -> None:
    number = 0
    while True:
        fleet = with_games()
        before = len(tasks_of(fleet))
        fleet.faults.plan = at(number, interrupt(billing(fleet, "other")))
        billing(fleet, "one", background=True)()
        ENDINGS.settle(fleet)
        if len(tasks_of(fleet)) == before + 1:
            break
        check_billed_once(fleet)
        number += 1
    assert number > 20


@pytest.mark.parametrize("background", [False, True])
def test_three_bill_outs_side_by_side(background: bool) -> None:
    for seed in range(20):
        fleet = with_games()
        calls = [billing(fleet, key, background=background) for key in ("one", "two", "three")]
        assert interleave(fleet.faults, calls, choices(seed)) == [None] * 3
        work_side_by_side(fleet, seed)
        check_billed_once(fleet)


@pytest.mark.parametrize("background", [False, True])
def test_a_bill_out_side_by_side_with_changes_of_the_amounts(background: bool) -> None:
    for seed in range(20):
        fleet = with_games()
        calls = [
            billing(fleet, "one", background=background),
            saving(fleet, "P-1", CHANGED, background=background),
        ]
        assert interleave(fleet.faults, calls, choices(seed)) == [None, None]
        work_side_by_side(fleet, seed)
        check_billed_once(fleet)


def test_calls_side_by_side_stop_before_each_call_through_a_port() -> None:
    faults, made = Faults(), list[str]()

    def call(name: str) -> None:
        for _ in range(2):
            faults.through("port", partial(made.append, name))

    assert not any(interleave(faults, [partial(call, "one"), partial(call, "other")], InTurn(2, 2)))
    assert made == ["one", "other", "one", "other"]
