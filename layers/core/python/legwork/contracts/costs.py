"""What an account's tasks have cost over a month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from legwork.contracts.cost import CostView
from legwork.contracts.model import Model
from legwork.domain.spent import Cost
from legwork.store.costs import KindCost

MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"
"""How a month is written."""


class KindCostView(Model):
    """What the tasks of one kind have cost."""

    kind: str
    """Name of the kind."""
    tasks: int
    """How many have ended."""
    cost: CostView
    """What they cost, all together."""


class MonthlyCostView(Model):
    """What the account's tasks have cost that ended in a month, UTC, and are announced."""

    month: Annotated[str, Field(pattern=MONTH)]
    """Which one, as in ``2026-11``."""
    tasks: int
    """How many have ended."""
    cost: CostView
    """What they cost, all together."""
    kinds: list[KindCostView]
    """The same by kind, the dearest first."""

    @classmethod
    def of(cls, month: str, found: Iterable[KindCost]) -> MonthlyCostView:
        """Show a month."""
        every = list(found)
        return cls(
            month=month,
            tasks=sum(one.tasks for one in every),
            cost=CostView.of(sum((one.cost for one in every), Cost())),
            kinds=[
                KindCostView(kind=one.kind, tasks=one.tasks, cost=CostView.of(one.cost))
                for one in every
            ],
        )
