from collections.abc import Iterator

import pytest

from tests.functions.invoking import Functions
from tests.matrix.stage import functions_in_process


@pytest.fixture(scope="module")
def functions() -> Iterator[Functions]:
    with functions_in_process() as functions:
        yield functions
