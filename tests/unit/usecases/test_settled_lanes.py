"""The end of a task is found whatever lane is the last, and never before it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from legwork.domain.effect import Update
from legwork.domain.task import Launcher, Task, TaskRef
from legwork.store import keys, lanes
from legwork.testing.database import MemoryDatabase

NOW = datetime(2027, 4, 5, tzinfo=UTC)
TASK = Task(
    ref=TaskRef("parkside", "01KJPWD6M00000000000000001"),
    number=1,
    kind="permit_billout",
    params={},
    title="Bill out",
    launched_by=Launcher("ana", "Ana"),
    created_at=NOW,
    lanes=tuple(range(20)),
)


def opened(*, done: set[int]) -> MemoryDatabase:
    """Lanes of one batch each; of those that are done it is committed."""
    database = MemoryDatabase()
    for number in TASK.lanes:
        database.tasks.write(lanes.opening(TASK, number, 1, NOW, NOW))
        if number in done:
            database.tasks.write(Update(keys.lane(TASK.ref.id, number), set={"cursor": 1}))
    return database


@pytest.mark.parametrize("behind", [0, 7, 19])
def test_all_lanes_are_found_when_all_are_settled(behind: int) -> None:
    found = lanes.load_settled(opened(done=set(TASK.lanes)), TASK, behind=behind)
    assert found is not None
    assert {lane.number for lane in found} == set(TASK.lanes)


@pytest.mark.parametrize("behind", [0, 7, 19])
@pytest.mark.parametrize("last", TASK.lanes)
def test_one_lane_that_is_not_settled_is_enough(last: int, behind: int) -> None:
    database = opened(done=set(TASK.lanes) - {last})
    assert lanes.load_settled(database, TASK, behind=behind) is None


def test_a_lane_that_is_gone_is_not_settled() -> None:
    longer = replace(TASK, lanes=(*TASK.lanes, 20))
    assert lanes.load_settled(opened(done=set(TASK.lanes)), longer, behind=0) is None
