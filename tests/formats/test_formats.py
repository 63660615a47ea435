"""Releases read what each other wrote: rows, messages and cursors, in the middle of everything."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from legwork.domain import schema
from legwork.domain.errors import Unreadable
from legwork.domain.spent import Spent
from legwork.domain.task import TaskState
from legwork.store import keys, task_rows
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.owner import Owner
from tests.chaos.town import little_room
from tests.formats.sample import CURRENT, LISTS, READERS, RELEASED, Sample, fleet_of, read, taken_of
from tests.formats.scenario import busy_fleet
from tests.formats.shapes import shapes_of

BOTH = pytest.mark.parametrize("path", [RELEASED, CURRENT], ids=lambda path: path.stem)
MADE_ANEW = "The format has changed. Run `python -m tests.formats`, and look at what is different."

PARTS = {
    *("launcher", "counts", "notices", "result", "subject", "workflow", "made", "order"),
    *("cancellation", "pause", "stop_when", "ref"),
}
"""Parts of rows and messages whose fields the format names."""


def ends(sample: Sample) -> list[tuple[str, TaskState, Any]]:
    """What comes of every task that a sample holds, once this release has gone on with it."""
    fleet = fleet_of(sample)
    with little_room():
        for task in tasks_of(fleet):
            if task.state is TaskState.PAUSED:
                Owner(fleet, account=task.ref.account).resume(task.ref)
        fleet.settle()
    assert fleet.surprises == []
    keeps_trail = any(partition.endswith("#TRAIL") for (partition, _), _ in sample["tasks"])
    # A release that kept no trail yet has written down none of its launches.
    found = [one for one in problems(fleet) if keeps_trail or "trail" not in one]
    assert found == []
    return sorted((task.ref.id, task.state, task.counts) for task in tasks_of(fleet))


@BOTH
def test_what_a_release_leaves_is_driven_to_its_end(path: Any) -> None:
    """Tokens, plans, lanes, notices: of tasks that are queued, planned, running and paused."""
    sample = read(path)
    before = {task.state for task in tasks_of(fleet_of(sample))}
    assert before >= {TaskState.QUEUED, TaskState.RUNNING, TaskState.PAUSED, TaskState.COMPLETED}
    assert {name for name, *_ in sample["messages"]} >= {"PlanMessage", "Token", "DeliveryMessage"}

    assert {state for _, state, _ in ends(sample)} == {TaskState.COMPLETED, TaskState.CANCELLED}


@BOTH
@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_of_a_release_leads_on(path: Any, name: str) -> None:
    sample = read(path)
    fleet = fleet_of(sample)
    for listed, account, cursor, ids in sample["lists"]:
        if listed == name:
            first, mine = LISTS[name](fleet, account, None)
            assert (first, mine) == (ids, cursor)
            assert not {*LISTS[name](fleet, account, cursor)[0]} & {*ids}


def test_a_later_release_may_write_more() -> None:
    """What it adds, and nobody is misled by, is passed over: the way back is always open."""
    sample = read(CURRENT)
    assert ends(_with_more(sample)) == ends(sample)


def test_what_only_a_later_release_can_read_says_so() -> None:
    task = tasks_of(busy_fleet())[0]
    row = {**task_rows.to_row(task), schema.ATTRIBUTE: schema.READS + 1}
    with pytest.raises(Unreadable, match="a later release wrote it"):
        task_rows.from_row(row)


def test_a_lane_that_only_a_later_release_can_read_ends_its_task_with_a_sentence() -> None:
    fleet = fleet_of(read(CURRENT))
    task = next(task for task in tasks_of(fleet) if task.state is TaskState.RUNNING)
    lane = keys.lane(task.ref.id, task.lanes[0])
    rows = fleet.tables.tasks.rows
    rows[lane] = {**rows[lane], schema.ATTRIBUTE: schema.READS + 1}
    with little_room():
        for other in tasks_of(fleet):
            if other.state is TaskState.PAUSED:
                Owner(fleet, account=other.ref.account).cancel(other.ref)
        fleet.settle()
    after = fleet.task(task.ref)
    assert after.state is TaskState.FAILED
    assert "a later release wrote it" in (after.failure or "")


def test_rows_are_written_one_release_after_they_can_be_read() -> None:
    assert schema.WRITES <= schema.READS <= schema.WRITES + 1


def test_every_new_row_of_the_engine_carries_the_number() -> None:
    engine = [
        (words, row)
        for (partition, sort), row in read(CURRENT)["tasks"]
        for words in [f"{partition} {sort}"]
        if any(word in words for word in (" TASK#", "LANE", "PLAN", "LEDGER", "NOTICE", "NOTIFI"))
    ]
    assert engine
    unmarked = [words for words, row in engine if row.get(schema.ATTRIBUTE) != schema.WRITES]
    # The town's own permits are older than the scenario, as rows of the last release would be.
    assert unmarked == []


def test_the_current_sample_is_what_this_release_writes() -> None:
    now, then = shapes_of(json.loads(json.dumps(taken_of(busy_fleet())))), shapes_of(read(CURRENT))
    assert {name: shape.types for name, shape in now.items()} == {
        name: shape.types for name, shape in then.items()
    }, MADE_ANEW


def test_what_the_last_release_reads_of_every_row_is_still_written() -> None:
    """And of the same type: or it would fail at each of them while both are at work."""
    last, now = shapes_of(read(RELEASED)), shapes_of(read(CURRENT))
    for name in last.keys() & now.keys():
        assert (last[name].everywhere or set()) <= (now[name].everywhere or set()), name
        for path in last[name].types.keys() & now[name].types.keys():
            both = last[name].types[path] | now[name].types[path]
            assert both - {"NoneType"} == last[name].types[path] - {"NoneType"}, f"{name}: {path}"


@pytest.mark.parametrize("name", ["PlanMessage", "Token", "DeliveryMessage", "PurgeMessage"])
def test_a_message_of_the_last_release_is_what_this_one_would_send(name: str) -> None:
    """In its fields and their types; more fields than the last release knows are passed over."""
    of = {path: _bodies(read(path), name) for path in (RELEASED, CURRENT)}
    assert of[RELEASED]
    for last, now in zip(of[RELEASED], of[CURRENT], strict=False):
        common = {field: type(now.get(field)) for field in last if last[field] is not None}
        assert common == {f: type(v) for f, v in last.items() if v is not None}


def _bodies(sample: Sample, name: str) -> list[dict[str, Any]]:
    found = [json.loads(body) for kind, body, _ in sample["messages"] if kind == name]
    assert all(READERS[name](json.dumps(body)) for body in found)
    return found


def _with_more(sample: Sample) -> Sample:
    """As a later release may write it: more attributes, more fields, more to a list."""
    after = deepcopy(sample)
    for table in ("tasks", "records"):
        for _, row in after[table]:
            _add(row)
    after["messages"] = [
        [name, json.dumps(_added(json.loads(body))), due] for name, body, due in after["messages"]
    ]
    return after


def _added(value: dict[str, Any]) -> dict[str, Any]:
    _add(value)
    return value


def _add(value: dict[str, Any]) -> None:
    for name, part in value.items():
        if name in PARTS and isinstance(part, dict):
            _add(part)
    if isinstance(notes := value.get("notes"), list):
        value["notes"] = [[*note, "later"] for note in notes]
    value["later"] = {"what": ["nobody", "knows", 1]}


def test_a_task_whose_planning_took_nothing_is_read() -> None:
    """Such a row was written once, with nothing in place of the units."""
    row = task_rows.to_row(tasks_of(busy_fleet())[0])

    assert task_rows.from_row({**row, "spent": None}).spent == Spent()
