"""A staff member's notifications: their own, newest first, page by page, until they are old."""

from datetime import timedelta

import pytest

from legwork.domain.errors import InvalidInput, NotFound
from legwork.domain.permission import Caller
from legwork.domain.task import Status, TaskState
from legwork.store import keys, notifications
from legwork.store.notifications import Notification, ToldTask
from legwork.usecases.list_notifications import LOOKED_AT, NotificationPage, list_notifications
from tests.unit.usecases.board import ANA, BEN, DANA, Board

KEPT = timedelta(days=60)


@pytest.fixture
def board() -> Board:
    """Ana has been told of nine tasks, Ben and Dana of one each."""
    board = Board()
    for number in range(9):
        tell(board, ANA, Status.ERRORS if number % 2 else Status.COMPLETE)
    tell(board, BEN)
    tell(board, DANA)
    return board


def tell(board: Board, who: Caller, status: Status = Status.COMPLETE) -> None:
    """A task of theirs has ended."""
    task, now = board.put(who, state=TaskState.COMPLETED), board.clock.now()
    note = notifications.of_end(task, status, now, now + KEPT)
    board.database.tasks.write(note)


def page(
    board: Board, who: Caller = ANA, *, limit: int = 25, cursor: str | None = None
) -> tuple[list[Notification], str | None]:
    found = listed(board, who, limit=limit, cursor=cursor)
    return found.notifications, found.next_cursor


def listed(
    board: Board,
    who: Caller = ANA,
    *,
    limit: int = 25,
    cursor: str | None = None,
    unread: bool = False,
) -> NotificationPage:
    return list_notifications(
        caller=who,
        limit=limit,
        cursor=cursor,
        unread=unread,
        database=board.database,
        clock=board.clock,
    )


def number_of(told: Notification) -> int:
    """The job number of the task that it tells of."""
    assert told.task is not None
    return told.task.number


def numbers(board: Board, who: Caller = ANA, *, limit: int = 25) -> list[list[int]]:
    """Job numbers, page by page."""
    found, cursor = [], None
    while True:
        told, cursor = page(board, who, limit=limit, cursor=cursor)
        found.append([number_of(one) for one in told])
        if cursor is None:
            return found


def test_each_has_their_own(board: Board) -> None:
    assert numbers(board, ANA) == [[*range(9, 0, -1)]]
    assert numbers(board, BEN) == [[10]]
    assert numbers(board, DANA) == [[11]]
    namesake = Caller.of(account="hillside", sub="ana", name="Ana", groups=["owner"])
    assert numbers(board, namesake) == [[]]


@pytest.mark.parametrize("limit", [1, 2, 4, 8, 9, 10])
def test_pages_make_the_whole(board: Board, limit: int) -> None:
    found = numbers(board, limit=limit)
    assert [number for one in found for number in one] == [*range(9, 0, -1)]
    assert all(len(one) == limit for one in found[:-1])


def test_pages_stay_in_step_while_notifications_come_and_go(board: Board) -> None:
    first, cursor = page(board, limit=3)
    tell(board, ANA)
    # The last one of the page goes: its place is where the next one begins all the same.
    gone = first[-1].id
    board.database.tasks.delete_many([keys.notification(ANA.account, ANA.id, gone)])
    second, _cursor = page(board, limit=3, cursor=cursor)
    assert [number_of(one) for one in second] == [6, 5, 4]


def test_they_say_which_job_and_how_it_ended(board: Board) -> None:
    [told], _cursor = page(board, BEN)
    assert told.task == ToldTask(id=told.id, number=10, title="Task 10", status=Status.COMPLETE)
    assert not told.read


def test_read_stays_read(board: Board) -> None:
    [told], _cursor = page(board, BEN)
    for _ in range(2):
        assert notifications.mark_read(board.database, "parkside", "ben", told.id).read
    [again], _cursor = page(board, BEN)
    assert again.read


def test_nobody_reads_anothers(board: Board) -> None:
    [told], _cursor = page(board, BEN)
    for who in (ANA, DANA):
        with pytest.raises(NotFound):
            notifications.mark_read(board.database, who.account, who.id, told.id)
    assert not page(board, BEN)[0][0].read


def test_they_disappear_at_the_second(board: Board) -> None:
    [told], _cursor = page(board, DANA)
    board.clock.advance(told.expires_at - board.clock.now() - timedelta(seconds=1))
    assert numbers(board, DANA) == [[11]]
    board.clock.advance(timedelta(seconds=1))
    assert numbers(board, DANA) == [[]]


def test_a_cursor_is_good_for_its_own_list_only(board: Board) -> None:
    _told, cursor = page(board, ANA, limit=2)
    assert cursor
    for who in (BEN, DANA):
        with pytest.raises(InvalidInput):
            page(board, who, cursor=cursor)
    with pytest.raises(InvalidInput):
        page(board, ANA, cursor="forged")
    with pytest.raises(InvalidInput):
        page(board, ANA, cursor=board.page(ANA, limit=2).next_cursor)


def read(board: Board, *numbers: int) -> None:
    for one in listed(board, limit=100).notifications:
        if number_of(one) in numbers:
            notifications.mark_read(board.database, ANA.account, ANA.id, one.id)


def test_unread_ones_are_counted_on_every_page(board: Board) -> None:
    read(board, 9, 4)
    first = listed(board, limit=2)
    assert first.unread == 7
    assert listed(board, limit=2, cursor=first.next_cursor).unread == 7
    assert listed(board, BEN).unread == 1


@pytest.mark.parametrize("limit", [1, 3, 7, 25])
def test_only_the_unread_ones(board: Board, limit: int) -> None:
    read(board, 9, 5, 4)
    found, cursor = [], None
    while True:
        page = listed(board, limit=limit, cursor=cursor, unread=True)
        found += [number_of(one) for one in page.notifications]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == [8, 7, 6, 3, 2, 1]


def test_old_ones_do_not_count(board: Board) -> None:
    board.clock.advance(KEPT)
    assert (listed(board).notifications, listed(board).unread) == ([], 0)


def test_a_cursor_of_the_unread_ones_is_no_cursor_of_all(board: Board) -> None:
    cursor = listed(board, limit=2, unread=True).next_cursor
    with pytest.raises(InvalidInput):
        listed(board, cursor=cursor)


def test_one_call_looks_at_so_many_and_says_where_the_rest_begins(board: Board) -> None:
    for _ in range(LOOKED_AT):
        tell(board, BEN)
    for one in listed(board, BEN, limit=LOOKED_AT).notifications:
        notifications.mark_read(board.database, BEN.account, BEN.id, one.id)
    page = listed(board, BEN, unread=True)
    assert (page.notifications, page.unread) == ([], 0)
    rest = listed(board, BEN, unread=True, cursor=page.next_cursor)
    assert [number_of(one) for one in rest.notifications] == [10]
    assert rest.next_cursor is None
