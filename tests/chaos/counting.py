"""What came of a day, in numbers."""

from collections import Counter

from legwork.store import keys
from legwork.testing.invariants import tasks_of
from legwork.testing.world import World


def count_ends(world: World, purged: int, tally: Counter[str]) -> None:
    """Count how the day's tasks ended, their targets and their mails.

    Args:
        world: with everything that was ever there.
        purged: number of tasks that were purged.
        tally: to add to.
    """
    tally["tasks purged"] += purged
    for task in tasks_of(world):
        tally[f"tasks {task.state.value}"] += 1
        counts, mails = task.counts, task.notices
        tally["targets succeeded"] += counts.succeeded
        tally["targets warnings"] += counts.warnings
        tally["targets errors"] += counts.errors
        tally["targets skipped"] += counts.skipped
        tally["targets not attempted"] += task.total - counts.done
        tally["mails sent"] += mails.sent
        tally["mails refused"] += mails.refused
        tally["mails in doubt"] += mails.in_doubt
        tally["mails discarded"] += mails.discarded


def purged_tasks(world: World) -> int:
    """Number of tasks that were purged from a world."""
    return sum(key.sort.startswith((keys.TASK, keys.INLINE)) for key in world.tables.tasks.removed)
