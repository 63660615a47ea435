"""What a large task costs, and what it costs the others."""

from datetime import timedelta
from itertools import islice, product
from string import ascii_lowercase

import pytest

from legwork.domain.task import TaskRef
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from tests.unit.usecases.toy import Heap

Patch = pytest.MonkeyPatch


def names(number: int) -> list[str]:
    return ["".join(letters) for letters in islice(product(ascii_lowercase, repeat=3), number)]


def launch(heap: Heap, number: int, account: str = "parkside") -> TaskRef:
    owner = Owner(heap.fleet, account)
    return owner.launch("toy", {"names": names(number)}, key=str(number)).ref


@pytest.mark.parametrize("slice_", [timedelta(0), timedelta(seconds=8)])
def test_the_calls_of_a_batch_do_not_grow_with_the_size_of_the_task(
    monkeypatch: Patch, slice_: timedelta
) -> None:
    calls = {}
    for batches in (48, 96, 192):
        heap = Heap(monkeypatch)
        heap.fleet.settings = Settings(slice=slice_)
        launch(heap, 4 * batches)
        heap.fleet.settle()
        calls[batches] = len(heap.fleet.faults.calls)
    assert (calls[192] - calls[96]) / 96 <= (calls[96] - calls[48]) / 48


def test_no_more_messages_wait_than_there_are_lanes(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch)
    launch(heap, 400)
    most = 0
    while heap.fleet.step():
        most = max(most, len(heap.fleet.inbox.waiting))
    assert most == heap.fleet.settings.lanes_max


def test_a_quiet_account_waits_a_slice_for_each_lane_of_a_busy_one(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch)
    busy = launch(heap, 2_000)
    for _ in range(10):
        heap.fleet.step()
    quiet = launch(heap, 4, account="riverside")
    steps = 0
    while not heap.fleet.task(quiet).state.ended:
        heap.fleet.step()
        steps += 1
    # Its planning, and its one batch, each behind one slice of each lane.
    assert steps <= 2 * (heap.fleet.settings.lanes_max + 1)
    assert not heap.fleet.task(busy).state.ended


def test_a_cancelled_task_leaves_at_most_a_message_a_lane_to_drop(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch)
    ref = launch(heap, 2_000)
    for _ in range(10):
        heap.fleet.step()
    heap.owner.cancel(ref)
    steps = 0
    while heap.fleet.step(purging=False):
        steps += 1
    # The announcement of its end is one of them.
    assert steps <= heap.fleet.settings.lanes_max + 1


def test_a_watchdog_that_is_too_zealous_does_not_make_tokens_pile_up(monkeypatch: Patch) -> None:
    """A full round of the lanes takes longer than it believes that a lane may stand still."""
    heap = Heap(monkeypatch)
    tasks, lanes, slice_ = 4, heap.fleet.settings.lanes_max, timedelta(seconds=20)
    for number in range(tasks):
        launch(heap, 240, account=f"park-{number}")
    most = 0
    for _ in range(40):
        for _ in range(3):
            _work_off_a_batch(heap)
            heap.fleet.clock.advance(slice_)
        heap.fleet.watch()
        most = max(most, len(heap.fleet.inbox.waiting))
    assert tasks * lanes * slice_ > heap.fleet.settings.stalled_after
    assert most <= 3 * tasks * lanes


def _work_off_a_batch(heap: Heap) -> None:
    """Deliver messages until a batch is committed: those that are dropped take no time."""
    before = len(heap.fleet.tables.records.rows)
    while len(heap.fleet.tables.records.rows) == before:
        assert heap.fleet.step()
