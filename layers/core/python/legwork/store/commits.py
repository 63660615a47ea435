"""The commit of a batch: its effects, its proof and the progress of its lane, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    Present,
    Put,
    Update,
)
from legwork.domain.errors import NotStorable
from legwork.domain.lane import Gate, Lane, Token
from legwork.domain.ledger import LedgerEntry, encode, encode_memory
from legwork.domain.notice import NoticeCounts, StagedNotice
from legwork.domain.outcome import Counts
from legwork.domain.spent import Spent, foreseen
from legwork.domain.task import TaskRef
from legwork.ports import Database, TransactionRefused
from legwork.store import code_columns, keys, paces
from legwork.store.lanes import READS, TALLY, WRITES, load
from legwork.store.notice_rows import staging

_LEDGER, _LANE = 0, 1
"""Positions of the engine's own two writes within a commit."""


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
