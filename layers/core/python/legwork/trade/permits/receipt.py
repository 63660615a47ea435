"""Receipts and the accounts of permit holders.

Source: CivicRec. A bill-out in the background posts "Balance Due (Pay Later)" to the holder's
account and applies no checkout settings; what was not asked stays outstanding on the receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from legwork.domain.directory import Entry
from legwork.domain.effect import Absent, Effect, Item, Key, Present, Put, Update
from legwork.domain.errors import InvalidInput
from legwork.domain.readable import readable

PAYMENT: Final = "Balance Due (Pay Later)"
REQUIREMENTS = ("prompts", "waivers", "forms")
"""Checkout settings that a bill-out does not apply."""
REQUIREMENTS_LIMIT = 100
"""Most of each, whether counted or named: permits and receipts carry them all."""
_NAME_LENGTH = 200


def check_requirements(requirements: Mapping[str, Any]) -> None:
    """Refuse requirements that no permit and no receipt could show.

    Args:
        requirements: by their name in ``REQUIREMENTS``, how many or a list of their names.

    Raises:
        InvalidInput: names the field ``requirements``.
    """
    for name, asked in requirements.items():
        if name not in REQUIREMENTS:
            raise InvalidInput.of("requirements", f"expected just {', '.join(REQUIREMENTS)}")
        number = asked if isinstance(asked, int) else len(asked)
        if not 0 <= number <= REQUIREMENTS_LIMIT:
            raise InvalidInput.of(f"requirements.{name}", f"at most {REQUIREMENTS_LIMIT}")
        if not isinstance(asked, int) and any(len(one) > _NAME_LENGTH for one in asked):
            raise InvalidInput.of(f"requirements.{name}", f"longer than {_NAME_LENGTH} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One bill-out. Its lines are the reservations that name it."""

    id: str
    permit: str
    holder: str
    total_cents: int
    lines: int
    outstanding: Mapping[str, Any]
    at: datetime
    reversed_lines: int = 0
    """Lines that undos have taken back."""
    reversed_cents: int = 0
    reversed_at: datetime | None = None
    """When the last one did."""

    @property
    def void(self) -> bool:
        """Whether all of its lines were taken back."""
        return self.reversed_lines >= self.lines


def receipt_key(receipt: str) -> Key:
    """The receipt."""
    return Key(f"RECEIPT#{receipt}", "RECEIPT")


def holder_key(holder: str) -> Key:
    """The holder's account with its balance."""
    return Key(f"HOLDER#{holder}", "HOLDER")


def holder_entry(holder: str) -> Entry:
    """The holder in the directory: since a permit named it, or since the first posting."""
    return Entry(noun="holders", id=holder)


_POSTING = "POSTING#"


def posting_key(holder: str, receipt: str) -> Key:
    """A receipt's posting on the holder's account: there can be only one."""
    return Key(f"HOLDER#{holder}", f"{_POSTING}{receipt}")


def post(receipt: Receipt) -> list[Effect]:
    """Write a receipt and post it to its holder's account."""
    return [
        Put(receipt_key(receipt.id), _to_item(receipt), (Absent(),)),
        Put(
            posting_key(receipt.holder, receipt.id),
            {
                "receipt": receipt.id,
                "amount_cents": receipt.total_cents,
                "at": receipt.at.isoformat(),
            },
            (Absent(),),
        ),
        Update(holder_key(receipt.holder), add={"balance_cents": receipt.total_cents}),
    ]


def take_back(receipt: Receipt, lines: int, cents: int, *, by: str, now: datetime) -> list[Effect]:
    """Take lines of a receipt back: by a posting against its own, which stays as it is.

    Args:
        receipt: whose lines.
        lines: how many of them.
        cents: what they come to.
        by: the task that does it: there can be only one posting of it.
        now: this moment.
    """
    counter = {
        "receipt": receipt.id,
        "amount_cents": -cents,
        "at": now.isoformat(),
        "counters": receipt.id,
    }
    return [
        Update(
            receipt_key(receipt.id),
            set={"reversed_at": now.isoformat()},
            add={"reversed_lines": lines, "reversed_cents": cents},
            expect=(Present(),),
        ),
        Put(posting_key(receipt.holder, by), counter, (Absent(),)),
        Update(holder_key(receipt.holder), add={"balance_cents": -cents}),
    ]


def _to_item(receipt: Receipt) -> Item:
    return {
        "id": receipt.id,
        "permit": receipt.permit,
        "holder": receipt.holder,
        "payment": PAYMENT,
        "total_cents": receipt.total_cents,
        "lines": receipt.lines,
        "outstanding": dict(receipt.outstanding),
        "at": receipt.at.isoformat(),
    }


@readable("receipt")
def from_item(item: Item) -> Receipt:
    """The receipt that a record holds."""
    return Receipt(
        id=item["id"],
        permit=item["permit"],
        holder=item["holder"],
        total_cents=item["total_cents"],
        lines=item["lines"],
        outstanding=item["outstanding"],
        at=datetime.fromisoformat(item["at"]),
        reversed_lines=item.get("reversed_lines", 0),
        reversed_cents=item.get("reversed_cents", 0),
        reversed_at=datetime.fromisoformat(item["reversed_at"]) if "reversed_at" in item else None,
    )


@readable("posting")
def posting_of(item: Item) -> Item:
    """A posting, if it is as it should be."""
    datetime.fromisoformat(item["at"])
    if not (isinstance(item["receipt"], str) and type(item["amount_cents"]) is int):
        raise TypeError
    return {
        **{name: item[name] for name in ("receipt", "amount_cents", "at")},
        "counters": item.get("counters"),
    }


@readable("holder's account")
def balance_of(item: Item) -> int:
    """The balance in cents of a holder's account."""
    balance: int = item["balance_cents"]
    if type(balance) is not int:
        raise TypeError
    return balance


def posting_sorts() -> tuple[str, str]:
    """First and last sort key of postings."""
    return _POSTING, f"{_POSTING}~"
