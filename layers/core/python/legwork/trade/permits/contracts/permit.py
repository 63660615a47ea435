"""Permits, receipts and holders as callers see them."""

from __future__ import annotations

from typing import Any, Literal

from legwork import kinds
from legwork.contracts.directory import NamedView
from legwork.contracts.model import Model
from legwork.contracts.moment import Moment
from legwork.contracts.outcome import OutcomeView
from legwork.contracts.progress import ProgressView
from legwork.domain.task import Status, status_of
from legwork.trade.permits.contracts.permit_request import Requirements
from legwork.trade.permits.counts import Counts
from legwork.trade.permits.receipt import PAYMENT, Receipt
from legwork.trade.permits.reservation import Reservation
from legwork.usecases.read_task import TaskReading


class ReservationCounts(Model):
    """Number of a permit's reservations by status."""

    total: int
    """All of them."""
    reserved: int
    """The others: not on a receipt yet."""
    cancelled: int
    """Those that are cancelled: they are never billed."""
    billed: int
    """On a receipt. A bill-out that is running counts when it ends and its receipt is there."""


class AmountTotals(Model):
    """Sums of a permit's reservations, in cents."""

    total: int
    """Of all reservations that are not cancelled."""
    billed: int
    """Of those that are on a receipt: the sum of the permit's receipts."""


class PermitView(Model):
    """A permit with its counts and totals."""

    id: str
    """Number of the permit."""
    holder: str
    """Whose permit it is."""
    reservations: ReservationCounts
    """How many reservations it has."""
    amount_cents: AmountTotals
    """What they cost, in cents."""
    requirements: Requirements
    """What checkout would ask for."""

    @classmethod
    def of(cls, permit: dict[str, Any], counts: Counts) -> PermitView:
        """Show a permit."""
        return cls(
            id=permit["permit"],
            holder=permit["holder"],
            reservations=ReservationCounts(
                total=counts.total,
                reserved=counts.total - counts.cancelled - counts.billed,
                cancelled=counts.cancelled,
                billed=counts.billed,
            ),
            amount_cents=AmountTotals(total=counts.total_cents, billed=counts.billed_cents),
            requirements=Requirements(**permit["requirements"]),
        )


class PermitListView(Model):
    """A page of permits, by number and holder."""

    permits: list[NamedView]
    """In the order of the ids and names that begin so."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


class SavedPermitView(PermitView):
    """A permit that was saved at once, with what came of the save."""

    saved: ProgressView
    """How many reservations the save was about, and what became of them."""
    outcomes: list[OutcomeView]
    """Of the reservations that did not simply go in."""


class LineView(Model):
    """A line of a receipt."""

    reservation: str
    """Id of the reservation."""
    facility: str
    """What was reserved."""
    starts_at: str
    """When it begins, local to the facility."""
    ends_at: str
    """When it ends, local to the facility."""
    amount_cents: int
    """What it costs, in cents."""

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


class ReversedView(Model):
    """What undos have taken back of a receipt, by postings against its own."""

    void: bool
    """Whether nothing is left of it."""
    line_count: int
    """Number of lines taken back: their reservations can be billed again."""
    amount_cents: int
    """What they came to, in cents."""
    at: Moment | None
    """When the last of them were."""

    @classmethod
    def of(cls, receipt: Receipt) -> ReversedView | None:
        """Show what was taken back, if anything."""
        if not receipt.reversed_lines:
            return None
        return cls(
            void=receipt.void,
            line_count=receipt.reversed_lines,
            amount_cents=receipt.reversed_cents,
            at=receipt.reversed_at,
        )


class ReceiptView(Model):
    """A receipt with a page of its lines."""

    id: str | None
    """Nothing when there was nothing to bill."""
    permit: str
    """Number of the permit."""
    holder: str
    """Whose account it was posted to."""
    payment: Literal["Balance Due (Pay Later)"]
    """How it is to be paid."""
    total_cents: int
    """Sum of all lines, in cents."""
    line_count: int
    """Number of all lines."""
    lines: list[LineView]
    """The lines of this page."""
    outstanding: Requirements
    """What checkout would have asked for."""
    at: Moment | None
    """When it was posted."""
    reversed: ReversedView | None
    """What undos have taken back of it, if anything."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""

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
            reversed=ReversedView.of(receipt),
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
            reversed=None,
            next_cursor=None,
        )


class PostingView(Model):
    """A posting on a holder's account."""

    receipt: str
    """Id of the receipt."""
    amount_cents: int
    """What it added to the balance, in cents."""
    at: Moment
    """When it was posted."""
    counters: str | None
    """Id of the receipt whose posting it takes back, in part or whole, if it does."""


class HolderView(Model):
    """A holder's account with a page of its postings, oldest first."""

    id: str
    """Name of the holder."""
    balance_cents: int
    """Sum of all postings, in cents."""
    postings: list[PostingView]
    """The postings of this page."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


class HolderListView(Model):
    """A page of holders' accounts, by name."""

    holders: list[NamedView]
    """In the order of the ids and names that begin so."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


class JobView(Model):
    """A background job of a permit."""

    id: str
    """Id of the task."""
    number: int
    """Its job number."""
    type: str
    """Title of its kind; of an undo, with that before it."""
    user: str
    """Name of who launched it."""
    started_at: Moment | None
    """When its work began."""
    ended_at: Moment | None
    """When it ended."""
    warnings: int
    """Reservations that somebody should look at."""
    errors: int
    """Reservations that were not done."""
    status: Status
    """How people read its state."""
    href: str
    """Path of the task."""
    result: str | None
    """Path of what it points to."""

    @classmethod
    def of(cls, reading: TaskReading) -> JobView:
        """Show a task as a background job."""
        task, counts = reading.task, reading.progress.counts
        kind = kinds.all_kinds().get(task.kind)
        return cls(
            id=task.ref.id,
            number=task.number,
            type=f"{'Undo: ' if task.undo_of else ''}{kind.title if kind else task.kind}",
            user=task.launched_by.name,
            started_at=task.started_at,
            ended_at=task.ended_at,
            warnings=counts.warnings,
            errors=counts.errors,
            status=status_of(task.state, counts),
            href=f"/v1/tasks/{task.ref.id}",
            result=task.result.href if task.result else None,
        )


class JobListView(Model):
    """The last background jobs of a permit, newest first."""

    jobs: list[JobView]
    """At most 25."""
