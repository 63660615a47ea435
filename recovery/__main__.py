"""``legwork recover``: from two restored tables to a stack in which everything adds up."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from legwork import bootstrap
from legwork.adapters import chronicle
from legwork.ports import Database
from legwork.settings.watchdog import WatchdogSettings
from legwork.store import restoring
from legwork.usecases.recover import Recovery, recover
from recovery import left_behind
from recovery.copying import (
    Copied,
    NotEmpty,
    check_empty,
    copy_records,
    copy_tasks,
    find_hidden,
)
from recovery.stack import NoStack, outputs_of, settings_of


def main(words: Sequence[str] | None = None) -> int:
    """Recover a stack; answers 0 when every task has found its place."""
    asked = _read(words)
    try:
        of, new = settings_of(asked.stack), outputs_of(asked.stack)
        old = outputs_of(asked.old_stack) if asked.old_stack else None
        if not asked.again:
            # Its records may hold what was made with the stack, such as senders of mail.
            check_empty(of.tasks_table)
    except (NoStack, NotEmpty) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    database = bootstrap.database(of)
    chronicle.hush()
    records, copied = _copied(asked, of, database)
    recovery = _recover(of, asked.at, copied)
    told = _told(records, copied, recovery)
    if old is not None:
        told["feedback_taken_over"] = left_behind.take_over(old, new)
        told["left_in_old_queues"] = left_behind.waiting(old)
    told["dead"] = left_behind.dead(new)
    print(json.dumps(told, indent=2))
    return 1 if recovery.troubled else 0


def _copied(
    asked: argparse.Namespace, of: WatchdogSettings, database: Database
) -> tuple[int, Copied]:
    """What was copied. Once tasks go on, it would put them back: then nothing is."""
    if restoring.has_begun(database):
        return 0, find_hidden(of.tasks_table)
    records = copy_records(asked.records_from, database)
    return records, copy_tasks(asked.tasks_from, database)


def _recover(of: WatchdogSettings, at: datetime, copied: Copied) -> Recovery:
    return recover(
        at=at,
        live=copied.live,
        scheduled=copied.workflows,
        running_max=of.running_tasks_max,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
        retention=of.retention,
    )


def _told(records: int, copied: Copied, recovery: Recovery) -> dict[str, object]:
    return {
        "records": records,
        "task_rows": copied.rows,
        "gone_on": [ref.id for ref in recovery.gone_on],
        "paused": [ref.id for ref in recovery.paused],
        "ended": {ref.id: reason for ref, reason in recovery.ended.items()},
        "in_doubt": recovery.in_doubt,
        "scheduled": recovery.scheduled,
        "troubled": recovery.troubled,
    }


def _read(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "legwork recover",
        description="Copy two restored tables into a new stack, and bring it to a consistent "
        "state. See docs/recovery.md.",
    )
    parser.add_argument("--stack", required=True, help="the new stack, such as legwork-prod")
    parser.add_argument("--tasks-from", required=True, help="the restored table of tasks")
    parser.add_argument("--records-from", required=True, help="the restored table of records")
    parser.add_argument(
        "--at", required=True, type=_moment, help="the second that both were restored to, in UTC"
    )
    parser.add_argument(
        "--old-stack", help="the stack that was lost, if its queues are there: see what they hold"
    )
    parser.add_argument(
        "--again", action="store_true", help="go on with a recovery that was broken off"
    )
    asked = parser.parse_args(words)
    if asked.old_stack == asked.stack:
        parser.error("--old-stack names the stack that was lost, and not the new one")
    return asked


def _moment(text: str) -> datetime:
    """A time as AWS writes it."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
