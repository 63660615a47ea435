"""A large bill-out is cancelled or paused half way; the rest survives the death of its workers."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.e2e.bookings import sample
from tests.e2e.lanes import held
from tests.e2e.money import check_money
from tests.e2e.park import Park
from tests.e2e.waiting import until

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("second stack")]
HELD = 2
"""Lanes that stand still."""
TAKEN = "ApproximateNumberOfMessagesNotVisible"
"""Messages that somebody has: also what the tests hold."""
POLLS = 20
"""Reads of a paused task, among the heartbeats of the fleet."""


@pytest.fixture(scope="module")
def camps(park: Park) -> str:
    """The number of a permit with 2,400 reservations."""
    permit = park.label("CAMPS")
    body = {"holder": permit.lower(), "reservations": sample("second_permit.csv", permit)}
    task = park.ana.ended(park.ana.launched("PUT", f"/v1/permits/{permit}", body))
    assert task["progress"]["succeeded"] == 2_400
    return permit


def billing(park: Park, permit: str) -> AbstractContextManager[str]:
    """The path of a bill-out of which some lanes stand still until the context is left."""
    return held(park, lambda: park.ana.launched("POST", f"/v1/permits/{permit}/billout"), HELD)


def frozen_at_work(park: Park, path: str) -> list[int]:
    """The workers, if they have done something and are in the middle of more; they stand still."""
    workers = park.workers("run_job")
    park.freeze(workers)
    found = park.client("sqs").get_queue_attributes(
        QueueUrl=park.running.outputs["TokensQueueUrl"], AttributeNames=[TAKEN]
    )
    if int(found["Attributes"][TAKEN]) > HELD and park.ana.get(path)["progress"]["succeeded"]:
        return workers
    park.thaw(workers)
    return []


@contextmanager
def standing_still(park: Park, path: str) -> Iterator[None]:
    """Workers stop in the middle of their work, and go on when the context is left."""
    workers = until(lambda: frozen_at_work(park, path), "workers at work")
    try:
        yield
    finally:
        park.thaw(workers)


def test_a_cancel_stops_everything_at_once(park: Park, camps: str) -> None:
    with billing(park, camps) as path, standing_still(park, path):
        answer = park.ana.ask("POST", f"{path}/cancel", json={"reason": "Wrong season"})
        at_once = park.records("parkside")

    task = answer.json()
    assert answer.status_code == 200
    assert (task["state"], task["status"]) == ("cancelled", "Canceled")
    done, left = task["progress"]["succeeded"], task["progress"]["not_attempted"]
    assert done > 0
    assert left > 0
    assert task["progress"]["total"] == done + left
    until(lambda: park.waiting("TokensQueueUrl") == 0, "the last token to be dropped")
    assert park.records("parkside") == at_once
    assert park.ana.get(path)["progress"] == task["progress"]
    check_money(park.ana, camps, task)
    park.ana.agree(path)
    assert park.ana.ask("POST", f"{path}/cancel").status_code == 409


def test_a_paused_task_stands_still_and_goes_on_where_it_stood(park: Park) -> None:
    permit = park.label("PAUSED")
    body = {"holder": permit.lower(), "reservations": sample("second_permit.csv", permit)}
    park.ana.ended(park.ana.launched("PUT", f"/v1/permits/{permit}", body))
    with billing(park, permit) as path, standing_still(park, path):
        answer = park.ana.ask("POST", f"{path}/pause", json={"reason": "Wrong season?"})
        at_once = park.records("parkside")

    task = answer.json()
    assert answer.status_code == 200
    assert (task["state"], task["status"]) == ("paused", "Paused")
    assert task["waiting"]["reason"] == "Wrong season?"
    until(lambda: park.waiting("TokensQueueUrl") == 0, "the last token to be dropped")
    for _ in range(POLLS):
        assert park.ana.get(path)["progress"] == task["progress"]
    assert park.records("parkside") == at_once
    park.ana.agree(path)
    assert park.ana.ask("POST", f"{path}/resume").json()["state"] == "running"
    ended = park.ana.ended(path)
    assert ended["progress"]["succeeded"] == ended["progress"]["total"]
    check_money(park.ana, permit, ended)
    park.ana.agree(path)


def test_workers_may_die_at_any_moment(park: Park, camps: str) -> None:
    with billing(park, camps) as path:
        workers = until(lambda: frozen_at_work(park, path), "workers at work")
        frozen = park.ana.get(path)
        park.kill(workers)

    task = park.ana.ended(path)

    assert frozen["state"] == "running"
    assert frozen["progress"]["remaining"] > 0
    assert (task["state"], task["status"]) == ("completed", "Complete")
    assert task["progress"]["succeeded"] == task["progress"]["total"]
    check_money(park.ana, camps, task)
    park.ana.agree(path)
    permit = park.ana.get(f"/v1/permits/{camps}")
    assert permit["reservations"] == {
        "total": 2_400,
        "reserved": 0,
        "cancelled": 0,
        "billed": 2_400,
    }
    assert (
        park.ana.get(f"/v1/holders/{camps.lower()}")["balance_cents"]
        == permit["amount_cents"]["total"]
    )
