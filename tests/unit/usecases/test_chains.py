"""Messages that lead back to their sender: every pass gets further, or the chain ends."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from legwork.domain.lane import NoProgress, Token
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.plan import Target
from legwork.domain.retention import Retention
from legwork.domain.task import TaskRef, TaskState
from legwork.ports import DeliveryMessage, PurgeMessage
from legwork.store import lanes, sending, tasks
from legwork.testing.world import Settings
from legwork.usecases import deliver as delivering
from legwork.usecases import plan_task as planning
from tests.unit.usecases.letters import Office
from tests.unit.usecases.toy import Heap

TOKEN = Token(TaskRef("parkside", "01J"), lane=1, number=4, cursor=7)


@pytest.mark.parametrize("cursor", [0, 6, 7])
def test_a_token_is_not_passed_on_from_where_it_began(cursor: int) -> None:
    with pytest.raises(NoProgress, match="batch 7"):
        TOKEN.following(cursor)


def test_a_token_is_passed_on_from_where_it_got_to() -> None:
    assert TOKEN.following(8) == Token(TOKEN.ref, 1, 5, 8)


def test_a_lane_in_which_every_token_dies_takes_no_more_of_them_than_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heap = Heap(monkeypatch)
    names = "".join(chr(ord("a") + n) for n in range(40))
    task = heap.launch(names)
    [first] = heap.fleet.inbox.due()
    heap.fleet.handle(first.message)
    planned = heap.fleet.task(task.ref)
    batches = sum(lane.batches for lane in lanes.load_all(heap.fleet.tables, planned))
    tokens = _take(heap)
    passed = 0
    while tokens:
        passed += len(tokens)
        for token in tokens:
            heap.fleet.handle_dead(token)
        tokens = _take(heap)

    assert passed == batches == 10
    ended = heap.fleet.task(task.ref)
    assert (ended.state, ended.counts) == (TaskState.COMPLETED, Counts(errors=40))


def test_a_dead_token_that_is_ahead_of_its_lane_stays_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """No lane goes back, so this is a defect: the message stays where operators are told of it."""
    heap = Heap(monkeypatch)
    task = heap.launch()
    heap.fleet.handle(heap.fleet.inbox.due()[0].message)
    ahead = replace(_take(heap)[0], cursor=1)
    before = lanes.load_all(heap.fleet.tables, heap.fleet.task(task.ref))

    with pytest.raises(NoProgress):
        heap.fleet.handle_dead(ahead)

    assert _take(heap) == []
    assert lanes.load_all(heap.fleet.tables, heap.fleet.task(task.ref)) == before


def test_a_kind_that_lists_targets_without_end_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_params: Any, _records: Any, after: str | None) -> Iterator[Target]:
        number = int(after or 0)
        while True:
            number += 1
            yield Target(f"{number:09}")

    monkeypatch.setattr(planning, "LEGS_LIMIT", 3)
    heap = Heap(monkeypatch, targets=endless)
    task = heap.run()

    assert (task.state, task.failure) == (TaskState.FAILED, "Toy finds no end of its targets.")
    assert task.leg == 3


# --- Mail ------------------------------------------------------------------------------------


def test_a_mailing_on_its_own_never_waits_twice_for_one_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Office(monkeypatch, Settings(mails_per_second=14, lanes_max=1))
    office.launch(600)
    waits = set[int]()
    while office.fleet.live():
        while office.fleet.step(purging=False):
            waits |= {message.waits for message in _deliveries(office)}
        office.fleet.pass_time()

    assert waits == {0, 1}
    assert len(office.mailed()) == 600


def test_waits_are_counted_until_something_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch, Settings(mails_per_second=14, lanes_max=1))
    task = office.launch(60)
    while not _deliveries(office):
        office.fleet.step(purging=False)
    [fresh] = _deliveries(office)
    # Others have taken the account's rate for longer than is booked ahead.
    busy = timedelta(seconds=90)
    sending.book(office.fleet.tables, "parkside", 14 * 90, 14, office.fleet.clock.now())
    office.fleet.inbox.waiting.clear()

    office.fleet.handle(replace(fresh, waits=7))
    [waiting] = _deliveries(office)
    office.fleet.clock.advance(busy)
    office.fleet.inbox.waiting.clear()
    office.fleet.handle(waiting)

    assert waiting == DeliveryMessage(task.ref, 0, booked=0, waits=8)
    assert [message.waits for message in _deliveries(office)] == [0]


def test_a_message_that_waits_without_end_dies_and_its_mail_is_sent_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivering, "WAITS_LIMIT", 0)
    office = Office(monkeypatch, Settings(mails_per_second=14, lanes_max=1))
    task = office.launch(120)
    office.fleet.settle()

    assert {type(one) for one in office.fleet.surprises} == {NoProgress}
    assert office.fleet.task(task.ref).notices == NoticeCounts(staged=120, sent=120)
    assert len(office.mailed()) == 120


# --- Purges ----------------------------------------------------------------------------------


def test_a_purge_is_passed_on_no_more_often_than_its_time_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stays = Retention(cancelled=timedelta(hours=1))
    office = Office(monkeypatch, Settings(retention=stays))
    task = office.launch(10)
    office.owners[0].cancel(task.ref)
    # Nothing is purged before its end is announced.
    for ended in [*office.fleet.stream]:
        office.fleet.announce(ended)
    passes = 0
    while tasks.load(office.fleet.tables, task.ref):
        [purge] = [one for one in office.fleet.inbox.waiting if _is_purge(one.message)]
        office.fleet.clock.advance(purge.due - office.fleet.clock.now())
        office.fleet.inbox.waiting.clear()
        office.fleet.handle(purge.message)
        passes += 1

    assert passes == 4


def _is_purge(message: object) -> bool:
    return isinstance(message, PurgeMessage)


def _deliveries(office: Office) -> list[DeliveryMessage]:
    waiting = office.fleet.inbox.waiting
    return [one.message for one in waiting if isinstance(one.message, DeliveryMessage)]


def _take(heap: Heap) -> list[Token]:
    """The tokens that are queued; they are gone then."""
    found = [one.message for one in heap.fleet.inbox.due()]
    heap.fleet.inbox.waiting.clear()
    return [message for message in found if isinstance(message, Token)]
