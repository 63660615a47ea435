"""Legwork on the real adapters and boto3's real clients, with AWS in memory and one worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from boto3 import Session

from bench import meter
from bench.aws.dynamodb import DynamoDB
from bench.aws.network import Network
from bench.aws.s3 import S3
from bench.aws.sqs import Sqs, Waiting
from bench.aws.table import Table
from bench.meter import Meter
from bench.till import Till
from legwork.adapters import clients
from legwork.adapters.database import DynamoDatabase
from legwork.adapters.dynamodb_values import to_row
from legwork.adapters.events import EventBridgeEvents
from legwork.adapters.files import S3Files
from legwork.adapters.mailer import SesMailer
from legwork.adapters.queues import (
    SqsQueues,
    read_delivery_message,
    read_make_message,
    read_plan_message,
    read_token,
)
from legwork.adapters.table import PARTITION_OF_INDEX
from legwork.contracts.task import TaskEvent
from legwork.domain.effect import Item, Key
from legwork.domain.task import Task
from legwork.store import tasks
from legwork.store.records import in_account
from legwork.testing.owner import Owner
from legwork.testing.queues import Message, ToCharge
from legwork.testing.world import Settings, World
from legwork.trade.mail.layout import dresser
from legwork.usecases.announce import announce
from legwork.usecases.take_turn import call_waiting

TASKS, RECORDS = "tasks", "records"
ACCOUNT = "parkside"
OVERHEAD_MILLISECONDS = 5
"""What each call of a function is billed besides its requests."""
AS_DEPLOYED: Final = Settings(
    lanes_max=64,
    lane_batches=4,
    slice=timedelta(seconds=8),
    leg=timedelta(seconds=30),
    mails_per_second=14,
)
"""How functions and queues are set up on AWS."""
_SESSION: Final = Session("test", "test", region_name="us-east-1")
_PART_OF_QUEUE = {
    "planning": meter.PLANNING,
    "tokens": meter.WORK,
    "deliveries": meter.MAIL,
    "charges": meter.CARDS,
    "making": meter.END,
}
_READERS: dict[str, Any] = {
    "planning": read_plan_message,
    "tokens": read_token,
    "deliveries": read_delivery_message,
    "charges": lambda body: ToCharge(read_delivery_message(body)),
    "making": read_make_message,
}


class NotDone(Exception):
    """What was to be measured did not do all of its work."""


class Stack(World):
    """Everything of one benchmark; tables, queues and the bucket are empty at first."""

    def __init__(self, settings: Settings = AS_DEPLOYED) -> None:
        super().__init__(settings)
        self.meter = Meter()
        self.records = Table()
        tables = {TASKS: Table(PARTITION_OF_INDEX), RECORDS: self.records}
        self.sqs = Sqs(self.clock)
        self.network = Network(
            dynamodb=DynamoDB(tables, records=RECORDS),
            sqs=self.sqs,
            s3=S3(self.bodies),
            clock=self.clock,
            meter=self.meter,
        )
        self.dynamodb = self._client("dynamodb", clients.DYNAMODB)
        self.database = DynamoDatabase(self.dynamodb, tasks_table=TASKS, records_table=RECORDS)
        self.queues = SqsQueues(
            self._client("sqs", clients.PLAIN),
            planning="https://sqs.test/planning",
            tokens="https://sqs.test/tokens",
            deliveries="https://sqs.test/deliveries",
            charges="https://sqs.test/charges",
            making="https://sqs.test/making",
            purge="https://sqs.test/purge",
        )
        self.files = S3Files(self._client("s3", clients.S3), bucket="files")
        self.mailer = SesMailer(self._client("sesv2", clients.ONCE), configuration_set="legwork")
        self.events = EventBridgeEvents(self._client("events", clients.PLAIN), bus="legwork")
        self.owner = Owner(self, ACCOUNT)
        self.dress = dresser
        self.payments = Till(self.till, self.clock, self.meter)

    def _client(self, service: str, config: Any) -> Any:
        client = _SESSION.client(service, config=config)  # type: ignore[call-overload]
        return self.network.attach(client)

    # --- What is there before a task ---------------------------------------------------------

    def store(self, key: Key, item: Item) -> None:
        """Put a record of the account, for nothing."""
        full = in_account(ACCOUNT, key)
        self.records.put(to_row(full, {}), to_row(full, item))

    @contextmanager
    def mailing_at_once(self) -> Iterator[None]:
        """Let mails leave as fast as they come: in what is done before the measured task."""
        before = self.settings
        self.settings = replace(before, mails_per_second=1_000_000)
        yield
        self.settings = before

    # --- A task, from its launch to its end --------------------------------------------------

    def finish(self, task: Task) -> Task:
        """Do what the functions do until the task has ended and is announced.

        Raises:
            NotDone: it has not ended, though no message is left.
        """
        while message := self.sqs.take():
            self.deliver(message)
        with self.meter.paused():
            ended = tasks.load(self.database, task.ref)
        if ended is None or not ended.state.ended:
            raise NotDone(f"{task.kind} has not ended, though no message is left")
        if ended.ref.listed:
            with self.call(meter.END):
                self._announce(ended)
        return ended

    def deliver(self, message: Waiting) -> None:
        """Call the function behind a message's queue."""
        if message.due > self.clock.now():
            self.clock.advance(message.due - self.clock.now())
        read: Message = _READERS[message.queue](message.body)
        with self.call(_PART_OF_QUEUE[message.queue]):
            # The poller's share: receiving the message and deleting it.
            self.meter.add(meter.SQS, 2)
            self.handle(read, until=self._until(message.queue), redelivered=False)

    def _until(self, queue: str) -> Any:
        return self.clock.now() + (
            self.settings.leg if queue == "planning" else self.settings.slice
        )

    def _announce(self, task: Task) -> None:
        call_waiting(
            task.ref.account,
            running_max=self.settings.running_max,
            database=self.database,
            queues=self.queues,
        )
        announce(
            task,
            TaskEvent.detail_of,
            database=self.database,
            events=self.events,
            retention=self.settings.retention,
        )

    @contextmanager
    def call(self, part: str) -> Iterator[None]:
        """A call of a function, counted as a part of the way."""
        with self.meter.during(part):
            self.meter.add(meter.CALLS)
            self.meter.add(meter.MILLISECONDS, OVERHEAD_MILLISECONDS)
            yield
