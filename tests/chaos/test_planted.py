"""The simulator is worth its name: what is broken in the engine is found within some days."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from legwork.domain.effect import AtMost, Clause, Effect, Equals, Update
from legwork.domain.notice import NoticeState
from legwork.testing.fleet import Fleet
from tests.chaos import plants
from tests.chaos.day import run
from tests.faults.test_checker import Careless, Change, without

DAYS = 600


def _careless(change: Change) -> Callable[[Fleet], None]:
    def plant(fleet: Fleet) -> None:
        fleet.database = Careless(fleet.database, change)

    return plant


def _gate(_: Effect, clause: Clause) -> bool:
    return isinstance(clause, Equals) and clause.attribute in {"gate", "gate_number"}


def _progress(effect: Effect, clause: Clause) -> bool:
    """What lets a batch commit once, in the lane and in the ledger."""
    of_lane = isinstance(clause, Equals | AtMost) and clause.attribute in {"cursor", "token"}
    return of_lane or effect.key.sort.startswith("LEDGER#")


def _claim(_: Effect, clause: Clause) -> bool:
    return clause == Equals("state", NoticeState.STAGED.value)


def _taken_up(_: Effect, clause: Clause) -> bool:
    return isinstance(clause, Equals) and clause.attribute == "retried_by"


def _twice(effect: Effect) -> Effect:
    if isinstance(effect, Update) and effect.key.sort == "LANE":
        return replace(effect, add={name: 2 * amount for name, amount in effect.add.items()})
    return effect


def _without_rows(sort: str) -> Change:
    return lambda effect: None if effect.key.sort.startswith(sort) else effect


@pytest.mark.parametrize(
    ("plant", "finding", "day"),
    [
        (_careless(without(_gate)), "lane counters = task counts", 76),
        (_careless(without(_progress)), "ledger = lane counters", 14),
        (_careless(_twice), "does not add up", 0),
        (_careless(without(_claim)), " times; sent 1, in doubt 0", 73),
        (_careless(without(_taken_up)), "is retried 2 times", 15),
        (_careless(_without_rows("POSTING#")), "the posting on the account", 4),
        (plants.falls_asleep, "not settled", 0),
        (plants.trusts_indexes, " in a list", 2),
        (plants.forgets_unprocessed_keys, "logged: kind ", 312),
        (plants.forgets_unprocessed_items, "has not the batches that it was planned with", 31),
        (plants.takes_a_break_for_the_end, "targets are planned, its file has", 34),
        (plants.lets_the_row_go_with_the_task, " has no task", 93),
        (plants.never_renews, "not settled", 79),
        (plants.announces_whatever_it_is_told, "announced the end of task", 5),
    ],
)
def test_what_is_planted_is_found(plant: Callable[[Fleet], None], finding: str, day: int) -> None:
    """The day that has shown it comes first, and where the days have changed, all others."""
    days = (*range(day, DAYS), *range(day))
    found = (problem for seed in days for problem in run(seed, plant=plant).problems)
    assert any(finding in problem for problem in found)
