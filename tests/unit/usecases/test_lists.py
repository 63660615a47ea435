"""Lists of tasks: who sees what, by which filters."""

from datetime import timedelta
from itertools import product

import pytest

from legwork.domain.permission import Caller
from legwork.domain.task import Subject, Task, TaskState, Via
from tests.unit.usecases.board import ANA, BEN, CLEO, DANA, PERMIT, Board

STATES = (TaskState.QUEUED, TaskState.COMPLETED, TaskState.FAILED, TaskState.CANCELLED)


@pytest.fixture(scope="module")
def board() -> Board:
    """Of each launcher tasks in every state, of two kinds, about a permit or about nothing."""
    board = Board()
    for launcher, via in (
        (ANA, Via.STAFF),
        (BEN, Via.STAFF),
        (CLEO, Via.STAFF),
        (ANA, Via.AUTOPILOT),
        (DANA, Via.STAFF),
        (DANA, Via.AUTOPILOT),
    ):
        for kind in ("permit_billout", "import_records"):
            for state in STATES:
                for about in (PERMIT, None):
                    board.put(launcher, via=via, kind=kind, state=state, about=about)
    return board


EACH = 2 * len(STATES) * 2
"""Tasks of one launcher."""
OF_ANA = range(EACH, 0, -1)
OF_BEN = range(2 * EACH, EACH, -1)
OF_CLEO = range(3 * EACH, 2 * EACH, -1)
OF_AUTOPILOT = range(4 * EACH, 3 * EACH, -1)
OF_DANA = range(5 * EACH, 4 * EACH, -1)


@pytest.mark.parametrize(
    ("caller", "seen"),
    [
        (ANA, [*OF_AUTOPILOT, *OF_CLEO, *OF_BEN, *OF_ANA]),
        (BEN, [*OF_BEN]),
        (CLEO, [*OF_AUTOPILOT, *OF_CLEO]),
        (DANA, [*range(6 * EACH, 4 * EACH, -1)]),
        (Caller.of(account="hillside", sub="ana", name="Ana", groups=["owner"]), []),
        (Caller.of(account="riverside", sub="ben", name="Ben", groups=["autopilot_tasks"]), None),
    ],
)
def test_newest_first_is_what_one_may_see(
    board: Board, caller: Caller, seen: list[int] | None
) -> None:
    expected = [*range(6 * EACH, 5 * EACH, -1)] if seen is None else seen
    assert board.numbers(caller) == expected


@pytest.mark.parametrize(
    ("caller", "launched_by", "seen"),
    [
        (ANA, "me", OF_ANA),
        (ANA, "ana", OF_ANA),
        (ANA, "ben", OF_BEN),
        (ANA, "autopilot", OF_AUTOPILOT),
        (ANA, "dana", ()),
        (ANA, "nobody", ()),
        (BEN, "me", OF_BEN),
        (BEN, "ben", OF_BEN),
        (BEN, "ana", ()),
        (BEN, "autopilot", ()),
        (CLEO, "me", OF_CLEO),
        (CLEO, "autopilot", OF_AUTOPILOT),
        (CLEO, "ben", ()),
        (DANA, "me", OF_DANA),
        (DANA, "ana", ()),
    ],
)
def test_a_launcher_narrows_it_down_and_never_widens_it(
    board: Board, caller: Caller, launched_by: str, seen: range
) -> None:
    assert board.numbers(caller, launched_by=launched_by) == [*seen]


@pytest.mark.parametrize("caller", [ANA, BEN, CLEO, DANA])
def test_filters_go_together(board: Board, caller: Caller) -> None:
    seen = board.page(caller, limit=100).readings
    for launched_by, about, kind, state in product(
        (None, "me", "autopilot", "ana"),
        (None, PERMIT, Subject("permit", "P-9"), Subject("class", "P-1")),
        (None, "import_records", "no_such_kind"),
        (None, TaskState.FAILED, TaskState.RUNNING),
    ):
        expected = [
            task.number
            for task in (reading.task for reading in seen)
            if state in {None, task.state}
            and kind in {None, task.kind}
            and about in {None, task.subject}
            and launched_by in {None, *_names(task, caller)}
        ]
        assert expected == board.numbers(
            caller, launched_by=launched_by, subject=about, kind=kind, state=state
        )


def _names(task: Task, caller: Caller) -> set[str]:
    """What the launcher of a task may be called in a filter."""
    if task.launched_by.via is Via.AUTOPILOT:
        return {"autopilot"}
    return {task.launched_by.id, *(["me"] if task.launched_by.id == caller.id else [])}


def test_what_is_over_or_was_done_within_its_call_is_not_listed() -> None:
    board = Board()
    board.put(stays=timedelta(seconds=3))
    board.put(listed=False)
    board.put()
    assert board.numbers() == [3, 1]
    board.clock.advance(timedelta(seconds=1))
    assert board.numbers() == [3]


def test_progress_is_that_of_the_lanes() -> None:
    board = Board()
    board.running(lanes=3)
    [reading] = board.page().readings
    assert (reading.progress.total, reading.progress.remaining) == (30, 30)
