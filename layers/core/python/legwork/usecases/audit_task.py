"""Audit a task: prove from the tables that every number adds up (P1 to P3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from legwork import kinds
from legwork.domain.errors import InvalidInput, Unreadable
from legwork.domain.lane import Gate, Lane, tallies_of
from legwork.domain.ledger import LedgerEntry
from legwork.domain.notice import Channel, NoticeCounts, NoticeRow, after_notices
from legwork.domain.outcome import Counts, Verdict
from legwork.domain.plan import PlannedBatch
from legwork.domain.preview import chained, digest_of
from legwork.domain.task import Task, TaskState
from legwork.ports import Clock, Database, Files
from legwork.store import lanes, notices, plans
from legwork.store.records import AccountRecords
from legwork.usecases.end_task import ending_of
from legwork.usecases.taken_back import taken_back


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked."""

    name: str
    problems: tuple[str, ...]
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether it holds."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class _LaneRows:
    lane: Lane
    plan: list[PlannedBatch]
    ledger: list[LedgerEntry]
    notices: list[NoticeRow]


def audit_task(task: Task, *, database: Database, files: Files, clock: Clock) -> list[Finding]:
    """Check a task against the tables.

    Args:
        task: in any state; of a live one the lanes are read first, and the ledger up to there.
        database, files, clock: the ports.
    """
    try:
        rows = [_read(database, task, lane) for lane in lanes.load_all(database, task)]
    except Unreadable as error:
        return [Finding("every lane can be read", (str(error),))]
    verdicts = [pair for lane in rows for pair in _verdicts(lane)]
    planned = sum(len(batch.targets) for lane in rows for batch in lane.plan)
    return [
        Finding("plan", tuple(_plan_problems(task, rows)), f"{planned:,} targets planned"),
        Finding(
            "plan = ledger + not attempted",
            tuple(_ledger_problems(task, rows)),
            f"{len(verdicts):,} in the ledger, {planned - len(verdicts):,} not",
        ),
        Finding("ledger = lane counters", tuple(_lane_problems(task, rows))),
        Finding("notices add up", tuple(_notice_problems(task, rows))),
        Finding("lane counters = task counts", tuple(_count_problems(task, rows))),
        Finding("effects = ledger", tuple(_effect_problems(task, rows, database, files, clock))),
    ]


def _read(database: Database, task: Task, lane: Lane) -> _LaneRows:
    ledger = plans.ledger(database, task, lane.number)
    if not task.state.ended:
        ledger = [entry for entry in ledger if entry.index < lane.cursor]
    planned = plans.batches(database, task, lane.number)
    staged = list(notices.rows(database, task.ref, lane.number))
    return _LaneRows(lane, planned, ledger, staged)


def _verdicts(rows: _LaneRows, *, charged: bool = False) -> Iterator[tuple[str, Verdict]]:
    """What the ledger says of each target; and what came of its order, if there was one."""
    targets = {batch.index: batch.targets for batch in rows.plan}
    orders = [row for row in rows.notices if row.channel is Channel.CARD and charged]
    for entry in rows.ledger:
        its_own = (row for row in orders if row.batch == entry.index)
        verdicts = after_notices(entry.verdicts, its_own, mail_is_the_work=False)
        yield from zip(targets.get(entry.index, ()), verdicts, strict=False)


def _plan_problems(task: Task, rows: list[_LaneRows]) -> Iterator[str]:
    if len(rows) != len(task.lanes):
        yield f"{len(rows)} lanes of {len(task.lanes)} are there"
    for lane in rows:
        if not _count_up([batch.index for batch in lane.plan], lane.lane.batches):
            yield f"lane {lane.lane.number} has not the batches that it was planned with"
    for batch in (batch for lane in rows for batch in lane.plan if batch.spoilt):
        yield f"batch {batch.index} of lane {batch.lane} cannot be read in the plan"
    targets = Counter(t for lane in rows for batch in lane.plan for t in batch.targets)
    if targets.total() != task.total:
        yield f"{targets.total()} targets are planned, the task says {task.total}"
    twice = [target for target, times in targets.items() if times > 1]
    if twice:
        yield f"{len(twice)} targets are planned twice, such as {twice[0]}"


def _count_up(indexes: list[int], count: int) -> bool:
    """Whether they are just those from 0 on."""
    return len(indexes) == count and indexes == list(range(len(indexes)))


def _ledger_problems(task: Task, rows: list[_LaneRows]) -> Iterator[str]:
    for lane in rows:
        if not _count_up([entry.index for entry in lane.ledger], lane.lane.cursor):
            yield f"lane {lane.lane.number} stands at {lane.lane.cursor}, its ledger does not"
        sizes = {batch.index: len(batch.targets) for batch in lane.plan}
        for entry in lane.ledger:
            if entry.spoilt:
                yield f"batch {entry.index} of lane {lane.lane.number} cannot be read in the ledger"
            elif sizes.get(entry.index) != len(entry.verdicts):
                yield f"batch {entry.index} of lane {lane.lane.number} has not one verdict a target"
        if task.state is TaskState.COMPLETED and not lane.lane.done:
            yield f"lane {lane.lane.number} is not done, but the task is completed"
        if task.state is TaskState.CANCELLED and lane.lane.gate is Gate.OPEN:
            yield f"the gate of lane {lane.lane.number} is open, but the task is cancelled"


def _lane_problems(task: Task, rows: list[_LaneRows]) -> Iterator[str]:
    """A live lane's notices may be settled between the reads: only an ended one must agree."""
    mail_is_the_work = kinds.mail_is_the_work(task.kind)
    for lane in rows:
        verdicts = [
            verdict
            for entry in lane.ledger
            for verdict in after_notices(
                entry.verdicts,
                (row for row in lane.notices if row.batch == entry.index),
                mail_is_the_work=mail_is_the_work,
            )
        ]
        said = Counts.of(verdicts)
        if not (task.state.ended or not lane.notices):
            continue
        if said != lane.lane.counts:
            yield f"lane {lane.lane.number} counts {lane.lane.counts}, its ledger {said}"
        codes = Counter((one.outcome, one.code) for one in verdicts if one.code)
        counted = Counter(lane.lane.codes.counts)
        if lane.lane.codes.batches == lane.lane.cursor and codes != counted:
            yield f"lane {lane.lane.number} counts the codes {counted}, its ledger {codes}"


def _notice_problems(task: Task, rows: list[_LaneRows]) -> Iterator[str]:
    if not task.state.ended:
        return
    for lane in rows:
        number, counted = lane.lane.number, lane.lane.notices
        committed = {entry.index for entry in lane.ledger}
        if any(row.batch not in committed for row in lane.notices):
            yield f"lane {number} has notices of batches that are not in its ledger"
        settled = sum((NoticeCounts.of(row.fates) for row in lane.notices), NoticeCounts())
        found = replace(settled, staged=sum(len(row.notices) for row in lane.notices))
        if found != counted:
            yield f"lane {number} counts {counted}, its notices are {found}"
        if counted.open and task.state is not TaskState.FAILED:
            yield f"{counted.open} notices of lane {number} have no fate, but the task has ended"


def _count_problems(task: Task, rows: list[_LaneRows]) -> Iterator[str]:
    counts = sum((lane.lane.counts for lane in rows), Counts())
    if counts.done > task.total:
        yield f"{counts.done} targets are done of {task.total}"
    if task.state.ended and counts != task.counts:
        yield f"the lanes count {counts}, the task {task.counts}"
    if task.state is TaskState.COMPLETED and counts.done != task.total:
        yield f"completed with {counts.done} of {task.total} targets done"


def _chained(rows: _LaneRows) -> Lane:
    """A preview's lane with the digest that its rows come to."""
    digest = ""
    for batch, entry in zip(rows.plan, rows.ledger, strict=False):
        digest = chained(digest, batch.targets, entry.marks)
    return replace(rows.lane, digest=digest)


def _effect_problems(
    task: Task, rows: list[_LaneRows], database: Database, files: Files, clock: Clock
) -> Iterator[str]:
    """Only of an ended task: a live one, or its undo, writes on while records are being read."""
    if not task.state.ended:
        return
    if task.preview:
        if task.digest and digest_of(task, [_chained(lane) for lane in rows]) != task.digest:
            yield "what the rows show is not what the digest stands for"
        return
    if task.kind not in kinds.all_kinds():
        if rows:
            yield f"there is no kind '{task.kind}' any more that could read them"
        return
    undone = taken_back(task, database=database)
    if undone is None:
        return
    try:
        kind = kinds.of(task)
        ending = ending_of(
            task,
            [lane.lane for lane in rows],
            clock=clock,
            cancelled=task.state is TaskState.CANCELLED,
        )
    except (InvalidInput, Unreadable) as error:
        if rows:
            yield str(error)
        return
    ending = replace(ending, tallies=tallies_of([ending.tallies, undone.tallies]))
    records = AccountRecords(database, files, task.ref.account)
    outcomes = (
        pair
        for lane in rows
        for pair in _verdicts(lane, charged=True)
        if pair[0] not in undone.targets
    )
    try:
        yield from kind.verify(ending, outcomes, records)
    except Unreadable as error:
        yield str(error)
