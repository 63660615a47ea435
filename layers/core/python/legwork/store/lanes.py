"""Lane rows and the commit of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from legwork.domain import schema
from legwork.domain.code_tally import CodeTally
from legwork.domain.effect import (
    Absent,
    AtMost,
    Check,
    Clause,
    Effect,
    Equals,
    Item,
    Present,
    Put,
    Update,
)
from legwork.domain.errors import NotStorable, StateChanged, Unreadable
from legwork.domain.lane import Gate, Lane, Token
from legwork.domain.ledger import LedgerEntry, encode, encode_memory
from legwork.domain.notice import NoticeCounts, StagedNotice
from legwork.domain.outcome import Counts
from legwork.domain.readable import legible, readable
from legwork.domain.spent import Spent, foreseen
from legwork.domain.task import Task, TaskRef
from legwork.ports import ConditionFailed, Database, TransactionRefused
from legwork.store import code_columns, keys, paces, task_rows
from legwork.store.notice_rows import staging

TALLY = "tally_"
READS, WRITES = "units_read", "units_written"
"""Columns of what the work on a lane has consumed."""
_MANY = 10**15
"""No lane counts so many targets: whatever wrote such a number, it was no worker."""
_LEDGER, _LANE = 0, 1
"""Positions of the engine's own two writes within a commit."""
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


# --- The commit of a batch -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Committed:
    """The batch is committed by this attempt; the lane stands behind it."""

    lane: Lane


@dataclass(frozen=True, slots=True)
class GateShut:
    """The task was cancelled or paused: nothing was written."""


@dataclass(frozen=True, slots=True)
class LaneLost:
    """Somebody else drives the lane: nothing was written by this attempt."""


@dataclass(frozen=True, slots=True)
class EffectsRefused:
    """Records changed since they were read: nothing was written."""

    positions: tuple[int, ...]
    """Of the effects whose conditions do not hold."""


Commit: TypeAlias = Committed | GateShut | LaneLost | EffectsRefused


def commit(
    database: Database,
    *,
    token: Token,
    lane: Lane,
    entry: LedgerEntry,
    tallies: Mapping[str, int],
    effects: Sequence[Effect],
    notices: Sequence[StagedNotice] = (),
    digest: str = "",
    sketches: Sequence[Put] = (),
    expires_at: datetime,
) -> Commit:
    """Commit a batch: effects, proof, progress and staged notices in one transaction.

        worker                      tables
        ------ effects ------------> each only if its record is as it was read
        ------ ledger row ---------> only if this batch has none
        ------ lane ---------------> only if the gate is open and was not shut since the lane was
                                     read, the cursor is here, and no newer token has committed

    A loser sees several conditions fail at once: the lane says most, so it is asked first.
    """
    counts = Counts.of(entry.verdicts)
    codes = _codes(lane, entry)
    beside = [
        _ledger_put(token.ref, entry, expires_at),
        *staging(token.ref.id, entry.lane, entry.index, notices, expires_at),
        *sketches,
    ]
    spent = database.tab.due(foreseen(beside, 1 + len(effects)))
    update = _lane_update(
        token, lane, counts, codes, tallies, len(notices), digest, spent, entry.at
    )
    ledger, *staged = beside
    try:
        database.transact(tasks=[ledger, update, *staged], records=effects)
    except TransactionRefused as refusal:
        found = _read_refusal(database, refusal, token, lane, entry)
        if isinstance(found, Committed):
            database.tab.pay(spent)
        return found
    database.tab.pay(spent)
    advanced = _advanced(lane, token, counts, codes, tallies, len(notices), spent, entry.at)
    return Committed(replace(advanced, digest=digest))


def _codes(lane: Lane, entry: LedgerEntry) -> CodeTally:
    moves = ((None, verdict, entry.index, n) for n, verdict in enumerate(entry.verdicts))
    return replace(lane.codes.change(moves), batches=1)


def booked(change: Update, spent: Spent) -> Update:
    """A change of a lane that notes what the work on it has consumed."""
    units = {READS: spent.reads, WRITES: spent.writes}
    return replace(change, add={**change.add, **{name: n for name, n in units.items() if n}})


def fits(database: Database, ref: TaskRef, number: int, effects: Sequence[Effect]) -> bool:
    """Whether the store takes these writes at all; whatever it says, nothing is written."""
    never_holds = (Absent(), Present())
    try:
        database.transact(tasks=[Check(keys.lane(ref.id, number), never_holds)], records=effects)
    except NotStorable:
        return False
    except TransactionRefused:
        pass
    return True


def still_open(lane: Lane) -> tuple[Clause, ...]:
    """The gate of a lane is open, and was not shut since the lane was read."""
    gate_is_open = Equals("gate", Gate.OPEN.value)
    gate_was_not_shut_since = Equals("gate_number", lane.gate_number or None)
    return gate_is_open, gate_was_not_shut_since


def _ledger_put(ref: TaskRef, entry: LedgerEntry, expires_at: datetime) -> Put:
    letters, notes = encode(entry.verdicts)
    row: dict[str, Any] = {
        **schema.MARK,
        "attempt": entry.attempt,
        "at": entry.at.isoformat(),
        "outcomes": letters,
        "expires_at": int(expires_at.timestamp()),
    }
    if notes:
        row["notes"] = notes
    if entry.part:
        row["part"] = entry.part
    if memory := encode_memory(entry.memory):
        row["memory"] = memory
    if entry.marks:
        row["marks"] = entry.marks
    batch_is_not_committed = (Absent(),)
    return Put(keys.ledger(ref.id, entry.lane, entry.index), row, batch_is_not_committed)


def _lane_update(
    token: Token,
    lane: Lane,
    counts: Counts,
    codes: CodeTally,
    tallies: Mapping[str, int],
    staged: int,
    digest: str,
    spent: Spent,
    now: datetime,
) -> Update:
    sums = {
        "succeeded": counts.succeeded,
        "warnings": counts.warnings,
        "errors": counts.errors,
        "skipped": counts.skipped,
        "notices_staged": staged,
        READS: spent.reads,
        WRITES: spent.writes,
        **{f"{TALLY}{name}": amount for name, amount in tallies.items()},
        **code_columns.added(codes),
    }
    cursor_is_here = Equals("cursor", lane.cursor)
    token_is_not_older = AtMost("token", token.number)
    return Update(
        keys.lane(token.ref.id, lane.number),
        set={
            "cursor": lane.cursor + 1,
            "token": token.number,
            "moved_at": now.isoformat(),
            **paces.set_(lane, token, now),
            **code_columns.set_(codes),
            **({"digest": digest} if digest else {}),
        },
        add={name: amount for name, amount in sums.items() if amount},
        expect=(*still_open(lane), cursor_is_here, token_is_not_older),
    )


def _advanced(
    lane: Lane,
    token: Token,
    counts: Counts,
    codes: CodeTally,
    tallies: Mapping[str, int],
    staged: int,
    spent: Spent,
    now: datetime,
) -> Lane:
    names = {*lane.tallies, *tallies}
    return replace(
        lane,
        cursor=lane.cursor + 1,
        token=token.number,
        counts=lane.counts + counts,
        codes=lane.codes + codes,
        tallies={n: lane.tallies.get(n, 0) + tallies.get(n, 0) for n in names},
        notices=lane.notices + NoticeCounts(staged=staged),
        pace=lane.paced(token.number, now),
        spent=lane.spent + spent,
        moved_at=now,
    )


def _read_refusal(
    database: Database,
    refusal: TransactionRefused,
    token: Token,
    lane: Lane,
    entry: LedgerEntry,
) -> Commit:
    if _LANE not in refusal.tasks and _LEDGER not in refusal.tasks:
        return EffectsRefused(tuple(sorted(refusal.records)))
    found = refusal.tasks.get(_LANE)
    if found is not None and found.get("gate") == Gate.SHUT.value:
        return GateShut()
    proof = database.tasks.get(keys.ledger(token.ref.id, entry.lane, entry.index))
    if proof is None or proof.get("attempt") != entry.attempt:
        return LaneLost()
    # The answer to an earlier try of this very attempt was lost on its way here.
    current = load(database, token.ref, lane.number)
    return Committed(current) if current else LaneLost()
