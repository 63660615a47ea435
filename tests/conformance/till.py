"""The payment service, and the customers and cards that its tests need."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from legwork.adapters.payments import StripePayments
from legwork.domain.charge import Answer, AnswerState, Order
from legwork.ports import Payments
from legwork.testing.payments import MemoryPayments
from local.provider import API_KEY
from local.test_cards import ACCEPTED, DECLINES


class Till(Protocol):
    """A payment service that a test can look into."""

    @property
    def payments(self) -> Payments: ...

    def card(self, number: str = ACCEPTED) -> tuple[str, str]:
        """A new customer, and a card of that number."""
        ...

    def fail(self, *kinds: str) -> None:
        """What goes wrong with the next orders."""
        ...

    def forget_keys(self) -> None:
        """A day passes."""
        ...

    def paid(self, customer: str) -> list[int]:
        """Cents of each payment that a customer has made."""
        ...


@dataclass
class MemoryTill:
    payments: MemoryPayments = field(default_factory=MemoryPayments)
    cards: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.payments.declines = self._declines

    def card(self, number: str = ACCEPTED) -> tuple[str, str]:
        name = str(len(self.cards) + 1)
        self.cards[f"pm_{name}"] = number
        return f"cus_{name}", f"pm_{name}"

    def fail(self, *kinds: str) -> None:
        left = list(kinds)

        def silent(_: Order) -> bool:
            return bool(left) and left.pop(0) == "silent"

        self.payments.silent = silent

    def forget_keys(self) -> None:
        self.payments.keys.clear()

    def paid(self, customer: str) -> list[int]:
        return [
            one.answer.amount_cents
            for one in self.payments.taken
            if one.order.customer == customer
            and one.answer.state is AnswerState.DONE
            and not one.order.refund_of
        ]

    def _declines(self, order: Order) -> Answer | None:
        refusal = DECLINES.get(self.cards.get(order.method, ""))
        if refusal is None or order.refund_of:
            return None
        asked = refusal.code == "authentication_required"
        return Answer(
            state=AnswerState.NEEDS_FAMILY if asked else AnswerState.DECLINED,
            code=refusal.decline_code,
            advice=refusal.network_advice_code or "",
            message=refusal.message,
        )


class StripeTill:
    """localstripe behind its front."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.payments = StripePayments(lambda: API_KEY, address=address)

    def card(self, number: str = ACCEPTED) -> tuple[str, str]:
        customer = self._post("/v1/customers", {"description": "a family"})["id"]
        form = {"number": number, "exp_month": 12, "exp_year": 2031, "cvc": "123"}
        card = {f"card[{name}]": value for name, value in form.items()}
        method = self._post("/v1/payment_methods", {"type": "card", **card})["id"]
        self._post(f"/v1/payment_methods/{method}/attach", {"customer": customer})
        return customer, method

    def fail(self, *kinds: str, seconds: float = 1.0) -> None:
        faults: Sequence[Any] = [{"kind": kind, "seconds": seconds} for kind in kinds]
        httpx.post(f"{self.address}/_front/faults", json=faults).raise_for_status()

    def forget_keys(self) -> None:
        httpx.post(f"{self.address}/_front/forget_keys").raise_for_status()

    def paid(self, customer: str) -> list[int]:
        return [
            one["amount"]
            for one in self._record()["payments"]
            if one["customer"] == customer and one["status"] == "succeeded"
        ]

    def calls(self) -> int:
        """Orders that have come."""
        calls: int = self._record()["calls"]
        return calls

    def _record(self) -> dict[str, Any]:
        record: dict[str, Any] = httpx.get(f"{self.address}/_front/record").json()
        return record

    def _post(self, path: str, form: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {API_KEY}"}
        answer = httpx.post(f"{self.address}{path}", data=form, headers=headers)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body
