"""What each function may do: the one place to read, and to change, permissions.

Receiving from an event source and writing logs come with the construct; everything else is here.
No function scans a table, and none may touch what its row below does not name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from aws_cdk import Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from infra.constructs.autopilot import Autopilot
from infra.constructs.completion_events import CompletionEvents
from infra.constructs.files_bucket import INCOMING, REPORTS, UPLOADS, FilesBucket
from infra.constructs.mail import Mail
from infra.constructs.payments import Payments
from infra.constructs.queues import Queues
from infra.constructs.staff import Staff
from infra.constructs.tables import Tables

QueueName = Literal["planning", "tokens", "deliveries", "charges", "making", "purge", "webhooks"]
IndexName = Literal["by_launcher", "by_subject", "active"]

# Of the tasks table.
READ: Final = ("GetItem", "BatchGetItem", "Query")
# TransactWriteItems is allowed by the actions it is made of.
WRITE: Final = ("PutItem", "UpdateItem")
WRITE_MANY: Final = ("BatchWriteItem",)

# Of the trail, which lies in the tasks table: whoever acts writes the next row and the head. Nobody
# changes or removes a row of it, whatever else the function may do to the table.
TRAIL: Final = ("GetItem", "Query", "PutItem")
TRAIL_KEYS: Final = "ACCOUNT#*#TRAIL"

# Of the records table: what every kind may read, and whatever its effects may be. A new kind
# changes no grant, hence all of them, whether or not a kind of today has such an effect.
LOOK: Final = ("BatchGetItem", "Query")
EFFECTS: Final = (*LOOK, "ConditionCheckItem", "PutItem", "UpdateItem", "DeleteItem")


@dataclass(frozen=True, kw_only=True)
class Access:
    """The permissions of one function.

    Attributes:
        tasks: DynamoDB actions on the tasks table.
        trail: Whether it may add to the trail.
        indexes: Indexes of the tasks table it may query.
        records: DynamoDB actions on the records table.
        files: S3 actions by key prefix.
        sends: Queues it may send to.
        announces: Whether it may put events on the bus.
        schedules: Whether it may make and remove schedules of Autopilot.
        mails: Whether it may send mail.
        charges: Whether it may read our key to the payment service.
        reads_secret: Whether it may read the secret that signs unsubscribe links.
        reads_staff: Whether it may look up staff members and their groups.
        counts_calls: Whether it may count the calls of accounts in the rows of their limits, and
            no other row of the tasks table.
    """

    tasks: tuple[str, ...] = ()
    trail: bool = False
    indexes: tuple[IndexName, ...] = ()
    records: tuple[str, ...] = ()
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sends: tuple[QueueName, ...] = ()
    announces: bool = False
    schedules: bool = False
    mails: bool = False
    charges: bool = False
    reads_secret: bool = False
    reads_staff: bool = False
    counts_calls: bool = False


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What permissions are about."""

    tables: Tables
    files: FilesBucket
    queues: Queues
    events: CompletionEvents
    staff: Staff
    autopilot: Autopilot
    mail: Mail
    payments: Payments


ACCESS: Final[Mapping[str, Access]] = MappingProxyType(
    {
        "launch_task": Access(
            tasks=("GetItem", "BatchGetItem", *WRITE),
            trail=True,
            records=LOOK,
            files={
                INCOMING: ("GetObject", "PutObject"),
                UPLOADS: ("GetObject", "PutObject"),
            },
            sends=("planning",),
            reads_staff=True,
        ),
        "manage_tasks": Access(
            tasks=(*READ, *WRITE, "ConditionCheckItem", "DeleteItem"),
            trail=True,
            indexes=("by_launcher", "by_subject"),
            records=EFFECTS,
            files={
                INCOMING: ("GetObject",),
                UPLOADS: ("GetObject", "PutObject"),
                REPORTS: ("GetObject", "PutObject"),
            },
            sends=("planning", "tokens", "deliveries", "charges", "making", "purge"),
        ),
        "stop_tasks": Access(
            tasks=(*READ, *WRITE, "DeleteItem"),
            trail=True,
            records=EFFECTS,
            files={UPLOADS: ("GetObject",)},
            # It knows more queues, since it reads the settings of `manage_tasks`, whose calls it
            # shares; but nothing that stops a task lets one go on.
            sends=("planning", "charges", "purge"),
        ),
        "edit_permit": Access(
            tasks=(*READ, *WRITE, *WRITE_MANY),
            trail=True,
            indexes=("by_subject",),
            records=EFFECTS,
            files={INCOMING: ("GetObject",), UPLOADS: ("GetObject", "PutObject")},
            sends=("planning",),
        ),
        "edit_records": Access(trail=True, records=EFFECTS, counts_calls=True),
        "edit_autopilot": Access(
            tasks=("GetItem", "Query", *WRITE, *WRITE_MANY), trail=True, schedules=True
        ),
        "authorize": Access(tasks=("GetItem", "UpdateItem")),
        "edit_programs": Access(
            tasks=("GetItem", "Query", *WRITE, "DeleteItem"),
            trail=True,
            sends=("webhooks",),
            counts_calls=True,
        ),
        "call_webhooks": Access(
            tasks=("GetItem", "Query", *WRITE), sends=("webhooks",), announces=True
        ),
        "plan_task": Access(
            tasks=(*READ, *WRITE, "ConditionCheckItem", "DeleteItem", *WRITE_MANY),
            trail=True,
            records=EFFECTS,
            files={UPLOADS: ("GetObject",)},
            sends=("planning", "tokens", "deliveries", "charges", "making"),
        ),
        "run_job": Access(
            tasks=(*READ, *WRITE),
            trail=True,
            records=EFFECTS,
            files={UPLOADS: ("GetObject",), REPORTS: ("PutObject",)},
            sends=("tokens", "deliveries", "charges", "making"),
        ),
        "deliver": Access(
            tasks=(*READ, "ConditionCheckItem", "UpdateItem"),
            records=EFFECTS,
            files={UPLOADS: ("GetObject",)},
            sends=("deliveries", "charges", "making"),
            mails=True,
            reads_secret=True,
        ),
        "charge_cards": Access(
            tasks=(*READ, *WRITE, "ConditionCheckItem"),
            records=EFFECTS,
            files={UPLOADS: ("GetObject",)},
            sends=("charges", "deliveries"),
            charges=True,
        ),
        "make_file": Access(
            tasks=(*READ, "UpdateItem"),
            trail=True,
            records=EFFECTS,
            files={REPORTS: ("GetObject", "PutObject")},
        ),
        "take_feedback": Access(records=("UpdateItem",), announces=True),
        "open_statement": Access(records=("BatchGetItem",), reads_secret=True),
        "unsubscribe": Access(records=("UpdateItem",), reads_secret=True),
        "read_classes": Access(records=LOOK, counts_calls=True),
        "announce": Access(
            tasks=("GetItem", "BatchGetItem", "Query", *WRITE), announces=True, sends=("planning",)
        ),
        "purge": Access(
            tasks=("GetItem", "Query", *WRITE_MANY),
            files={UPLOADS: ("DeleteObject",), REPORTS: ("DeleteObject",)},
            sends=("purge",),
        ),
        "watchdog": Access(
            tasks=(*READ, *WRITE, "ConditionCheckItem", "DeleteItem", *WRITE_MANY),
            trail=True,
            indexes=("active",),
            records=EFFECTS,
            files={UPLOADS: ("GetObject",)},
            sends=("planning", "tokens", "deliveries", "charges", "making", "purge", "webhooks"),
            announces=True,
            schedules=True,
            reads_staff=True,
        ),
        "stuck_tasks": Access(
            tasks=(*READ, *WRITE, "DeleteItem"),
            trail=True,
            indexes=("active",),
            records=EFFECTS,
            files={UPLOADS: ("GetObject",), REPORTS: ("GetObject",)},
            sends=("planning", "tokens", "deliveries", "charges", "making", "purge"),
        ),
        "close_dead": Access(
            tasks=(*READ, *WRITE, "DeleteItem"),
            trail=True,
            records=EFFECTS,
            files={UPLOADS: ("GetObject",)},
            # The last for cards in doubt of a task that it gives up: what became of them is asked.
            sends=("tokens", "making", "charges"),
        ),
    }
)


def grant(function: lambda_.Function, access: Access, parts: Parts) -> None:
    """Give a function the permissions of its row, resource by resource."""
    tables, bucket, queues = parts.tables, parts.files.bucket, parts.queues
    _allow(function, "dynamodb", access.tasks, [tables.tasks.table_arn])
    _keep_trail(function, access, tables)
    _allow(function, "dynamodb", access.records, [tables.records.table_arn])
    indexes = [_index_arn(tables.tasks, name) for name in access.indexes]
    _allow(function, "dynamodb", ("Query",), indexes)
    for prefix, actions in access.files.items():
        _allow(function, "s3", actions, [bucket.arn_for_objects(f"{prefix}*")])
    if access.files:
        # Without it, a file that does not exist is answered with 403 instead of 404.
        _allow(function, "s3", ("ListBucket",), [bucket.bucket_arn])
    arns = {
        "planning": queues.planning.queue_arn,
        "tokens": queues.tokens.queue_arn,
        "deliveries": queues.deliveries.queue_arn,
        "charges": queues.charges.queue_arn,
        "making": queues.making.queue_arn,
        "purge": queues.purge.queue_arn,
        "webhooks": queues.webhooks.queue_arn,
    }
    _allow(function, "sqs", ("SendMessage",), [arns[name] for name in access.sends])
    if access.announces:
        _allow(function, "events", ("PutEvents",), [parts.events.bus.event_bus_arn])
    if access.reads_staff:
        actions = ("AdminGetUser", "AdminListGroupsForUser")
        _allow(function, "cognito-idp", actions, [parts.staff.pool.user_pool_arn])
    if access.counts_calls:
        _allow_counting(function, tables.tasks)
    if access.schedules:
        _allow_scheduling(function, parts.autopilot)
    if access.mails:
        _allow_mailing(function, parts.mail)
    if access.charges:
        key = parts.payments.secret.secret_arn
        _allow(function, "secretsmanager", ("GetSecretValue",), [key])
    if access.reads_secret:
        secret = parts.mail.unsubscribe_secret.secret_arn
        _allow(function, "secretsmanager", ("GetSecretValue",), [secret])


def _allow_counting(function: lambda_.Function, tasks: dynamodb.Table) -> None:
    """Take calls from the buckets of accounts: nothing else of theirs lies in these partitions."""
    function.add_to_role_policy(
        iam.PolicyStatement(
            actions=["dynamodb:UpdateItem"],
            resources=[tasks.table_arn],
            # Of no key at all it would hold, too; but an UpdateItem names one.
            conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["ACCOUNT#*#LIMITS"]}},
        )
    )


def _keep_trail(function: lambda_.Function, access: Access, tables: Tables) -> None:
    """Let who acts add to the trail, and nobody change it.

    A put may still replace a row: the code puts none that is there, and the hashes would show it.
    """
    more = tuple(action for action in TRAIL if access.trail and action not in access.tasks)
    if more:
        function.add_to_role_policy(_of_trail(iam.Effect.ALLOW, "ForAllValues", more, tables))
    if access.tasks or access.trail or access.counts_calls:
        writes = ("UpdateItem", "DeleteItem", "BatchWriteItem")
        refused = writes if access.trail else ("PutItem", *writes)
        function.add_to_role_policy(_of_trail(iam.Effect.DENY, "ForAnyValue", refused, tables))


def _of_trail(
    effect: iam.Effect, any_or_all: str, actions: tuple[str, ...], tables: Tables
) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        effect=effect,
        actions=[f"dynamodb:{action}" for action in actions],
        resources=[tables.tasks.table_arn],
        conditions={f"{any_or_all}:StringLike": {"dynamodb:LeadingKeys": [TRAIL_KEYS]}},
    )


def _allow_scheduling(function: lambda_.Function, autopilot: Autopilot) -> None:
    actions = ("CreateSchedule", "UpdateSchedule", "DeleteSchedule")
    _allow(function, "scheduler", actions, [autopilot.schedules_arn])
    function.add_to_role_policy(
        iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[autopilot.role.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}},
        )
    )


def _allow_mailing(function: lambda_.Function, mail: Mail) -> None:
    """Send in the name of any identity of the account, but only through the configuration set."""
    stack = Stack.of(function)
    identities = stack.format_arn(service="ses", resource="identity", resource_name="*")
    name = mail.configuration_set.configuration_set_name
    used = stack.format_arn(service="ses", resource="configuration-set", resource_name=name)
    _allow(function, "ses", ("SendBulkEmail",), [identities, used])


def _allow(
    function: lambda_.Function, service: str, actions: tuple[str, ...], resources: list[str]
) -> None:
    if actions and resources:
        function.add_to_role_policy(
            iam.PolicyStatement(
                actions=[f"{service}:{action}" for action in actions], resources=resources
            )
        )


def _index_arn(table: dynamodb.Table, name: IndexName) -> str:
    return f"{table.table_arn}/index/{name}"
