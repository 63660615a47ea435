"""How long quiet accounts wait on the embedded stack while five others flood its queue."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final

from bench.embedded import flood, place, rate, tenants
from bench.fairness.rounds import full_round
from bench.stack import NotDone
from infra.stages import STAGES
from legwork.adapters.database import DynamoDatabase
from legwork.store import tasks
from tests.e2e.park import Park
from tests.e2e.person import Person

QUIET: Final = tuple(f"quiet-{number}" for number in range(3))
TARGETS: Final = 200
PERMIT: Final = "QUIET"
_APART: Final = 5.0
"""Seconds after which the next quiet account comes."""
_LOOK_SECONDS: Final = 2.0
_HOPELESS: Final = 900.0
"""Seconds that nobody waits on any machine."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How the stack is set up, and how much the flood has to do."""

    workers: int
    slice: int
    """Seconds."""
    running_max: int | None
    """The cap on running tasks of an account; none when all that are launched may run."""
    targets: int
    """Of each task of the flood that runs: more than is done until the last quiet one ends."""


SETTINGS: Final = (
    Setting(workers=4, slice=1, running_max=1, targets=25_000),
    Setting(workers=16, slice=1, running_max=1, targets=25_000),
    Setting(workers=16, slice=1, running_max=None, targets=19_000),
)


@dataclass(frozen=True, slots=True)
class Quiet:
    """One quiet task; times in seconds."""

    planning: float
    """From its launch until it is being planned."""
    first: float
    """From its launch to its first batch."""
    seconds: float
    """From its launch to its end."""
    slices: int
    """Slices of the flood that were begun between its planning and its first batch."""
    page: float
    """The slowest answer to its owner, who looks at it all the while."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The quiet tasks of one setting."""

    setting: Setting
    lanes: int
    """Active ones of the flood when the first quiet task was launched."""
    left: int
    """Of these, how many had work left when the last quiet task had ended."""
    alone: list[Quiet]
    """On an idle stack."""
    beside: list[Quiet]
    """While the flood runs."""
    load: float
    """Of the machine before the flood."""

    @property
    def bound(self) -> float:
        """One slice for each full round of the active lanes, in seconds."""
        setting = self.setting
        return full_round(lanes=self.lanes, workers=setting.workers, slice_=setting.slice)


def measure(park: Park) -> Iterator[Waits]:
    """Quiet tasks alone and beside the flood, in each setting."""
    tables = place.database(park)
    owners = tenants.move_in(park, [*flood.ACCOUNTS, *QUIET])
    for setting in SETTINGS:
        with _set_up(park, setting):
            yield _waits(park, tables, owners, setting)


@contextmanager
def _set_up(park: Park, setting: Setting) -> Iterator[None]:
    with ExitStack() as until_the_end:
        enter = until_the_end.enter_context
        enter(park.scaled("TokensQueueUrl", setting.workers))
        enter(park.configured("run_job", SLICE_SECONDS=setting.slice))
        cap = setting.running_max or flood.TASKS
        enter(park.configured("plan_task", LANES_MAX=flood.LANES, RUNNING_TASKS_MAX=cap))
        enter(park.configured("announce", RUNNING_TASKS_MAX=cap))
        # As on AWS: here the watchdog would take lanes for still that only wait for their turn.
        still = STAGES["prod"].stalled_after
        watching = {"RUNNING_TASKS_MAX": cap, "STALLED_AFTER_SECONDS": still}
        enter(park.configured("watchdog", **watching))
        yield


def _waits(
    park: Park, tables: DynamoDatabase, owners: Mapping[str, Person], setting: Setting
) -> Waits:
    # The functions that a quiet task needs are awake when it is measured.
    _watched(tables, owners, QUIET[:1])
    idle = [_watched(tables, owners, [account]) for account in QUIET]
    alone = [one.found(tables, []) for watches in idle for one in watches]
    load = os.getloadavg()[0]
    with flood.flooded(
        park,
        tables,
        owners,
        workers=setting.workers,
        running=setting.running_max or flood.TASKS,
        targets=setting.targets,
    ) as running:
        watches = _watched(tables, owners, QUIET)
        left = running.lanes_left()
    lanes = running.lanes
    bound = full_round(lanes=lanes, workers=setting.workers, slice_=setting.slice)
    slices = running.slices(apart=timedelta(seconds=bound / 2))
    beside = [one.found(tables, slices) for one in watches]
    return Waits(setting, lanes, left, alone, beside, load)


class _Watch:
    """Somebody who launches a quiet task and looks at it until it has ended."""

    def __init__(self, owner: Person, account: str) -> None:
        self._owner = owner
        self._begin = datetime.now(UTC)
        self._path = owner.launched("POST", f"/v1/permits/{PERMIT}/billout")
        self._ref = flood.ref_of(account, self._path)
        self._page = 0.0
        self.ended = False

    def look(self) -> None:
        """Ask for its page."""
        before = monotonic()
        task = self._owner.get(self._path)
        self._page = max(self._page, monotonic() - before)
        self.ended = task["ended_at"] is not None

    def found(self, tables: DynamoDatabase, slices: Sequence[datetime]) -> Quiet:
        """How it went, when it has ended.

        Args:
            tables: of the stack.
            slices: when each slice of the flood was begun.

        Raises:
            NotDone: not everything was billed.
        """
        task = tasks.load(tables, self._ref)
        if task is None or task.counts.succeeded != TARGETS:
            raise NotDone(f"not everything was billed: {task}")
        if task.started_at is None or task.ended_at is None:
            raise NotDone(f"not ended: {task}")
        first = min(rate.begun(tables, task))
        return Quiet(
            planning=(task.started_at - self._begin).total_seconds(),
            first=(first - self._begin).total_seconds(),
            seconds=(task.ended_at - self._begin).total_seconds(),
            slices=sum(task.started_at < slice_ < first for slice_ in slices),
            page=self._page,
        )


def _watched(
    tables: DynamoDatabase, owners: Mapping[str, Person], accounts: Sequence[str]
) -> list[_Watch]:
    """Let accounts launch a task each, one some seconds after the other, until all have ended."""
    for account in accounts:
        place.store_permit(tables, TARGETS, account=account, permit=PERMIT)
    begin, watches = monotonic(), list[_Watch]()
    while len(watches) < len(accounts) or not all(one.ended for one in watches):
        since = monotonic() - begin
        if since > _HOPELESS:
            raise NotDone(f"a quiet task waits for more than {_HOPELESS:.0f} s")
        if len(watches) < len(accounts) and since >= _APART * len(watches):
            account = accounts[len(watches)]
            watches.append(_Watch(owners[account], account))
        time.sleep(_LOOK_SECONDS)
        for one in watches:
            if not one.ended:
                one.look()
    return watches
