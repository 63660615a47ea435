"""Calls of the dashboard's widget "Stuck tasks": look, audit, push on, cancel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from legwork import bootstrap
from legwork.contracts.stuck_widget import Asked, Click, audit_page, page, read_click
from legwork.domain.errors import LegworkError
from legwork.domain.task import TaskRef
from legwork.settings.stuck_tasks import StuckTasksSettings
from legwork.usecases.act_on_stuck import cancel_stuck, find, push_on_now
from legwork.usecases.audit_task import audit_task
from legwork.usecases.stuck_tasks import stuck_tasks

_SAID = {Asked.PUSH_ON: "was sent another message.", Asked.CANCEL: "is cancelled."}


def answer(event: dict[str, Any], endpoint: str) -> str:
    """The page that a call is answered with; what is refused is said above it.

    Args:
        event: what CloudWatch sent, or a click.
        endpoint: ARN of the function, for the next click.
    """
    said = ""
    try:
        click = read_click(event)
        if click.ref is not None:
            if click.what is Asked.AUDIT:
                return _audit(click.ref)
            said = _act(click, click.ref)
    except LegworkError as refusal:
        said = str(refusal)
    of, now = _settings(), bootstrap.clock().now()
    since = now - timedelta(seconds=of.stalled_after_seconds)
    found = stuck_tasks(still_since=since, database=bootstrap.database(of))
    return page(found, now, endpoint, said=said)


def _audit(ref: TaskRef) -> str:
    of = _settings()
    database, files = bootstrap.database(of), bootstrap.files(of.files_bucket)
    task = find(ref, database=database)
    found = audit_task(task, database=database, files=files, clock=bootstrap.clock())
    return audit_page(ref, found)


def _act(click: Click, ref: TaskRef) -> str:
    of = _settings()
    database, files = bootstrap.database(of), bootstrap.files(of.files_bucket)
    queues, clock = bootstrap.queues(of), bootstrap.clock()
    task = find(ref, database=database)
    if click.what is Asked.CANCEL:
        cancel_stuck(
            task,
            database=database,
            files=files,
            queues=queues,
            clock=clock,
            retention=of.retention,
        )
    else:
        push_on_now(
            task,
            running_max=of.running_tasks_max,
            database=database,
            files=files,
            queues=queues,
            clock=clock,
            retention=of.retention,
        )
    return f"Task {ref.id} {_SAID[click.what]}"


def _settings() -> StuckTasksSettings:
    return bootstrap.read_settings(StuckTasksSettings)
