"""A task, many tasks, and what came of their targets."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.counts import COUNTS, DONE, MAIL_COUNTS
from cli.generated.contract import (
    AuditView,
    NotificationView,
    OutcomeGroupView,
    OutcomeView,
    ProgressView,
    TaskView,
)
from cli.views.words import facts, grid, heading, moment, number, plain

COLOURS = {
    "Complete": "green",
    "Warnings": "yellow",
    "Errors": "red",
    "Failed": "red",
    "Canceled": "magenta",
    "Paused": "yellow",
    "succeeded": "green",
    "warning": "yellow",
    "error": "red",
}


def coloured(word: str) -> Text:
    """A status or an outcome in its colour."""
    return Text(plain(word), style=COLOURS.get(word, ""))


def name_of(task: TaskView) -> str:
    """How people call a task."""
    return f"Job #{task['number']} ({plain(task['title'])})"


def counts_line(progress: ProgressView) -> str:
    """Every count of a task that has something to say, and the total they add up to."""
    told = [
        f"{number(progress[name])} {name.replace('_', ' ')}"
        for name in COUNTS
        if progress[name] or name in DONE
    ]
    return f"{', '.join(told)}; {number(progress['total'])} in all"


def ended(task: TaskView, api_url: str) -> RenderableType:
    """What an ended task has come to: status, counts, result and its link."""
    first = Text.assemble((f"{name_of(task)}: ", "bold"), coloured(task["status"]), _took(task))
    rows: list[RenderableType] = [first, Text(f"  {counts_line(task['progress'])}")]
    rows += _mail(task)
    if task.get("failure"):
        rows.append(Text(f"  {plain(task.get('failure'))}", style="red"))
    if task["result"]:
        rows.append(Text(f"  {plain(task['result']['summary'])}"))
        rows += _link(task, api_url)
    if task["progress"]["errors"] or task["progress"]["warnings"]:
        rows.append(Text(f"  See what came of each: legwork outcomes {task['number']}"))
    return Group(*rows)


def mail_line(progress: ProgressView) -> str:
    """What became of a task's mail; empty when it has none."""
    notices = progress.get("notices")
    if not notices or not notices["staged"]:
        return ""
    return ", ".join(
        f"{number(notices[name])} {name.replace('_', ' ')}"
        for name in MAIL_COUNTS
        if notices[name] or name != "refused"
    )


def _mail(task: TaskView) -> list[Text]:
    told = mail_line(task["progress"])
    return [Text(f"  {_what_is_sent(task).capitalize()}: {told}")] if told else []


def _what_is_sent(task: TaskView) -> str:
    """What the notices of a task are: those that charge cards send orders as well."""
    charges_cards = task["kind"] in {"take_payments", "refund_payments"}
    return "card orders and mail" if charges_cards else "mail"


def _link(task: TaskView, api_url: str) -> list[Text]:
    href = task["result"]["href"] if task["result"] else ""
    return [Text(f"  {api_url}{plain(href)}", style="blue")] if href else []


def cancelled(task: TaskView) -> RenderableType:
    """The receipt of a cancel: what was done, what was not, and what became of the mail."""
    progress = task["progress"]
    rows = [
        heading(f"{name_of(task)} is canceled: nothing more will be done."),
        Text(f"  {counts_line(progress)}"),
    ]
    rows += _mail(task)
    if task["result"]:
        rows.append(Text(f"  {plain(task['result']['summary'])}"))
    return Group(*rows)


def paused(task: TaskView) -> RenderableType:
    """The answer to a pause: what was done, and that the rest waits."""
    return Group(
        heading(f"{name_of(task)} is paused: nothing more is done until it is resumed."),
        Text(f"  {counts_line(task['progress'])}"),
        *_mail(task),
        Text(f"  Let it go on with: legwork resume {task['number']}"),
    )


def resumed(task: TaskView) -> RenderableType:
    """The answer to a resume: that it goes on, or what it waits for."""
    waits = waits_for(task)
    then = f"waits for {waits}" if waits else "goes on where it stood"
    return Group(
        heading(f"{name_of(task)} is resumed and {then}."),
        Text(f"  {counts_line(task['progress'])}"),
        Text(f"  Watch it with: legwork watch {task['number']}"),
    )


def detail(task: TaskView, api_url: str) -> RenderableType:
    """Everything about one task."""
    cancellation, result = task["cancelled"], task["result"]
    known = {
        "id": task["id"],
        "kind": task["kind"],
        "status": task["status"],
        "waits_for": waits_for(task),
        "retry_of": task.get("retry_of") or "",
        "retried_by": task.get("retried_by") or "",
        "undo_of": task.get("undo_of") or "",
        "undone_by": task.get("undone_by") or "",
        "subject": f"{task['subject']['type']} {task['subject']['id']}" if task["subject"] else "",
        "launched_by": _launcher(task),
        "created": moment(task["created_at"]),
        "started": moment(task["started_at"]),
        "ended": moment(task["ended_at"]),
        "ends": ends_between(task),
        "runs_unless_deleted": moment(task["runs_at"]) if task.get("runs_at") else "",
        "disappears": moment(task["expires_at"]),
        "targets": counts_line(task["progress"]),
        _what_is_sent(task).replace(" ", "_"): mail_line(task["progress"]),
        "cost": cost_line(task.get("cost")),
        "reason_of_the_failure": task.get("failure") or "",
        "canceled": _cancellation(task) if cancellation else "",
        "result": result["summary"] if result else "",
        "link": f"{api_url}{result['href']}" if result and result["href"] else "",
    }
    return Group(
        heading(name_of(task)), facts(**{name: plain(it) for name, it in known.items() if it})
    )


def ends_between(task: TaskView) -> str:
    """Between which moments a task should end; empty while too little is known."""
    between: Any = task.get("eta_range")
    if between is None:
        return ""
    return f"between {moment(between['earliest'])} and {moment(between['latest'])}"


def cost_line(cost: Any) -> str:
    """What something cost: in dollars, and what for."""
    if cost is None:
        # A server of the last release does not say.
        return ""
    parts = [(cost["write_units"], "write units"), (cost["read_units"], "read units")]
    if cost["mails"]:
        parts.append((cost["mails"], "mails"))
    return f"${cost['dollars']:.4f} ({', '.join(f'{n:,} {unit}' for n, unit in parts)})"


def waits_for(task: TaskView) -> str:
    """What a task waits for, in words; empty when it does not wait."""
    waiting = task.get("waiting")
    if waiting is None:
        return ""
    match waiting["for"]:
        case "turn":
            return f"its turn, {number(waiting['ahead'])} before it"
        case "pause":
            return f"somebody to resume it, paused {_whom(waiting)}"
        case "hold":
            return f"the end of a hold, {_whom(waiting)}"
        case _:
            return "the rate at which the account may send mail"


def _whom(waiting: Any) -> str:
    by = f" by {plain(waiting['by'])}" if waiting["by"] else ""
    because = f": {plain(waiting['reason'])}" if waiting["reason"] else ""
    return f"{moment(waiting['at'])}{by}{because}"


def _launcher(task: TaskView) -> str:
    launcher, workflow = task["launched_by"], task.get("workflow")
    by = f" (Autopilot: {workflow['name']})" if workflow else " (Autopilot)"
    return launcher["name"] + (by if launcher["via"] == "autopilot" else "")


def _cancellation(task: TaskView) -> str:
    cancellation = task["cancelled"]
    if not cancellation:
        return ""
    because = f": {cancellation['reason']}" if cancellation["reason"] else ""
    return f"{moment(cancellation['at'])} by {cancellation['by']}{because}"


def tasks_table(tasks: Iterable[TaskView]) -> Table:
    """Tasks below each other, as they come."""
    table = grid("Job", "Task", "Status", "Done", "Launched by", "Created", right=("Job", "Done"))
    for task in tasks:
        progress = task["progress"]
        done = progress["total"] - progress["remaining"] - progress["not_attempted"]
        table.add_row(
            f"#{task['number']}",
            plain(task["title"]),
            coloured(task["status"]),
            f"{number(done)} of {number(progress['total'])}",
            plain(_launcher(task)),
            moment(task["created_at"]),
        )
    return table


def outcomes_table(outcomes: Sequence[OutcomeView]) -> Table:
    """What came of each target."""
    table = grid("Target", "Outcome", "Code", "Message")
    for outcome in outcomes:
        table.add_row(
            plain(outcome["target"]),
            coloured(outcome["outcome"]),
            plain(outcome["code"]),
            plain(outcome["message"]),
        )
    return table


def summary_table(groups: Sequence[OutcomeGroupView]) -> Table:
    """How many targets ended how and why, with an example."""
    table = grid("Number", "Outcome", "Code", "For example")
    for group in groups:
        one = group["example"]
        table.add_row(
            number(group["count"]),
            coloured(group["outcome"]),
            plain(group["code"]),
            plain(f"{one['target']}: {one['message']}") if one else "",
        )
    return table


def audit_table(audit: AuditView) -> Table:
    """What an audit looked at, and whether it agreed."""
    table = grid("Check", "", "Found")
    for check in audit["checks"]:
        mark = Text("agrees", "green") if check["ok"] else Text("DISAGREES", "bold red")
        table.add_row(plain(check["name"]), mark, plain(check["detail"]))
    return table


def notifications_table(notifications: Iterable[NotificationView]) -> Table:
    """Completion notices, newest first."""
    table = grid("Job", "Task", "Status", "At", "", right=("Job",))
    for notification in notifications:
        table.add_row(
            *_told(notification),
            moment(notification["at"]),
            "" if notification["read"] else "unread",
        )
    return table


def _told(notification: NotificationView) -> tuple[RenderableType, ...]:
    """Number, name and state of what it is about."""
    if (task := notification["task"]) is not None:
        return f"#{task['number']}", plain(task["title"]), coloured(task["status"])
    if (webhook := notification["webhook"]) is not None:
        return "", plain(f"{webhook['url']}: {webhook['reason']}"), Text("Disabled", "bold red")
    return "", plain(notification["href"]), ""


def _took(task: TaskView) -> str:
    if not (task["started_at"] and task["ended_at"]):
        return ""
    took = datetime.fromisoformat(task["ended_at"]) - datetime.fromisoformat(task["started_at"])
    return f" after {took.total_seconds():.1f} s"
