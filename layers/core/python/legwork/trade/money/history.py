"""History: the whole books of a family, and what they come to. For statements and for audits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from legwork.domain.record import Records
from legwork.trade.money import account as accounts
from legwork.trade.money import application as applications
from legwork.trade.money import posting as postings
from legwork.trade.money.account import Account, LastCharge, account_key, guard_of, yearly_guard
from legwork.trade.money.application import Application, linked
from legwork.trade.money.posting import Posting, PostingType, balance


@dataclass(frozen=True)
class History:
    """Everything that was ever posted to a family, and applied."""

    family: str
    postings: tuple[Posting, ...]
    applications: tuple[Application, ...]

    @property
    def balance_cents(self) -> int:
        """What the family owes: the sum of its postings."""
        return balance(self.postings)

    @cached_property
    def by_id(self) -> Mapping[str, Posting]:
        """The postings by their ids."""
        return {one.id: one for one in self.postings}

    @cached_property
    def links(self) -> Mapping[tuple[str, str], int]:
        """By charge and payment the cents that are applied."""
        return linked(self.applications)

    @cached_property
    def countered(self) -> Mapping[str, int]:
        """By posting the cents of it that were taken back: always above zero."""
        sums: Counter[str] = Counter()
        for one in self.postings:
            if one.type is PostingType.COUNTER:
                sums[one.counters] += abs(one.amount_cents)
        return dict(sums)

    @cached_property
    def left(self) -> Mapping[str, int]:
        """By posting what is open of a charge, or unused of a payment or credit."""
        used: Counter[str] = Counter()
        for (charge, payment), cents in self.links.items():
            used[charge] += cents
            used[payment] += cents
        return {
            one.id: abs(one.amount_cents) - self.countered.get(one.id, 0) - used[one.id]
            for one in self.postings
            if one.type is not PostingType.COUNTER
        }

    @cached_property
    def guards(self) -> Mapping[str, LastCharge]:
        """By guard the last charge that was not taken back."""
        found: dict[str, LastCharge] = {}
        for one in self.postings:
            if one.type is PostingType.CHARGE and one.id not in self.countered:
                last = LastCharge(one.day, one.id)
                for guard in _guards_of(one):
                    found[guard] = max(found.get(guard, last), last, key=lambda charge: charge.day)
        return found

    def without(self, posting: str) -> History:
        """The books as if a posting had never been."""
        kept = tuple(one for one in self.postings if one.id != posting)
        return History(self.family, kept, self.applications)

    def payments_of(self, charge: str) -> dict[str, int]:
        """What is linked to a charge, in cents by payment."""
        return {payment: c for (owed, payment), c in self.links.items() if owed == charge}

    def charges_of(self, payment: str) -> dict[str, int]:
        """What a payment is linked to, in cents by charge."""
        return {charge: c for (charge, paid), c in self.links.items() if paid == payment}


def _guards_of(charge: Posting) -> Iterator[str]:
    """Under which it may count: as that of an enrollment or a student, or as the fee of a year."""
    if charge.student:
        yield guard_of(charge.category, charge.class_id, charge.student)
    if not charge.class_id:
        yield yearly_guard(charge.category, charge.student, charge.day)


def read(family: str, records: Records) -> History:
    """The books of a family."""
    return read_whole(family, records)[1]


def read_whole(family: str, records: Records) -> tuple[Account, History]:
    """A family's account and the books that it comes from, in one read."""
    account, posted, applied = Account(family=family), [], []
    for sort, item in records.query(postings.partition_of(family)):
        if sort.startswith(postings.span()[0]):
            posted.append(postings.from_item(family, item))
        elif sort.startswith(applications.span()[0]):
            applied.append(applications.from_item(item))
        elif sort == account_key(family).sort:
            account = accounts.from_item(family, item)
    return account, History(family, tuple(posted), tuple(applied))
