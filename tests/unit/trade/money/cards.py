"""Families with cards on a fleet that charges them, for the tests of payments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from legwork.domain.charge import Answer, AnswerState, Order
from legwork.domain.day import today
from legwork.domain.effect import Put, Update
from legwork.domain.outcome import TargetOutcome
from legwork.domain.task import Task
from legwork.store.records import AccountRecords, in_account
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from legwork.trade.classes.class_ import Class
from legwork.trade.mail.sender import verified
from legwork.trade.money import history as histories
from legwork.trade.money import payment_method as methods
from legwork.trade.money import payment_terms as terms
from legwork.trade.money.account import STATED, account_key
from legwork.trade.money.card_claim import claim_key
from legwork.trade.money.history import History
from legwork.trade.money.payment_method import PaymentMethod, Wallet, wallet_key
from legwork.trade.money.payment_terms import TERMS_KEY, PaymentTerms
from legwork.trade.money.posting import PostingType
from legwork.trade.money.rules.account_audit import audit
from legwork.usecases.read_outcomes import read_outcomes
from tests.unit.account import ACCOUNT, Account
from tests.unit.trade.money.homes import home, school


def method(name: str = "card", **fields: Any) -> PaymentMethod:
    usual = {
        "id": name,
        "customer": "",
        "token": f"pm_{name}",
        "brand": "visa",
        "last4": "4242",
        "expires": "2031-12",
        "primary": True,
        "recurring": True,
    }
    return PaymentMethod(**{**usual, **fields})


def declined(code: str, advice: str = "") -> Answer:
    asks = code == "authentication_required"
    state = AnswerState.NEEDS_FAMILY if asks else AnswerState.DECLINED
    return Answer(state=state, code=code, advice=advice, message="No.")


class Town:
    """A fleet, an account with families, and the payment service."""

    def __init__(self, settings: Settings | None = None, *, families: int = 0) -> None:
        self.fleet = Fleet(settings or Settings(lanes_max=2))
        self.owner = Owner(self.fleet, ACCOUNT)
        self.account = Account()
        self.account.database = self.fleet.tables
        self.account.records = AccountRecords(self.fleet.tables, self.fleet.bodies, ACCOUNT)
        self.declines: dict[str, Answer] = {}
        self.fleet.till.declines = self._declines
        self.account.commit(verified("office@parkside.example", default=True))
        school(self.account, Class(id="JUDO"))
        self.names = [f"F{number}" for number in range(1, families + 1)]
        for name in self.names:
            self.family(name)

    def _declines(self, order: Order) -> Answer | None:
        return None if order.refund_of else self.declines.get(order.customer)

    def family(self, name: str, *cards: PaymentMethod, **fields: Any) -> None:
        """A family with these cards (with a good one, if none are named) and a statement."""
        home(self.account, name, {f"S{name}": ["JUDO"]}, **fields)
        self.cards(name, *(cards or (method(),)))
        self.stated(name, 0)

    def stated(self, name: str, days_ago: int | None) -> None:
        """Send a statement so long ago, or none at all."""
        key = account_key(name)
        if days_ago is None:
            self.account.commit([Update(key, remove=(STATED,))])
        else:
            day = today(self.fleet.clock.now() - timedelta(days=days_ago))
            self.account.commit([Update(key, set={STATED: day})])

    def cards(self, name: str, *cards: PaymentMethod) -> None:
        own = (replace(one, customer=one.customer or f"cus_{name}") for one in cards)
        wallet = Wallet(name, {one.id: one for one in own})
        self.account.database.records.delete_many([in_account(ACCOUNT, wallet_key(name))])
        self.account.commit([methods.written(Wallet(name), wallet)])

    def terms(self, **fields: Any) -> None:
        self.account.commit([Put(TERMS_KEY, terms.to_item(PaymentTerms(**fields)))])

    def wallet(self, name: str) -> Wallet:
        return methods.find([name], self.account.records)[name]

    def history(self, name: str) -> History:
        return histories.read(name, self.account.records)

    def balance(self, name: str) -> int:
        return self.history(name).balance_cents

    def launch(self, *, key: str = "draft", **params: Any) -> Task:
        return self.owner.launch("take_payments", params or {"everyone": True}, key=key)

    def run(self, *, key: str = "draft", **params: Any) -> Task:
        return self.done(self.launch(key=key, **params))

    def done(self, task: Task) -> Task:
        self.fleet.settle()
        self.check()
        return self.fleet.task(task.ref)

    def codes(self, task: Task) -> list[str]:
        """Of each family by name what came of it."""
        return [one.verdict.code or one.verdict.outcome.value for one in self.outcomes(task)]

    def outcomes(self, task: Task) -> Iterable[TargetOutcome]:
        current = self.fleet.task(task.ref)
        page = read_outcomes(
            current, wanted=(), limit=10_000, cursor=None, database=self.fleet.tables
        )
        return sorted(page.outcomes, key=lambda one: one.target)

    def check(self) -> None:
        """Every promise is kept, and the service's own record is what the accounts say."""
        found = [str(one) for one in self.fleet.surprises] + problems(self.fleet)
        for customer in {one.order.customer for one in self.fleet.till.taken}:
            family = customer.removeprefix("cus_")
            books = self.history(family)
            paid = -sum(
                one.amount_cents
                for one in books.postings
                if one.reference and one.type in {PostingType.PAYMENT, PostingType.COUNTER}
            )
            if paid != (moved := self.fleet.till.moved(customer)):
                found.append(f"{family}: {paid} on the account, {moved} at the service")
            found += audit(family, self.account.records).problems
            key = claim_key(family)
            if key in self.account.records.get([key]):
                found.append(f"{family} is still claimed")
        assert not found, found
