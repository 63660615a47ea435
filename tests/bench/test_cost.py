"""What a task says that it cost is what was asked of the tables for it, launch and end included."""

import pytest

from bench import meter
from bench.scenes import SCENES
from bench.stack import Stack
from legwork.domain.task import Task
from legwork.store import costs, tasks

TO_THE_UNIT = ("permit_billout", "quick_edit", "post_charges", "take_payments")
"""Kinds of whose tasks each unit that was written is in their cost."""
MAILING = ("email_blast", "cancel_classes")
OF_A_DELAY = 1
"""Units of a lane that waits for the rate of its account's mail: it notes that it does."""
LAST_LOOKS = 3 * 64
"""Units that are read after the last write: each lane looks whether it is the last one, and what
announces the end, whether others wait."""


def finished(stack: Stack, task: Task) -> Task:
    """The task once it has ended and is announced."""
    stack.finish(task)
    ended = tasks.load(stack.database, task.ref)
    assert ended is not None
    return ended


@pytest.mark.parametrize("name", TO_THE_UNIT)
def test_the_cost_of_a_task_is_what_dynamodb_counted(name: str) -> None:
    scene = next(scene for scene in SCENES if scene.name == name)
    stack = Stack(scene.settings(1_000))
    ended = finished(stack, scene.launch(stack, 1_000))

    asked = stack.meter.total
    assert asked[meter.WRITES] == ended.spent.writes
    assert 0 <= asked[meter.READS] - ended.spent.reads <= LAST_LOOKS
    month = f"{stack.clock.now():%Y-%m}"
    (found,) = costs.of_month(stack.database, "parkside", month)
    assert (found.kind, found.tasks, found.cost.spent) == (name, 1, ended.spent)


@pytest.mark.parametrize("name", MAILING)
def test_of_one_that_mails_all_but_the_waiting_is_in_it(name: str) -> None:
    scene = next(scene for scene in SCENES if scene.name == name)
    stack = Stack(scene.settings(1_000))
    ended = finished(stack, scene.launch(stack, 1_000))

    asked, calls = stack.meter.total, stack.meter.total[meter.CALLS]
    assert 0 <= asked[meter.WRITES] - ended.spent.writes <= calls * OF_A_DELAY
    assert 0.95 * asked[meter.READS] - LAST_LOOKS <= ended.spent.reads <= asked[meter.READS]
    (found,) = costs.of_month(stack.database, "parkside", f"{stack.clock.now():%Y-%m}")
    assert found.cost.mails == asked[meter.MAILS]


def test_what_an_undo_writes_to_the_task_it_undoes_is_in_its_own_cost() -> None:
    scene = next(scene for scene in SCENES if scene.name == "quick_edit")
    stack = Stack(scene.settings(100))
    first = finished(stack, scene.launch(stack, 100))
    before = stack.meter.total[meter.WRITES]

    undo = finished(stack, stack.owner.undo(first.ref, key="undo"))

    assert undo.counts.done == 100
    assert stack.meter.total[meter.WRITES] - before == undo.spent.writes
