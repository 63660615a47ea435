"""An index tells of tasks as they were a while ago: a list shows them as they are."""

from datetime import timedelta

import pytest
from ulid import ULID

from legwork.domain.act import Doer
from legwork.domain.permission import Caller
from legwork.domain.task import TaskState, Via
from legwork.store import ended_tasks, keys, task_states, tasks
from legwork.store.keys import INDEX_DELAY
from legwork.testing.clock import FrozenClock
from legwork.testing.database import MemoryDatabase
from legwork.testing.indexes import LateIndexes
from legwork.usecases.list_tasks import TaskFilter
from tests.unit.usecases.board import ANA, CLEO, PERMIT, Board, numbers_of

LAG = timedelta(minutes=1)
LISTS = [
    (ANA, TaskFilter(subject=PERMIT)),
    (ANA, TaskFilter(launched_by="me")),
    (CLEO, TaskFilter(subject=PERMIT)),
    (ANA, TaskFilter(launched_by="autopilot")),
]


@pytest.fixture
def board() -> Board:
    database = MemoryDatabase()
    board = Board(database)
    database.tasks.rows.index_with(LateIndexes(board.clock, lambda: LAG))
    return board


@pytest.mark.parametrize(("caller", "wanted"), LISTS)
def test_a_task_is_listed_at_once(board: Board, caller: Caller, wanted: TaskFilter) -> None:
    via = Via.AUTOPILOT if wanted.launched_by == "autopilot" else Via.STAFF
    for _ in range(3):
        board.put(caller, via=via, about=PERMIT)
        board.put(ANA, kind="email_blast") if caller is CLEO else None
    assert len(numbers_of(board.page(caller, wanted))) == 3
    board.clock.advance(INDEX_DELAY + LAG)
    assert len(numbers_of(board.page(caller, wanted))) == 3


def test_half_of_them_may_have_arrived(board: Board) -> None:
    for _ in range(90):
        board.put(about=PERMIT)
    found, cursor = list[int](), None
    while True:
        page = board.page(ANA, TaskFilter(subject=PERMIT), limit=7, cursor=cursor)
        found += numbers_of(page)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == list(range(90, 0, -1))


def test_a_task_is_listed_as_it_is_now(board: Board) -> None:
    task = board.put(state=TaskState.PLANNING, about=PERMIT)
    board.clock.advance(INDEX_DELAY)
    task_states.begin_running(board.database, task, [], 0, board.clock.now())
    [reading] = board.page(ANA, TaskFilter(subject=PERMIT)).readings
    assert reading.task.state is TaskState.RUNNING
    running = TaskFilter(subject=PERMIT, state=TaskState.RUNNING)
    assert len(numbers_of(board.page(ANA, running))) == 1


@pytest.mark.parametrize("purged", [False, True])
def test_a_deleted_one_is_not_listed(board: Board, purged: bool) -> None:
    task = board.put(about=PERMIT)
    board.clock.advance(INDEX_DELAY)
    ended_tasks.expire(board.database, task, board.clock.now(), by=Doer("ana", "Ana"))
    if purged:
        board.database.tasks.delete_many([tasks.key_of(task.ref)])
    assert numbers_of(board.page(ANA, TaskFilter(subject=PERMIT))) == []


def test_what_one_may_not_see_does_not_come_with_what_was_launched_just_now(board: Board) -> None:
    board.put(ANA)
    board.put(ANA, via=Via.AUTOPILOT)
    own = board.put(CLEO)
    assert numbers_of(board.page(CLEO, TaskFilter(launched_by="me"))) == [own.number]


def test_ids_begin_with_the_time_of_their_launch() -> None:
    now = FrozenClock().now()
    since = keys.first_task_since(now)
    later, earlier = now + timedelta(milliseconds=1), now - timedelta(milliseconds=1)
    named = [keys.TASK + str(ULID.from_datetime(at)) for at in (earlier, now, later)]
    assert [since <= name for name in named] == [False, True, True]
