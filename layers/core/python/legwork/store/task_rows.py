"""Tasks as rows of their table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from legwork.domain import schema
from legwork.domain.approval import Approval
from legwork.domain.effect import Item
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.part import Made
from legwork.domain.part_of_row import part_of_row
from legwork.domain.pause import Pause
from legwork.domain.readable import readable
from legwork.domain.retention import SWEEP
from legwork.domain.spent import Spent
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import (
    Cancellation,
    Launcher,
    OfWorkflow,
    Result,
    Subject,
    TakenUp,
    Task,
    TaskRef,
    TaskState,
    Via,
)
from legwork.store import keys


def to_row(task: Task) -> Item:
    """The task as a row."""
    row: dict[str, Any] = {
        **schema.MARK,
        "account": task.ref.account,
        "id": task.ref.id,
        "listed": task.ref.listed,
        "number": task.number,
        "kind": task.kind,
        "params": task.params,
        "title": task.title,
        "launcher": {
            "id": task.launched_by.id,
            "name": task.launched_by.name,
            "via": task.launched_by.via.value,
        },
        "created_at": task.created_at.isoformat(),
        "retry_of": task.retry_of,
        "retry_codes": None if task.retry_codes is None else list(task.retry_codes),
        "retry_without": list(task.retry_without) or None,
        "retry_takes": task.retry_takes,
        "retried_by": task.retried_by,
        "retried_codes": taken_up_value(task.retried_codes),
        "undo_of": task.undo_of,
        "undone_by": task.undone_by,
        "preview": task.preview or None,
        "run_by": task.run_by,
        "needs_approval": task.needs_approval or None,
        "approval": task.approval.to_value() if task.approval else None,
        "too_many": task.too_many,
        "preview_of": task.preview_of,
        "wait_hours": task.wait_hours,
        "upload": task.upload,
        "state": task.state.value,
        "turn": task.turn or None,
        "moved_at": (task.moved_at or task.created_at).isoformat(),
        "attempt": task.attempt,
        "leg": task.leg,
        "total": task.total,
        "lanes": list(task.lanes),
        "gate_number": task.gate_number or None,
        "spent": spent_value(task.spent),
        "pause": pause_value(task.pause) if task.pause else None,
        "stop_when": task.stop_when.to_value() if task.stop_when else None,
    }
    if task.state.ended:
        row |= ended_values(task)
    if not task.state.ended or task.unannounced:
        row["active_key"] = keys.active(task.ref)
    if task.making_at:
        row["making_at"] = task.making_at.isoformat()
    if task.made:
        row["made"] = asdict(task.made)
    if task.workflow:
        row["workflow"] = {"id": task.workflow.id, "name": task.workflow.name}
    if task.subject:
        row["subject"] = {"type": task.subject.type, "id": task.subject.id}
    if task.ref.listed:
        row["launcher_key"] = keys.launcher(task.ref.account, task.launched_by)
        if task.subject:
            row["subject_key"] = keys.subject(task.ref.account, task.subject)
    return {name: value for name, value in row.items() if value is not None}


@readable("task")
def from_row(row: Item) -> Task:
    """The task that a row holds."""
    schema.check(row)
    cancellation, result, subject = (row.get(n) for n in ("cancellation", "result", "subject"))
    return Task(
        ref=TaskRef(row["account"], row["id"], row["listed"]),
        number=row["number"],
        kind=row["kind"],
        params=row["params"],
        title=row["title"],
        launched_by=Launcher(
            row["launcher"]["id"], row["launcher"]["name"], Via(row["launcher"]["via"])
        ),
        created_at=datetime.fromisoformat(row["created_at"]),
        subject=part_of_row(Subject, subject) if subject else None,
        workflow=part_of_row(OfWorkflow, row["workflow"]) if "workflow" in row else None,
        retry_of=row.get("retry_of"),
        retry_codes=tuple(row["retry_codes"]) if "retry_codes" in row else None,
        retry_without=tuple(row.get("retry_without", ())),
        retry_takes=row.get("retry_takes"),
        retried_by=row.get("retried_by"),
        retried_codes={
            code: TakenUp(by, targets)
            for code, (by, targets, *_later) in row.get("retried_codes", {}).items()
        },
        undo_of=row.get("undo_of"),
        undone_by=row.get("undone_by"),
        preview=row.get("preview", False),
        digest=row.get("digest"),
        sums=row.get("sums", {}),
        run_by=row.get("run_by"),
        needs_approval=row.get("needs_approval", False),
        approval=Approval.from_value(row["approval"]) if "approval" in row else None,
        too_many=row.get("too_many"),
        preview_of=row.get("preview_of"),
        wait_hours=row.get("wait_hours"),
        changed=row.get("changed", 0),
        upload=row.get("upload"),
        state=TaskState(row["state"]),
        turn=row.get("turn", False),
        started_at=_time(row.get("started_at")),
        ended_at=_time(row.get("ended_at")),
        # The last release had one time for readers and for the table.
        expires_at=_epoch(row.get("gone_at", row.get("expires_at")), row["created_at"]),
        unannounced=row.get("unannounced", False),
        moved_at=_time(row.get("moved_at")),
        attempt=row["attempt"],
        leg=row["leg"],
        total=row["total"],
        lanes=tuple(row["lanes"]),
        gate_number=row.get("gate_number", 0),
        pause=_pause(row.get("pause")),
        stop_when=StopWhen.from_value(row["stop_when"]) if "stop_when" in row else None,
        counts=part_of_row(Counts, row["counts"]) if "counts" in row else Counts(),
        notices=part_of_row(NoticeCounts, row["notices"]) if "notices" in row else NoticeCounts(),
        spent=Spent(*(row.get("spent") or ())[:2]),
        making_at=_time(row.get("making_at")),
        made=part_of_row(Made, row["made"]) if "made" in row else None,
        cancellation=(
            Cancellation(
                datetime.fromisoformat(cancellation["at"]),
                cancellation["by"],
                cancellation.get("reason"),
                cancellation.get("doer"),
                cancellation.get("via", "staff"),
                cancellation.get("gave_up", False),
            )
            if cancellation
            else None
        ),
        result=part_of_row(Result, result) if result else None,
        failure=row.get("failure"),
    )


def pause_value(pause: Pause) -> Mapping[str, Any]:
    """What a row says of a pause."""
    values = {
        "at": pause.at.isoformat(),
        "by": pause.by,
        "reason": pause.reason,
        "hold": pause.hold or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _pause(value: Mapping[str, Any] | None) -> Pause | None:
    if value is None:
        return None
    return Pause(
        datetime.fromisoformat(value["at"]),
        value.get("by"),
        value.get("reason"),
        value.get("hold", False),
    )


def taken_up_value(codes: Mapping[str, TakenUp]) -> Mapping[str, Any] | None:
    """What a row says of the errors that retries of some have taken up; nothing of none."""
    return {code: [some.by, some.targets] for code, some in codes.items()} or None


def spent_value(spent: Spent) -> list[int] | None:
    """What a row says of units; nothing of none."""
    return [spent.reads, spent.writes] if spent != Spent() else None


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _epoch(seconds: int | None, like: str) -> datetime | None:
    zone = datetime.fromisoformat(like).tzinfo
    return None if seconds is None else datetime.fromtimestamp(seconds, zone)


def gone_values(at: datetime, now: datetime) -> Mapping[str, int]:
    """Until when a task is there for its readers, and until when its row is for the watchdog.

    A cancel that takes long may end when the cancelled task's time is over already.
    """
    swept_at = max(at, now) + SWEEP
    return {"gone_at": int(at.timestamp()), "expires_at": int(swept_at.timestamp())}


def ended_values(task: Task) -> Mapping[str, Any]:
    """What the row of a task says once it has ended; of a listed one, that nobody knows it yet."""
    if task.ended_at is None or task.expires_at is None:
        raise ValueError("an ended task knows when it ended and when it goes")
    counts = task.counts
    values: dict[str, Any] = {
        "state": task.state.value,
        "ended_at": task.ended_at.isoformat(),
        "moved_at": task.ended_at.isoformat(),
        **gone_values(task.expires_at, task.ended_at),
        "counts": {
            "succeeded": counts.succeeded,
            "warnings": counts.warnings,
            "errors": counts.errors,
            "skipped": counts.skipped,
        },
    }
    if task.unannounced:
        values["unannounced"] = True
    values |= _shown(task)
    if task.notices.staged:
        values["notices"] = asdict(task.notices)
    if task.spent != Spent():
        values["spent"] = spent_value(task.spent)
    if task.failure:
        values["failure"] = task.failure
    if task.result:
        result = task.result
        values["result"] = {
            "type": result.type,
            "id": result.id,
            "href": result.href,
            "summary": result.summary,
        }
    return values


def _shown(task: Task) -> Mapping[str, Any]:
    """What an ended preview has shown; and what of that was left by the task that ran it."""
    values = {
        "digest": task.digest,
        "needs_approval": task.needs_approval or None,
        "sums": dict(task.sums) or None,
        "changed": task.changed or None,
    }
    return {name: value for name, value in values.items() if value is not None}
