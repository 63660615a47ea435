"""Writing on a family's account: what a task or a call posts, as values to commit.

Targets of one batch may be about one family. They share a book: each is decided on what those
before it leave behind, and takes its own writes out of it.

    book = Book(account)
    guard = guard_of("tuition", "JUDO", "S1")
    if book.last_charge(guard) is None:
        book.charge(posting, guard)
    effects = book.take()
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from legwork.domain.day import today
from legwork.domain.effect import Condition, Effect, Equals, Update
from legwork.trade.money import account as accounts
from legwork.trade.money import application as applications
from legwork.trade.money import posting as postings
from legwork.trade.money.account import (
    Account,
    LastCharge,
    OpenCharge,
    UnusedCredit,
    account_key,
    guard_attribute,
    guard_of,
)
from legwork.trade.money.application import Application
from legwork.trade.money.posting import Posting, PostingType

LOOK_BACK_MAX = 366
"""Longest time in days that a guard against duplicates is asked for."""
MOST = 80
"""Applications of one family at once: its writes have to fit into one transaction."""
_GUARD_DAYS = 400
"""Older guards are removed when others are written."""


class Book:
    """One family's account, being written on.

    Args:
        account: as it was read.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        """As the writes leave it."""
        self._before = account
        self._rows: list[Effect] = []
        self._looked_at: set[str] = set()
        self._uses = False

    def last_charge(self, guard: str) -> LastCharge | None:
        """When this was last charged. Who asks writes on condition that it is so still."""
        self._looked_at.add(guard)
        return self.account.charged.get(guard)

    def charge(self, posting: Posting, guard: str | None = None) -> None:
        """Post a charge.

        Args:
            posting: above zero.
            guard: under which it counts when somebody asks for a duplicate; a charge of an
                enrollment always counts.
        """
        _check(posting, PostingType.CHARGE)
        due = OpenCharge(
            id=posting.id,
            cents=posting.amount_cents,
            day=posting.day,
            due_day=posting.due_day or posting.day,
            category=posting.category,
            class_id=posting.class_id,
            student=posting.student,
        )
        self._rows.append(postings.put(posting))
        self.account = replace(self.account, open={**self.account.open, posting.id: due})
        if guard is None and posting.class_id and posting.student:
            guard = guard_of(posting.category, posting.class_id, posting.student)
        if guard is not None:
            self._guard(guard, LastCharge(posting.day, posting.id), today(posting.at))

    def _guard(self, guard: str, last: LastCharge, today_is: str) -> None:
        """What was charged for a later day goes on counting; what is long past counts no more."""
        charged = self.account.charged
        latest = max(last, charged.get(guard, last), key=lambda one: one.day)
        first = guards_kept_from(min(latest.day, today_is))
        kept = {name: one for name, one in charged.items() if one.day >= first}
        self.account = replace(self.account, charged={**kept, guard: latest})

    def pay(self, posting: Posting) -> None:
        """Post a payment or a credit, which is not used yet."""
        _check(posting, PostingType.PAYMENT, PostingType.CREDIT)
        free = UnusedCredit(id=posting.id, cents=-posting.amount_cents, day=posting.day)
        self._rows.append(postings.put(posting))
        self.account = replace(
            self.account,
            free={**self.account.free, posting.id: free},
            version=self.account.version + 1,
        )

    def apply(self, charge: str, payment: str, cents: int, *, by: str, at: datetime) -> None:
        """Use so much of a payment for a charge.

        Raises:
            ValueError: there is not so much of one of them.
        """
        due, free = self.account.open[charge], self.account.free[payment]
        if not 0 < cents <= min(due.cents, free.cents):
            raise ValueError(f"cannot apply {cents} to {due.cents} of {free.cents}")
        one = Application(charge=charge, payment=payment, cents=cents, by=by, at=at)
        self._rows.append(applications.put(self.account.family, one))
        self._leave(replace(due, cents=due.cents - cents), replace(free, cents=free.cents - cents))

    def apply_oldest(
        self,
        *,
        by: str,
        at: datetime,
        only: Iterable[str] | None = None,
        most: int = MOST,
    ) -> int:
        """Use what is unused for what is open, the oldest for the oldest; answers the cents.

        Args:
            by: the task or the call.
            at: when.
            only: the charges that may be paid; all that are open.
            most: how many applications at most.
        """
        payable = set(self.account.open if only is None else only)
        dues = [one for one in self.account.oldest_first() if one.id in payable]
        frees = self.account.credits_oldest_first()
        applied, times = 0, 0
        while dues and frees and times != most:
            cents = min(dues[0].cents, frees[0].cents)
            self.apply(dues[0].id, frees[0].id, cents, by=by, at=at)
            applied, times = applied + cents, times + 1
            dues[0] = replace(dues[0], cents=dues[0].cents - cents)
            frees[0] = replace(frees[0], cents=frees[0].cents - cents)
            dues, frees = [one for one in dues if one.cents], [one for one in frees if one.cents]
        return applied

    def unlink(
        self, charge: Posting, payment: Posting, cents: int, *, by: str, at: datetime
    ) -> None:
        """Take so much of a payment off a charge again."""
        one = Application(charge=charge.id, payment=payment.id, cents=-cents, by=by, at=at)
        self._rows.append(applications.put(self.account.family, one))
        due = self.account.open.get(charge.id)
        free = self.account.free.get(payment.id)
        opened = due or OpenCharge(
            id=charge.id,
            cents=0,
            day=charge.day,
            due_day=charge.due_day or charge.day,
            category=charge.category,
            class_id=charge.class_id,
            student=charge.student,
        )
        freed = free or UnusedCredit(id=payment.id, cents=0, day=payment.day)
        self._leave(
            replace(opened, cents=opened.cents + cents), replace(freed, cents=freed.cents + cents)
        )

    def counter(self, posting: Posting, *, earlier: Mapping[str, LastCharge] | None = None) -> None:
        """Post a counter to what is open of a charge, or unused of a payment or credit.

        Args:
            posting: names what it counters, with minus the cents of it.
            earlier: by guard the charge that counts again where the countered one counted.

        Raises:
            ValueError: there is not so much left of it: unlink it first.
        """
        _check(posting, PostingType.COUNTER)
        name, cents = posting.counters, posting.amount_cents
        open_, free = dict(self.account.open), dict(self.account.free)
        if name in open_ and 0 < -cents <= open_[name].cents:
            left = open_.pop(name)
            if left.cents + cents:
                open_[name] = replace(left, cents=left.cents + cents)
        elif name in free and 0 < cents <= free[name].cents:
            unused = free.pop(name)
            if unused.cents - cents:
                free[name] = replace(unused, cents=unused.cents - cents)
        else:
            raise ValueError(f"there is not so much of {name} to counter")
        self._rows.append(postings.put(posting))
        charged = dict(self.account.charged)
        for guard in [g for g, one in charged.items() if one.posting == name]:
            del charged[guard]
            charged |= {g: one for g, one in (earlier or {}).items() if g == guard}
        self.account = replace(self.account, open=open_, free=free, charged=charged)
        self.touch()

    def touch(self) -> None:
        """Write on condition that nobody else has used up anything meanwhile, and say that I did.

        What lays claim to what is open calls this, too.
        """
        if not self._uses:
            self._uses = True
            self.account = replace(self.account, version=self.account.version + 1)

    def _leave(self, due: OpenCharge, free: UnusedCredit) -> None:
        open_, unused = {**self.account.open, due.id: due}, {**self.account.free, free.id: free}
        self.account = replace(
            self.account,
            open={name: one for name, one in open_.items() if one.cents},
            free={name: one for name, one in unused.items() if one.cents},
        )
        self.touch()

    def take(self) -> list[Effect]:
        """The writes since the last time: the rows of the books, and the one row of the account."""
        if self.account == self._before and not self._rows:
            return []
        before, after = accounts.to_item(self._before), accounts.to_item(self.account)
        update = Update(
            account_key(self.account.family),
            set={k: v for k, v in after.items() if k != "version" and before.get(k) != v},
            add={"version": grown} if (grown := self._grown) else {},
            remove=tuple(sorted(set(before) - set(after))),
            expect=self._condition(),
        )
        effects = [*self._rows, update]
        self._before, self._rows, self._looked_at, self._uses = self.account, [], set(), False
        return effects

    @property
    def _grown(self) -> int:
        return self.account.version - self._before.version

    def _condition(self) -> Condition:
        was, now = self._before.charged, self.account.charged
        written = {name for name in {*was, *now} if was.get(name) != now.get(name)}
        before = accounts.to_item(self._before)
        names = [guard_attribute(name) for name in sorted(written | self._looked_at)]
        if self._uses:
            names.append("version")
        return tuple(Equals(name, before.get(name)) for name in names)


def guards_kept_from(day: str) -> str:
    """The first day whose charges stay guarded when something is charged for a day."""
    return (date.fromisoformat(day) - timedelta(days=_GUARD_DAYS)).isoformat()


def _check(posting: Posting, *types: PostingType) -> None:
    above = posting.amount_cents > 0
    wrong = not posting.amount_cents or above != (posting.type is PostingType.CHARGE)
    if posting.type not in types or (wrong and posting.type is not PostingType.COUNTER):
        raise ValueError(f"{posting.amount_cents} cents are no {posting.type.value}")
