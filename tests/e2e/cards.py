"""Families of a school that owe tuition, and their cards at the payment service."""

from __future__ import annotations

from local import provider
from local.state import home
from tests.conformance.till import StripeTill
from tests.e2e.school import SIBLINGS, School

TUITION = 6_000 * SIBLINGS
LONG_AGO = "2000-01-01"


def running_till() -> StripeTill:
    """The payment service of the stack that runs."""
    found = provider.find(home().payments)
    assert found is not None
    return StripeTill(found.address)


def charged(school: School) -> School:
    """A school whose families owe the tuition of two students."""
    days = {"day": LONG_AGO, "due_day": LONG_AGO}
    posted = school.staff.ended(school.launched("post_charges", classes=[school.name], **days))
    assert posted["status"] == "Complete", posted
    return school


def with_card(school: School, place: int, till: StripeTill, number: str) -> str:
    """Give a family a card of that number; answers the service's name of the family."""
    customer, token = till.card(number)
    body = {
        "customer": customer,
        "token": token,
        "brand": "visa",
        "last4": number[-4:],
        "expires": "2031-12",
        "recurring": True,
        "consent_source": "autopay form",
        "consent_at": "2026-01-05",
    }
    path = f"/v1/families/{school.family(place)}/payment-methods/card"
    answer = school.staff.ask("PUT", path, json=body, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    return customer
