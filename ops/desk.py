"""The operators' desk: the use cases on one stack, wired by the stack's own outputs."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Protocol

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from legwork import bootstrap, kinds
from legwork.adapters import chronicle, clients
from legwork.adapters.dead_letters import DeadLetterQueue, SqsDeadLetters
from legwork.domain.act import ActVia, Doer, moment
from legwork.domain.errors import InvalidInput, LegworkError
from legwork.domain.hold import Hold
from legwork.domain.retention import Retention
from legwork.domain.task import TaskRef, TaskState
from legwork.ports import Clock, Database, Files, Queues
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.store import costs, holds, limits, trail, turns
from legwork.usecases.cancel_task import cancel_task
from legwork.usecases.operate import (
    Active,
    active_tasks,
    announce_again,
    find_active,
    hold_for_operators,
    note_redrive,
    release_for_operators,
    set_limits,
)

SOURCES = {
    "planning": "Planning",
    "tokens": "Tokens",
    "deliveries": "Deliveries",
    "charges": "Charges",
    "making": "Making",
    "purge": "Purge",
    "feedback": "Feedback",
    "webhooks": "Webhooks",
}
"""Dead-letter queues whose messages come from a queue."""
OTHERS = {"announce": "Announce", "events": "Events", "autopilot": "Autopilot"}
_LINE, _ACTS = 1_000, 10


class NoStack(Exception):
    """There is no such stack of Legwork here."""


REFUSALS = (LegworkError, NoStack, BotoCoreError, ClientError)
"""What an operator may meet: each says in a sentence what is wrong. All else is a defect."""


class DeadLetters(Protocol):
    """The dead-letter queues."""

    def names(self) -> list[str]:
        """Those whose messages can be sent again."""
        ...

    def counts(self) -> dict[str, int]:
        """About how many messages are in each."""
        ...

    def redrive(self, name: str) -> int:
        """Send the messages of one to where they come from; answers how many."""
        ...


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What operators do, and what they see: plain values for whoever prints them."""

    operator: Doer
    database: Database
    queues: Queues
    files: Files
    clock: Clock
    retention: Retention
    dead: DeadLetters

    def tasks(self, *, stuck: bool = False, account: str | None = None) -> list[dict[str, Any]]:
        """The tasks that have not ended."""
        now = self.clock.now()
        found = active_tasks(self.database, account=account)
        return [_told(active) for active in found if not stuck or active.is_stuck(now)]

    def account(self, name: str) -> dict[str, Any]:
        """An account at a glance."""
        hold = holds.of_account(self.database, name)
        newest = trail.newest_first(self.database, name)
        return {
            "account": name,
            "hold": {"at": moment(hold.at), "reason": hold.reason} if hold else None,
            "limits": asdict(limits.of_account(self.database, name)),
            "running": turns.taken(self.database, name),
            "waiting": len(turns.first_waiting(self.database, name, _LINE)),
            "acts": [{"task": None, **act.told()} for act in islice(newest, _ACTS)],
        }

    def hold(
        self, reason: str, *, account: str | None = None, kind: str | None = None
    ) -> list[str]:
        """Put an account, a kind or, without either, every kind on hold."""
        paused = hold_for_operators(
            Hold(self.clock.now(), None, reason),
            by=self.operator,
            account=account,
            of_kinds=_kinds(account, kind),
            database=self.database,
            queues=self.queues,
            clock=self.clock,
        )
        return [ref.id for ref in paused]

    def release(self, *, account: str | None = None, kind: str | None = None) -> None:
        """Lift it."""
        release_for_operators(
            by=self.operator,
            account=account,
            of_kinds=_kinds(account, kind),
            database=self.database,
            clock=self.clock,
        )

    def cancel(self, task_id: str, reason: str) -> dict[str, Any]:
        """Cancel a task; answers its receipt."""
        task = cancel_task(
            find_active(self.database, task_id),
            by=self.operator,
            reason=reason,
            database=self.database,
            files=self.files,
            queues=self.queues,
            clock=self.clock,
            retention=self.retention,
        )
        return {"task": task.ref.id, "total": task.total, "done": task.counts.done}

    def dead_counts(self) -> dict[str, int]:
        """The dead messages of each queue."""
        return self.dead.counts()

    def redrive(self, queue: str) -> int:
        """Send dead messages again."""
        if queue not in self.dead.names():
            raise InvalidInput.of("queue", f"one of {', '.join(self.dead.names())}")
        note_redrive(queue, by=self.operator, database=self.database, clock=self.clock)
        return self.dead.redrive(queue)

    def announce_again(self, account: str, task_id: str) -> None:
        """Announce the end of a task once more."""
        ref = TaskRef(account, task_id)
        announce_again(ref, by=self.operator, database=self.database, clock=self.clock)

    def cost(self, account: str, month: str | None) -> list[dict[str, Any]]:
        """What an account's tasks have cost in a month, such as 2026-11, by kind."""
        of = month or f"{self.clock.now():%Y-%m}"
        return [
            {
                "kind": one.kind,
                "tasks": one.tasks,
                "units_written": one.cost.spent.writes,
                "units_read": one.cost.spent.reads,
                "mails": one.cost.mails,
                "dollars": f"{one.cost.billionths / 1e9:.4f}",
            }
            for one in costs.of_month(self.database, account, of)
        ]

    def limits(self, account: str, changes: Mapping[str, int | None]) -> dict[str, int | None]:
        """The limits of an account, some of them set first."""
        if changes:
            set_limits(account, changes, by=self.operator, database=self.database, clock=self.clock)
        return asdict(limits.of_account(self.database, account))


def _kinds(account: str | None, kind: str | None) -> list[str]:
    if account is not None:
        return []
    return [kind] if kind is not None else sorted(kinds.all_kinds())


def _told(active: Active) -> dict[str, Any]:
    task = active.task
    why = task.pause.reason if task.pause else None
    if task.state is TaskState.QUEUED and not task.turn:
        why = "waits for a turn, or for the end of a hold"
    return {
        "account": task.ref.account,
        "id": task.ref.id,
        "number": task.number,
        "kind": task.kind,
        "state": task.state.value,
        "why": why or "",
        "moved_at": moment(active.moved_at),
    }


def desk_on_aws(stack: str) -> Desk:
    """The desk of a stack on AWS, by the credentials of whoever runs this.

    Args:
        stack: name of the CloudFormation stack, such as legwork-prod.

    Raises:
        NoStack: it is another one's.
    """
    (found,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())}
    if "TasksTable" not in outputs:
        raise NoStack(f"The stack '{stack}' is none of Legwork: name one such as legwork-prod.")
    return _desk(outputs, stage=stack.rpartition("-")[2])


def desk_embedded(outputs: Mapping[str, str], *, endpoint_url: str, region: str) -> Desk:
    """The desk of the embedded stack of this machine."""
    os.environ.update(
        AWS_ENDPOINT_URL=endpoint_url,
        AWS_REGION=region,
        AWS_DEFAULT_REGION=region,
        AWS_ACCESS_KEY_ID="000000000000",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 -- the emulator's
    )
    return _desk(outputs, stage="local")


def _desk(outputs: Mapping[str, str], *, stage: str) -> Desk:
    completed, cancelled = (
        int(outputs.get(f"{name}RetentionSeconds", usual))
        for name, usual in (("Completed", 60 * 86_400), ("Cancelled", 600))
    )
    of = ManageTasksSettings(
        stage=stage,
        tasks_table=outputs["TasksTable"],
        records_table=outputs["RecordsTable"],
        files_bucket=outputs["FilesBucket"],
        planning_queue_url=outputs["PlanningQueueUrl"],
        tokens_queue_url=outputs["TokensQueueUrl"],
        deliveries_queue_url=outputs["DeliveriesQueueUrl"],
        charges_queue_url=outputs["ChargesQueueUrl"],
        making_queue_url=outputs["MakingQueueUrl"],
        purge_queue_url=outputs["PurgeQueueUrl"],
        completed_retention_seconds=completed,
        cancelled_retention_seconds=cancelled,
        # Of these, operators use none: they answer no calls, and give out no turns.
        running_tasks_max=0,
        mails_per_second=1,
        requests_per_second=1,
        requests_at_once=1,
    )
    sources = {name: outputs[f"{part}QueueUrl"] for name, part in SOURCES.items()}
    dead = {
        name: DeadLetterQueue(outputs[f"{part}DeadQueueUrl"], sources.get(name))
        for name, part in {**SOURCES, **OTHERS}.items()
    }
    database = bootstrap.database(of)
    # Its lines are for the logs of functions; here they would stand among the answers.
    chronicle.hush()
    return Desk(
        operator=_operator(),
        database=database,
        queues=bootstrap.queues(of),
        files=bootstrap.files(of.files_bucket),
        clock=bootstrap.clock(),
        retention=Retention(timedelta(seconds=completed), timedelta(seconds=cancelled)),
        dead=SqsDeadLetters(clients.make("sqs", clients.PLAIN), dead),
    )


def _operator() -> Doer:
    """Whoever runs this, as IAM knows them."""
    arn = boto3.client("sts").get_caller_identity()["Arn"]
    return Doer(arn, arn.replace("/", ":").rpartition(":")[2], ActVia.OPERATOR)
