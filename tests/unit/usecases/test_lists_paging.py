"""Pages of lists: in step while tasks come and go, and refused where they are not one's own."""

import base64
import random

import pytest

from legwork.domain.errors import InvalidInput
from legwork.domain.permission import Caller
from legwork.domain.task import Task, TaskState, Via
from legwork.store import tasks
from legwork.usecases.list_tasks import TaskFilter
from tests.unit.usecases.board import ANA, BEN, CLEO, DANA, PERMIT, Board, numbers_of


@pytest.fixture
def board() -> Board:
    board = Board()
    for number in range(40):
        via = Via.AUTOPILOT if number % 3 == 0 else Via.STAFF
        board.put(
            CLEO if via is Via.STAFF else ANA,
            via=via,
            state=TaskState.FAILED if number % 7 == 0 else TaskState.COMPLETED,
            about=PERMIT if number % 2 else None,
        )
    return board


def pages(
    board: Board, caller: Caller, wanted: TaskFilter | None = None, *, limit: int
) -> list[list[int]]:
    """Every page, by the cursors."""
    found, cursor = [], None
    while True:
        page = board.page(caller, wanted, limit=limit, cursor=cursor)
        found.append(numbers_of(page))
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("caller", [ANA, CLEO])
@pytest.mark.parametrize("limit", [1, 2, 7, 39, 40, 41, 100])
def test_pages_make_the_whole_list(board: Board, caller: Caller, limit: int) -> None:
    """Cleo's is two lists in one: her own tasks and those of Autopilot."""
    found = pages(board, caller, limit=limit)
    assert [number for page in found for number in page] == list(range(40, 0, -1))
    assert all(len(page) == limit for page in found[:-1])
    assert found[-1]


@pytest.mark.parametrize("caller", [ANA, CLEO])
@pytest.mark.parametrize(
    "wanted",
    [
        TaskFilter(state=TaskState.FAILED),
        TaskFilter(subject=PERMIT),
        TaskFilter(launched_by="autopilot", state=TaskState.FAILED),
        TaskFilter(kind="no_such_kind"),
    ],
)
def test_so_do_those_of_a_filtered_list(board: Board, caller: Caller, wanted: TaskFilter) -> None:
    [whole] = pages(board, caller, wanted, limit=100)
    found = pages(board, caller, wanted, limit=2)
    assert [number for page in found for number in page] == whole


@pytest.mark.parametrize("caller", [ANA, CLEO])
@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_missed_or_shown_twice_while_tasks_come_and_go(
    board: Board, caller: Caller, seed: int
) -> None:
    chance = random.Random(seed)
    there = {task.number: task for task in _all(board, caller)}
    shown, gone, cursor = list[int](), set[int](), None
    while True:
        page = board.page(caller, limit=chance.randint(1, 6), cursor=cursor)
        shown += numbers_of(page)
        cursor = page.next_cursor
        if cursor is None:
            break
        board.put(caller)
        # The very task that the cursor stands at may be the one that goes.
        for number in {shown[-1], chance.choice(list(there))} - gone:
            gone.add(number)
            board.database.tasks.delete_many([tasks.key_of(there[number].ref)])
    assert shown == sorted(set(shown), reverse=True)
    assert set(there) - gone <= set(shown) <= set(there)


def _all(board: Board, caller: Caller) -> list[Task]:
    return [reading.task for reading in board.page(caller, limit=100).readings]


def test_a_page_looks_at_no_more_than_some_tasks_and_says_where_to_go_on() -> None:
    board = Board()
    rare = board.put(state=TaskState.FAILED)
    for _ in range(1_010):
        board.put()
    found = pages(board, ANA, TaskFilter(state=TaskState.FAILED), limit=5)
    assert found == [[], [], [rare.number]]


# --- Cursors ---------------------------------------------------------------------------------


def test_a_cursor_is_good_for_its_own_list_and_account_only(board: Board) -> None:
    cursor = board.page(ANA, limit=2).next_cursor
    assert cursor
    assert numbers_of(board.page(ANA, limit=2, cursor=cursor)) == [38, 37]
    refused = [
        (DANA, TaskFilter()),
        (ANA, TaskFilter(state=TaskState.FAILED)),
        (ANA, TaskFilter(subject=PERMIT)),
    ]
    for caller, wanted in refused:
        _refuses(board, cursor, caller, wanted)


@pytest.mark.parametrize(
    "cursor",
    [
        " ",
        "0",
        "not a cursor",
        "ñandú",
        "\ud800",
        "\x00",
        "=" * 7,
        "A" * 500,
        base64.urlsafe_b64encode(b"01KJPWD6M00000000000000001").decode(),
        base64.urlsafe_b64encode(b"12345678\xff\xfe").decode(),
        base64.urlsafe_b64encode(bytes(8)).decode(),
    ],
)
def test_a_forged_cursor_is_refused(board: Board, cursor: str) -> None:
    _refuses(board, cursor)


def test_so_is_one_that_was_tampered_with(board: Board) -> None:
    cursor = board.page(ANA, limit=2).next_cursor or ""
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    for place in range(len(raw)):
        changed = bytes([*raw[:place], raw[place] ^ 1, *raw[place + 1 :]])
        _refuses(board, base64.urlsafe_b64encode(changed).decode())
    _refuses(board, cursor[:-4])


def test_staff_cannot_use_an_owners_cursor_to_see_more(board: Board) -> None:
    """It names a place and nothing else: what Ben sees from there on is his own."""
    cursor = board.page(ANA, limit=2).next_cursor
    assert board.page(BEN, limit=2, cursor=cursor).readings == []


def _refuses(
    board: Board, cursor: str, caller: Caller = ANA, wanted: TaskFilter | None = None
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        board.page(caller, wanted, cursor=cursor)
    assert [error.field for error in refusal.value.errors] == ["cursor"]
