"""Notice rows: staged with the effects they speak of, claimed before the call, settled after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from legwork.domain.code_tally import CodeTally
from legwork.domain.effect import Check, Effect, Equals, Update
from legwork.domain.errors import StateChanged, Transient
from legwork.domain.lane import Lane
from legwork.domain.notice import (
    Fate,
    NoticeCounts,
    NoticeRow,
    NoticeState,
)
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.spent import foreseen, units_of
from legwork.domain.task import TaskRef
from legwork.ports import ConditionFailed, Database, Query, TransactionRefused, rows_of
from legwork.store import code_columns, keys, paces
from legwork.store.commits import booked, still_open
from legwork.store.notice_rows import from_row, stored_bytes

_COUNTER = {
    Outcome.SUCCEEDED: "succeeded",
    Outcome.WARNING: "warnings",
    Outcome.ERROR: "errors",
    Outcome.SKIPPED: "skipped",
}

_AHEAD = 4
"""Notice rows that are read at once."""


def rows(
    database: Database, ref: TaskRef, lane: int, *, first: int = 0, last: int = keys.LAST_INDEX
) -> Iterator[NoticeRow]:
    """The notice rows of a lane's batches, in order."""
    query = Query(
        partition=keys.lane_partition(ref.id, lane),
        first=keys.notice(ref.id, lane, first, 0).sort,
        last=keys.notice(ref.id, lane, last, 9).sort,
    )
    return (from_row(lane, key.sort, row) for key, row in rows_of(database.tasks, query))


def open_rows(database: Database, ref: TaskRef, lane: Lane) -> Iterator[NoticeRow]:
    """The notice rows of a lane behind the last one that is settled and counted.

    They are read some at a time: the rate allows for few of them in one slice, and whoever read all
    that are left would read the most of them again and again.
    """
    query = Query(
        partition=keys.lane_partition(ref.id, lane.number),
        first=lane.settled_notice or keys.NOTICE,
        last=f"{keys.NOTICE}~",
        limit=_AHEAD,
    )
    while True:
        page = database.tasks.query(query)
        for key, row in page.items:
            if key.sort != lane.settled_notice:
                yield from_row(lane.number, key.sort, row)
        if page.next is None:
            return
        query = replace(query, start=page.next)


def claim(
    database: Database, ref: TaskRef, lane: Lane, row: NoticeRow, attempt: str, now: datetime
) -> NoticeRow:
    """Claim a row for one mail call, unless the task was cancelled or paused since it was read.

    Raises:
        StateChanged: the gate is shut, or somebody else has the row.
        Transient: it is not claimed; the same call may succeed a moment later.
    """
    key = keys.notice(ref.id, row.lane, row.batch, row.part)
    change = Update(
        key,
        set={
            "state": NoticeState.CLAIMED.value,
            "attempt": attempt,
            "claimed_at": now.isoformat(),
        },
        expect=(Equals("state", NoticeState.STAGED.value),),
    )
    claimed = replace(row, state=NoticeState.CLAIMED, attempt=attempt, claimed_at=now)
    try:
        database.transact(tasks=[change, Check(keys.lane(ref.id, row.lane), still_open(lane))])
    except Transient:
        # It may be written all the same, and no call will follow.
        give_back(database, ref, claimed)
        raise
    except TransactionRefused as refusal:
        found = database.tasks.get(key)
        if found is None or found.get("attempt") != attempt or found["state"] != "claimed":
            raise StateChanged("the notices are somebody else's, or discarded") from refusal
    return claimed


def give_back(database: Database, ref: TaskRef, row: NoticeRow) -> None:
    """Undo a claim whose call has certainly sent nothing."""
    change = Update(
        keys.notice(ref.id, row.lane, row.batch, row.part),
        set={"state": NoticeState.STAGED.value},
        remove=("attempt", "claimed_at"),
        expect=claimed_by(row),
    )
    try:
        database.tasks.write(change)
    except ConditionFailed:
        return


def settle(
    database: Database,
    ref: TaskRef,
    lane: Lane,
    row: NoticeRow,
    *,
    fates: Sequence[Fate],
    remarks: dict[int, str],
    mail_is_the_work: bool,
    now: datetime,
) -> Lane:
    """Write down what came of a claimed row and count it, in one transaction.

    The gate is not asked: what has left is counted, cancelled or not.

    Raises:
        StateChanged: somebody else has settled it.
    """
    settled = replace(row, state=NoticeState.SETTLED, fates=tuple(fates), remarks=remarks)
    counted = counting(ref, lane, [settled], mail_is_the_work=mail_is_the_work, now=now)
    spent = database.tab.due(foreseen((), 1 + units_of(stored_bytes(row))))
    changes: list[Effect] = [
        settled_update(ref, settled, claimed_by(row)),
        booked(counted, spent),
    ]
    try:
        database.transact(tasks=changes)
        database.tab.pay(spent)
    except TransactionRefused as refusal:
        current = database.tasks.get(keys.lane(ref.id, lane.number))
        found = database.tasks.get(keys.notice(ref.id, row.lane, row.batch, row.part))
        its_own = found is not None and found.get("attempt") == row.attempt
        if not (its_own and current and current["settled_notice"] >= _sort(ref, row)):
            raise StateChanged("the notices were settled by somebody else") from refusal
    return after_settling(lane, [settled], ref, mail_is_the_work=mail_is_the_work)


def doubt(
    database: Database,
    ref: TaskRef,
    lane: Lane,
    row: NoticeRow,
    *,
    mail_is_the_work: bool,
    now: datetime,
) -> Lane:
    """Settle a row of which nobody can say whether it left, claimed or not.

    Args:
        database: where.
        ref: whose.
        lane: its lane.
        row: the first one that is not settled.
        mail_is_the_work: whether the mail of a target is what the task does.
        now: this moment.

    Raises:
        StateChanged: somebody else has settled it.
    """
    fates = (Fate.IN_DOUBT,) * len(row.notices)
    settled = replace(row, state=NoticeState.SETTLED, fates=fates)
    as_it_was = (
        claimed_by(row)
        if row.state is NoticeState.CLAIMED
        else (Equals("state", NoticeState.STAGED.value),)
    )
    changes: list[Effect] = [
        settled_update(ref, settled, as_it_was),
        counting(ref, lane, [settled], mail_is_the_work=mail_is_the_work, now=now),
    ]
    try:
        database.transact(tasks=changes)
    except TransactionRefused as refusal:
        raise StateChanged("the notices were settled by somebody else") from refusal
    return after_settling(lane, [settled], ref, mail_is_the_work=mail_is_the_work)


def count(
    database: Database,
    ref: TaskRef,
    lane: Lane,
    settled: Sequence[NoticeRow],
    *,
    mail_is_the_work: bool,
    now: datetime,
) -> None:
    """Count rows in their lane that were settled one by one.

    Raises:
        StateChanged: some of them have been counted meanwhile.
    """
    try:
        database.tasks.write(
            counting(ref, lane, settled, mail_is_the_work=mail_is_the_work, now=now)
        )
    except ConditionFailed as refusal:
        raise StateChanged("the notices have been counted meanwhile") from refusal


def pass_over(database: Database, ref: TaskRef, lane: Lane, row: NoticeRow, now: datetime) -> Lane:
    """Go on behind a row that cannot be read.

    Raises:
        StateChanged: somebody else has.
    """
    count(database, ref, lane, [row], mail_is_the_work=False, now=now)
    return after_settling(lane, [row], ref, mail_is_the_work=False)


def count_missing(database: Database, ref: TaskRef, lane: Lane, now: datetime) -> None:
    """Count as in doubt what a lane has staged in rows that cannot be read, once all others are.

    Raises:
        StateChanged: the lane has moved on since it was read.
    """
    if not any(row.spoilt for row in rows(database, ref, lane.number)):
        return
    unchanged = (
        Equals("settled_notice", lane.settled_notice),
        Equals("notices_staged", lane.notices.staged),
        Equals("moved_at", lane.moved_at.isoformat()),
    )
    change = Update(
        keys.lane(ref.id, lane.number),
        set={"moved_at": now.isoformat()},
        add={"notices_in_doubt": lane.notices.open},
        expect=unchanged,
    )
    try:
        database.tasks.write(change)
    except ConditionFailed as refusal:
        raise StateChanged("the lane has moved on") from refusal


def counting(
    ref: TaskRef,
    lane: Lane,
    settled: Sequence[NoticeRow],
    *,
    mail_is_the_work: bool,
    now: datetime,
) -> Update:
    """Count settled rows in their lane, once: on condition that none of them was counted."""
    counts = _sum(settled)
    add: Counter[str] = Counter(
        notices_sent=counts.sent,
        notices_discarded=counts.discarded,
        notices_in_doubt=counts.in_doubt,
        notices_refused=counts.refused,
    )
    add.update(_moves(settled, mail_is_the_work))
    codes = _codes(lane, settled, mail_is_the_work)
    add.update(code_columns.added(codes))
    not_counted_yet = Equals("settled_notice", lane.settled_notice)
    return Update(
        keys.lane(ref.id, lane.number),
        set={
            "settled_notice": _sort(ref, settled[-1]),
            "moved_at": now.isoformat(),
            **paces.settling(lane, now),
            **code_columns.set_(codes),
        },
        add={name: amount for name, amount in add.items() if amount},
        expect=(not_counted_yet,),
    )


def _sort(ref: TaskRef, row: NoticeRow) -> str:
    return keys.notice(ref.id, row.lane, row.batch, row.part).sort


def _moves(settled: Sequence[NoticeRow], mail_is_the_work: bool) -> Counter[str]:
    """How the counters of outcomes change: a refused mail turns a success into an error."""
    moves: Counter[str] = Counter()
    for before, after, _, _ in _changes(settled, mail_is_the_work):
        if after.outcome is not before.outcome:
            moves[_COUNTER[before.outcome]] -= 1
            if after.outcome in _COUNTER:
                moves[_COUNTER[after.outcome]] += 1
    return moves


def _codes(lane: Lane, settled: Sequence[NoticeRow], mail_is_the_work: bool) -> CodeTally:
    """How the codes of the lane change."""
    changes = _changes(settled, mail_is_the_work)
    return lane.codes.change(move for move in changes if move[0] != move[1])


def _changes(
    settled: Sequence[NoticeRow], mail_is_the_work: bool
) -> Iterator[tuple[Verdict, Verdict, int, int]]:
    """Verdicts before and after, by batch and place; the sentence before is not known."""
    for row in settled:
        for place, (staged, _) in enumerate(zip(row.notices, row.fates, strict=True)):
            before = Verdict(staged.outcome, staged.code)
            after = row.verdict_after(place, before, mail_is_the_work=mail_is_the_work)
            yield before, after, row.batch, staged.position


def _sum(settled: Sequence[NoticeRow]) -> NoticeCounts:
    return sum((NoticeCounts.of(row.fates) for row in settled), NoticeCounts())


def after_settling(
    lane: Lane, settled: Sequence[NoticeRow], ref: TaskRef, *, mail_is_the_work: bool
) -> Lane:
    """The lane once these rows are counted."""
    moves = _moves(settled, mail_is_the_work)
    counts = replace(
        lane.counts, **{name: getattr(lane.counts, name) + n for name, n in moves.items()}
    )
    return replace(
        lane,
        settled_notice=_sort(ref, settled[-1]),
        notices=lane.notices + _sum(settled),
        counts=counts,
        codes=lane.codes + _codes(lane, settled, mail_is_the_work),
    )


def settled_update(ref: TaskRef, row: NoticeRow, expect: tuple[Equals, ...]) -> Update:
    """The row with what came of its notices."""
    values: dict[str, object] = {
        "state": NoticeState.SETTLED.value,
        "fates": "".join(row.fates),
    }
    if row.verdict:
        short = row.verdict.short()
        values["verdict"] = [short.outcome.value, short.code, short.message]
    if row.remarks:
        values["remarks"] = {str(place): remark for place, remark in row.remarks.items()}
    return Update(keys.notice(ref.id, row.lane, row.batch, row.part), set=values, expect=expect)


def claimed_by(row: NoticeRow) -> tuple[Equals, ...]:
    """Nobody else has settled the row since it was claimed."""
    return (Equals("state", NoticeState.CLAIMED.value), Equals("attempt", row.attempt))
