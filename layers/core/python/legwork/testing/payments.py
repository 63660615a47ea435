"""A payment service in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from legwork.domain.charge import Answer, AnswerState, Order
from legwork.ports import MaybeCharged


def _takes_all(_order: Order) -> Answer | None:
    return None


@dataclass(frozen=True, slots=True)
class Moved:
    """An order that the service took, and its answer."""

    order: Order
    answer: Answer


@dataclass(slots=True)
class MemoryPayments:
    """Remembers every order, and answers a repeated one as it did at first."""

    taken: list[Moved] = field(default_factory=list)
    declines: Callable[[Order], Answer | None] = _takes_all
    """What an order is answered with, if it is not carried out."""
    silent: Callable[[Order], bool] = lambda _: False
    """Whether the answer to an order is lost on its way."""
    keys: dict[str, tuple[Order, Answer]] = field(default_factory=dict)
    """Orders by their keys, until they are forgotten."""

    def carry_out(self, order: Order) -> Answer:
        """Carry an order out, once."""
        known = self.keys.get(order.key)
        if known is not None:
            if known[0] != order:
                raise MaybeCharged("an order under this key is known")
            return known[1]
        answer = self._answer(order)
        self.taken.append(Moved(order, answer))
        self.keys[order.key] = order, answer
        if self.silent(order):
            raise MaybeCharged("no answer")
        return answer

    def find(self, order: Order, *, since: datetime) -> Answer | None:  # noqa: ARG002 -- the port's
        """What became of an order."""
        wanted = (order.account, order.task, order.target, order.customer, order.refund_of)
        answers = [
            one.answer
            for one in self.taken
            if one.answer.id
            and wanted
            == (
                one.order.account,
                one.order.task,
                one.order.target,
                one.order.customer,
                one.order.refund_of,
            )
        ]
        done = (a for a in answers if a.state in {AnswerState.DONE, AnswerState.PENDING})
        return next(done, answers[0] if answers else None)

    def moved(self, customer: str) -> int:
        """Cents that a customer has paid, less what was given back."""
        return sum(
            -one.answer.amount_cents if one.order.refund_of else one.answer.amount_cents
            for one in self.taken
            if one.order.customer == customer
        )

    def _answer(self, order: Order) -> Answer:
        number = len(self.taken) + 1
        declined = self.declines(order)
        if declined is not None:
            return replace(declined, id=f"pi_{number}")
        return Answer(
            state=AnswerState.DONE,
            id=f"re_{number}" if order.refund_of else f"pi_{number}",
            amount_cents=order.amount_cents,
        )
