"""What is remembered of rows is of those rows, and of none that differ in what matters."""

from typing import Any

import pytest

from legwork.domain.effect import Foreign, Item, Key
from legwork.testing.endings import Endings, standing_of
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.rows import Rows
from legwork.testing.world import World
from tests.faults.trial import Trial, launched

KEY = Key("A", "1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, None),
        ("", None),
        ("1", 1),
        ([1, 2], [2, 1]),
        ([], {}),
        ({"a": 1}, {"a": 2}),
        (Foreign("B"), Foreign("N")),
        (Foreign("B"), "B"),
        ("\ud800", "\ud801"),
    ],
)
def test_rows_with_other_values_are_others(one: Any, other: Any) -> None:
    assert holding({"a": one}).digest != holding({"a": other}).digest
    assert holding({"a": one}).nameless != holding({"a": other}).nameless


def test_the_same_text_is_the_same_wherever_it_is_from() -> None:
    made = "".join(["launcher", "_", "key"])
    mine, other = {"launcher_key": "launcher_key"}, {"launcher_key": made}
    assert holding(mine).digest == holding(other).digest


def test_only_the_names_of_those_who_tried_are_left_out() -> None:
    one, other = holding({"attempt": "A", "at": 1}), holding({"attempt": "B", "at": 1})
    assert one.digest != other.digest
    assert one.nameless == other.nameless
    for row in ({"attempt": 1, "at": 1}, {"attempt": "A", "at": 2}, {"at": 1}, {"names": ["B"]}):
        other[KEY] = row
        assert other.nameless != one.nameless
    other[KEY] = {"attempt": "C", "at": 1}
    copied = Rows()
    copied.begin_as(other)
    assert copied.nameless == one.nameless
    # The attempts of a task's planners are counted.
    assert holding({"attempt": 1}).nameless != holding({"attempt": 2}).nameless


def holding(row: Item) -> Rows:
    rows = Rows()
    rows[KEY] = row
    return rows


def test_promises_are_not_about_the_names_of_those_who_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[World] = []

    def asking(world: World, *, double_bookings: bool) -> list[str]:
        asked.append(world)
        return problems(world, double_bookings=double_bookings)

    monkeypatch.setattr("legwork.testing.endings.problems", asking)
    endings, one, other = Endings(), at_its_end(), at_its_end()
    row = ledger_row(other)
    tasks = other.fleet.tables.tasks.rows
    tasks[row] = {**tasks[row], "attempt": "ANOTHER"}
    assert standing_of(one.fleet) != standing_of(other.fleet)
    assert endings.problems(one.fleet) == endings.problems(other.fleet) == []
    assert asked == [one.fleet]
    # What is no name is read by nobody: that breaks a promise.
    tasks[row] = {**tasks[row], "attempt": 5}
    assert endings.problems(other.fleet) == problems(other.fleet) != []


def at_its_end() -> Trial:
    trial = launched("bill-out", 0)
    trial.fleet.settle()
    return trial


def ledger_row(trial: Trial) -> Key:
    return next(key for key in trial.fleet.tables.tasks.rows if key.sort.startswith("LEDGER#"))


def test_a_task_is_read_again_when_its_row_is_another_one() -> None:
    trial = at_its_end()
    [task] = trial.tasks()
    assert trial.tasks()[0] is task
    rows = trial.fleet.tables.tasks.rows
    key = next(key for key, row in rows.items() if row.get("id") == task.ref.id and "title" in row)
    for number in range(30):
        rows[key] = {**rows[key], "title": f"title {number}"}
        assert trial.tasks()[0].title == f"title {number}"
    forked = trial.fork()
    forked.fleet.tables.tasks.rows[key] = {**rows[key], "title": "of its own"}
    assert {task.title for task in tasks_of(forked.fleet)} >= {"of its own"}
    assert trial.tasks()[0].title == "title 29"
