"""What the end of a task is told with is small, whatever the task was launched with."""

import json
from datetime import UTC, datetime

from legwork.contracts.task import TaskEvent
from legwork.domain.effect import Key
from legwork.domain.sentence import SENTENCE_LENGTH
from legwork.domain.storable import ITEM_BYTES, row_size
from legwork.domain.task import (
    PARAMS_BYTES,
    TITLE_LENGTH,
    Cancellation,
    Launcher,
    Result,
    Subject,
    Task,
    TaskRef,
    TaskState,
)
from legwork.store.task_rows import to_row

NOW = datetime(2026, 3, 2, tzinfo=UTC)
NAME = "😀" * 2_048
LARGEST = Task(
    ref=TaskRef("a" * 100, "0" * 26),
    number=10**9,
    kind="k" * 64,
    params={"text": "x" * (PARAMS_BYTES - 10)},
    title="😀" * TITLE_LENGTH,
    launched_by=Launcher("s" * 100, NAME),
    created_at=NOW,
    subject=Subject("permit", "😀" * 200),
    state=TaskState.FAILED,
    ended_at=NOW,
    expires_at=NOW,
    cancellation=Cancellation(NOW, NAME, "😀" * SENTENCE_LENGTH),
    result=Result("receipt", "r" * 100, "/v1/" + "r" * 600, "😀" * SENTENCE_LENGTH),
    failure="😀" * SENTENCE_LENGTH,
)


def test_the_largest_event_fits_everywhere() -> None:
    """SNS takes 256 KB, EventBridge four times as much; parameters are in no event."""
    detail = TaskEvent.detail_of(LARGEST)
    assert len(json.dumps(detail, ensure_ascii=False).encode()) < 40_000


def test_the_largest_task_fits_into_its_row() -> None:
    assert row_size(Key("ACCOUNT#a", "TASK#0"), to_row(LARGEST)) < ITEM_BYTES * 2 / 3
