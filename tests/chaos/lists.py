"""What staff see in the lists of tasks: what is there is in them, and as it is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from ulid import ULID

from legwork.domain.task import Task
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.testing.world import World
from legwork.usecases.list_tasks import TaskFilter, TaskPage, list_tasks
from tests.chaos.story import Watched

PAGE = 100
LONGEST_CALL = timedelta(seconds=40)
"""Of the API, and what watches may differ by."""
_SKEW = timedelta(seconds=20)
"""Watches differ: so near to its end, a task may be in a list or not."""


def some_filter(dice: random.Random, task: Task) -> TaskFilter:
    """What somebody who looks for a task may ask for."""
    wanted = [TaskFilter(), TaskFilter(launched_by="me"), TaskFilter(subject=task.subject)]
    return dice.choice(wanted)


def look(fleet: Watched, owner: Owner, wanted: TaskFilter) -> Iterator[str]:
    """What is wrong with a list.

    What happens while it is being read may be in it or not. No call of the API lasts as long as
    some do here: a task whose launch did may be missing for as long as an index is late.
    """
    before, began = _of(fleet, owner, wanted), fleet.clock.now()
    slow = {
        name
        for name in before
        if fleet.recorded_at[name] - ULID.from_str(name).datetime > LONGEST_CALL
    }
    page = list_tasks(
        wanted,
        caller=owner.caller,
        limit=PAGE,
        cursor=None,
        database=fleet.database,
        clock=fleet.wristwatch,
    )
    for name, problem in _wrong(page, before, _of(fleet, owner, wanted), began, fleet.clock.now()):
        if name not in slow:
            yield f"task {name} {problem}"


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
) -> Iterator[tuple[str, str]]:
    shown = {reading.task.ref.id: reading.task for reading in page.readings}
    for name, task in before.items():
        later, seen = after.get(name), shown.get(name)
        if later is None or page.next_cursor is not None:
            continue
        if seen is None and not later.is_gone(ended + _SKEW):
            yield name, "is missing in a list"
        if seen is not None and task.is_gone(began - _SKEW):
            yield name, "was gone, and is in a list"
        if seen is not None and task.state is later.state is not seen.state:
            yield name, f"is {task.state}, and {seen.state} in a list"
    for name in shown.keys() - before.keys() - after.keys():
        yield name, "is not there, but in a list"
    yield from _wrong_in_itself(page)


def _wrong_in_itself(page: TaskPage) -> Iterator[tuple[str, str]]:
    for name, times in Counter(reading.task.ref.id for reading in page.readings).items():
        if times > 1:
            yield name, f"is {times} times in a list"
    for reading in page.readings:
        progress = reading.progress
        said = progress.counts.done + progress.remaining + progress.not_attempted
        if said != progress.total or min(progress.remaining, progress.not_attempted) < 0:
            yield reading.task.ref.id, f"is listed as {progress}"
