"""Permits, receipts and holders as callers see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel

from legwork import kinds
from legwork.contracts.directory import NamedView
from legwork.contracts.outcome import OutcomeView
from legwork.contracts.task import Moment, ProgressView
from legwork.domain.task import Status, status_of
from legwork.trade.permits.contracts.permit_request import Requirements
from legwork.trade.permits.permit import Reservation, ReservationStatus
from legwork.trade.permits.receipt import PAYMENT, Receipt
from legwork.usecases.read_task import TaskReading


class ReservationCounts(BaseModel):
    """Number of a permit's reservations by status."""

    total: int
    reserved: int
    billed: int


class AmountTotals(BaseModel):
    """Sums of a permit's reservations, in cents."""

    total: int
    billed: int


class PermitView(BaseModel):
    """A permit with its counts and totals."""

    id: str
    holder: str
    reservations: ReservationCounts
    amount_cents: AmountTotals
    requirements: Requirements

    @classmethod
    def of(cls, permit: dict[str, Any], reservations: Iterable[Reservation]) -> PermitView:
        """Show a permit."""
        counts, cents = dict.fromkeys(ReservationStatus, 0), dict.fromkeys(ReservationStatus, 0)
        for reservation in reservations:
            counts[reservation.status] += 1
            cents[reservation.status] += reservation.amount_cents
        billed, reserved = ReservationStatus.BILLED, ReservationStatus.RESERVED
        return cls(
            id=permit["permit"],
            holder=permit["holder"],
            reservations=ReservationCounts(
                total=sum(counts.values()), reserved=counts[reserved], billed=counts[billed]
            ),
            amount_cents=AmountTotals(total=sum(cents.values()), billed=cents[billed]),
            requirements=Requirements(**permit["requirements"]),
        )


class PermitListView(BaseModel):
    """A page of permits, by number and holder."""

    permits: list[NamedView]
    next_cursor: str | None


class SavedPermitView(PermitView):
    """A permit that was saved at once, with what came of the save."""

    saved: ProgressView
    outcomes: list[OutcomeView]
    """Of the reservations that did not simply go in."""


class ReservationView(BaseModel):
    """A reservation."""

    id: str
    facility: str
    starts_at: str
    ends_at: str
    amount_cents: int
    event: str
    status: ReservationStatus
    receipt: str | None

    @classmethod
    def of(cls, reservation: Reservation) -> ReservationView:
        """Show a reservation."""
        return cls(
            id=reservation.id,
            facility=reservation.facility,
            starts_at=reservation.starts_at,
            ends_at=reservation.ends_at,
            amount_cents=reservation.amount_cents,
            event=reservation.event,
            status=reservation.status,
            receipt=reservation.receipt,
        )


class ReservationListView(BaseModel):
    """A page of a permit's reservations."""

    reservations: list[ReservationView]
    next_cursor: str | None


class LineView(BaseModel):
    """A line of a receipt."""

    reservation: str
    facility: str
    starts_at: str
    ends_at: str
    amount_cents: int

    @classmethod
    def of(cls, reservation: Reservation) -> LineView:
        """Show a billed reservation as a line."""
        return cls(
            reservation=reservation.id,
            facility=reservation.facility,
            starts_at=reservation.starts_at,
            ends_at=reservation.ends_at,
            amount_cents=reservation.amount_cents,
        )


class ReceiptView(BaseModel):
    """A receipt with a page of its lines."""

    id: str | None
    """Nothing when there was nothing to bill."""
    permit: str
    holder: str
    payment: Literal["Balance Due (Pay Later)"]
    total_cents: int
    line_count: int
    lines: list[LineView]
    outstanding: Requirements
    at: Moment | None
    next_cursor: str | None

    @classmethod
    def of(cls, receipt: Receipt, lines: list[Reservation], cursor: str | None) -> ReceiptView:
        """Show a receipt."""
        return cls(
            id=receipt.id,
            permit=receipt.permit,
            holder=receipt.holder,
            payment=PAYMENT,
            total_cents=receipt.total_cents,
            line_count=receipt.lines,
            lines=[LineView.of(line) for line in lines],
            outstanding=Requirements(**receipt.outstanding),
            at=receipt.at,
            next_cursor=cursor,
        )

    @classmethod
    def nothing(cls, permit: dict[str, Any]) -> ReceiptView:
        """The answer when every reservation is billed already: there is no receipt."""
        return cls(
            id=None,
            permit=permit["permit"],
            holder=permit["holder"],
            payment=PAYMENT,
            total_cents=0,
            line_count=0,
            lines=[],
            outstanding=Requirements(**permit["requirements"]),
            at=None,
            next_cursor=None,
        )


class PostingView(BaseModel):
    """A posting on a holder's account."""

    receipt: str
    amount_cents: int
    at: Moment


class HolderView(BaseModel):
    """A holder's account with a page of its postings, oldest first."""

    id: str
    balance_cents: int
    postings: list[PostingView]
    next_cursor: str | None


class HolderListView(BaseModel):
    """A page of holders' accounts, by name."""

    holders: list[NamedView]
    next_cursor: str | None


class JobView(BaseModel):
    """A background job of a permit."""

    id: str
    number: int
    type: str
    user: str
    started_at: Moment | None
    ended_at: Moment | None
    warnings: int
    errors: int
    status: Status
    href: str
    result: str | None

    @classmethod
    def of(cls, reading: TaskReading) -> JobView:
        """Show a task as a background job."""
        task, counts = reading.task, reading.progress.counts
        kind = kinds.all_kinds().get(task.kind)
        return cls(
            id=task.ref.id,
            number=task.number,
            type=kind.title if kind else task.kind,
            user=task.launched_by.name,
            started_at=task.started_at,
            ended_at=task.ended_at,
            warnings=counts.warnings,
            errors=counts.errors,
            status=status_of(task.state, counts),
            href=f"/v1/tasks/{task.ref.id}",
            result=task.result.href if task.result else None,
        )


class JobListView(BaseModel):
    """The last background jobs of a permit, newest first."""

    jobs: list[JobView]
