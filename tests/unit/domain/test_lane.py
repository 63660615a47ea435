import pytest

from legwork.domain.lane import Gate, Lane, Reading, Token, read_token, tallies_of
from legwork.domain.task import TaskRef
from tests.unit.tasks import NOW

REF = TaskRef("parkside", "01J00000000000000000000001")


@pytest.mark.parametrize(
    ("gate", "cursor", "highest", "number", "sent_at", "first", "again"),
    [
        (Gate.OPEN, 0, 0, 1, 0, Reading.WORK, Reading.WORK),
        (Gate.OPEN, 2, 3, 4, 2, Reading.WORK, Reading.WORK),
        (Gate.OPEN, 2, 3, 4, 1, Reading.WORK, Reading.WORK),
        (Gate.OPEN, 2, 3, 3, 2, Reading.WORK, Reading.WORK),
        (Gate.OPEN, 2, 3, 3, 1, Reading.DROP_TWIN, Reading.WORK),
        (Gate.OPEN, 2, 3, 2, 1, Reading.DROP_OLD, Reading.DROP_OLD),
        (Gate.OPEN, 5, 3, 4, 5, Reading.CHECK_END, Reading.CHECK_END),
        (Gate.OPEN, 5, 3, 3, 4, Reading.CHECK_END, Reading.CHECK_END),
        (Gate.OPEN, 5, 3, 1, 0, Reading.CHECK_END, Reading.CHECK_END),
        (Gate.SHUT, 2, 3, 4, 2, Reading.DROP_SHUT, Reading.DROP_SHUT),
        (Gate.SHUT, 5, 3, 4, 5, Reading.DROP_SHUT, Reading.DROP_SHUT),
    ],
)
def test_what_a_token_is_good_for(
    gate: Gate,
    cursor: int,
    highest: int,
    number: int,
    sent_at: int,
    first: Reading,
    again: Reading,
) -> None:
    lane = Lane(number=7, batches=5, cursor=cursor, token=highest, gate=gate, moved_at=NOW)
    token = Token(REF, 7, number, sent_at)
    assert read_token(token, lane, redelivered=False) is first
    assert read_token(token, lane, redelivered=True) is again


def test_the_token_that_carries_on() -> None:
    assert Token(REF, 7, 3, 10).following(14) == Token(REF, 7, 4, 14)


def test_tallies_add_up_name_by_name() -> None:
    parts = [{"lines": 1, "total_cents": 250}, {}, {"lines": 2}, {"saved": 1}]
    assert tallies_of(parts) == {"lines": 3, "total_cents": 250, "saved": 1}
    assert tallies_of([]) == {}
