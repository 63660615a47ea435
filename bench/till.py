"""The payment service: its calls are counted, and take their time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bench import meter
from bench.meter import Meter
from legwork.domain.charge import Answer, Order
from legwork.testing.clock import FrozenClock
from legwork.testing.payments import MemoryPayments

MILLISECONDS: Final = 700
"""What a payment takes."""


@dataclass(frozen=True, slots=True)
class Till:
    """Carries orders out in memory."""

    service: MemoryPayments
    clock: FrozenClock
    meter: Meter

    def carry_out(self, order: Order) -> Answer:
        """Take a payment."""
        self._count()
        return self.service.carry_out(order)

    def find(self, order: Order, *, since: datetime) -> Answer | None:
        """What became of an order."""
        self._count()
        return self.service.find(order, since=since)

    def _count(self) -> None:
        self.meter.add(meter.PAYMENT_CALLS)
        if self.meter.running:
            self.clock.advance(timedelta(milliseconds=MILLISECONDS))
            self.meter.add(meter.MILLISECONDS, MILLISECONDS)
