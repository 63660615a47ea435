"""Cards on the whole stack: nobody is charged twice, whatever dies at the payment service."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.conformance.till import StripeTill
from tests.e2e.cards import TUITION, charged, running_till, with_card
from tests.e2e.park import Park
from tests.e2e.school import School
from tests.e2e.waiting import until

# Most of their time they wait; the other stack has no time for that.
pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("second stack")]

LOST, ASKS = "4000000000009987", "4000002760003184"
PAYS = "4242424242424242"
NUMBERS = (PAYS, LOST, ASKS, PAYS, PAYS, PAYS)
SLOW, SILENT = 3, 4
"""At the one, the worker dies after the card was charged; at the other, no answer comes."""


@pytest.fixture(scope="module")
def school(park: Park) -> School:
    return charged(School(park, park.ana, "parkside", park.label("CARDS"), families=7).open())


@pytest.fixture(scope="module")
def till() -> StripeTill:
    return running_till()


@pytest.fixture(scope="module")
def customers(school: School, till: StripeTill) -> list[str]:
    """Everybody but the last family has a card."""
    return [with_card(school, place, till, number) for place, number in enumerate(NUMBERS)]


def test_nobody_is_charged_twice_and_both_records_agree(
    park: Park, school: School, till: StripeTill, customers: list[str]
) -> None:
    asked = {"kind": "take_payments", "params": {"classes": [school.name]}}
    foreseen = school.staff.ask("POST", "/v1/tasks/preflight", json=asked).json()
    assert (foreseen["total"], foreseen["charges"]) == (7, 6)
    assert foreseen["sums"]["due_cents"] == 6 * TUITION
    faults = [
        {"kind": "silent", "customer": customers[place], "seconds": 20} for place in (SLOW, SILENT)
    ]
    httpx.post(f"{till.address}/_front/faults", json=faults).raise_for_status()

    path = school.launched("take_payments", classes=[school.name])
    until(lambda: till.paid(customers[SLOW]), "the payment whose worker is to die")
    park.kill(park.workers("charge_cards"))
    task = school.staff.ended(path)

    outcomes = school.staff.whole(f"{path}/outcomes", "outcomes")
    codes = Counter(one["code"] or one["outcome"] for one in outcomes)
    assert codes == {"no_statement": 4, "declined_for_good": 1, "needs_family": 1, "no_method": 1}
    assert task["progress"]["notices"]["in_doubt"] == 0
    for place, customer in enumerate(customers):
        paid = [] if NUMBERS[place] in (LOST, ASKS) else [TUITION]
        assert till.paid(customer) == paid
        account = school.staff.get(f"/v1/families/{school.family(place)}/account")
        assert account["balance_cents"] == TUITION - sum(paid)
    school.staff.agree(path)
    told = school.mails()
    assert {to for to, _ in told} == {school.address(1), school.address(2)}


def test_again_nothing_is_due_and_what_may_not_be_tried_is_not(
    school: School, till: StripeTill, customers: list[str]
) -> None:
    before = till.calls()
    task = school.staff.ended(school.launched("take_payments", classes=[school.name]))
    outcomes = _codes(school, task)
    assert outcomes["nothing_due"] == 4
    assert outcomes["method_invalid"] == outcomes["not_to_be_tried"] == 1
    assert till.calls() == before


def test_a_refund_counters_the_payment(school: School, customers: list[str]) -> None:
    account = school.staff.get(f"/v1/families/{school.family(0)}/account")
    [paid] = [one["id"] for one in account["postings"] if one["type"] == "payment"]
    task = school.staff.ended(
        school.launched("refund_payments", payments=[f"{school.family(0)}/{paid}"])
    )
    assert task["progress"]["succeeded"] == 1
    after = school.staff.get(f"/v1/families/{school.family(0)}/account")
    assert after["balance_cents"] == TUITION


def _codes(school: School, task: dict[str, Any]) -> Counter[str]:
    found = school.staff.whole(f"/v1/tasks/{task['id']}/outcomes", "outcomes")
    return Counter(one["code"] or one["outcome"] for one in found)
