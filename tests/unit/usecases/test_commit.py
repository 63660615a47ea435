"""What a worker is told when its batch cannot be committed."""

from datetime import timedelta
from typing import Any

import pytest

from legwork.domain.effect import Absent, Key, Put, Update
from legwork.domain.lane import Lane, Token
from legwork.domain.ledger import LedgerEntry
from legwork.domain.outcome import Counts, Outcome, Verdict
from legwork.domain.task import Task
from legwork.ports import PlanMessage
from legwork.store import commits, gates, keys, lanes, plans
from legwork.store.commits import Commit, Committed, EffectsRefused, GateShut, LaneLost
from tests.unit.usecases.toy import Heap

RECORD = Key("R", "1")


class Batch:
    """The first batch of the first lane of a task."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        heap = Heap(patch)
        launched = heap.launch()
        heap.fleet.handle(PlanMessage(launched.ref))
        self.tables, self.now = heap.fleet.tables, heap.fleet.clock.now()
        self.task: Task = heap.fleet.task(launched.ref)

    @property
    def lane(self) -> Lane:
        """As it is now."""
        return lanes.load_all(self.tables, self.task)[0]

    def commit(self, lane: Lane, *, attempt: str = "mine", number: int = 1) -> Commit:
        return commits.commit(
            self.tables,
            token=Token(self.task.ref, lane.number, number, lane.cursor),
            lane=lane,
            entry=LedgerEntry(
                lane.number,
                lane.cursor,
                attempt,
                self.now,
                (Verdict(), Verdict(Outcome.ERROR, "bad", "It is bad.")),
            ),
            tallies={"cents": 250},
            effects=[Put(Key("R", "0"), {}), Put(RECORD, {}, (Absent(),))],
            expires_at=self.now + timedelta(days=90),
        )

    def change_lane(self, **values: Any) -> None:
        self.tables.tasks.write(Update(keys.lane(self.task.ref.id, 0), set=values))

    def rows(self) -> tuple[object, ...]:
        return dict(self.tables.tasks.rows), dict(self.tables.records.rows)


@pytest.fixture
def batch(monkeypatch: pytest.MonkeyPatch) -> Batch:
    return Batch(monkeypatch)


def test_committed(batch: Batch) -> None:
    commit = batch.commit(batch.lane)
    assert isinstance(commit, Committed)
    assert commit.lane == batch.lane
    assert (commit.lane.cursor, commit.lane.token) == (1, 1)
    assert (commit.lane.counts, commit.lane.tallies) == (Counts(1, errors=1), {"cents": 250})
    [entry] = plans.ledger(batch.tables, batch.task, 0)
    assert (entry.attempt, [v.code for v in entry.verdicts]) == ("mine", ["", "bad"])
    assert len(batch.tables.records.rows) == 2


def test_a_lost_answer_is_told_from_a_lost_race(batch: Batch) -> None:
    read = batch.lane
    batch.commit(read)
    before = batch.rows()
    again = batch.commit(read)
    assert again == Committed(batch.lane)
    assert batch.commit(read, attempt="another's") == LaneLost()
    assert batch.rows() == before


def test_a_lost_answer_is_told_even_when_others_went_on_since(batch: Batch) -> None:
    read = batch.lane
    batch.commit(read)
    batch.change_lane(cursor=5, token=3)
    again = batch.commit(read)
    assert isinstance(again, Committed)
    assert (again.lane.cursor, again.lane.token) == (5, 3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"gate": "shut"}, GateShut()),
        ({"gate": "shut", "cursor": 1}, GateShut()),
        ({"cursor": 1}, LaneLost()),
        ({"token": 2}, LaneLost()),
    ],
)
@pytest.mark.parametrize("record_changed", [True, False])
def test_the_lane_is_asked_first(
    batch: Batch, record_changed: bool, values: dict[str, Any], expected: Commit
) -> None:
    read = batch.lane
    batch.change_lane(**values)
    if record_changed:
        batch.tables.records.write(Put(RECORD, {}))
    before = batch.rows()
    assert batch.commit(read) == expected
    assert batch.rows() == before


def test_a_gate_that_was_shut_after_the_answer_was_lost(batch: Batch) -> None:
    read = batch.lane
    batch.commit(read)
    gates.shut(batch.tables, batch.task, gates.FOR_GOOD)
    assert batch.commit(read) == GateShut()


def test_a_record_that_changed(batch: Batch) -> None:
    batch.tables.records.write(Put(RECORD, {}))
    before = batch.rows()
    assert batch.commit(batch.lane) == EffectsRefused((1,))
    assert batch.rows() == before


def test_a_lane_that_was_purged(batch: Batch) -> None:
    read = batch.lane
    batch.tables.tasks.rows.clear()
    assert batch.commit(read) == LaneLost()
    assert batch.rows() == ({}, {})


def test_a_gate_that_is_shut_stays_shut_and_says_how_far_the_lane_came(batch: Batch) -> None:
    batch.commit(batch.lane)
    first, *others = gates.shut(batch.tables, batch.task, gates.FOR_GOOD)
    assert first.counts == Counts(1, errors=1)
    assert [lane.counts for lane in others] == [Counts(), Counts()]
    assert gates.shut(batch.tables, batch.task, gates.FOR_GOOD) == [first, *others]
