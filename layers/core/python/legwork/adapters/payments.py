"""Payments through Stripe: off-session PaymentIntents, each confirmed in the call that makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import stripe
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import NewConnectionError

from legwork.domain.charge import Answer, AnswerState, Order
from legwork.domain.errors import Throttled, Transient
from legwork.ports import MaybeCharged

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams, RefundCreateParams

TIMEOUT: Final = (3.0, 10.0)
"""Seconds for the connection and for the answer: given up well before a claim lapses."""
CLOCKS_APART: Final = timedelta(minutes=5)
"""How far the service's clock may be behind ours."""
_PAGE: Final = 100
_NEEDS_HOLDER: Final = frozenset({"authentication_required", "authentication_not_handled"})
_STATES: Final = {
    "succeeded": AnswerState.DONE,
    "processing": AnswerState.PENDING,
    "pending": AnswerState.PENDING,
    "requires_action": AnswerState.NEEDS_FAMILY,
    "requires_confirmation": AnswerState.REFUSED,
    "requires_payment_method": AnswerState.DECLINED,
    "canceled": AnswerState.REFUSED,
    "failed": AnswerState.REFUSED,
}
"""What a status of a payment, or of a refund, means."""


class StripePayments:
    """Charges and refunds through Stripe.

    Args:
        key: reads the platform's key; it may be restricted to payments and refunds. It is read
            again once Stripe refuses it.
        address: where Stripe's API is.
    """

    def __init__(self, key: Callable[[], str], *, address: str) -> None:
        self._key = key
        self._address = address
        self._made: stripe.StripeClient | None = None

    @property
    def _client(self) -> stripe.StripeClient:
        if self._made is None:
            self._made = self._make()
        return self._made

    def _make(self) -> stripe.StripeClient:
        return stripe.StripeClient(
            self._key(),
            base_addresses={"api": self._address},
            # An order that is repeated by itself is one more try on the card.
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
        )

    def carry_out(self, order: Order) -> Answer:
        """Take a payment, or give one back, under one idempotency key for task and target.

        Raises:
            Throttled: nothing was done; the same call may succeed a moment later.
            MaybeCharged: nobody knows.
        """
        try:
            if order.refund_of:
                refund = self._client.v1.refunds.create(_refund(order), _options(order))
                return _of_refund(refund.to_dict())
            intent = self._client.v1.payment_intents.create(_charge(order), _options(order))
        except (stripe.AuthenticationError, stripe.PermissionError) as error:
            # A wrong key is nobody's decline: operators are told of messages that fail.
            self._made = None
            raise Throttled("the payment service does not take our key") from error
        except stripe.StripeError as error:
            return _meaning(error)
        return _of_intent(intent.to_dict())

    def find(self, order: Order, *, since: datetime) -> Answer | None:
        """What became of an order, by listing: a search learns of payments an hour late.

        Raises:
            Transient: the service did not say; the same call may succeed a moment later.
        """
        answers = [
            _of_refund(one) if order.refund_of else _of_intent(one)
            for one in self._listed(order, int((since - CLOCKS_APART).timestamp()))
            if _metadata(order).items() <= (one.get("metadata") or {}).items()
        ]
        moved = (a for a in answers if a.state in {AnswerState.DONE, AnswerState.PENDING})
        return next(moved, answers[0] if answers else None)

    def _listed(self, order: Order, since: int) -> Iterator[dict[str, Any]]:
        options: Any = {"stripe_account": order.merchant} if order.merchant else {}
        with _passing():
            if order.refund_of:
                found: Any = self._client.v1.refunds.list(
                    {"payment_intent": order.refund_of, "limit": _PAGE}, options
                )
            else:
                found = self._client.v1.payment_intents.list(
                    {"customer": order.customer, "created": {"gte": since}, "limit": _PAGE}, options
                )
            yield from (one.to_dict() for one in found.auto_paging_iter())


@contextmanager
def _passing() -> Iterator[None]:
    try:
        yield
    except stripe.StripeError as error:
        raise Transient(f"The payment service did not say: {type(error).__name__}") from error


def _metadata(order: Order) -> dict[str, str]:
    return {"account": order.account, "task": order.task, "target": order.target}


def _options(order: Order) -> Any:
    of = {"stripe_account": order.merchant} if order.merchant else {}
    return {"idempotency_key": order.key, **of}


def _charge(order: Order) -> PaymentIntentCreateParams:
    return {
        "amount": order.amount_cents,
        "currency": order.currency,
        "customer": order.customer,
        "payment_method": order.method,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "confirm": True,
        # Nobody is there to answer a question of the bank.
        "off_session": True,
        "description": order.description,
        "metadata": _metadata(order),
    }


def _refund(order: Order) -> RefundCreateParams:
    return {
        "payment_intent": order.refund_of,
        "amount": order.amount_cents,
        "metadata": _metadata(order),
    }


def _meaning(error: stripe.StripeError) -> Answer:
    """What an error says of the order.

    Raises:
        Throttled: nothing was done.
        MaybeCharged: nobody knows.
    """
    match error:
        case stripe.CardError():
            return _declined(error)
        case stripe.RateLimitError():
            raise Throttled("the payment service asked to slow down") from error
        case stripe.APIConnectionError() if _not_reached(error):
            raise Throttled("the payment service was not reached") from error
        case stripe.IdempotencyError():
            # An order under this key was taken before, with another amount.
            raise MaybeCharged("an order under this key is known") from error
    if error.http_status is None or error.http_status >= 500 or error.http_status == 409:
        raise MaybeCharged(type(error).__name__) from error
    state = AnswerState.REFUSED
    said = error.user_message or type(error).__name__
    return Answer(state=state, code=error.code or "invalid_request", message=said)


def _not_reached(error: BaseException) -> bool:
    """Whether no connection was made, so that nothing can have been ordered."""
    cause = error.__cause__
    if isinstance(cause, ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(reason, NewConnectionError)


def _declined(error: stripe.CardError) -> Answer:
    said: dict[str, Any] = error.error.to_dict() if error.error else {}
    code = said.get("decline_code") or error.code or "card_declined"
    return Answer(
        state=_no(code),
        id=(said.get("payment_intent") or {}).get("id", ""),
        code=code,
        advice=said.get("network_advice_code") or "",
        message=error.user_message or "",
    )


def _no(code: str) -> AnswerState:
    return AnswerState.NEEDS_FAMILY if code in _NEEDS_HOLDER else AnswerState.DECLINED


def _of_intent(intent: dict[str, Any]) -> Answer:
    state = _STATES.get(intent["status"], AnswerState.PENDING)
    said: dict[str, Any] = intent.get("last_payment_error") or {}
    code = said.get("decline_code") or said.get("code") or ""
    if state is AnswerState.DECLINED:
        state = _no(code)
    done = state is AnswerState.DONE
    return Answer(
        state=state,
        id=intent["id"],
        code="" if done else code or intent["status"],
        advice=said.get("network_advice_code") or "",
        message="" if done else said.get("message") or "",
        amount_cents=intent["amount"] if done else 0,
    )


def _of_refund(refund: dict[str, Any]) -> Answer:
    state = _STATES.get(refund["status"], AnswerState.PENDING)
    done = state is AnswerState.DONE
    return Answer(
        state=state,
        id=refund["id"],
        code="" if done else refund.get("failure_reason") or refund["status"],
        amount_cents=refund["amount"] if done else 0,
    )
