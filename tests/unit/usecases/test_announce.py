from typing import Any

import pytest

from legwork.domain.errors import CannotFinish
from legwork.domain.kind import Finished
from legwork.domain.task import Status
from legwork.store import notifications
from legwork.store.notifications import ToldTask
from tests.unit.usecases.toy import Heap

Patch = pytest.MonkeyPatch


def _refuses(*_: Any) -> Finished:
    raise CannotFinish("There is no heap.")


@pytest.mark.parametrize(
    ("parts", "cancelled", "event", "status"),
    [
        ({}, False, "Task Completed", Status.COMPLETE),
        ({}, True, "Task Canceled", Status.CANCELED),
        ({"finish": _refuses}, False, "Task Failed", Status.FAILED),
        ({"perform": lambda *_: []}, False, "Task Completed", Status.ERRORS),
    ],
)
def test_an_end_is_an_event_and_a_notification(
    monkeypatch: Patch, parts: dict[str, Any], cancelled: bool, event: str, status: Status
) -> None:
    heap = Heap(monkeypatch, **parts)
    launched = heap.launch()
    if cancelled:
        heap.owner.cancel(launched.ref)
    heap.fleet.settle()
    task = heap.fleet.task(launched.ref)
    [published] = heap.fleet.bus.published
    assert (published.type, published.at) == (event, task.ended_at)
    assert published.detail == {"account": "parkside", "id": task.ref.id}
    [(_, note)] = notifications.from_newest(
        heap.fleet.tables, "parkside", "ana@parkside", before=None, limit=9
    )
    assert note
    told = ToldTask(id=task.ref.id, number=task.number, title=task.title, status=status)
    assert (note.id, note.task, note.webhook) == (task.ref.id, told, None)
    assert (note.at, note.read) == (task.ended_at, False)
    assert task.ended_at
    assert note.expires_at == task.ended_at + heap.fleet.settings.retention.completed


def test_announced_again_it_stays_as_read_as_it_was(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch)
    task = heap.run()
    notifications.mark_read(heap.fleet.tables, "parkside", "ana@parkside", task.ref.id)
    heap.fleet.announce(task)
    page = notifications.from_newest(
        heap.fleet.tables, "parkside", "ana@parkside", before=None, limit=9
    )
    assert [note and note.read for _, note in page] == [True]
    assert len(heap.fleet.bus.published) == 2
    assert heap.fleet.bus.published[0] == heap.fleet.bus.published[1]
