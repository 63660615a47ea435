"""Previews of the works, and the tasks that run them."""

from __future__ import annotations

from legwork.domain.task import Task
from legwork.store import keys
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.testing.preview_invariants import decided
from tests.faults.bank import MONEY
from tests.faults.park import FILING, WORKS
from tests.faults.school import MAILINGS
from tests.faults.teaching import TEACHING
from tests.faults.work import previewed

Ends = dict[str, tuple[str, str]]


PREVIEWED = {
    name: work
    for name, work in {**WORKS, **FILING, **MAILINGS, **MONEY, **TEACHING}.items()
    if name != "retry"
}
"""Works that can be previewed, by name."""


def preview(name: str, fleet: Fleet) -> Task:
    """Preview a work, in a world that is prepared for it; answers it ended."""
    launched = previewed(PREVIEWED[name]).launch(Owner(fleet))
    fleet.settle()
    return fleet.task(launched.ref)


def run(preview: Task, fleet: Fleet) -> Task:
    """Launch what a preview has shown; answers the task that ran it, ended."""
    launched = Owner(fleet).run(preview.ref, key="run")
    fleet.settle()
    return fleet.task(launched.ref)


def ends(task: Task, fleet: Fleet) -> Ends:
    """What was decided on each target, whatever became of its mail: outcome and code."""
    found = decided(task, fleet)
    return {target: (verdict.outcome.value, verdict.code) for target, verdict in found.items()}


def notices_of(task: Task, fleet: Fleet) -> list[str]:
    """Where notices of a task lie."""
    partitions = {keys.lane_partition(task.ref.id, lane) for lane in task.lanes}
    rows = fleet.tables.tasks.rows
    return [k.sort for k in rows if k.partition in partitions and k.sort.startswith(keys.NOTICE)]
