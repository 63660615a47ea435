"""What a task has cost, as callers see it."""

from __future__ import annotations

from legwork.contracts.model import Model
from legwork.domain.spent import Cost


class CostView(Model):
    """What a task has cost so far: units of the tables, as DynamoDB counted them, and mails.

    At the list prices of us-east-1. Not in it: the time of functions, messages and files, some
    hundredths of the whole, and what a payment service takes.
    """

    dollars: float
    """All of it, in dollars."""
    write_units: int
    """Units of writing; a write within a transaction takes two."""
    read_units: int
    """Units of reading."""
    mails: int
    """Mails that the mail service took; of a task that charges cards they are not told apart from
    its orders, and not counted."""

    @classmethod
    def of(cls, cost: Cost) -> CostView:
        """Show a cost."""
        return cls(
            dollars=cost.dollars,
            write_units=cost.spent.writes,
            read_units=cost.spent.reads,
            mails=cost.mails,
        )
