"""What must be true of a world whenever its fleet has settled, whatever went wrong before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from legwork.domain.effect import Item, Key
from legwork.domain.progress import progress_of
from legwork.domain.task import Task, TaskState
from legwork.store import keys, lanes, notifications, task_rows
from legwork.testing.mail_invariants import of_mail
from legwork.testing.money_invariants import of_accounts
from legwork.testing.preview_invariants import of_previews
from legwork.testing.trail_invariants import of_trails
from legwork.testing.world import World
from legwork.trade.permits.facility import Booking, bookings_of, sheet_key
from legwork.trade.permits.reservation import Reservation, from_item
from legwork.usecases.audit_task import audit_task

_READ: dict[int, tuple[Item, Task]] = {}
_READ_MAX: Final = 1_000
"""Rows of tasks that are remembered at once."""


def problems(world: World, *, double_bookings: bool = False) -> list[str]:
    """Every promise that the tables break.

    Args:
        world: settled, and nothing purged from it.
        double_bookings: whether reservations were saved although their facility was taken.
    """
    found = tasks_of(world)
    return [
        *(f"task {task.ref.id}: {problem}" for task in found for problem in _of_task(task, world)),
        *_of_notifications(found, world),
        *_of_turns(found, world),
        *of_records(world, double_bookings=double_bookings),
        *_of_effects(world),
        *of_mail(found, world),
        *of_accounts(world),
        *of_trails(found, world, was_deleted),
        *of_previews(found, world),
    ]


def tasks_of(world: World) -> list[Task]:
    """Every task in the tables, listed or not."""
    return [
        _task_of(row)
        for key, row in world.tables.tasks.rows.items()
        if key.sort.startswith((keys.TASK, keys.INLINE))
    ]


def _task_of(row: Item) -> Task:
    """The task that a row holds, read once: a row is never changed in place.

    The row is remembered, too, so that no other one gets its place.
    """
    known = _READ.get(id(row))
    if known is None:
        if len(_READ) == _READ_MAX:
            _READ.clear()
        known = _READ[id(row)] = row, task_rows.from_row(row)
    return known[1]


def of_records(world: World, *, double_bookings: bool = False) -> list[str]:
    """What is wrong with the records alone: money, and who has which facility when."""
    return [
        f"{account}: {problem}"
        for account, records in _by_account(world.tables.records.rows).items()
        for problem in (*_of_money(records), *_of_sheets(records, double_bookings))
    ]


# --- Tasks -----------------------------------------------------------------------------------


def _of_task(task: Task, world: World) -> Iterator[str]:
    if not task.state.ended:
        yield f"has not ended but is {task.state}"
    if task.state.ended and (task.ended_at is None or task.expires_at is None):
        yield "has ended but does not know when, or when it goes"
    found = lanes.load_all(world.tables, task)
    progress = progress_of(task, found)
    said = progress.counts.done + progress.remaining + progress.not_attempted
    if progress.total != said or min(progress.remaining, progress.not_attempted) < 0:
        yield f"its progress does not add up: {progress}"
    findings = audit_task(task, database=world.tables, files=world.bodies, clock=world.clock)
    for finding in findings:
        yield from (f"{finding.name}: {problem}" for problem in finding.problems)


def was_deleted(task: Task, world: World) -> bool:
    """Whether an ended task disappears at another time than the one its end has set."""
    is_cancelled = task.state is TaskState.CANCELLED
    since = task.cancellation.at if is_cancelled and task.cancellation else task.ended_at
    stays = world.settings.retention.task_expires_at(
        since or task.created_at,
        cancelled=is_cancelled,
        listed=task.ref.listed,
        preview=task.preview,
        waits=task.waits,
    )
    return task.expires_at != stays


def _of_notifications(found: Iterable[Task], world: World) -> Iterator[str]:
    """An event at least and one notification, unless the task was deleted: then no notification.

    It may have been deleted before anybody announced it.
    """
    events = Counter(event.detail["id"] for event in world.bus.published)
    listed = [task for task in found if task.ref.listed and task.state.ended]
    for task in listed:
        page = notifications.from_newest(
            world.tables, task.ref.account, task.launched_by.id, before=None, limit=1_000
        )
        times = sum(of == task.ref.id for of, _ in page)
        deleted = was_deleted(task, world)
        told = task.preview or deleted or events[task.ref.id]
        if times != (0 if deleted else 1) or not told:
            said = f"{times} notifications, {events[task.ref.id]} events"
            yield f"task {task.ref.id}{', deleted' if deleted else ''}: {said}"
        if task.unannounced:
            yield f"task {task.ref.id} is still to be announced"
    silent = events.keys() - {task.ref.id for task in listed if not task.preview}
    if silent:
        yield f"announced, but not ended: {sorted(silent)}"


def _of_turns(found: list[Task], world: World) -> Iterator[str]:
    """What runs has a turn, nothing else has one, and only who is queued waits for one."""
    running = Counter(task.ref.account for task in found if task.turn and not task.state.ended)
    queued = {keys.waiting(task.ref) for task in found if task.state is TaskState.QUEUED}
    for key, row in world.tables.tasks.rows.items():
        if key.sort == keys.TURNS:
            account = key.partition.removeprefix(keys.account(""))
            taken = row.get("running", 0)
            if taken != running[account]:
                yield f"{taken} turns of {account} are taken, {running[account]} are used"
        elif key.partition.endswith(keys.WAITING) and key not in queued:
            yield f"{key.sort} waits for a turn, but is not queued"


def _of_effects(world: World) -> Iterator[str]:
    """Exactly once, the other way round: nothing is in the records that no lane tells of."""
    shown = {task.ref.id for task in tasks_of(world) if task.preview}
    found = world.tables.tasks.rows.items()
    kept = (row for key, row in found if key.sort == keys.LANE_SORT and row["task"] not in shown)
    told = sum(row.get("tally_saved", 0) for row in kept)
    saved = sum(
        len(records.reservations) for records in _by_account(world.tables.records.rows).values()
    )
    if told != saved:
        yield f"the lanes tell of {told} saved reservations, there are {saved}"


# --- Records ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Records:
    """The records of one account, sorted out."""

    reservations: list[Reservation] = field(default_factory=list)
    sheets: dict[Key, list[Booking]] = field(default_factory=dict)
    receipts: dict[str, Item] = field(default_factory=dict)
    postings: dict[str, int] = field(default_factory=dict)
    balances: list[int] = field(default_factory=list)


def _by_account(rows: Mapping[Key, Item]) -> dict[str, _Records]:
    accounts: dict[str, _Records] = defaultdict(_Records)
    for key, item in rows.items():
        _, account, partition = key.partition.split("#", 2)
        _sort_out(Key(partition, key.sort), item, accounts[account])
    return accounts


def _sort_out(key: Key, item: Item, into: _Records) -> None:
    match key.partition.split("#")[0], key.sort.split("#")[0]:
        case "PERMIT", "RESERVATION":
            into.reservations.append(from_item(key.partition.split("#")[1], item))
        case "FACILITY", _:
            into.sheets[key] = bookings_of(item)
        case "RECEIPT", _:
            into.receipts[item["id"]] = item
        case "HOLDER", "POSTING":
            name = item["receipt"]
            into.postings[name] = into.postings.get(name, 0) + item["amount_cents"]
        case "HOLDER", _:
            into.balances.append(item["balance_cents"])


def _of_money(records: _Records) -> Iterator[str]:
    billed = [r for r in records.reservations if r.receipt]
    for name, receipt in records.receipts.items():
        lines = [r.amount_cents for r in billed if r.receipt == name]
        left = receipt["total_cents"] - receipt.get("reversed_cents", 0)
        if (sum(lines), len(lines)) != (left, receipt["lines"] - receipt.get("reversed_lines", 0)):
            yield f"receipt {name} says {left} cents, its lines {sum(lines)}"
        if records.postings.get(name) != left:
            yield f"receipt {name} is not posted as it stands"
    orphans = {str(r.receipt) for r in billed} - records.receipts.keys()
    if orphans:
        yield f"billed on receipts that do not exist: {sorted(orphans)}"
    sums = (
        sum(r.amount_cents for r in billed),
        sum(
            receipt["total_cents"] - receipt.get("reversed_cents", 0)
            for receipt in records.receipts.values()
        ),
        sum(records.postings.values()),
        sum(records.balances),
    )
    if len(set(sums)) != 1:
        yield f"billed, receipts, postings and balances are not one sum: {sums}"


def _of_sheets(records: _Records, double_bookings: bool) -> Iterator[str]:
    entered = Counter(
        (key, booking.reservation) for key, found in records.sheets.items() for booking in found
    )
    wanted = Counter(
        (sheet_key(r.facility, monday), r.id)
        for r in records.reservations
        if r.holds
        for monday in r.weeks
    )
    if entered != wanted:
        yield f"the facilities' sheets and the reservations differ: {entered - wanted}"
    if not double_bookings:
        for key, found in records.sheets.items():
            yield from _overlaps(key, found)


def _overlaps(key: Key, bookings: list[Booking]) -> Iterator[str]:
    for place, one in enumerate(bookings):
        for other in bookings[place + 1 :]:
            if one.overlaps(other):
                yield f"{key.partition} is taken twice: {one} and {other}"
