"""Bill-outs by Celery while its workers are killed, messages come twice, and one is cancelled."""

from __future__ import annotations

from time import monotonic
from typing import Any

from celery import group  # type: ignore[import-untyped]
from celery.result import GroupResult  # type: ignore[import-untyped]
from redis import Redis
from ulid import ULID

from bench.beside import bills, work
from bench.beside.celery_workers import CeleryWorkers
from bench.beside.comparison import Comparison, Stopped
from legwork.adapters.database import DynamoDatabase
from tests.e2e.waiting import until

FIRST_STRIKE, SECOND_STRIKE, HALF = 0.2, 0.5, 0.5
"""Parts that are billed before workers are killed, and before a cancel."""
TWICE = 10
"""Every so many messages, one is delivered twice."""
WAYS = {
    "Celery as it comes": work.bill_early,
    "Celery, acks_late": work.bill_late,
    "Celery, acks_late and a condition on each write": work.bill_checked,
}


def struck(way: str, tables: DynamoDatabase, workers: CeleryWorkers, redis: str) -> Comparison:
    """Workers are killed twice, and every tenth message comes twice."""
    bills.store(tables)
    receipt, begin = str(ULID()), monotonic()
    result = _launched(way, receipt, twice=True)
    _wait(result, FIRST_STRIKE)
    workers.kill_children()
    _wait(result, SECOND_STRIKE)
    workers.kill_all()
    until(lambda: _drained(redis), "the last message")
    seconds = monotonic() - begin
    found = bills.found(tables, receipt)
    return Comparison(
        way=way,
        targets=bills.TARGETS,
        lost=bills.TARGETS - found.billed,
        doubled=found.doubled,
        billed=found.billed,
        said=_said(result),
        silent=sum(not one.successful() for one in result.results),
        seconds=seconds,
    )


def stopped(way: str, tables: DynamoDatabase, redis: str) -> Stopped:
    """All that is left is revoked half way, and the workers have confirmed that."""
    bills.store(tables)
    receipt = str(ULID())
    result = _launched(way, receipt, twice=False)
    _wait(result, HALF)
    begin = monotonic()
    ids = [one.id for one in result.results]
    work.app.control.broadcast(
        "revoke", arguments={"task_id": ids}, reply=True, limit=1, timeout=10
    )
    seconds = monotonic() - begin
    at_once = bills.found(tables, receipt).billed
    until(lambda: _drained(redis), "the last message")
    after = bills.found(tables, receipt).billed - at_once
    return Stopped(way, bills.TARGETS, seconds, at_once, after, None)


def _launched(way: str, receipt: str, *, twice: bool) -> GroupResult:
    task: Any = WAYS[way]
    wanted = [(*chunk, receipt) for chunk in bills.chunks()]
    result = group(task.s(*args) for args in wanted).apply_async()
    if twice:
        for one, args in [*zip(result.results, wanted, strict=True)][::TWICE]:
            task.apply_async(args, task_id=one.id)
    return result


def _said(result: GroupResult) -> int:
    return sum(one.result for one in result.results if one.successful())


def _wait(result: GroupResult, part: float) -> None:
    """Ask Redis, not the tables: whoever looks there is one more load."""
    enough = part * len(result.results)
    until(lambda: result.completed_count() >= enough, f"{part:.0%} of the work")


def _drained(redis: str) -> bool:
    with Redis.from_url(redis) as client:
        return not client.llen("celery") and not client.hlen("unacked")
