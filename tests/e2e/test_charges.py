"""A class is charged, half way, again and to the end: every balance is the sum of its postings."""

from typing import Any

import pytest

from tests.e2e.lanes import held
from tests.e2e.park import Park
from tests.e2e.school import SIBLINGS, School
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator
FAMILIES = 300


def account(school: School, place: int) -> Any:
    return school.staff.get(f"/v1/families/{school.family(place)}/account")


def check(school: School, charged: int) -> None:
    """All accounts add up, and so many enrollments are charged."""
    mine = f"ACCOUNT#{school.account}#FAMILY#{school.name}-"
    charges = [
        (item["class"], item["student"])
        for key, item in school.park.records(school.account).items()
        if key.partition.startswith(mine)
        and key.sort.startswith("POSTING#")
        and item["category"] == "tuition"
    ]
    assert len(set(charges)) == len(charges) == charged
    for place in range(0, FAMILIES, 40):
        found = account(school, place)
        assert found["balance_cents"] == sum(one["amount_cents"] for one in found["postings"])
    assert school.staff.whole("/v1/accounts/audit", "problems") == []


def test_charges_cancelled_half_way_and_taken_up_again(park: Park) -> None:
    school = School(park, park.ana, "parkside", park.label("JUDO"), FAMILIES).open()
    with held(park, lambda: school.launched("post_charges", classes=[school.name])) as path:
        until(lambda: school.staff.get(path)["progress"]["succeeded"], "a first charge")
        cancelled = school.staff.ask("POST", f"{path}/cancel", json={})
    assert cancelled.status_code == 200, cancelled.text
    answer = cancelled.json()
    done = answer["progress"]["succeeded"]
    assert answer["state"] == "cancelled"
    check(school, done)
    school.staff.agree(path)

    task = school.staff.ended(school.launched("post_charges", classes=[school.name]))
    progress = task["progress"]
    assert (progress["succeeded"], progress["skipped"]) == (SIBLINGS * FAMILIES - done, done)
    check(school, SIBLINGS * FAMILIES)

    path = f"/v1/families/{school.family(0)}/payments"
    key = {"Idempotency-Key": "the only payment"}
    first, again = (
        school.staff.ask("POST", path, json={"amount_cents": 7_000}, headers=key) for _ in range(2)
    )
    assert (first.status_code, first.json()) == (201, again.json())
    task = school.staff.ended(school.launched("apply_credits", classes=[school.name]))
    assert task["result"]["summary"] == "$70.00 applied for 1 families."
    found = account(school, 0)
    assert (found["balance_cents"], found["unused_cents"]) == (5_000, 0)
    check(school, SIBLINGS * FAMILIES)
