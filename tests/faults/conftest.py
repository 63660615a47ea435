import pytest

from tests.faults.park import ROOM, set_room


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    set_room(monkeypatch, **ROOM)
