"""Accounts of families add up, whatever goes wrong with the tasks that post to them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from legwork.domain.task import Task, TaskState
from legwork.testing.faults import (
    Fault,
    Faults,
    at,
    crash_after,
    crash_before,
    interrupt,
    lose_answer,
)
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import interleave
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from legwork.trade.classes.enrolled import drops_key
from tests.faults.bank import (
    CHARGES,
    CLASSES,
    CREDITS,
    ENROLLMENTS,
    FAMILIES,
    LATE,
    MONEY,
    Bank,
    balances,
    books,
    charged,
    launch,
    wrong,
)
from tests.faults.cancel import Cancel
from tests.faults.park import prepared
from tests.faults.side_by_side import choices, work_side_by_side
from tests.faults.trial import ENDINGS, Trial, undisturbed
from tests.unit.trade.money.homes import has, owes

NAMES = pytest.mark.parametrize("name", MONEY)


@NAMES
@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])
def test_a_fault_at_any_write_leaves_the_same_balances(name: str, fault: Fault) -> None:
    model = undisturbed(name)
    for number in model.fleet.faults.writes:
        trial = Trial(name)
        assert trial.launch_struck(number, fault) or trial.launch()
        trial.settle()
        assert trial.end() == model.end(), number
        assert balances(trial.fleet) == balances(model.fleet)
        assert wrong(trial.fleet) == []
        trial.check()


@NAMES
def test_doubled_messages_post_once(name: str) -> None:
    model = undisturbed(name)
    for seed in range(10):
        trial = Trial(name, Settings(twice=True), seed=seed)
        assert trial.launch()
        trial.settle()
        assert balances(trial.fleet) == balances(model.fleet)
        assert wrong(trial.fleet) == []
        trial.check()


@NAMES
def test_after_a_cancel_half_way_every_balance_is_the_sum_of_its_postings(name: str) -> None:
    half_way = 0
    for call in undisturbed(name).fleet.faults.calls[::2]:
        trial = Trial(name)
        cancel = Cancel(trial)
        assert trial.launch_struck(call.number, interrupt(cancel))
        trial.settle()
        cancel.check()
        assert wrong(trial.fleet) == []
        [task] = trial.tasks()
        half_way += 0 < task.counts.done < task.total
        if name == "charges":
            assert len(charged(trial.fleet)) == task.counts.succeeded
    assert half_way > 3


# --- Two tasks over the same families ----------------------------------------------------------


def ready(name: str) -> Fleet:
    return Fleet(like=prepared(name), faults=Faults())


def launching(fleet: Fleet, key: str, **params: Any) -> Callable[[], Task]:
    return partial(launch, Owner(fleet), key=key, **params)


def check(fleet: Fleet) -> None:
    ENDINGS.settle(fleet)
    assert fleet.surprises == []
    assert ENDINGS.problems(fleet) == []
    assert wrong(fleet) == []
    assert {task.state for task in tasks_of(fleet)} == {TaskState.COMPLETED}


def test_two_tasks_that_charge_the_same_agree() -> None:
    for seed in range(15):
        fleet = ready("charges")
        calls = [launching(fleet, key, **CHARGES) for key in ("one", "other")]
        assert interleave(fleet.faults, calls, choices(seed)) == [None, None]
        work_side_by_side(fleet, seed)
        check(fleet)
        assert len(set(charged(fleet))) == len(charged(fleet)) == ENROLLMENTS
        done = [task.counts.succeeded for task in tasks_of(fleet)]
        assert sum(done) == ENROLLMENTS


def test_a_task_that_charges_at_any_call_of_another_one() -> None:
    number = 0
    while True:
        fleet = ready("charges")
        fleet.faults.plan = at(number, interrupt(launching(fleet, "other", **CHARGES)))
        launching(fleet, "one", **CHARGES)()
        check(fleet)
        assert len(charged(fleet)) == ENROLLMENTS
        if len(tasks_of(fleet)) == 1:
            break
        number += 3
    assert number > 20


def test_two_tasks_that_use_the_same_credits_agree() -> None:
    for seed in range(15):
        fleet = ready("credits")
        calls = [launching(fleet, key, **CREDITS) for key in ("one", "other")]
        assert interleave(fleet.faults, calls, choices(seed)) == [None, None]
        work_side_by_side(fleet, seed)
        check(fleet)
        for history in books(fleet):
            assert sum(history.links.values()) == 1_100
            assert history.balance_cents == 400


def test_whoever_posts_meanwhile_counts() -> None:
    """Charges, late charges and credits at once, and people who post by hand meanwhile."""
    for seed in range(15):
        fleet = ready("credits")
        calls: list[Callable[[], object]] = [
            launching(fleet, "charges", **CHARGES),
            launching(fleet, "late", **LATE),
            launching(fleet, "credits", **CREDITS),
            partial(by_hand, fleet, has, 50),
            partial(by_hand, fleet, owes, 30),
        ]
        assert interleave(fleet.faults, calls, choices(seed)) == [None] * len(calls)
        work_side_by_side(fleet, seed)
        check(fleet)
        # Who is in class A was charged a short time ago; twice before, and once by hand.
        assert len(charged(fleet)) == ENROLLMENTS - len(FAMILIES) + 3 * len(FAMILIES)


def by_hand(fleet: Fleet, post: Callable[[Bank, str, int], str], cents: int) -> None:
    for name in FAMILIES:
        post(Bank(fleet), name, cents)


def test_no_row_is_written_for_two_families() -> None:
    """What a batch writes beside its own lane and ledger lies in accounts of its families.

    But for the note that a class has drops: once it is there, nobody writes it again.
    """
    for name in MONEY:
        fleet = undisturbed(name).fleet
        written = fleet.tables.records.rows.keys() - prepared(name).tables.records.rows.keys()
        owned = {f"FAMILY#{family}#ACCOUNT" for family in FAMILIES}
        owned |= {drops_key(class_id).partition for class_id in CLASSES if name == "drops"}
        assert {key.partition.split("#", 2)[2] for key in written} <= owned
