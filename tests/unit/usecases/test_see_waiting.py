"""What a task waits for, as its readers are told: its place in the line, the rate of mail."""

from datetime import timedelta

import pytest

from legwork.contracts.task import TaskView
from legwork.domain.lane import Lane
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.task import Task, TaskState
from legwork.domain.waiting import Waiting, WaitsFor
from legwork.store import sending, turns
from legwork.usecases.read_task import TaskReading, read_task_as_it_waits, with_waiting
from tests.unit.usecases.board import ANA, Board


@pytest.fixture
def board() -> Board:
    return Board()


def queued(board: Board) -> Task:
    """A task in the line."""
    task = board.put(state=TaskState.QUEUED)
    turns.wait(board.database, task)
    return task


def waiting(board: Board, task: Task) -> Waiting | None:
    return read_task_as_it_waits(task, database=board.database, clock=board.clock).waiting


def mailing(board: Board, task: Task, *, left: int = 0, open_: int = 3) -> Waiting | None:
    """What a running task waits for, with so many targets left and mails to be sent."""
    lane = Lane(
        number=0,
        batches=1,
        counts=Counts(succeeded=10 - left),
        notices=NoticeCounts(staged=open_),
        moved_at=board.clock.now(),
    )
    task, lanes_of = task.evolve(total=10), {task.ref: [lane]}
    account = ANA.account
    [told] = with_waiting([task], lanes_of, account, database=board.database, clock=board.clock)
    return told.waiting


def test_a_task_in_the_line_says_how_many_are_before_it(board: Board) -> None:
    line = [queued(board) for _ in range(3)]
    assert [waiting(board, task) for task in line] == [
        Waiting(WaitsFor.TURN, ahead) for ahead in range(3)
    ]
    turns.take(board.database, line[0], 5, board.clock.now())
    assert waiting(board, line[1]) == Waiting(WaitsFor.TURN, 0)


def test_a_queued_task_that_is_not_in_the_line_waits_for_nothing(board: Board) -> None:
    queued(board)
    assert waiting(board, board.put(state=TaskState.QUEUED)) is None


def test_one_that_has_its_turn_waits_for_nothing(board: Board) -> None:
    task = turns.take(board.database, queued(board), 5, board.clock.now())
    assert waiting(board, task) is None


def test_the_lines_of_other_accounts_do_not_count(board: Board) -> None:
    theirs = board.put(state=TaskState.QUEUED)
    turns.wait(board.database, theirs)
    assert waiting(board, theirs) == Waiting(WaitsFor.TURN, 0)


def test_a_list_says_it_of_each(board: Board) -> None:
    board.put()
    line = [queued(board) for _ in range(2)]
    told = {one.task.ref: one.waiting for one in board.page().readings}
    assert [told[task.ref] for task in line] == [
        Waiting(WaitsFor.TURN, 0),
        Waiting(WaitsFor.TURN, 1),
    ]
    assert list(told.values()).count(None) == 1


def test_a_mailing_waits_while_the_rate_is_booked(board: Board) -> None:
    task = board.running(lanes=1)
    assert mailing(board, task) is None
    sending.book(board.database, ANA.account, 100, 10, board.clock.now())
    assert mailing(board, task) == Waiting(WaitsFor.RATE)
    assert mailing(board, task, left=1) is None
    assert mailing(board, task, open_=0) is None
    board.clock.advance(timedelta(seconds=9))
    assert mailing(board, task) is None


def test_it_moved_when_one_of_its_lanes_did(board: Board) -> None:
    task = board.running(lanes=2)
    assert read_task_as_it_waits(task, database=board.database, clock=board.clock).moved_at == max(
        task.created_at, board.clock.now()
    )


def test_a_reader_is_told_in_words_of_the_api(board: Board) -> None:
    task = queued(board).evolve(retried_by="01J")
    reading = read_task_as_it_waits(task, database=board.database, clock=board.clock)
    told = TaskView.seen_by(ANA, reading, board.clock.now()).model_dump(mode="json", by_alias=True)
    assert told["waiting"] == {"for": "turn", "ahead": 0}
    assert told["params"] == {"permit": "P-1"}
    assert (told["retried_by"], told["workflow"]) == ("01J", None)
    rate = TaskReading(reading.task, reading.progress, waiting=Waiting(WaitsFor.RATE))
    told = TaskView.listed_for(ANA, rate, board.clock.now()).model_dump(mode="json", by_alias=True)
    assert (told["waiting"], told["params"]) == ({"for": "rate"}, None)
