"""What must be true when such a day is over, besides what must be true of every world."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from legwork import kinds
from legwork.domain.effect import Item, Key
from legwork.domain.notice import Fate, NoticeRow, NoticeState
from legwork.domain.task import Task, TaskRef
from legwork.store import keys, lanes, notices, notifications
from legwork.store.records import AccountRecords
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems, tasks_of, was_deleted
from legwork.testing.world import World
from legwork.trade.classes.makeup_token import TokenStatus
from tests.chaos.launches import TOKENS_LIMIT
from tests.chaos.staff import Staff
from tests.chaos.town import town

OF_A_FILE = frozenset({"import_records", "permit_save"})
"""Kinds whose targets stand in a file, and nowhere else."""


def exhumed(fleet: Fleet) -> World:
    """A copy of the world in which nothing was ever purged; what was deleted stays so."""
    whole = World(like=fleet)
    for key, row in fleet.tables.tasks.removed.items():
        if key not in whole.tables.tasks.rows:
            whole.tables.tasks.rows[key] = row
    for task in tasks_of(whole):
        key = notifications.removal(task).key
        if task.state.ended and was_deleted(task, whole) and key not in fleet.tables.tasks.rows:
            whole.tables.tasks.rows.pop(key, None)
    whole.bodies.bodies = {**fleet.bodies.removed, **whole.bodies.bodies}
    return whole


def broken(world: World, staff: Staff) -> list[str]:
    """Every promise that is broken.

    Args:
        world: settled, nothing purged from it.
        staff: who was told what.
    """
    return [
        *staff.complaints,
        *problems(world),
        *_of_receipts(world, staff),
        *_of_retries(world),
        *_of_files(world),
        *_of_mails(world),
        *_of_tokens(world),
    ]


def overdue(fleet: Fleet) -> list[TaskRef]:
    """Tasks that were deleted or cancelled, and are there still."""
    return [
        TaskRef(row["account"], row["id"])
        for row in fleet.tables.tasks.rows.values()
        if "active_key" in row and row.get("listed")
    ]


def orphans(fleet: Fleet) -> list[str]:
    """Rows that should be gone with their tasks.

    What a late planner wrote goes by itself, and so do the rows of a task whose time was over.
    """
    known = {key.sort.split("#")[1] for key in fleet.tables.tasks.rows if _is_task(key)}
    known |= {key.partition.split("#")[1] for key in town().tables.tasks.rows}
    known |= {
        key.sort.split("#")[1]
        for key, row in fleet.tables.tasks.removed.items()
        if _is_task(key) and "active_key" not in row
    }
    return [
        f"{key.partition} {key.sort} has no task"
        for key in fleet.tables.tasks.rows
        if key.partition.startswith(keys.TASK)
        and key.partition.split("#")[1] not in known
        and not key.sort.startswith(keys.PLAN)
    ]


def _is_task(key: Key) -> bool:
    return key.sort.startswith((keys.TASK, keys.INLINE))


def _of_receipts(world: World, staff: Staff) -> Iterator[str]:
    """What the answer to a cancel said is what it comes to (P2)."""
    for ref, receipt in staff.receipts.items():
        task = world.task(ref)
        if (task.state, task.total, task.counts, task.notices) != (
            receipt.state,
            receipt.total,
            receipt.counts,
            receipt.notices,
        ):
            yield f"task {ref.id}: its cancel was answered {receipt}, but it came to {task}"


def _of_retries(world: World) -> Iterator[str]:
    """What is left of a task is taken up once."""
    retries = (task for task in tasks_of(world) if task.lanes and not task.preview)
    taken_up = Counter(task.retry_of for task in retries if task.retry_of)
    yield from (f"task {name} is retried {n} times" for name, n in taken_up.items() if n > 1)


def _of_files(world: World) -> Iterator[str]:
    """Whoever read a file has read it to its end: a file does not change."""
    for task in tasks_of(world):
        first = task.retry_of is None and task.undo_of is None
        if task.kind in OF_A_FILE and task.lanes and first:
            kind = kinds.find(task.kind)
            records = AccountRecords(world.tables, world.bodies, task.ref.account)
            wanted = sum(1 for _ in kind.targets(kind.read_params(task.params), records, None))
            if wanted != task.total:
                yield f"task {task.ref.id}: {task.total} targets are planned, its file has {wanted}"


# --- Mails -----------------------------------------------------------------------------------


def _of_mails(world: World) -> Iterator[str]:
    """Each mail that is said to be sent has left once; one in doubt at most once (P1)."""
    surely, perhaps = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for task in tasks_of(world):
        for lane in lanes.load_all(world.tables, task):
            for row in notices.rows(world.tables, task.ref, lane.number):
                for mail, fate in _fates(task, row):
                    surely[mail] += fate is Fate.SENT
                    perhaps[mail] += fate is Fate.IN_DOUBT
    left = Counter((mail.to, mail.subject) for mail in world.post.outbox)
    for mail in left.keys() | surely.keys():
        if not surely[mail] <= left[mail] <= surely[mail] + perhaps[mail]:
            yield (
                f"mail {mail} left {left[mail]} times; "
                f"sent {surely[mail]}, in doubt {perhaps[mail]}"
            )


def _fates(task: Task, row: NoticeRow) -> Iterator[tuple[tuple[str, str], Fate]]:
    kind = kinds.of(task)
    unknown = Fate.IN_DOUBT if row.state is NoticeState.CLAIMED else Fate.DISCARDED
    for place, staged in enumerate(row.notices):
        if kind.message is not None:
            message = kind.message(kind.read_params(task.params), staged.notice, "")
            fate = row.fates[place] if row.fates else unknown
            yield (message.to, message.subject), fate


# --- Makeup tokens ---------------------------------------------------------------------------


def _of_tokens(world: World) -> Iterator[str]:
    """A student's record tells of just the open tokens, and nobody holds too many."""
    limited = {task.ref.id for task in tasks_of(world) if task.kind == "generate_makeup_tokens"}
    students: dict[str, Item] = {}
    held: dict[str, set[str]] = defaultdict(set)
    for key, item in world.tables.records.rows.items():
        if key.sort == "STUDENT":
            students[key.partition] = item
        elif key.sort.startswith("TOKEN#") and item["status"] == TokenStatus.OPEN:
            held[key.partition].add(item["id"])
    for partition, student in students.items():
        if held[partition] != set(student["open_tokens"]):
            yield f"{partition} holds {sorted(held[partition])}, its record says {student}"
        given = [token for token in held[partition] if token.split("-")[0] in limited]
        if len(given) > TOKENS_LIMIT:
            yield f"{partition} was given {len(given)} tokens; the limit is {TOKENS_LIMIT}"
