"""What must be true of previews, and of the tasks that run them, whatever went wrong (P9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.preview import is_changed
from legwork.domain.task import Task, TaskRef
from legwork.store import notices, plans
from legwork.testing.world import World


def of_previews(tasks: Iterable[Task], world: World) -> Iterator[str]:
    """Previews that did something, and tasks that did something else than was shown.

    Args:
        tasks: all of them; those whose preview was purged are passed over.
        world: where they are.
    """
    by_ref = {task.ref: task for task in tasks}
    for task in by_ref.values():
        if task.preview:
            yield from _done_by(task, world)
        preview = by_ref.get(TaskRef(task.ref.account, task.preview_of or ""))
        if preview is not None:
            yield from _otherwise(task, preview, world)


def _done_by(preview: Task, world: World) -> Iterator[str]:
    for lane in preview.lanes:
        if any(notices.rows(world.tables, preview.ref, lane)):
            yield f"preview {preview.ref.id} has staged notices"
    if preview.result is not None or preview.made is not None:
        yield f"preview {preview.ref.id} has posted a result"


def _otherwise(task: Task, preview: Task, world: World) -> Iterator[str]:
    if preview.run_by != task.ref.id:
        yield f"task {task.ref.id} runs a preview that knows of {preview.run_by}"
    shown, done = decided(preview, world), decided(task, world)
    if done.keys() - shown.keys():
        yield f"task {task.ref.id} has targets that were not shown"
    for target, verdict in done.items():
        before = shown.get(target, verdict)
        same = (verdict.outcome, verdict.code) == (before.outcome, before.code)
        if not (same or is_changed(verdict) or verdict.outcome is Outcome.ERROR):
            yield f"task {task.ref.id}, {target}: {before} was shown, and it is {verdict}"


def decided(task: Task, world: World) -> dict[str, Verdict]:
    """The decision on each target, whatever became of its mail or its order."""
    found: dict[str, Verdict] = {}
    for lane in task.lanes:
        batches = {batch.index: batch for batch in plans.batches(world.tables, task, lane)}
        for entry in plans.ledger(world.tables, task, lane):
            if entry.index in batches:
                found.update(zip(batches[entry.index].targets, entry.verdicts, strict=False))
    return found
