"""The way to the file of a report, for those who may see its task."""

from __future__ import annotations

from legwork.domain.errors import NotFound
from legwork.domain.permission import Caller
from legwork.ports import Clock, Database, Files
from legwork.store.files import report_key
from legwork.usecases.read_task import find_task


def link_report(
    report: str, *, caller: Caller, database: Database, files: Files, clock: Clock
) -> str:
    """A short-lived link to the file that a task has made.

    Args:
        report: the id of the task.
        caller: who wants to read it.
        database, files, clock: the ports.

    Raises:
        NotFound: there is no such task, it is not the caller's to see, or it has made no file.
    """
    task = find_task(report, caller=caller, database=database, clock=clock)
    if task.made is None or task.result is None:
        raise NotFound("There is no such report, or not yet.")
    return files.link(report_key(task.ref, task.made.name), filename=task.made.name)
