"""Previews of the works, and the tasks that run them."""

from __future__ import annotations

from legwork.domain.task import Task
from legwork.store import keys, plans
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from tests.faults.bank import MONEY
from tests.faults.park import FILING, WORKS
from tests.faults.school import MAILINGS
from tests.faults.teaching import TEACHING
from tests.faults.work import Work

Ends = dict[str, tuple[str, str]]


def _previewed(work: Work) -> Work:
    """The same asked for, but only to be shown."""

    def launch(owner: Owner) -> Task:
        asked = asked_for(work, owner)
        return owner.preview(asked.kind, asked.params, key="preview")

    return Work(work.prepare, launch, work.double_bookings)


def _ready(work: Work) -> Work:
    """What there is before it is run: the preview."""

    def prepare(fleet: Fleet) -> None:
        work.prepare(fleet)
        fleet.settle()
        _previewed(work).launch(Owner(fleet))

    def launch(owner: Owner) -> Task:
        [preview] = [task for task in tasks_of(owner.world) if task.preview]
        return owner.run(preview.ref, key="run")

    return Work(prepare, launch, work.double_bookings)


def asked_for(work: Work, owner: Owner) -> Task:
    """What the work would launch, found out in another world."""
    return work.launch(Owner(Fleet(like=owner.world)))


PREVIEWED = {
    name: work
    for name, work in {**WORKS, **FILING, **MAILINGS, **MONEY, **TEACHING}.items()
    if name != "retry"
}
"""Works that can be previewed, by name."""


def preview(name: str, fleet: Fleet) -> Task:
    """Preview a work, in a world that is prepared for it; answers it ended."""
    launched = _previewed(PREVIEWED[name]).launch(Owner(fleet))
    fleet.settle()
    return fleet.task(launched.ref)


def run(preview: Task, fleet: Fleet) -> Task:
    """Launch what a preview has shown; answers the task that ran it, ended."""
    launched = Owner(fleet).run(preview.ref, key="run")
    fleet.settle()
    return fleet.task(launched.ref)


def ends(task: Task, fleet: Fleet) -> Ends:
    """What was decided on each target, whatever became of its mail: outcome and code."""
    found = {}
    for lane in task.lanes:
        rows = zip(
            plans.batches(fleet.tables, task, lane),
            plans.ledger(fleet.tables, task, lane),
            strict=True,
        )
        for batch, entry in rows:
            for target, verdict in zip(batch.targets, entry.verdicts, strict=True):
                found[target] = verdict.outcome.value, verdict.code
    return found


def notices_of(task: Task, fleet: Fleet) -> list[str]:
    """Where notices of a task lie."""
    partitions = {keys.lane_partition(task.ref.id, lane) for lane in task.lanes}
    rows = fleet.tables.tasks.rows
    return [k.sort for k in rows if k.partition in partitions and k.sort.startswith(keys.NOTICE)]
