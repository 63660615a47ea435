"""The true end lies in the range that polls are told, in simulated time."""

from collections.abc import Iterator

import pytest

from bench.eta import kinds
from bench.eta.simulated import Foreseen, Load, foreseen


@pytest.fixture(autouse=True)
def known() -> Iterator[None]:
    with kinds.known():
        yield


@pytest.mark.parametrize(
    ("kind", "size", "load"),
    [("work", 200, "alone"), ("work", 200, "others go"), ("mail", 500, "alone")],
)
def test_in_four_of_five_polls_the_true_end_lies_in_the_range(
    kind: str, size: int, load: Load
) -> None:
    found: Foreseen = foreseen(kind, size, load)
    assert found.told >= found.polls / 2
    assert found.right >= 0.8 * found.told
