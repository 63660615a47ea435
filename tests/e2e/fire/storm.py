"""What goes wrong: answers of AWS are disturbed, and workers are killed."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.disturbance import Trouble, noted
from local.emulator import DISTURBANCE
from local.killer import KILLED

SHARES = {
    Trouble.THROTTLED: 0.01,
    # Of writes to DynamoDB alone.
    Trouble.CONFLICT: 0.04,
    Trouble.FAILED: 0.01,
    Trouble.LOST: 0.01,
    Trouble.LATE: 0.06,
}
"""Shares of the calls of functions to DynamoDB, SQS and SES."""
MUST_DIE = ("run_job", "deliver")
"""Functions of which at least a quarter of all kills are: without them a storm proves little."""


class Storm:
    """Rages over a stack that can be disturbed.

    Args:
        seed: of all dice.
        kills: so many workers are to die; two at least.
    """

    def __init__(self, seed: int, kills: int) -> None:
        self._orders = Path(os.environ[DISTURBANCE])
        self._seed, self._kills, self._share = seed, kills, max(1, kills // 4)

    @contextmanager
    def raging(self) -> Iterator[None]:
        """Everything goes wrong meanwhile."""
        # Here, since the CDK is loaded with it: every process of a test run collects this file.
        from infra.constructs.queues import PLANNING_ATTEMPTS

        # A planning that dies every time is given up, as it should be.
        plannings = PLANNING_ATTEMPTS - 1
        # However many of the others die, there are enough left for each of these.
        kills = {**dict.fromkeys(MUST_DIE, self._kills - self._share), "plan_task": plannings}
        in_all = self._kills + plannings
        orders = {"seed": self._seed, "shares": SHARES, "kills": kills, "kills_in_all": in_all}
        noted(self._orders).unlink(missing_ok=True)
        draft = self._orders.with_suffix(".draft")
        draft.write_text(json.dumps(orders))
        draft.rename(self._orders)
        try:
            yield
        finally:
            self._orders.unlink()

    @property
    def killed(self) -> Counter[str]:
        """Workers killed in the middle of a call, by function."""
        return Counter(entry["of"] for entry in self._notes() if entry["what"] == KILLED)

    @property
    def disturbances(self) -> Counter[str]:
        """Calls that were disturbed, by what became of them."""
        return Counter(entry["what"] for entry in self._notes() if entry["what"] != KILLED)

    @property
    def disturbed(self) -> Counter[str]:
        """The same by what was called."""
        return Counter(entry["of"] for entry in self._notes() if entry["what"] != KILLED)

    @property
    def is_over(self) -> bool:
        """Whether as many workers have been killed as should be, and of the right functions."""
        killed = self.killed
        enough = all(killed[function] >= self._share for function in MUST_DIE)
        return enough and killed.total() >= self._kills

    def _notes(self) -> list[dict[str, str]]:
        if not noted(self._orders).exists():
            return []
        # The last line may be half written.
        *whole, _ = noted(self._orders).read_text().split("\n")
        return [json.loads(line) for line in whole]
