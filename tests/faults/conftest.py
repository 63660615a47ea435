import pytest

from tests.faults.park import ROOM, set_room
from tests.faults.trial import ENDINGS


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    set_room(monkeypatch, **ROOM)


@pytest.fixture(autouse=True)
def no_endings() -> None:
    ENDINGS.forget()
