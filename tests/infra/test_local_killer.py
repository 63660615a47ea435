import json
import random
from pathlib import Path
from typing import Any

import pytest

from local.disturbance import Orders, noted
from local.killer import KILLED, Killer

IN_ALL = 3
DEAD = {"status": "error", "error": "Worker process died"}


class Process:
    """Dies once."""

    def __init__(self) -> None:
        self.killed = 0

    def kill(self) -> None:
        self.killed += 1


class Worker:
    """A worker of a function, as MiniStack has it."""

    def __init__(self, function: str) -> None:
        variables = {"POWERTOOLS_SERVICE_NAME": function}
        self.config = {"Environment": {"Variables": variables}}
        self._proc = self.process = Process()


@pytest.fixture
def killer(tmp_path: Path) -> Killer:
    return Killer(Orders(tmp_path / "orders"))


def called(killer: Killer, worker: Worker, **kills: int) -> dict[str, str]:
    """What a call is answered in whose middle the killer strikes."""

    def invoke(worker: Worker) -> dict[str, str]:
        killer._strike(random.Random(1), kills, IN_ALL)
        return DEAD if worker.process.killed else {"status": "ok"}

    answer: dict[str, str] = killer.watching(invoke)(worker)
    return answer


def test_a_worker_in_a_call_is_killed_and_that_is_noted(killer: Killer, tmp_path: Path) -> None:
    assert called(killer, Worker("run_job"), run_job=1) == DEAD

    written = noted(tmp_path / "orders").read_text().splitlines()
    assert [json.loads(line) for line in written] == [{"what": KILLED, "of": "run_job"}]


def test_no_more_die_than_is_ordered(killer: Killer) -> None:
    ends = [called(killer, Worker("run_job"), run_job=2) for _ in range(4)]

    assert ends == [DEAD, DEAD, {"status": "ok"}, {"status": "ok"}]


def test_who_was_struck_counts_before_the_end_of_its_call_is_known(killer: Killer) -> None:
    kills, others = {"run_job": 1, "deliver": 1}, [Worker("run_job"), Worker("deliver")]

    def invoke(worker: Worker) -> dict[str, str]:
        killer._strike(random.Random(1), kills, IN_ALL)
        assert worker.process.killed == 1
        assert [called(killer, other, **kills) for other in others] == [{"status": "ok"}, DEAD]
        return DEAD

    assert killer.watching(invoke)(Worker("run_job")) == DEAD
    assert called(killer, Worker("run_job"), **kills) == {"status": "ok"}


def test_who_was_struck_and_has_answered_before_does_not_count(killer: Killer) -> None:
    late = Worker("run_job")

    def invoke(_worker: Worker) -> dict[str, str]:
        killer._strike(random.Random(1), {"run_job": 1}, IN_ALL)
        return {"status": "ok"}

    assert killer.watching(invoke)(late) == {"status": "ok"}
    assert called(killer, Worker("run_job"), run_job=1) == DEAD


def test_no_more_die_in_all_than_is_ordered(killer: Killer) -> None:
    functions = ("run_job", "deliver", "run_job", "deliver")

    ends = [called(killer, Worker(name), run_job=2, deliver=2) for name in functions]

    assert ends == [DEAD, DEAD, DEAD, {"status": "ok"}]


@pytest.mark.parametrize(("dead", "struck"), [("run_job", "deliver"), ("deliver", "run_job")])
def test_where_several_are_busy_those_die_that_have_died_less_often(
    killer: Killer, dead: str, struck: str
) -> None:
    kills = {"run_job": 2, "deliver": 2}
    called(killer, Worker(dead), **kills)
    busy, next_ = Worker(dead), Worker(struck)

    killer.watching(lambda _worker: called(killer, next_, **kills))(busy)

    assert (busy.process.killed, next_.process.killed) == (0, 1)


def test_workers_of_other_functions_and_idle_ones_live(killer: Killer) -> None:
    idle = Worker("run_job")
    killer.watching(lambda _worker: {"status": "ok"})(idle)

    assert called(killer, Worker("watchdog"), run_job=1) == {"status": "ok"}
    assert idle.process.killed == 0


def test_a_worker_that_is_being_started_lives(killer: Killer) -> None:
    worker = Worker("run_job")

    def spawn(_worker: Any) -> None:
        killer._strike(random.Random(1), {"run_job": 1}, IN_ALL)

    def invoke(worker: Worker) -> dict[str, str]:
        killer.sparing(spawn)(worker)
        return {"status": "ok"}

    killer.watching(invoke)(worker)

    assert worker.process.killed == 0
    assert called(killer, worker, run_job=1) == DEAD
