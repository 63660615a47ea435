"""Make the file of a task, once all its batches have left their parts, and finish the task."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from legwork.domain import part as parts
from legwork.domain.errors import CannotMake, StateChanged, Unreadable
from legwork.domain.part import Line, Made
from legwork.domain.retention import Retention
from legwork.domain.task import Task, TaskState
from legwork.ports import Clock, Database, Files, MakeMessage, Queues
from legwork.store import lanes, plans, task_states, tasks
from legwork.store.files import part_key, report_key
from legwork.usecases.finish_task import finish_if_done
from legwork.usecases.give_up_task import give_up_task

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file on this machine."""

    path: Path
    """Its name is the one that it keeps."""
    content_type: str
    lines: int


Draw: TypeAlias = Callable[[Task, Iterator[Line], Path], Drawn]
"""Makes the file of a task out of its lines, in a folder. Raises CannotMake."""


def drawn_by_kind(draws: Mapping[str, Draw]) -> Draw:
    """Makes the file of a task of any of these kinds."""

    def draw(task: Task, lines: Iterator[Line], folder: Path) -> Drawn:
        found = draws.get(task.kind)
        if found is None:
            raise CannotMake("Nobody can make its file any more.")
        return found(task, lines, folder)

    return draw


def make_file(
    message: MakeMessage,
    *,
    draw: Draw,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> None:
    """Make a task's file and finish the task; twice is as good as once.

    Of two who make the same file, both write the same, and one of them notes that it is made. A
    cancel that comes meanwhile wins: the file goes with the task then.

    Args:
        message: which task.
        draw: makes the file.
        database, files, queues, clock: the ports.
        retention: how long the task stays.

    Raises:
        Transient: the message should be delivered again.
    """
    database.tab.open()
    task = tasks.load(database, message.ref)
    if task is None or task.state.ended:
        return
    if task.made is None and task.state is TaskState.RUNNING:
        try:
            task = _make(task, draw, database, files, clock)
        except StateChanged:
            return
        except (CannotMake, Unreadable) as reason:
            _log.error("the file of task %s cannot be made: %s", task.ref.id, reason)
            give_up_task(
                task,
                str(reason),
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
            )
            return
    with suppress(Unreadable):
        finish_if_done(
            task, database=database, files=files, queues=queues, clock=clock, retention=retention
        )


def _make(task: Task, draw: Draw, database: Database, files: Files, clock: Clock) -> Task:
    if lanes.load_settled(database, task, behind=0) is None:
        raise StateChanged("there is work left")
    task_states.note_making(database, task.ref, clock.now())
    with TemporaryDirectory() as folder:
        drawn = draw(task, _lines(task, database, files), Path(folder))
        key = report_key(task.ref, drawn.path.name)
        files.upload(key, drawn.path, content_type=drawn.content_type)
        made = Made(drawn.path.name, drawn.path.stat().st_size, drawn.lines)
    return task_states.note_made(database, task.ref, made)


def _lines(task: Task, database: Database, files: Files) -> Iterator[Line]:
    for body in files.whole(_parts(task, database)):
        yield from parts.decode(body)


def _parts(task: Task, database: Database) -> Iterator[str]:
    """The keys of the parts that count.

    Raises:
        CannotMake: what a batch has left cannot be told any more.
    """
    for lane in task.lanes:
        for entry in plans.ledger(database, task, lane):
            if entry.spoilt:
                raise CannotMake("A part of it cannot be read any more. Launch it anew.")
            if entry.part:
                yield part_key(task.ref, lane, entry.index, entry.part)
