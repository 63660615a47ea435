"""Claims: what is being taken from a family's card, or given back, at this moment.

A family has one at most: whoever lays claim writes it on condition that there is none, in the
transaction that fixes the amount; whoever records the answer removes it. One that a dead worker has
left says all that is needed to ask the payment service what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from legwork.domain.charge import Order
from legwork.domain.effect import Absent, Delete, Equals, Item, Key, Put, Update
from legwork.domain.readable import readable
from legwork.trade.money.posting import partition_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CardClaim:
    """An order that is under way."""

    order: Order
    method: str
    """The family's name of the method."""
    charges: Sequence[tuple[str, int]] = ()
    """What is paid by it: charges with the cents that were open."""
    fee_cents: int = 0
    """What of the amount is a fee."""
    at: datetime
    pending_at: datetime | None = None
    """When the payment service last said that it will take days."""


def family_of_order(order: Order) -> str:
    """Whose order it is."""
    return order.target.partition("#")[0]


def claim_key(family: str) -> Key:
    """The claim on a family's account."""
    return Key(partition_of(family), "CLAIM")


def put(claim: CardClaim) -> Put:
    """Lay a claim, unless there is one."""
    order = {name: value for name, value in asdict(claim.order).items() if value != ""}
    item = {
        "order": order,
        "task": claim.order.task,
        "target": claim.order.target,
        "method": claim.method,
        "charges": [list(one) for one in claim.charges],
        "fee_cents": claim.fee_cents,
        "at": claim.at.isoformat(),
    }
    return Put(claim_key(family_of_order(claim.order)), item, (Absent(),))


@readable("claim on a card")
def from_item(item: Item) -> CardClaim:
    """The claim that a record holds."""
    pending_at = item.get("pending_at")
    return CardClaim(
        order=Order(**item["order"]),
        method=item["method"],
        charges=tuple((name, cents) for name, cents in item["charges"]),
        fee_cents=item["fee_cents"],
        at=datetime.fromisoformat(item["at"]),
        pending_at=datetime.fromisoformat(pending_at) if pending_at else None,
    )


def removed(order: Order) -> Delete:
    """Remove the claim of an order."""
    return Delete(claim_key(family_of_order(order)), _of(order))


def postponed(order: Order, now: datetime) -> Update:
    """Keep the claim: its answer will take days."""
    key = claim_key(family_of_order(order))
    return Update(key, set={"pending_at": now.isoformat()}, expect=_of(order))


def is_of(item: Item | None, order: Order) -> bool:
    """Whether the claim that was found is that of an order."""
    return item is not None and all(item.get(e.attribute) == e.value for e in _of(order))


def _of(order: Order) -> tuple[Equals, Equals]:
    return Equals("task", order.task), Equals("target", order.target)
