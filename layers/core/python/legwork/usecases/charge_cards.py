"""Carry out the orders that a lane has staged for the payment service: claim, call, settle."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from legwork import kinds
from legwork.domain.charge import Answer, AnswerState, Order
from legwork.domain.errors import Conflicted, StateChanged, Throttled, Transient, Unreadable
from legwork.domain.kind import CardWork, Claimed, Context, Recorded
from legwork.domain.lane import Gate, Lane
from legwork.domain.notice import CLAIM_HOLDS, Channel, Fate, NoticeRow, NoticeState
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.preview import claimed_as_shown
from legwork.domain.redacted_trace import redacted_trace
from legwork.domain.retention import Retention
from legwork.domain.task import Task
from legwork.ports import (
    Clock,
    Database,
    DeliveryMessage,
    Files,
    Ids,
    MaybeCharged,
    Payments,
    Queues,
)
from legwork.store import lanes, notices, orders
from legwork.store.orders import RecordsChanged, Settlement
from legwork.store.records import AccountRecords
from legwork.usecases.decide import POISON
from legwork.usecases.finish_task import finish_if_done
from legwork.usecases.settle_notices import count_missing
from legwork.usecases.stop_if_crossed import stop_if_crossed
from legwork.usecases.work_batch import CONTENDED, ROUNDS

CODES = {
    "not_recorded": "Its payment could not be written down; the log of `charge_cards` says why.",
}
"""What its codes mean."""

_log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=90)
"""Only so long after its claim is an order that the payment service does not know of held for never
given: it may still be at it after whoever called has given up (80 s, Stripe)."""
_AGAIN = timedelta(seconds=1)
_MOVED = frozenset({AnswerState.DONE, AnswerState.PENDING})


def charge_cards(
    message: DeliveryMessage,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    payments: Payments,
    clock: Clock,
    ids: Ids,
    retention: Retention,
    until: datetime,
    patience: timedelta = PATIENCE,
) -> None:
    """Carry a lane's orders out until there are none, the task is cancelled, or the slice is over.

    Args:
        message: which lane.
        database, files, queues, payments, clock, ids: the ports.
        retention: how long rows stay.
        until: when the slice is over.
        patience: how long the payment service may be at an order that it does not show yet.

    Raises:
        Transient: the message should be delivered again.
    """
    database.tab.open()
    task, lane = lanes.load_with_task(database, message.ref, message.lane)
    if task is None or not isinstance(lane, Lane):
        # A lane that cannot be read is for the watchdog, which gives its task up.
        return
    till = _Till(task, database, files, payments, clock, ids, retention, patience)
    if lane.gate is Gate.SHUT:
        wait = till.settle_doubtful(lane)
        if wait:
            queues.charge([message], delay=wait)
        return
    first = lane.settled_notice
    left = _work_off(task, lane, till, message, queues=queues, clock=clock, until=until)
    if left is None:
        return
    lane = lanes.load(database, task.ref, lane.number) or left
    if lane.settled_notice != first and lane.notices.open and lane.gate is Gate.OPEN:
        # Staged meanwhile, by somebody whose own message found this one at work.
        queues.charge([message])
        return
    lane = count_missing(task, lane, database=database, clock=clock)
    if lane.done:
        with suppress(Unreadable):
            finish_if_done(
                task,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
            )


def _work_off(
    task: Task,
    lane: Lane,
    till: _Till,
    message: DeliveryMessage,
    *,
    queues: Queues,
    clock: Clock,
    until: datetime,
) -> Lane | None:
    """The lane when it has no more orders; nothing when it stops here, or somebody carries on."""
    # Row by row: what is told of a settled order is staged right behind the batch's orders.
    while row := next(notices.open_rows(till.database, task.ref, lane), None):
        if row.channel is Channel.MAIL and not row.spoilt:
            queues.deliver([DeliveryMessage(task.ref, lane.number)])
            return None
        try:
            lane = till.settle(lane, row)
        except StateChanged:
            return None
        except _NotYet as later:
            # It has not stood still, lest the watchdog send another message.
            with suppress(StateChanged):
                lanes.mark_nudged(till.database, task.ref, lane, clock.now())
            queues.charge([message], delay=later.wait)
            return None
        if stop_if_crossed(task, database=till.database, clock=clock, retention=till.retention):
            return None
        if clock.now() >= until:
            queues.charge([message])
            return None
    return lane


class _NotYet(Exception):
    """What became of an order will be known later; ``wait`` says when to look again."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"look again in {wait}")
        self.wait = max(wait, _AGAIN)


@dataclass(slots=True)
class _Till:
    """Settles one order after the other."""

    task: Task
    database: Database
    files: Files
    payments: Payments
    clock: Clock
    ids: Ids
    retention: Retention
    patience: timedelta

    def settle(self, lane: Lane, row: NoticeRow) -> Lane:
        """Carry a row's order out, or find out what became of it; answers its lane.

        Raises:
            StateChanged: the row is somebody else's, or the task was cancelled.
            _NotYet: nobody can know yet.
            Transient: the message should be delivered again.
        """
        if row.spoilt:
            return notices.pass_over(self.database, self.task.ref, lane, row, self.clock.now())
        if row.state is NoticeState.STAGED:
            return self._carry_out(lane, row)
        if row.abandoned(self.clock.now()) and row.order is not None:
            return self._ask(lane, row)
        raise StateChanged("somebody else is calling")

    def settle_doubtful(self, lane: Lane) -> timedelta:
        """Write down what became of orders that a cancel has left in doubt.

        They are counted as that; their records are to be right all the same. Answers how long it
        takes until those can be known that nobody can know of yet.
        """
        wait = timedelta(0)
        for row in notices.rows(self.database, self.task.ref, lane.number):
            if row.order is None or row.claimed_at is None or Fate.IN_DOUBT not in row.fates:
                continue
            try:
                self._settle_older(row.order, row.claimed_at)
            except _NotYet as later:
                wait = max(wait, later.wait)
        return wait

    # --- The claim ---------------------------------------------------------------------------

    def _carry_out(self, lane: Lane, row: NoticeRow) -> Lane:
        for _ in range(ROUNDS):
            decision = self._decide(row)
            try:
                if decision.doubtful is not None:
                    self._settle_older(decision.doubtful, decision.since or self.clock.now())
                elif decision.order is None:
                    return self._close(lane, row, decision)
                else:
                    return self._call(lane, self._claim(lane, row, decision.order, decision))
            except RecordsChanged:
                continue
        return self._close(lane, row, Claimed(verdict=CONTENDED))

    def _decide(self, row: NoticeRow) -> Claimed:
        try:
            notice = row.notices[0].notice
            claimed = self._work.claim(notice, self._records, self._context)
            return claimed_as_shown(notice, claimed)
        except Transient:
            raise
        except Exception as error:  # noqa: BLE001 -- one order must not hold up the others
            return Claimed(verdict=self._poison(error))

    def _claim(self, lane: Lane, row: NoticeRow, wanted: Order, decision: Claimed) -> NoticeRow:
        order = replace(wanted, account=self.task.ref.account, task=self.task.ref.id)
        attempt, now = self.ids.new(), self.clock.now()
        try:
            return orders.claim(
                self.database, self.task.ref, lane, row, order, decision.effects, attempt, now
            )
        except Transient:
            # It may be written all the same, and no call will follow.
            with suppress(StateChanged):
                self._release(orders.claimed(row, order, attempt, now), order)
            raise

    def _release(self, row: NoticeRow, order: Order) -> None:
        effects = self._work.release(order, self._records)
        orders.release(self.database, self.task.ref, row, effects)

    def _close(self, lane: Lane, row: NoticeRow, decision: Claimed) -> Lane:
        """Settle a row whose order is not called for."""
        settlement = Settlement(
            fate=Fate.REFUSED,
            verdict=decision.verdict,
            effects=decision.effects,
            expires_at=self.retention.rows_expire_at(self.clock.now()),
        )
        return orders.settle(self.database, self.task.ref, lane, row, settlement, self.clock.now())

    # --- The call ----------------------------------------------------------------------------

    def _call(self, lane: Lane, row: NoticeRow) -> Lane:
        order = _of(row)
        try:
            answer = self._order(row, order)
        except Throttled:
            with suppress(StateChanged):
                self._release(row, order)
            raise
        except (MaybeCharged, Transient):
            return self._ask(lane, row)
        return self._settle(lane, row, answer)

    def _order(self, row: NoticeRow, order: Order) -> Answer:
        """What the service answers; it is not called on a claim that may soon lapse."""
        if row.is_late(self.clock.now()):
            raise Throttled("it took too long to claim the order")
        return self.payments.carry_out(order)

    def _ask(self, lane: Lane, row: NoticeRow) -> Lane:
        """Find out what became of an order whose answer is lost. It is never ordered again."""
        order, since = _of(row), row.claimed_at or self.clock.now()
        return self._settle(lane, row, self._answer(order, since))

    def _answer(self, order: Order, since: datetime) -> Answer | None:
        answer = self.payments.find(order, since=since)
        now = self.clock.now()
        if answer is None and now - since < self.patience:
            # Until the claim lapses, nobody may look; until patience ends, nobody can say no.
            lapsed = since + CLAIM_HOLDS
            raise _NotYet((lapsed if now < lapsed else since + self.patience) - now)
        return answer

    # --- The record --------------------------------------------------------------------------

    def _settle(self, lane: Lane, row: NoticeRow, answer: Answer | None) -> Lane:
        """Write an answer down. It is known here alone: it is tried while the claim holds."""
        while True:
            try:
                settlement = self._settlement(_of(row), answer)
                return orders.settle(
                    self.database, self.task.ref, lane, row, settlement, self.clock.now()
                )
            except (Transient, RecordsChanged) as problem:
                if row.abandoned(self.clock.now()):
                    raise Throttled("an answer could not be written down") from problem
                self.clock.pause(_AGAIN)

    def _settlement(self, order: Order, answer: Answer | None) -> Settlement:
        recorded = self._recorded(order, answer)
        moved = answer is not None and answer.state in _MOVED
        return Settlement(
            fate=Fate.SENT if moved else Fate.REFUSED,
            verdict=recorded.verdict,
            effects=recorded.effects,
            tallies=recorded.tallies,
            tell=recorded.tell,
            expires_at=self.retention.rows_expire_at(self.clock.now()),
        )

    def _recorded(self, order: Order, answer: Answer | None) -> Recorded:
        try:
            return self._work.record(order, answer, self._records, self._context)
        except Transient:
            raise
        except Exception as error:  # noqa: BLE001 -- the claim stays, and says what was ordered
            self._poison(error)
            said = f": {answer.id}" if answer and answer.id else ""
            sentence = f"Its payment could not be written down{said}. Tell the operators."
            return Recorded(Verdict(Outcome.WARNING, "not_recorded", sentence))

    def _settle_older(self, order: Order, since: datetime) -> None:
        """Write down what became of an order that stands in the way.

        Raises:
            _NotYet: nobody can know yet.
            Conflicted: others change its records again and again.
        """
        known = replace(order, account=self.task.ref.account)
        answer = self._answer(known, since)
        for _ in range(ROUNDS):
            recorded = self._recorded(known, answer)
            with suppress(RecordsChanged):
                orders.record(self.database, self.task.ref, recorded.effects)
                return
        raise Conflicted("the records of an order are changed again and again")

    # --- What the kind sees ------------------------------------------------------------------

    @property
    def _work(self) -> CardWork[Any]:
        work = kinds.find(self.task.kind).cards
        if work is None:
            raise ValueError(f"kind {self.task.kind} orders charges, and cannot carry them out")
        return work

    @property
    def _records(self) -> AccountRecords:
        return AccountRecords(self.database, self.files, self.task.ref.account)

    @property
    def _context(self) -> Context[Any]:
        params = kinds.find(self.task.kind).read_params(self.task.params)
        return Context(self.task.ref.id, params, self.clock.now())

    def _poison(self, error: Exception) -> Verdict:
        _log.error("kind %s failed on an order\n%s", self.task.kind, redacted_trace(error))
        return POISON


def _of(row: NoticeRow) -> Order:
    if row.order is None:
        raise StateChanged("the order is not claimed")
    return row.order
