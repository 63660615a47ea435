"""An account may run so many tasks at once: the others wait, and are called in their order."""

from functools import partial

import pytest

from infra.stages import STAGES
from tests.e2e.bookings import as_csv, games
from tests.e2e.park import Park
from tests.e2e.person import Person
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator


def test_the_next_one_begins_when_another_one_ends(park: Park) -> None:
    permit, dana = park.label("TURNS"), park.dana
    body = "\n".join([*as_csv(games(3, permit), permit), ""]).encode()
    with park.losing_messages("TokensQueueUrl"):
        # Tasks of other tests may still be running: those count as well. Which ones wait depends on
        # the planners: two of them take messages side by side.
        tasks = [dana.importing(body) for _ in range(STAGES["local"].running_tasks_max + 2)]
        until(lambda: len(park.awaiting_turn("riverside")) > 1, "two that wait")
        waiting = [f"/v1/tasks/{id_}" for id_ in park.awaiting_turn("riverside")]
        assert {dana.get(task)["state"] for task in waiting} == {"queued"}
        for task in tasks:
            if task not in waiting:
                assert dana.ask("POST", f"{task}/cancel").json()["state"] == "cancelled"
        for task in waiting:
            until(partial(_runs, dana, task), "its turn")
            assert dana.ask("POST", f"{task}/cancel").json()["state"] == "cancelled"
    assert park.awaiting_turn("riverside") == []
    assert dana.ended(dana.importing(body))["progress"]["succeeded"] == 3


def test_one_that_waits_can_be_cancelled(park: Park) -> None:
    permit, dana = park.label("TURNS"), park.dana
    body = "\n".join([*as_csv(games(3, permit), permit), ""]).encode()
    with park.losing_messages("TokensQueueUrl"):
        tasks = [dana.importing(body) for _ in range(STAGES["local"].running_tasks_max + 1)]
        until(lambda: park.awaiting_turn("riverside"), "one that waits")
        for task in reversed(tasks):
            assert dana.ask("POST", f"{task}/cancel").json()["state"] == "cancelled"
    assert park.awaiting_turn("riverside") == []


def _runs(person: Person, task: str) -> bool:
    return bool(person.get(task)["state"] == "running")
