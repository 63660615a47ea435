"""Payment methods and terms as callers see them. There is no field for card data."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from legwork.contracts.model import Model, Request
from legwork.trade.money.contracts.account import Words
from legwork.trade.money.payment_method import MethodState, PaymentMethod, Wallet
from legwork.trade.money.payment_terms import DAYS_MAX, RETRIES_MAX, PaymentTerms
from legwork.trade.money.posting import CENTS_MAX

Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Moment = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
Address = Annotated[str, Field(max_length=254, pattern=r"^[^\x00-\x20\x7f]*$")]
Url = Annotated[str, Field(max_length=500, pattern=r"^(https://[^\x00-\x20\x7f]+)?$")]


class PaymentMethodRequest(Request):
    """A payment method, by the payment service's names. Never send a card's number."""

    customer: Annotated[str, Field(pattern=r"^cus_[A-Za-z0-9_]{1,200}$")]
    """The family, by the payment service's name of it."""
    token: Annotated[str, Field(pattern=r"^(pm|card|src)_[A-Za-z0-9_]{1,200}$")]
    """The method, by the payment service's name of it."""
    brand: Annotated[str, Field(pattern=r"^[a-z][a-z _]{0,29}$")]
    """Its network, such as ``visa``."""
    last4: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    """The last four digits, by which people know it."""
    expires: Month
    """The last month in which it is good."""
    guardian: Address = ""
    """Mail address of the guardian whose it is; the primary one's when empty."""
    primary: bool = True
    """Whether it is the one of its guardian that is charged; no other of them is then."""
    recurring: bool = False
    """Whether its holder agreed to be charged again and again: nothing is drafted without."""
    consent_source: Words = ""
    """Where that consent comes from, such as a form."""
    consent_at: Moment = ""
    """When it was given."""


class PaymentMethodView(Model):
    """A payment method."""

    id: str
    """Its id."""
    customer: str
    """The family, by the payment service's name of it."""
    token: str
    """The method, by the payment service's name of it."""
    brand: str
    """Its network."""
    last4: str
    """The last four digits."""
    expires: str
    """The last month in which it is good."""
    guardian: str
    """Mail address of the guardian whose it is; the primary one's when empty."""
    primary: bool
    """Whether it is the one of its guardian that is charged."""
    recurring: bool
    """Whether its holder agreed to be charged again and again."""
    consent_source: str
    """Where that consent comes from."""
    consent_at: str
    """When it was given."""
    state: MethodState
    """Whether it can be charged."""
    reason: str
    """Why it cannot."""
    tries: int
    """How often it was tried within 35 days."""

    @classmethod
    def of(cls, method: PaymentMethod, wallet: Wallet) -> PaymentMethodView:
        """Show a method."""
        named = {name: getattr(method, name) for name in cls.model_fields if name != "tries"}
        return cls(**named, tries=len(wallet.tries.get(method.id, ())))


class PaymentMethodsView(Model):
    """The payment methods of a family."""

    family: str
    """Whose."""
    methods: list[PaymentMethodView]
    """All of them."""

    @classmethod
    def of(cls, wallet: Wallet) -> PaymentMethodsView:
        """Show a wallet."""
        found = (PaymentMethodView.of(one, wallet) for one in wallet.methods.values())
        return cls(family=wallet.family, methods=sorted(found, key=lambda one: one.id))


class PaymentTermsRequest(Request):
    """How an account charges cards."""

    retries: Annotated[int, Field(ge=0, le=RETRIES_MAX)] = 4
    """How often a declined amount is tried again."""
    days_apart: Annotated[int, Field(ge=1, le=DAYS_MAX)] = 2
    """Days from a decline to the next try."""
    fee_cents: Annotated[int, Field(ge=0, le=CENTS_MAX)] = 0
    """Added to each payment by card, as a line of its own."""
    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")] = "usd"
    """ISO 4217, in small letters."""
    merchant: Annotated[str, Field(pattern=r"^(acct_[A-Za-z0-9]{1,100})?$")] = ""
    """The account's own account with the payment service, if it has one."""
    confirm_url: Url = ""
    """The page on which a family confirms a payment, or gives another card."""

    def meant(self) -> PaymentTerms:
        """The terms."""
        return PaymentTerms(**self.model_dump())


class PaymentTermsView(PaymentTermsRequest):
    """How an account charges cards."""

    @classmethod
    def of(cls, terms: PaymentTerms) -> PaymentTermsView:
        """Show the terms."""
        return cls(**{name: getattr(terms, name) for name in cls.model_fields})
