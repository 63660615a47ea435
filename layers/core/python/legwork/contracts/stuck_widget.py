"""The widget "Stuck tasks" of the dashboard: what CloudWatch asks, and the page it is given.

CloudWatch calls with the credentials of whoever looks at the dashboard, and shows the HTML without
its scripts. Whatever was written by anybody is escaped here.

Source: CloudWatch user guide, "Add a custom widget to a CloudWatch dashboard".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape
from typing import Any, Final

from legwork import kinds
from legwork.domain.errors import InvalidInput
from legwork.domain.task import TaskRef
from legwork.usecases.audit_task import Finding
from legwork.usecases.stuck_tasks import Stuck

DESCRIPTION: Final = """## Stuck tasks
Shows the tasks that do not move although nothing keeps them from it: which, why, since when, and
what they have cost. It takes no parameters.
"""
_ID: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_ACCOUNT: Final = re.compile(r"[\w-]{1,128}")
_MOST: Final = 50
"""Rows that are shown: an answer of a widget is small."""


class Asked(StrEnum):
    """What a click asks for."""

    LOOK = "look"
    AUDIT = "audit"
    PUSH_ON = "push_on"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Click:
    """What CloudWatch calls for."""

    what: Asked = Asked.LOOK
    ref: TaskRef | None = None


def read_click(event: Mapping[str, Any]) -> Click:
    """What a call asks for; one without words looks.

    Raises:
        InvalidInput: it names no task, or nothing that can be done with one.
    """
    said = str(event.get("do", Asked.LOOK.value))
    if said == Asked.LOOK:
        return Click()
    account, task = str(event.get("account", "")), str(event.get("task", ""))
    if said not in {one.value for one in Asked}:
        raise InvalidInput.of("do", "one of audit, push_on and cancel")
    if not _ID.fullmatch(task) or not _ACCOUNT.fullmatch(account):
        raise InvalidInput.of("task", "name an account and the id of one of its tasks")
    return Click(Asked(said), TaskRef(account, task, bool(event.get("listed", True))))


def page(found: Iterable[Stuck], now: datetime, endpoint: str, *, said: str = "") -> str:
    """The widget: a line a task, the one that has stood still the longest first."""
    every = sorted(found, key=lambda one: one.since)
    note = f"<p><b>{escape(said)}</b></p>" if said else ""
    if not every:
        return f"{note}<p>No task is stuck.</p>"
    rows = "".join(_row(one, now, endpoint) for one in every[:_MOST])
    more = f"<p>And {len(every) - _MOST} more.</p>" if len(every) > _MOST else ""
    return f"{note}<table><tr>{_HEAD}</tr>{rows}</table>{more}"


def audit_page(ref: TaskRef, findings: Sequence[Finding]) -> str:
    """What an audit has found."""
    rows = "".join(
        f"<tr><td>{escape(one.name)}</td><td>{'agrees' if one.ok else 'DISAGREES'}</td>"
        f"<td>{escape('; '.join(one.problems) or one.detail)}</td></tr>"
        for one in findings
    )
    return f"<p>Audit of {escape(ref.id)}</p><table>{rows}</table>"


_HEAD: Final = "".join(
    f"<th>{name}</th>"
    for name in ("Account", "Task", "Kind", "State", "Why", "Since", "Left", "Cost", "")
)


def _row(one: Stuck, now: datetime, endpoint: str) -> str:
    task = one.task
    cells = (
        task.ref.account,
        f"#{task.number} {task.ref.id}",
        task.kind,
        task.state.value,
        one.why,
        f"{one.since:%Y-%m-%d %H:%M} ({_minutes(now, one.since)} min)",
        f"{one.progress.remaining:,} of {one.progress.total:,}",
        f"${kinds.cost_of(task.kind, one.progress).dollars:.4f}",
    )
    shown = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<tr>{shown}<td>{_buttons(task.ref, endpoint, task.state.can_be_cancelled)}</td></tr>"


def _minutes(now: datetime, since: datetime) -> int:
    return int((now - since).total_seconds() // 60)


def _buttons(ref: TaskRef, endpoint: str, can_be_cancelled: bool) -> str:
    audit = _button("Audit", Asked.AUDIT, ref, endpoint)
    push = _button(
        "Push on", Asked.PUSH_ON, ref, endpoint, "Send it another message? That harms nothing."
    )
    cancel = _button(
        "Cancel", Asked.CANCEL, ref, endpoint, "Cancel it for good? What was done stays done."
    )
    return audit + push + (cancel if can_be_cancelled else "")


def _button(label: str, what: Asked, ref: TaskRef, endpoint: str, sure: str = "") -> str:
    call = {"do": what.value, "account": ref.account, "task": ref.id, "listed": ref.listed}
    asks = f' confirmation="{escape(sure)}"' if sure else ""
    display = "popup" if what is Asked.AUDIT else "widget"
    # Escaped as text: what is read as JSON there is what was written here.
    return (
        f'<a class="btn">{label}</a>'
        f'<cwdb-action action="call" display="{display}" endpoint="{escape(endpoint)}"{asks}>'
        f"{escape(json.dumps(call), quote=False)}</cwdb-action>"
    )
