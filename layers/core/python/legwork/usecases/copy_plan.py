"""Copy the plan of a preview: the task that runs it has the same targets, in the same batches.

The copy has what was shown of each target as well, so that the preview itself may go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from legwork.domain.errors import CannotPlan
from legwork.domain.lane import Lane
from legwork.domain.ledger import LedgerEntry
from legwork.domain.plan import PlannedBatch
from legwork.domain.preview import MARK, chained, digest_of
from legwork.domain.retention import Retention
from legwork.domain.task import Task, TaskRef
from legwork.ports import Clock, Database, PlanMessage
from legwork.store import lanes, plans, tasks

_AT_ONCE = 25
"""Batches that are copied at once: one BatchWriteItem."""
LOST = "The preview that it runs is gone, or not whole any more. Preview it again."


@dataclass(slots=True)
class CopyLeg:
    """One message's worth of copying.

    Each lane's rows must come to the digest that the lane had when the preview ended, and these to
    the digest of the preview: a row that is missing or another one fails the task (P9).
    """

    task: Task
    message: PlanMessage
    database: Database
    clock: Clock
    retention: Retention
    total: int = 0
    batches: list[int] = field(default_factory=list)
    """Of each lane, as far as it is copied."""

    def run(self, time_is_up: Callable[[], bool]) -> PlanMessage | None:
        """Copy until all is copied, or until the time is up: answers what is left.

        Raises:
            CannotPlan: the preview is gone, or not as it ended.
        """
        preview = self._preview()
        found = lanes.load_all(self.database, preview)
        if digest_of(preview, found) != preview.digest:
            raise CannotPlan(LOST)
        self.total = preview.total
        self.batches = [0] * (max(preview.lanes, default=-1) + 1)
        number, first, digest = _place(self.message.after)
        for lane in found:
            if lane.number < number or (lane.number == number and first == lane.batches):
                self.batches[lane.number] = lane.batches
                continue
            begin = (first, digest) if lane.number == number else (0, "")
            for copied, chain in self._copied(preview, lane, *begin):
                self.batches[lane.number] = copied
                is_last = lane is found[-1] and copied == lane.batches
                if not is_last and time_is_up():
                    return self._rest(f"{lane.number}#{copied}#{chain}")
        return None

    def _preview(self) -> Task:
        ref = TaskRef(self.task.ref.account, self.task.preview_of or "")
        preview = tasks.load(self.database, ref)
        if preview is None or preview.digest is None:
            raise CannotPlan(LOST)
        return preview

    def _copied(
        self, preview: Task, lane: Lane, first: int, digest: str
    ) -> Iterator[tuple[int, str]]:
        """Copy a lane's batches from one on; tells after each write how far it has come."""
        while first < lane.batches:
            planned = plans.batches(
                self.database, preview, lane.number, first=first, limit=_AT_ONCE
            )
            proofs = plans.ledger(self.database, preview, lane.number, first=first, limit=_AT_ONCE)
            shown = [_shown(*pair) for pair in zip(planned, proofs, strict=False)]
            for batch in shown:
                digest = chained(digest, batch.targets, batch.shown)
            first += len(shown)
            if not shown or (first >= lane.batches and digest != lane.digest):
                raise CannotPlan(LOST)
            expires_at = self.retention.rows_expire_at(self.clock.now())
            plans.write(self.database, self.task.ref, self.task.attempt, shown, expires_at)
            yield first, digest

    def _rest(self, after: str) -> PlanMessage:
        return PlanMessage(
            ref=self.task.ref,
            attempt=self.task.attempt,
            leg=self.task.leg,
            after=after,
            total=self.total,
            batches=tuple(self.batches),
        )


def _shown(batch: PlannedBatch, proof: LedgerEntry) -> PlannedBatch:
    whole = len(proof.marks) == MARK * len(batch.targets)
    if batch.spoilt or proof.spoilt or batch.index != proof.index or not whole:
        raise CannotPlan(LOST)
    return replace(batch, shown=proof.marks)


def _place(after: str | None) -> tuple[int, int, str]:
    """The lane to go on with, the batch within it, and the digest of those before."""
    if after is None:
        return 0, 0, ""
    lane, batch, digest = after.split("#")
    return int(lane), int(batch), digest
