"""How long a launch is remembered by its Idempotency-Key: for 24 hours, to the second."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from legwork.domain.errors import KeyReused
from legwork.domain.task import Task
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave
from tests.unit.usecases.rounds import close, go, introduce

SECOND = timedelta(seconds=1)
DAY = timedelta(hours=24)
GAME = {
    "facility": "Hall",
    "starts_at": "2030-01-07T08:00",
    "ends_at": "2030-01-07T09:00",
    "amount_cents": 1,
}
SAVE = PermitSave(permit="P-1", holder="H-1", reservations=[GAME])


@pytest.fixture(autouse=True)
def rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    introduce(monkeypatch)


def launch(fleet: Fleet) -> Callable[[], Task]:
    return partial(go, Owner(fleet), key="k")


def save(fleet: Fleet) -> Callable[[], Task]:
    return partial(Owner(fleet, background_at=1).save, SAVE, key="k")


def save_now(fleet: Fleet) -> Callable[[], Task]:
    return partial(Owner(fleet).save, SAVE, key="k")


@pytest.mark.parametrize("calling", [launch, save, save_now])
def test_a_repeat_is_recognised_for_a_day_and_a_new_launch_then(
    calling: Callable[[Fleet], Callable[[], Task]],
) -> None:
    fleet = Fleet()
    call = calling(fleet)
    first = call()
    fleet.settle()
    fleet.clock.advance(first.created_at + DAY - SECOND - fleet.clock.now())
    assert call().ref == first.ref
    fleet.clock.advance(SECOND)
    second = call()
    assert second.ref != first.ref
    fleet.settle()
    # The second one is remembered in its place.
    fleet.clock.advance(second.created_at + DAY - SECOND - fleet.clock.now())
    assert call().ref == second.ref
    assert len(tasks_of(fleet)) == 2


def test_a_key_may_be_used_for_another_request_once_it_is_forgotten() -> None:
    fleet = Fleet()
    go(Owner(fleet), key="k")
    fleet.clock.advance(DAY - SECOND)
    with pytest.raises(KeyReused):
        save(fleet)()
    fleet.clock.advance(SECOND)
    assert save(fleet)().kind == "permit_save"


def test_a_retry_is_remembered_as_long() -> None:
    fleet = Fleet()
    owner = Owner(fleet)
    close(fleet, [0])
    task = go(owner, 1)
    fleet.settle()
    first = fleet.task(task.ref)
    retry = owner.retry(first, key="k")
    fleet.settle()
    fleet.clock.advance(retry.created_at + DAY - SECOND - fleet.clock.now())
    assert owner.retry(fleet.task(first.ref), key="k").ref == retry.ref
    fleet.clock.advance(SECOND)
    # From here on it is a second retry of the same task, which there cannot be; of the retry
    # there can.
    assert owner.retry(fleet.task(retry.ref), key="k").retry_of == retry.ref.id


def test_keys_are_each_callers_own() -> None:
    fleet = Fleet()
    refs = {go(Owner(fleet, account), key="k").ref for account in ("parkside", "riverside")}
    assert {ref.account for ref in refs} == {"parkside", "riverside"}
