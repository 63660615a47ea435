import logging
from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from legwork.domain import chronicle
from tests.faults.park import ROOM, set_room
from tests.faults.trial import ENDINGS, other_code


@pytest.fixture(autouse=True)
def small_batches() -> Iterator[None]:
    # Not by the fixture that tests change code with: whoever has that one changes more than this.
    with pytest.MonkeyPatch.context() as patch:
        set_room(patch, **ROOM)
        yield


@pytest.fixture(autouse=True, scope="module")
def endings_of_a_file() -> Iterator[None]:
    # Few of them are met again in another file, and each one keeps a copy of its world.
    yield
    ENDINGS.forget()


@pytest.fixture(autouse=True, scope="module")
def untold() -> Iterator[None]:
    # Nobody here listens to what operators are told of the lives of tasks.
    chronicles = logging.getLogger(chronicle.NAME)
    level = chronicles.level
    chronicles.setLevel(logging.WARNING)
    yield
    chronicles.setLevel(level)


@pytest.fixture(autouse=True)
def endings_of_the_same_code(request: pytest.FixtureRequest) -> Iterator[None]:
    with other_code() if "monkeypatch" in request.fixturenames else nullcontext():
        yield
