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
    ("plant", "finding"),
    [
        (_careless(without(_gate)), "lane counters = task counts"),
        (_careless(without(_progress)), "ledger = lane counters"),
        (_careless(_twice), "does not add up"),
        (_careless(without(_claim)), " times; sent 1, in doubt 0"),
        (_careless(without(_taken_up)), "is retried 2 times"),
        (_careless(_without_rows("POSTING#")), "the posting on the account"),
        (plants.falls_asleep, "not settled"),
        (plants.trusts_indexes, " in a list"),
        (plants.forgets_unprocessed_keys, "logged: kind "),
        (plants.forgets_unprocessed_items, "has not the batches that it was planned with"),
        (plants.takes_a_break_for_the_end, "targets are planned, its file has"),
        (plants.lets_the_row_go_with_the_task, " has no task"),
        (plants.never_renews, "not settled"),
        (plants.announces_whatever_it_is_told, "announced the end of task"),
    ],
)
def test_what_is_planted_is_found(plant: Callable[[Fleet], None], finding: str) -> None:
    found = (problem for seed in range(DAYS) for problem in run(seed, plant=plant).problems)
    assert any(finding in problem for problem in found)
