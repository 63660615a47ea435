"""Rows of orders to the payment service: claimed before the call, settled after it.

Unlike a mail, an order is decided on at the moment of its claim, and its answer changes records: so
claim and settlement are one transaction over both tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from legwork.domain.charge import Order
from legwork.domain.effect import Check, Clause, Effect, Equals, Update
from legwork.domain.errors import StateChanged
from legwork.domain.lane import Lane
from legwork.domain.notice import Fate, Notice, NoticeRow, NoticeState
from legwork.domain.outcome import Verdict
from legwork.domain.spent import foreseen
from legwork.domain.task import TaskRef
from legwork.ports import Database, TransactionRefused
from legwork.store import commits, keys, lanes, notices
from legwork.store.notice_rows import telling
from legwork.store.records import effects_in_account


class RecordsChanged(Exception):
    """Records are not as they were read any more; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What comes of an order, all of it to be written at once."""

    fate: Fate
    verdict: Verdict
    effects: Sequence[Effect] = ()
    tallies: Mapping[str, int] | None = None
    tell: Notice | None = None
    expires_at: datetime
    """Until when the row of that mail stays."""


def claim(
    database: Database,
    ref: TaskRef,
    lane: Lane,
    row: NoticeRow,
    order: Order,
    effects: Sequence[Effect],
    attempt: str,
    now: datetime,
) -> NoticeRow:
    """Claim an order for one call, unless the task was cancelled or paused since it was read.

    Raises:
        StateChanged: the gate is shut, or somebody else has the row.
        RecordsChanged: decide anew.
        Transient: it may be claimed all the same; release it.
    """
    key = keys.notice(ref.id, row.lane, row.batch, row.part)
    change = Update(
        key,
        set={
            "state": NoticeState.CLAIMED.value,
            "attempt": attempt,
            "claimed_at": now.isoformat(),
            "order": {name: value for name, value in asdict(order).items() if value != ""},
        },
        expect=(Equals("state", NoticeState.STAGED.value),),
    )
    try:
        database.transact(
            tasks=[change, Check(keys.lane(ref.id, row.lane), commits.still_open(lane))],
            records=effects_in_account(ref.account, effects),
        )
    except TransactionRefused as refusal:
        found = database.tasks.get(key)
        if found is None or found.get("attempt") != attempt or found["state"] != "claimed":
            raise _meaning(refusal) from refusal
    return claimed(row, order, attempt, now)


def claimed(row: NoticeRow, order: Order, attempt: str, now: datetime) -> NoticeRow:
    """The row as a claim makes it."""
    return replace(row, state=NoticeState.CLAIMED, attempt=attempt, claimed_at=now, order=order)


def release(database: Database, ref: TaskRef, row: NoticeRow, effects: Sequence[Effect]) -> None:
    """Take a claim back whose call was certainly not made, if it was written at all.

    Raises:
        StateChanged: it was not, or somebody else has the row.
    """
    change = Update(
        keys.notice(ref.id, row.lane, row.batch, row.part),
        set={"state": NoticeState.STAGED.value},
        remove=("attempt", "claimed_at", "order"),
        expect=notices.claimed_by(row),
    )
    try:
        database.transact(tasks=[change], records=effects_in_account(ref.account, effects))
    except TransactionRefused as refusal:
        raise StateChanged("there is no such claim") from refusal


def settle(
    database: Database,
    ref: TaskRef,
    lane: Lane,
    row: NoticeRow,
    settlement: Settlement,
    now: datetime,
) -> Lane:
    """Write down what came of an order, with all that it means, and count it.

    The gate is not asked of one that was claimed: what was called is counted, cancelled or not. It
    is asked of one that never will be.

    Raises:
        StateChanged: somebody else has settled it, or the task was cancelled.
        RecordsChanged: decide anew.
    """
    unclaimed = row.state is NoticeState.STAGED
    expect = (Equals("state", NoticeState.STAGED.value),) if unclaimed else notices.claimed_by(row)
    settled = replace(
        row, state=NoticeState.SETTLED, fates=(settlement.fate,), verdict=settlement.verdict
    )
    counting = notices.counting(ref, lane, [settled], mail_is_the_work=False, now=now)
    mails = [] if settlement.tell is None else [_mail(ref, row, settlement.tell, settlement)]
    spent = database.tab.due(foreseen(mails, 2 + len(settlement.effects)))
    gate = commits.still_open(lane) if unclaimed else ()
    changes = [
        notices.settled_update(ref, settled, expect),
        commits.booked(_counting(counting, settlement, gate), spent),
    ]
    try:
        database.transact(
            tasks=[*changes, *mails], records=effects_in_account(ref.account, settlement.effects)
        )
        database.tab.pay(spent)
    except TransactionRefused as refusal:
        current = lanes.load(database, ref, lane.number)
        if current is not None and _is_settled(database, ref, row, settlement):
            # The answer to an earlier try of this very attempt was lost on its way here.
            return current
        raise _meaning(refusal) from refusal
    return _after(lane, settled, ref, settlement)


def record(database: Database, ref: TaskRef, effects: Sequence[Effect]) -> None:
    """Write down what an order means for the records alone: its row is settled, or gone.

    Raises:
        RecordsChanged: decide anew.
    """
    if not effects:
        return
    try:
        database.transact(records=effects_in_account(ref.account, effects))
    except TransactionRefused as refusal:
        raise RecordsChanged from refusal


def _meaning(refusal: TransactionRefused) -> Exception:
    if refusal.tasks or not refusal.records:
        return StateChanged("the order is somebody else's, or discarded")
    return RecordsChanged()


def _is_settled(database: Database, ref: TaskRef, row: NoticeRow, settlement: Settlement) -> bool:
    found = database.tasks.get(keys.notice(ref.id, row.lane, row.batch, row.part)) or {}
    return (
        bool(row.attempt)
        and found.get("attempt") == row.attempt
        and found.get("state") == NoticeState.SETTLED.value
        and found.get("fates") == settlement.fate.value
    )


def _counting(counting: Update, settlement: Settlement, expect: tuple[Clause, ...]) -> Update:
    tallies = {f"{lanes.TALLY}{name}": n for name, n in (settlement.tallies or {}).items() if n}
    told = {"notices_staged": 1} if settlement.tell else {}
    return replace(
        counting,
        add={**counting.add, **tallies, **told},
        expect=(*counting.expect, *expect),
    )


def _mail(ref: TaskRef, row: NoticeRow, notice: Notice, settlement: Settlement) -> Any:
    outcome = settlement.verdict.outcome
    return telling(ref.id, row, notice, outcome, settlement.expires_at)


def _after(lane: Lane, settled: NoticeRow, ref: TaskRef, settlement: Settlement) -> Lane:
    after = notices.after_settling(lane, [settled], ref, mail_is_the_work=False)
    tallies = {**after.tallies}
    for name, amount in (settlement.tallies or {}).items():
        tallies[name] = tallies.get(name, 0) + amount
    staged = after.notices.staged + (settlement.tell is not None)
    return replace(after, tallies=tallies, notices=replace(after.notices, staged=staged))
