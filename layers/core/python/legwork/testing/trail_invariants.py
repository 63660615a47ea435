"""What must be true of the trails of a world: each act has its one row, and the chains hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from legwork.domain.act import Act, ActName
from legwork.domain.task import Task, TaskState
from legwork.domain.trail_proof import broken
from legwork.store import keys, trail
from legwork.testing.world import World

_BEGINNINGS = frozenset({ActName.LAUNCHED, ActName.RETRIED, ActName.UNDONE, ActName.PREVIEWED})
_TRAIL = keys.trail("")[len(keys.account("")) :]


def of_trails(
    found: Iterable[Task], world: World, was_deleted: Callable[[Task, World], bool]
) -> Iterator[str]:
    """Every act that is missing, or there twice; every chain that is broken.

    Args:
        found: all tasks, also those that were purged.
        world: settled.
        was_deleted: whether somebody deleted a task.
    """
    acts: Counter[tuple[str, str]] = Counter()
    for account in _accounts(world):
        all_of_it = [*trail.newest_first(world.tables, account)]
        acts.update((act.task.id, str(act.name)) for act in all_of_it if act.task)
        yield from (
            f"trail of {account}: {problem}" for problem in _broken(account, all_of_it, world)
        )
    for task in found:
        yield from _of_task(task, acts)
        # Whose watch is behind sees a deleted task still, and deletes it, too: an act of its own.
        deleted = acts[task.ref.id, str(ActName.DELETED)]
        if bool(deleted) != was_deleted(task, world):
            yield f"task {task.ref.id} was deleted {deleted} times in the trail"


def _accounts(world: World) -> list[str]:
    partitions = {key.partition for key in world.tables.tasks.rows}
    ours = (name for name in partitions if name.endswith(_TRAIL))
    return sorted(name.removeprefix(keys.account("")).removesuffix(_TRAIL) for name in ours)


def _broken(account: str, acts: list[Act], world: World) -> Iterator[str]:
    now = world.clock.now()
    kept = [act for act in acts if not act.is_gone(now)]
    return broken(trail.head_of(world.tables, account), kept, now)


def _of_task(task: Task, acts: Counter[tuple[str, str]]) -> Iterator[str]:
    def times(name: str) -> int:
        return acts[task.ref.id, str(name)]

    if (begun := sum(map(times, _BEGINNINGS))) != 1:
        yield f"task {task.ref.id} was launched {begun} times, as the trail has it"
    cancelled = times(ActName.CANCELLED)
    if cancelled > 1 or (task.state is TaskState.CANCELLED and not cancelled):
        yield f"task {task.ref.id} is {task.state}: cancelled {cancelled} times in the trail"
    if cancelled and task.state not in {TaskState.CANCELLED, TaskState.FAILED}:
        yield f"task {task.ref.id} is {task.state}, but cancelled, as the trail has it"
    changes = times(ActName.PAUSED) + times(ActName.RESUMED)
    if changes > task.gate_number:
        yield f"task {task.ref.id}: {changes} pauses and resumes; its gates know {task.gate_number}"
