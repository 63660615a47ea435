"""What a list costs: counted, at the client of DynamoDB."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from legwork.domain.task import Via
from legwork.store.keys import INDEX_DELAY
from legwork.usecases.list_tasks import TaskFilter
from tests.conformance.aws import Aws
from tests.unit.usecases.board import ANA, BEN, CLEO, PERMIT, Board, numbers_of

LANES = 64
MOST = 8


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with mock_aws():
        yield Aws()


@pytest.fixture(scope="module")
def board(aws: Aws) -> Board:
    """More tasks than fit on a page, among them five running ones of as many lanes as can be."""
    board = Board(aws.database())
    for _ in range(10):
        board.put(about=PERMIT)
        board.put(CLEO)
        board.put(via=Via.AUTOPILOT)
    for _ in range(5):
        board.running(lanes=LANES)
    for _ in range(5):
        board.put(CLEO)
        board.put(via=Via.AUTOPILOT)
    board.clock.advance(INDEX_DELAY)
    return board


@pytest.fixture
def requests(aws: Aws) -> Iterator[Counter[str]]:
    """Requests by operation, from here on."""
    counted = Counter[str]()

    def count(model: Any, **_rest: Any) -> None:
        counted[model.name] += 1

    aws.dynamodb.meta.events.register("before-call.dynamodb", count)
    yield counted
    aws.dynamodb.meta.events.unregister("before-call.dynamodb", count)


def test_a_list_of_25_with_five_running_tasks(board: Board, requests: Counter[str]) -> None:
    page = board.page(ANA)
    assert len(page.readings) == 25
    assert sum(reading.progress.remaining for reading in page.readings) == 5 * LANES * 10
    # Lanes are read a hundred at a time.
    assert requests == {"Query": 1, "BatchGetItem": 4}
    assert requests.total() <= MOST


def test_the_pages_after_it_cost_no_more(board: Board, requests: Counter[str]) -> None:
    page = board.page(ANA)
    requests.clear()
    assert len(board.page(ANA, cursor=page.next_cursor).readings) == 20
    assert requests == {"Query": 1}


def test_own_tasks_and_autopilots_are_two_queries(board: Board, requests: Counter[str]) -> None:
    """Each is read once more as it is now; the third looks for what was launched just now."""
    assert len(board.page(CLEO).readings) == 25
    assert requests == {"Query": 3, "BatchGetItem": 2}
    assert requests.total() <= MOST


def test_an_empty_list_is_two(board: Board, requests: Counter[str]) -> None:
    assert numbers_of(board.page(BEN)) == []
    assert requests == {"Query": 2}


def test_behind_what_was_launched_just_now_nobody_looks_for_it(
    board: Board, requests: Counter[str]
) -> None:
    page = board.page(ANA, TaskFilter(launched_by="me"), limit=5)
    requests.clear()
    assert (
        len(board.page(ANA, TaskFilter(launched_by="me"), cursor=page.next_cursor).readings) == 10
    )
    assert requests == {"Query": 1, "BatchGetItem": 1}
