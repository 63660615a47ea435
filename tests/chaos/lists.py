"""What staff see in the lists of tasks: what is there is in them, and as it is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from legwork.domain.task import Task
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.testing.world import World
from legwork.usecases.list_tasks import TaskFilter, TaskPage, list_tasks

PAGE = 100
_SKEW = timedelta(seconds=20)
"""Watches differ: so near to its end, a task may be in a list or not."""


def some_filter(dice: random.Random, task: Task) -> TaskFilter:
    """What somebody who looks for a task may ask for."""
    wanted = [TaskFilter(), TaskFilter(launched_by="me"), TaskFilter(subject=task.subject)]
    return dice.choice(wanted)


def look(world: World, owner: Owner, wanted: TaskFilter) -> Iterator[str]:
    """What is wrong with a list.

    What happens while it is being read may be in it or not.
    """
    before, began = _of(world, owner, wanted), world.clock.now()
    page = list_tasks(
        wanted,
        caller=owner.caller,
        limit=PAGE,
        cursor=None,
        database=world.database,
        clock=world.wristwatch,
    )
    yield from _wrong(page, before, _of(world, owner, wanted), began, world.clock.now())


def _of(world: World, owner: Owner, wanted: TaskFilter) -> dict[str, Task]:
    """The tasks that fit, as the table has them."""
    return {
        task.ref.id: task
        for task in tasks_of(world)
        if task.ref.listed
        and task.ref.account == owner.caller.account
        and wanted.fits(task, owner.caller)
    }


def _wrong(
    page: TaskPage,
    before: dict[str, Task],
    after: dict[str, Task],
    began: datetime,
    ended: datetime,
) -> Iterator[str]:
    shown = {reading.task.ref.id: reading for reading in page.readings}
    if len(shown) != len(page.readings):
        yield f"a list has a task twice: {[*shown]}"
    for name, task in before.items():
        later = after.get(name)
        if later is None or page.next_cursor is not None:
            continue
        there = not later.is_gone(ended + _SKEW)
        if there and name not in shown:
            yield f"task {name} is missing in a list"
        if name in shown and task.is_gone(began - _SKEW):
            yield f"task {name} was gone, and is in a list"
        if name in shown and task.state is later.state is not shown[name].task.state:
            yield f"task {name} is {task.state}, and {shown[name].task.state} in a list"
    for name in shown.keys() - before.keys() - after.keys():
        yield f"task {name} is not there, but in a list"
    for name, reading in shown.items():
        progress = reading.progress
        said = progress.counts.done + progress.remaining + progress.not_attempted
        if said != progress.total or min(progress.remaining, progress.not_attempted) < 0:
            yield f"task {name}: listed as {progress}"
