"""A restore in the middle of charging cards: nobody pays twice; what nobody knows is in doubt."""

from __future__ import annotations

import pytest

from legwork.domain.task import TaskState
from legwork.store.records import in_account
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.world import Settings
from legwork.usecases.read_outcomes import read_outcomes
from tests.faults.test_recover import decide, recovered, restored
from tests.unit.usecases.drafts import CENTS, Office, claim_key, paid_key

FAMILIES = 130
"""More than a batch: some are charged while others are not decided on yet."""


@pytest.mark.parametrize("resume", [True, False])
@pytest.mark.parametrize("steps", [1, 2, 4, 40, 100, 135])
def test_nobody_pays_twice(monkeypatch: pytest.MonkeyPatch, steps: int, resume: bool) -> None:
    office = Office(monkeypatch, Settings(lanes_max=2))
    office.launch(FAMILIES)
    for _ in range(steps):
        office.fleet.step()
    moment = Fleet(like=office.fleet)
    # What the payment service knows is not restored: it went on until the stack was lost.
    for _ in range(30):
        office.fleet.step()

    fleet, live = restored(moment)
    fleet.settings = moment.settings
    fleet.till = office.fleet.till
    fleet.payments = fleet.till
    recovery = recovered(fleet, live)
    decide(fleet, resume=resume)
    fleet.settle()

    assert not recovery.troubled
    assert not recovery.ended
    assert fleet.surprises == []
    assert problems(fleet) == []
    doubtful = _doubtful(fleet)
    for customer in {one.order.customer for one in fleet.till.taken}:
        family = customer.removeprefix("cus_")
        assert fleet.till.moved(customer) in (0, CENTS)
        rows = fleet.tables.records.rows
        assert in_account("parkside", claim_key(family)) not in rows
        paid = in_account("parkside", paid_key(family)) in rows
        known = paid == (fleet.till.moved(customer) == CENTS)
        # A cancelled task says of those that it never came to that they were not attempted.
        assert known or family in doubtful or not resume


def _doubtful(fleet: Fleet) -> set[str]:
    [task] = (one for one in tasks_of(fleet) if one.state is not TaskState.QUEUED)
    page = read_outcomes(task, wanted=(), limit=10_000, cursor=None, database=fleet.tables)
    return {one.target for one in page.outcomes if one.verdict.code == "in_doubt"}
