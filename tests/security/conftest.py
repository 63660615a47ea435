from collections.abc import Iterator

import pytest

from tests.functions.invoking import set_up_process
from tests.security.house import House


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """All functions, on a world of their own."""
    with pytest.MonkeyPatch.context() as patch:
        set_up_process(patch)
        house = House()
        house.set_up(patch)
        yield house
