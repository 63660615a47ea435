"""Reservations as callers see them."""

from __future__ import annotations

from legwork.contracts.model import Model
from legwork.trade.permits.reservation import Reservation, ReservationStatus


class ReservationView(Model):
    """A reservation."""

    id: str
    """Id of the reservation."""
    facility: str
    """What is reserved."""
    starts_at: str
    """When it begins, local to the facility."""
    ends_at: str
    """When it ends, local to the facility."""
    amount_cents: int
    """What it costs, in cents."""
    event: str
    """What for."""
    setup_minutes: int
    """Minutes that its facility is taken before it begins; they count in conflicts."""
    teardown_minutes: int
    """Minutes that its facility is taken after it ends."""
    status: ReservationStatus
    """Whether it is reserved, billed or cancelled."""
    receipt: str | None
    """Id of the receipt on which it is billed."""

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
            setup_minutes=reservation.setup_minutes,
            teardown_minutes=reservation.teardown_minutes,
            status=reservation.status,
            receipt=reservation.receipt,
        )


class ChangedReservationView(ReservationView):
    """A reservation that was changed."""

    warning: str | None
    """Who else has the facility at that time, if it was saved all the same."""

    @classmethod
    def after(cls, reservation: Reservation, warning: str | None) -> ChangedReservationView:
        """Show a reservation after its change."""
        return cls(**ReservationView.of(reservation).model_dump(), warning=warning)


class ReservationListView(Model):
    """A page of a permit's reservations."""

    reservations: list[ReservationView]
    """The reservations of this page."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""
