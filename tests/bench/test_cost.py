"""What a task says that it cost is what was asked of the tables for it."""

import pytest

from bench import meter
from bench.scenes import SCENES
from bench.stack import Stack
from legwork.store import costs, tasks

NAMES = ("permit_billout", "email_blast")
OF_OTHERS = 45
"""Units of what nobody books: the launch, the turn, the announcement, and what lanes but the last
have read to see that they are not."""


@pytest.mark.parametrize("name", NAMES)
def test_the_cost_of_a_task_is_what_dynamodb_counted(name: str) -> None:
    scene = next(scene for scene in SCENES if scene.name == name)
    stack = Stack(scene.settings(1_000))
    task = stack.finish(scene.launch(stack, 1_000))

    asked = stack.meter.total
    ended = tasks.load(stack.database, task.ref)
    assert ended is not None
    assert 0 <= asked[meter.WRITES] - ended.spent.writes <= OF_OTHERS
    assert 0.95 * asked[meter.READS] - OF_OTHERS <= ended.spent.reads <= asked[meter.READS]
    month = f"{stack.clock.now():%Y-%m}"
    (found,) = costs.of_month(stack.database, "parkside", month)
    assert (found.kind, found.tasks, found.cost.spent) == (name, 1, ended.spent)
    assert found.cost.mails == asked[meter.MAILS]
