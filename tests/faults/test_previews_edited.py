"""Records are edited between a preview and the task that runs it, or while that runs (P9)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from legwork.domain.effect import Item, Key
from legwork.domain.outcome import Outcome
from legwork.domain.preview import CHANGED
from legwork.domain.task import Task, TaskState
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.testing.preview_invariants import decided, of_previews
from tests.faults import park
from tests.faults.previews import preview, run

EDITED = {
    "bill-out": 1,
    "charges": 1,
    "quick edit": 1,
    "drops": 3,
    "tokens": 4,
    "statements": 5,
    "blast": 5,
}
"""Works, and every how manyth record is edited."""


def previewed(name: str) -> tuple[Fleet, Task]:
    fleet = Fleet(like=park.prepared(name))
    return fleet, preview(name, fleet)


def edits(item: Item) -> Iterator[Item | None]:
    """The record gone; and each number in it one more."""
    yield None
    for attribute, value in item.items():
        if type(value) is int:
            yield {**item, attribute: value + 1}


def edit(fleet: Fleet, key: Key, item: Item | None) -> None:
    if item is None:
        del fleet.tables.records.rows[key]
    else:
        fleet.tables.records.rows[key] = item


@pytest.mark.parametrize("name", EDITED)
def test_whatever_record_is_edited_in_between_nothing_else_than_shown_is_done(name: str) -> None:
    ready, shown = previewed(name)
    left = 0
    for key, item in [*ready.tables.records.rows.items()][:: EDITED[name]]:
        for edited in edits(item):
            fleet = Fleet(like=ready)
            edit(fleet, key, edited)
            done = run(shown, fleet)
            assert [*of_previews([shown.evolve(run_by=done.ref.id), done], fleet)] == [], key
            assert done.state.ended
            left += done.changed
    assert left > 0


def games(fleet: Fleet) -> list[Key]:
    return [key for key in fleet.tables.records.rows if key.sort.startswith("RESERVATION")]


def test_what_is_edited_is_left_and_a_retry_takes_it_up() -> None:
    fleet, shown = previewed("bill-out")
    dearer, gone, *_ = games(fleet)
    edit(fleet, dearer, {**fleet.tables.records.rows[dearer], "amount_cents": 99_999})
    edit(fleet, gone, {**fleet.tables.records.rows[gone], "status": "billed", "receipt": "R-1"})
    done = run(shown, fleet)
    skipped = {key: one for key, one in decided(done, fleet).items() if one.code == CHANGED}
    assert (done.changed, done.leftover, len(skipped)) == (2, 2, 2)
    assert sum("already" in one.message.lower() for one in skipped.values()) == 1
    retry = Owner(fleet).retry(done, key="retry", codes=[CHANGED])
    fleet.settle()
    retried = fleet.task(retry.ref)
    assert (retried.total, retried.counts.succeeded, retried.counts.skipped) == (2, 1, 1)
    assert fleet.task(done.ref).leftover == 0


def test_an_edit_at_every_point_of_the_run_is_not_run_over() -> None:
    ready, shown = previewed("bill-out")
    [*_, last] = games(ready)
    price = ready.tables.records.rows[last]["amount_cents"]
    ends = set()
    for steps in range(40):
        fleet = Fleet(like=ready)
        launched = Owner(fleet).run(shown.ref, key="run")
        for _ in range(steps):
            fleet.step(purging=False)
        item = fleet.tables.records.rows[last]
        if item["status"] == "reserved":
            edit(fleet, last, {**item, "amount_cents": price + 1})
        fleet.settle()
        done = fleet.task(launched.ref)
        assert [*of_previews([fleet.task(shown.ref), done], fleet)] == []
        assert done.state is TaskState.COMPLETED
        [verdict] = [v for k, v in decided(done, fleet).items() if last.sort.endswith(k[-16:])]
        ends.add((verdict.outcome, verdict.code))
        billed = fleet.tables.records.rows[last]["status"] == "billed"
        assert billed is (fleet.tables.records.rows[last]["amount_cents"] == price)
    assert ends == {(Outcome.SUCCEEDED, ""), (Outcome.SKIPPED, CHANGED)}
