"""The layer by hand over the client that is generated: waiting, paging, refusals."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from clients.easy import (
    LONGEST_PATIENCE,
    LONGEST_PAUSE,
    NotEnded,
    Paused,
    Refused,
    answer,
    pages,
    patient,
    wait,
)


@dataclass(frozen=True)
class Task:
    id: str = "01K"
    ended_at: Any = None
    state: str = "running"


@dataclass
class Time:
    now: float = 0.0
    pauses: list[float] = field(default_factory=list)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


@dataclass(frozen=True)
class Given:
    status_code: int
    parsed: Any = None
    headers: dict[str, str] = field(default_factory=dict)


def test_waits_less_and_less_often_until_the_end() -> None:
    time, looks, seen = Time(), list[str](), list[Task]()

    def read(id_: str) -> Task:
        looks.append(id_)
        return Task(ended_at="now" if time.now > 120 else None)

    ended = wait(Task(), read, seen=seen.append, pause=time.pause, clock=time.clock)

    assert ended.ended_at == "now"
    assert set(looks) == {"01K"}
    assert time.pauses == sorted(time.pauses)
    assert max(time.pauses) == LONGEST_PAUSE
    assert len(looks) < 20
    assert seen[-1] == ended


def test_one_that_has_ended_is_not_looked_at() -> None:
    ended = Task(ended_at="before")
    assert wait(ended, lambda _: pytest.fail("it was"), pause=Time().pause) is ended


def test_stops_waiting_in_time_and_says_what_it_saw() -> None:
    time = Time()
    running = replace(Task(), state="running")

    with pytest.raises(NotEnded) as stopped:
        wait(Task(), lambda _: running, seconds=7, pause=time.pause, clock=time.clock)

    assert time.now == 7
    assert stopped.value.task == running


def test_a_task_that_is_paused_is_waited_for_unless_one_would_rather_know() -> None:
    time = Time()
    looks = [Task(state="paused"), Task(state="paused"), Task(ended_at="now", state="completed")]

    def read(_id: str) -> Task:
        return looks.pop(0)

    assert wait(Task(), read, pause=time.pause, clock=time.clock).ended_at == "now"

    looks = [Task(), Task(state="paused")]
    with pytest.raises(Paused) as stopped:
        wait(Task(), read, through_pauses=False, pause=time.pause, clock=time.clock)
    assert stopped.value.task.state == "paused"
    assert looks == []


@dataclass(frozen=True)
class Page:
    tasks: list[int]
    next_cursor: Any


def test_reads_a_list_to_its_end_and_no_further_than_asked() -> None:
    asked: list[dict[str, str]] = []
    shelf = {None: Page([1, 2], "b"), "b": Page([3], "c"), "c": Page([4], None)}

    def read(begin: dict[str, str]) -> Page:
        asked.append(begin)
        return shelf[begin.get("cursor")]

    assert list(pages(read, "tasks")) == [1, 2, 3, 4]
    asked.clear()
    assert next(pages(read, "tasks")) == 1
    assert asked == [{}]


def test_a_refusal_is_raised_with_its_sentence() -> None:
    @dataclass(frozen=True)
    class Problem:
        detail: str

    with pytest.raises(Refused, match="No such task") as refused:
        answer(Given(404, Problem("No such task.")))
    assert refused.value.status == 404
    with pytest.raises(Refused, match="502"):
        answer(Given(502))
    assert answer(Given(200, "it")) == "it"


def test_asks_again_when_it_is_told_to_come_later() -> None:
    time = Time()
    given = [Given(429, headers={"Retry-After": "3"}), Given(503), Given(200, "it")]

    assert patient(lambda: given.pop(0), pause=time.pause) == "it"
    assert time.pauses == [3.0, 2.0]
    time.pauses.clear()
    with pytest.raises(Refused):
        patient(lambda: Given(429), pause=time.pause)
    assert time.pauses == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("header", "waited"),
    [
        (" 7 ", [7.0]),
        # A day that is over, as a date.
        ("Wed, 21 Oct 2015 07:28:00 GMT", [0.0]),
        ("soon", [1.0]),
        ("-5", [1.0]),
        ("", [1.0]),
    ],
)
def test_what_retry_after_says_is_understood_in_both_its_forms(
    header: str, waited: list[float]
) -> None:
    time = Time()
    given = [Given(503, headers={"Retry-After": header}), Given(200, "it")]

    assert patient(lambda: given.pop(0), pause=time.pause) == "it"
    assert time.pauses == waited


def test_nobody_has_more_patience_than_that() -> None:
    time = Time()
    given = Given(429, headers={"Retry-After": f"{LONGEST_PATIENCE + 1:.0f}"})

    with pytest.raises(Refused) as refused:
        patient(lambda: given, pause=time.pause)

    assert refused.value.status == 429
    assert time.pauses == []
