"""What a trial runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from legwork.domain.task import Task
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner


@dataclass(frozen=True)
class Work:
    """A task, what has to be there before it, and how it is launched."""

    prepare: Callable[[Fleet], None]
    launch: Callable[[Owner], Task]
    double_bookings: bool = False


def previewed(work: Work) -> Work:
    """The same asked for, but only to be shown: what that is shows in another world."""

    def launch(owner: Owner) -> Task:
        asked = work.launch(Owner(Fleet(like=owner.world)))
        clerk = Owner(owner.world, owner.caller.account, previews=True)
        return clerk.launch(asked.kind, asked.params, key="it")

    return Work(work.prepare, launch, work.double_bookings)


def ready(work: Work) -> Work:
    """What there is before it is run: the preview."""

    def prepare(fleet: Fleet) -> None:
        work.prepare(fleet)
        fleet.settle()
        previewed(work).launch(Owner(fleet))

    def launch(owner: Owner) -> Task:
        [preview] = [task for task in tasks_of(owner.world) if task.preview]
        return owner.run(preview.ref, key="run")

    return Work(prepare, launch, work.double_bookings)
