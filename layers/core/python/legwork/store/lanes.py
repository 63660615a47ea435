"""Lane rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from legwork.domain import schema
from legwork.domain.effect import Absent, Equals, Item, Put, Update
from legwork.domain.errors import StateChanged, Unreadable
from legwork.domain.lane import Gate, Lane
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.readable import legible, readable
from legwork.domain.spent import Spent
from legwork.domain.task import Task, TaskRef
from legwork.ports import ConditionFailed, Database
from legwork.store import code_columns, keys, paces, task_rows

TALLY = "tally_"
READS, WRITES = "units_read", "units_written"
"""Columns of what the work on a lane has consumed."""
_MANY = 10**15
"""No lane counts so many targets: whatever wrote such a number, it was no worker."""
_AT_ONCE = 8
"""Lanes that are read at once by who only wants to know whether all are settled."""


def opening(task: Task, number: int, batches: int, now: datetime, expires_at: datetime) -> Put:
    """A new lane with an open gate, on condition that it does not exist."""
    row = {
        **schema.MARK,
        "account": task.ref.account,
        "task": task.ref.id,
        "number": number,
        "batches": batches,
        "cursor": 0,
        "token": 0,
        "gate": Gate.OPEN.value,
        "settled_notice": "",
        "moved_at": now.isoformat(),
        "opened_at": now.isoformat(),
        "settled_from": 0,
        "expires_at": int(expires_at.timestamp()),
        **({"gate_number": task.gate_number} if task.gate_number else {}),
    }
    return Put(keys.lane(task.ref.id, number), row, (Absent(),))


@readable("lane")
def from_row(row: Item) -> Lane:
    """The lane that a row holds."""
    schema.check(row)
    return Lane(
        number=row["number"],
        batches=row["batches"],
        cursor=row["cursor"],
        token=row["token"],
        gate=Gate(row["gate"]),
        gate_number=row.get("gate_number", 0),
        counts=Counts(
            _count(row, "succeeded"),
            _count(row, "warnings"),
            _count(row, "errors"),
            _count(row, "skipped"),
        ),
        tallies={k.removeprefix(TALLY): v for k, v in row.items() if k.startswith(TALLY)},
        notices=NoticeCounts(
            staged=_count(row, "notices_staged"),
            sent=_count(row, "notices_sent"),
            discarded=_count(row, "notices_discarded"),
            in_doubt=_count(row, "notices_in_doubt"),
            refused=_count(row, "notices_refused"),
        ),
        codes=code_columns.from_row(row),
        digest=row.get("digest", ""),
        spent=Spent(_count(row, READS), _count(row, WRITES)),
        settled_notice=row["settled_notice"],
        **paces.from_row(row),
        moved_at=datetime.fromisoformat(row["moved_at"]),
    )


def _count(row: Item, name: str) -> int:
    count: int = row.get(name, 0)
    if abs(count) > _MANY:
        raise ValueError(name)
    return count


def load(database: Database, ref: TaskRef, number: int) -> Lane | None:
    """One lane as it is now."""
    row = database.tasks.get(keys.lane(ref.id, number))
    return from_row(row) if row else None


def load_some(database: Database, ref: TaskRef, numbers: Iterable[int]) -> dict[int, Lane]:
    """Some lanes as they are now, by number, in one read; those that are gone are left out."""
    rows = database.tasks.get_many([keys.lane(ref.id, number) for number in numbers])
    return {lane.number: lane for lane in map(from_row, rows.values())}


def load_with_task(
    database: Database, ref: TaskRef, number: int
) -> tuple[Task, Lane | Unreadable] | tuple[None, None]:
    """A lane and its task as they are now, in one read; nothing when either is gone.

    Of a lane that cannot be read there is what is wrong with it. With a task that cannot be read
    nothing can be done: it is as good as gone, and the watchdog tells operators every minute.
    """
    lane_key, task_key = keys.lane(ref.id, number), keys.task(ref)
    found = database.tasks.get_many((task_key, lane_key))
    if len(found) < 2:
        return None, None
    task = next(legible([found[task_key]], task_rows.from_row), None)
    if task is None:
        return None, None
    try:
        return task, from_row(found[lane_key])
    except Unreadable as error:
        return task, error


def load_all(database: Database, task: Task) -> list[Lane]:
    """All lanes of a task, in one read.

    Raises:
        Unreadable: one of them cannot be read.
    """
    wanted = [keys.lane(task.ref.id, number) for number in task.lanes]
    found = database.tasks.get_many(wanted) if wanted else {}
    return [from_row(found[key]) for key in wanted if key in found]


def load_settled(database: Database, task: Task, *, behind: int) -> list[Lane] | None:
    """All lanes of a task, or nothing when one of them is not settled.

    Most who ask are not the last, and every lane asks: so lanes are read some at a time, until one
    is found that is not settled. A settled lane stays as it is.

    Args:
        database: where.
        task: whose.
        behind: the lane that asks; the one behind it is read first.
    """
    numbers = [*(n for n in task.lanes if n > behind), *(n for n in task.lanes if n <= behind)]
    found: list[Lane] = []
    for begin in range(0, len(numbers), _AT_ONCE):
        wanted = [keys.lane(task.ref.id, number) for number in numbers[begin : begin + _AT_ONCE]]
        read = [from_row(row) for row in database.tasks.get_many(wanted).values()]
        found += read
        if len(read) < len(wanted) or not all(lane.settled for lane in read):
            return None
    return found


def load_of(database: Database, tasks: Iterable[Task]) -> dict[TaskRef, list[Lane]]:
    """The lanes of several tasks, in as few reads as there can be, for those who show them.

    One that cannot be read is left out: what it has done counts as remaining.
    """
    wanted = {t.ref: [keys.lane(t.ref.id, number) for number in t.lanes] for t in tasks}
    every = [key for lane_keys in wanted.values() for key in lane_keys]
    rows = database.tasks.get_many(every) if every else {}
    return {
        ref: list(legible((rows[key] for key in lane_keys if key in rows), from_row))
        for ref, lane_keys in wanted.items()
    }


def mark_nudged(database: Database, ref: TaskRef, lane: Lane, now: datetime) -> None:
    """Note that a lane was sent a token, unless it has moved meanwhile.

    Raises:
        StateChanged: it has.
    """
    change = Update(
        keys.lane(ref.id, lane.number),
        set={"moved_at": now.isoformat()},
        expect=(
            Equals("moved_at", lane.moved_at.isoformat()),
            Equals("gate", Gate.OPEN.value),
        ),
    )
    try:
        database.tasks.write(change)
    except ConditionFailed as refusal:
        raise StateChanged("the lane has moved on") from refusal
