"""Who looks at tasks under fire notices what must never be seen."""

from typing import Any, cast

import pytest

from tests.e2e.fire.reader import Reader
from tests.e2e.fire.stubborn import Stubborn


class Told:
    """Shows a task as it is told, once each."""

    def __init__(self, *tasks: dict[str, Any]) -> None:
        self._tasks = iter(tasks)

    def get(self, _path: str) -> dict[str, Any]:
        return next(self._tasks)


def shown(succeeded: int, remaining: int, *, cancelled: bool = False) -> dict[str, Any]:
    """A task of ten targets."""
    others = dict.fromkeys(("warnings", "errors", "skipped", "not_attempted"), 0)
    return {
        "progress": {"total": 10, "succeeded": succeeded, "remaining": remaining, **others},
        "cancelled": {"by": "Ana"} if cancelled else None,
        "ended_at": "2031-03-03T09:00:00Z" if cancelled else None,
    }


@pytest.mark.parametrize(
    ("tasks", "finding"),
    [
        ([shown(3, 6)], "does not add up"),
        ([shown(3, 7), shown(2, 8)], "goes back from 3 to 2"),
        ([shown(3, 7, cancelled=True), shown(4, 6, cancelled=True)], "goes on after its cancel"),
    ],
)
def test_a_reader_notices(tasks: list[dict[str, Any]], finding: str) -> None:
    reader = Reader(cast("Stubborn", Told(*tasks)))
    for _ in tasks:
        reader.look("/v1/tasks/1")

    [problem] = reader.problems
    assert finding in problem


def test_a_reader_has_nothing_to_say_about_a_task_that_goes_on() -> None:
    reader = Reader(cast("Stubborn", Told(shown(0, 10), shown(4, 6), shown(4, 6, cancelled=True))))
    for _ in range(3):
        reader.look("/v1/tasks/1")

    assert reader.problems == []


def test_a_reader_looks_at_what_has_ended_in_a_whole_round_only() -> None:
    asked: list[str] = []

    class Staff:
        def get(self, path: str) -> dict[str, Any]:
            asked.append(path)
            return shown(4, 6, cancelled=path == "ended")

    reader = Reader(cast("Stubborn", Staff()))
    reader.watch("ended")
    reader.watch("running")

    rounds = []
    for whole in (False, False, True, False):
        reader.look_around(whole=whole)
        rounds.append([*asked])
        asked.clear()

    both, running = ["ended", "running"], ["running"]
    assert rounds == [both, running, both, running]


def test_a_reader_looks_at_everything_when_all_is_over() -> None:
    class Staff:
        now = shown(3, 7, cancelled=True)

        def get(self, _path: str) -> dict[str, Any]:
            return self.now

    reader = Reader(cast("Stubborn", Staff()))
    reader.look("/v1/tasks/1")
    Staff.now = shown(4, 6, cancelled=True)
    with reader:
        reader.watch("/v1/tasks/1")

    [problem] = reader.problems
    assert "goes on after its cancel" in problem
