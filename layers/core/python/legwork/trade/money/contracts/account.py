"""Accounts of families as callers see them, and what they post by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from legwork.contracts.model import Model, Request
from legwork.domain.day import DAY_PATTERN
from legwork.trade.imports.row_values import NAME_PATTERN
from legwork.trade.money.history import History
from legwork.trade.money.posting import (
    CATEGORY_PATTERN,
    CENTS_MAX,
    NOTE_LENGTH,
    Posting,
    PostingType,
)
from legwork.trade.money.usecases import post_to_account
from legwork.trade.money.usecases.audit_accounts import AccountsAudit
from legwork.trade.money.usecases.read_account import AccountReading

Cents = Annotated[int, Field(ge=1, le=CENTS_MAX)]
Category = Annotated[str, Field(pattern=CATEGORY_PATTERN)]
Day = Annotated[str, Field(pattern=DAY_PATTERN)]
Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Words = Annotated[str, Field(max_length=NOTE_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$")]


class FamilyPostingView(Model):
    """A posting of a family's account."""

    id: str
    """Its id."""
    type: PostingType
    """What it is."""
    category: str
    """What it is for."""
    amount_cents: int
    """What it adds to the balance: payments and credits are below zero."""
    open_cents: int
    """What is left to pay of a charge, or unused of a payment or credit."""
    at: datetime
    """When it was posted."""
    day: str
    """The day that it counts from."""
    due_day: str | None
    """Of a charge: the last day to pay it without being late."""
    class_id: str | None = Field(alias="class", description="The class, if it is for one.")
    student: str | None
    """The student whom it is for, if it is for one."""
    note: str
    """What was noted with it."""
    reference: str | None
    """What others call it, such as the provider of card payments."""
    task: str | None
    """The task that posted it, if one did."""
    counters: str | None
    """Of a counter: the posting that it takes back."""
    countered: bool
    """Whether it was taken back."""

    @classmethod
    def of(cls, posting: Posting, history: History) -> FamilyPostingView:
        """Show a posting."""
        return cls(
            id=posting.id,
            type=posting.type,
            category=posting.category,
            amount_cents=posting.amount_cents,
            open_cents=history.left.get(posting.id, 0),
            at=posting.at,
            day=posting.day,
            due_day=posting.due_day or None,
            student=posting.student or None,
            note=posting.note,
            reference=posting.reference or None,
            task=posting.task or None,
            counters=posting.counters or None,
            countered=posting.id in history.countered,
            **{"class": posting.class_id or None},
        )


class FamilyAccountView(Model):
    """A family's account."""

    family: str
    """Whose."""
    balance_cents: int
    """What it owes: the sum of all its postings; below zero, what it has in hand."""
    unused_cents: int
    """Payments and credits that no charge was paid with yet."""
    postings: list[FamilyPostingView]
    """The latest first."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""

    @classmethod
    def of(cls, reading: AccountReading) -> FamilyAccountView:
        """Show an account."""
        history = reading.history
        paying = {PostingType.PAYMENT, PostingType.CREDIT}
        unused = sum(history.left[one.id] for one in history.postings if one.type in paying)
        return cls(
            family=history.family,
            balance_cents=history.balance_cents,
            unused_cents=unused,
            postings=[FamilyPostingView.of(one, history) for one in reading.page],
            next_cursor=reading.next_cursor,
        )


class AccountsAuditView(Model):
    """What an audit has found on the accounts of some families."""

    ok: bool
    """Whether every number adds up."""
    families: int
    """How many it looked at."""
    postings: int
    """How many postings they have."""
    balance_cents: int
    """What they owe together."""
    problems: list[str]
    """What does not add up, one sentence each."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""

    @classmethod
    def of(cls, audit: AccountsAudit) -> AccountsAuditView:
        """Show what was found."""
        return cls(
            ok=not audit.problems,
            families=audit.families,
            postings=audit.postings,
            balance_cents=audit.balance_cents,
            problems=list(audit.problems),
            next_cursor=audit.next_cursor,
        )


class ChargeRequest(Request):
    """A charge."""

    amount_cents: Cents
    """What is to be paid."""
    category: Category
    """What it is for."""
    day: Day | None = None
    """The day that it counts from; today."""
    due_day: Day | None = None
    """The last day to pay it without being late; the day itself."""
    class_id: Name | None = Field(None, alias="class", description="The class that it is for.")
    student: Name | None = None
    """The student of the family whom it is for."""
    note: Words = ""
    """Stands with it."""

    def meant(self) -> post_to_account.Request:
        """What is to be posted."""
        return post_to_account.Request(
            type=PostingType.CHARGE,
            category=self.category,
            cents=self.amount_cents,
            day=self.day,
            due_day=self.due_day,
            class_id=self.class_id or "",
            student=self.student or "",
            note=self.note,
        )


class CreditRequest(Request):
    """A credit: something given without money coming in."""

    amount_cents: Cents
    """What is given; above zero."""
    category: Category
    """What it is for."""
    day: Day | None = None
    """The day that it counts from; today."""
    note: Words = ""
    """Stands with it."""
    apply: bool = False
    """Whether it goes to the oldest open charges at once."""

    def meant(self) -> post_to_account.Request:
        """What is to be posted."""
        return post_to_account.Request(
            type=PostingType.CREDIT,
            category=self.category,
            cents=self.amount_cents,
            day=self.day,
            note=self.note,
            apply=self.apply,
        )


class PaymentRequest(CreditRequest):
    """A payment: money that came in, such as cash."""

    category: Category = "cash"
    """How it was paid."""
    reference: Words = ""
    """What others call it, such as the number of a check."""

    def meant(self) -> post_to_account.Request:
        """What is to be posted."""
        return post_to_account.Request(
            type=PostingType.PAYMENT,
            category=self.category,
            cents=self.amount_cents,
            day=self.day,
            note=self.note,
            reference=self.reference,
            apply=self.apply,
        )


class CounterRequest(Request):
    """How a posting is taken back."""

    note: Words = ""
    """Why."""
    unlink: bool = False
    """Whether payments are taken off a charge first (or a payment off its charges)."""
