"""Notices as rows: small, for they are written three times; the last release's are read."""

from datetime import UTC, datetime
from typing import Any

import pytest

from legwork.domain.effect import Key
from legwork.domain.notice import Notice, StagedNotice
from legwork.domain.outcome import Outcome
from legwork.domain.storable import row_size
from legwork.store.notice_rows import from_row, staging

SENDER = "office@parkside.example"
EXPIRES = datetime(2027, 5, 1, tzinfo=UTC)


def staged(place: int, outcome: Outcome = Outcome.SUCCEEDED, **data: str) -> StagedNotice:
    return StagedNotice(place, outcome, Notice(f"home{place}@example.com", data))


@pytest.mark.parametrize(
    "notices",
    [
        [staged(0, sender=SENDER, student="S1"), staged(4, sender=SENDER, student="S2")],
        [staged(0, sender=SENDER), staged(1, sender=SENDER)],
        [staged(0, sender=SENDER, student="S1")],
        [staged(0, sender=SENDER), staged(1)],
        [staged(0), staged(1, Outcome.WARNING, sender=SENDER)],
        [staged(n, Outcome.WARNING, sender=SENDER, student=f"S{n}") for n in range(70)],
        [],
    ],
)
def test_what_is_staged_is_read_back(notices: list[StagedNotice]) -> None:
    puts = staging("T", 3, 7, notices, EXPIRES)
    assert len(puts) == -(-len(notices) // 50)
    read = [one for put in puts for one in from_row(3, put.key.sort, put.item).notices]
    assert read == notices


def test_what_all_of_them_say_is_written_once() -> None:
    notices = [staged(n, sender=SENDER, session="Judo, Monday") for n in range(50)]
    [put] = staging("T", 0, 0, notices, EXPIRES)
    assert row_size(Key("P", "S"), put.item) < 2_048


def test_a_row_of_the_last_release_is_read() -> None:
    row: dict[str, Any] = {
        "state": "staged",
        "notices": [
            [0, "succeeded", "a@example.com", {"sender": SENDER}],
            [1, "warning", "b@example.com", {"sender": SENDER}, "limit"],
        ],
    }
    assert from_row(0, "NOTICE#000001#0", row).notices == (
        StagedNotice(0, Outcome.SUCCEEDED, Notice("a@example.com", {"sender": SENDER})),
        StagedNotice(1, Outcome.WARNING, Notice("b@example.com", {"sender": SENDER}), "limit"),
    )
