"""Composition root: the ports on AWS, made once per cold start, from the function's settings."""

from __future__ import annotations

from functools import cache
from typing import cast

from legwork.adapters import chronicle, clients
from legwork.adapters.aws_errors import transient_errors
from legwork.adapters.call_queue import SqsCallQueue
from legwork.adapters.clock import SystemClock, UlidIds
from legwork.adapters.database import DynamoDatabase
from legwork.adapters.events import EventBridgeEvents
from legwork.adapters.files import S3Files
from legwork.adapters.mailer import SesMailer
from legwork.adapters.queues import SqsQueues
from legwork.adapters.schedules import SchedulerSchedules
from legwork.adapters.signing_keys import SecretKeys
from legwork.adapters.staff import CognitoStaff
from legwork.domain.bucket import Rate
from legwork.ports import (
    CallQueue,
    Clock,
    Database,
    Events,
    Files,
    Ids,
    Mailer,
    Payments,
    Queues,
    Receivers,
    Schedules,
    SigningKeys,
    Staff,
)
from legwork.settings import reading
from legwork.settings.parts import (
    AnsweringSettings,
    RecordsSettings,
    SchedulingSettings,
    Settings,
    TasksSettings,
)
from legwork.settings.reading import S
from legwork.usecases.admit_call import Doorkeeper

_settings: dict[type[Settings], Settings] = {}


def read_settings(of: type[S]) -> S:
    """The function's settings, read at its first call and not at its import."""
    if of not in _settings:
        _settings[of] = reading.read(of)
    return cast("S", _settings[of])


@cache
def clock() -> Clock:
    """The time of day."""
    return SystemClock()


@cache
def ids() -> Ids:
    """New names."""
    return UlidIds()


@cache
def database(of: TasksSettings) -> Database:
    """The tables that the function may use; what tasks go through is told from here on."""
    chronicle.listen()
    return DynamoDatabase(
        clients.make("dynamodb", clients.DYNAMODB),
        tasks_table=of.tasks_table,
        records_table=getattr(of, "records_table", ""),
        idempotent_transactions=of.idempotent_transactions,
    )


@cache
def doorkeeper(bucket: str) -> Doorkeeper:
    """Who admits this worker's calls, from a bucket of that name."""
    of = read_settings(AnsweringSettings)
    usual = Rate(of.requests_per_second, of.requests_at_once)
    tables = DynamoDatabase(
        clients.make("dynamodb", clients.DYNAMODB), tasks_table=of.tasks_table, records_table=""
    )
    return Doorkeeper(bucket, usual, database=tables, clock=clock())


@cache
def queues(of: Settings) -> Queues:
    """The queues that the function may send to."""
    return SqsQueues(
        clients.make("sqs", clients.PLAIN),
        planning=getattr(of, "planning_queue_url", ""),
        tokens=getattr(of, "tokens_queue_url", ""),
        deliveries=getattr(of, "deliveries_queue_url", ""),
        making=getattr(of, "making_queue_url", ""),
        charges=getattr(of, "charges_queue_url", ""),
        purge=getattr(of, "purge_queue_url", ""),
    )


@cache
def call_queue(url: str) -> CallQueue:
    """The queue of webhooks to call."""
    return SqsCallQueue(clients.make("sqs", clients.PLAIN), url=url)


@cache
def receivers(*, loopback: bool) -> Receivers:
    """The servers that webhooks lead to."""
    # One function alone needs what it takes to call them.
    from legwork.adapters.receivers import HttpsReceivers

    return HttpsReceivers(loopback=loopback)


@cache
def files(bucket: str) -> Files:
    """The file store."""
    return S3Files(clients.make("s3", clients.S3), bucket=bucket)


@cache
def records(of: RecordsSettings) -> Database:
    """The records table alone."""
    return DynamoDatabase(
        clients.make("dynamodb", clients.DYNAMODB),
        tasks_table="",
        records_table=of.records_table,
    )


@cache
def mailer(configuration_set: str) -> Mailer:
    """The mail service. A call that is repeated would be sent twice: it never is."""
    client = clients.make("sesv2", clients.ONCE)
    return SesMailer(client, configuration_set=configuration_set)


@cache
def signing_keys(secret_arn: str) -> SigningKeys:
    """The keys that sign links."""
    client = clients.make("secretsmanager", clients.PLAIN)
    return SecretKeys(client, secret=secret_arn, clock=clock())


@cache
def payments(secret_arn: str, address: str) -> Payments:
    """The payment service."""
    # Its library takes longer to load than all else together, and one function alone needs it.
    from legwork.adapters.payments import StripePayments

    client = clients.make("secretsmanager", clients.PLAIN)

    def key() -> str:
        with transient_errors():
            return str(client.get_secret_value(SecretId=secret_arn)["SecretString"])

    return StripePayments(key, address=address)


@cache
def schedules(of: SchedulingSettings) -> Schedules:
    """The schedules of Autopilot."""
    return SchedulerSchedules(
        clients.make("scheduler", clients.PLAIN),
        group=of.schedule_group,
        target=of.scheduled_function_arn,
        role=of.scheduler_role_arn,
        dead=of.schedule_dead_queue_arn,
    )


@cache
def staff(pool: str) -> Staff:
    """The staff members with a login."""
    return CognitoStaff(clients.make("cognito-idp", clients.PLAIN), pool=pool)


@cache
def events(bus: str) -> Events:
    """The event bus."""
    return EventBridgeEvents(clients.make("events", clients.PLAIN), bus=bus)
