"""Autopilot in a world: an owner who keeps workflows, and a scheduler that may refuse them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from legwork.domain.errors import InvalidInput
from legwork.domain.permission import Caller
from legwork.domain.workflow import Workflow
from legwork.store import workflows
from legwork.testing.faults import Faults
from legwork.testing.fleet import Fleet
from legwork.testing.schedules import MemorySchedules
from legwork.usecases.catch_up_schedule import DEAD_AFTER
from legwork.usecases.edit_workflow import (
    WorkflowInput,
    add_workflow,
    change_workflow,
    delete_workflow,
)

ANA = Caller.of(account="parkside", sub="ana", name="Ana", groups=["owner"])
NEVER = "cron(0 6 31 2 ? *)"
"""Looks like a schedule, but the scheduler refuses it."""


@dataclass(slots=True)
class Scheduler(MemorySchedules):
    """Schedules whose calls go through the faults of a world."""

    faults: Faults = field(default_factory=Faults)
    refused: set[str] = field(default_factory=lambda: {NEVER})
    """Expressions that it does not take."""

    def put(self, workflow: Workflow) -> None:
        """Make or change the schedule."""
        self.faults.through("schedules.put", lambda: self._put(workflow), writes=True)

    def _put(self, workflow: Workflow) -> None:
        if workflow.schedule in self.refused:
            raise InvalidInput.of("schedule", "there is no such moment")
        self.by_id[workflow.id] = workflow

    def remove(self, workflow: Workflow) -> None:
        """Remove the schedule."""
        self.faults.through(
            "schedules.remove", lambda: self.by_id.pop(workflow.id, None), writes=True
        )


class Pilot:
    """What an owner does with workflows.

    Args:
        fleet: where they are.
        like: one to begin as a copy of.
    """

    def __init__(self, fleet: Fleet | None = None, *, like: Pilot | None = None) -> None:
        self.fleet: Fleet = fleet or Fleet(like=like.fleet if like else None, faults=Faults())
        self.schedules = Scheduler({}, self.fleet.faults)
        self.schedules.by_id.update(like.schedules.by_id if like else {})
        self.fleet.schedules = self.schedules

    def add(
        self, given: WorkflowInput, caller: Caller = ANA, *, key: str | None = None
    ) -> Workflow:
        """``POST /v1/autopilots``."""
        return add_workflow(
            given,
            caller=caller,
            login=f"owner@{caller.account}",
            database=self.fleet.database,
            schedules=self.fleet.schedules,
            clock=self.fleet.clock,
            ids=self.fleet.ids,
            key=key,
            fingerprint=given.name,
        )

    def change(self, workflow: str, given: WorkflowInput, caller: Caller = ANA) -> Workflow:
        """``PUT /v1/autopilots/{id}``."""
        return change_workflow(
            workflow,
            given,
            caller=caller,
            login=f"owner@{caller.account}",
            database=self.fleet.database,
            schedules=self.fleet.schedules,
            clock=self.fleet.clock,
        )

    def delete(self, workflow: str, caller: Caller = ANA) -> None:
        """``DELETE /v1/autopilots/{id}``."""
        delete_workflow(
            workflow,
            caller=caller,
            database=self.fleet.database,
            schedules=self.fleet.schedules,
            clock=self.fleet.clock,
        )

    def there(self) -> list[Workflow]:
        """The workflows as owners see them."""
        return workflows.list_all(self.fleet.tables, "parkside")

    def recover(self) -> None:
        """Whoever has died is dead for good; the watchdog comes, and comes again."""
        self.fleet.faults.plan = lambda _call: None
        self.fleet.clock.advance(DEAD_AFTER)
        self.fleet.watch()
        self.fleet.clock.advance(timedelta(minutes=1))
        self.fleet.watch()

    def check(self) -> None:
        """Rows and schedules agree, and nothing is left over of either."""
        assert {one.id: _told(one) for one in self.there()} == {
            name: _told(one) for name, one in self.schedules.by_id.items()
        }
        rows = self.fleet.tables.tasks.rows
        ours = [row for key, row in rows.items() if key.partition.endswith("#AUTOPILOT")]
        assert len(ours) == len(self.there())
        assert not any("behind_since" in row for row in ours)


def _told(workflow: Workflow) -> tuple[str, str, bool]:
    """What the scheduler is told of a workflow."""
    return workflow.schedule, workflow.timezone, workflow.enabled


def daily(name: str = "Daily", *, schedule: str = "rate(1 day)") -> WorkflowInput:
    """A workflow."""
    return WorkflowInput(
        name=name,
        kind="permit_billout",
        params={"permit": "P-1", "reservations": None},
        schedule=schedule,
        timezone="America/New_York",
        enabled=True,
    )
