"""AWS as the adapters meet it: moto within this process, or the emulator."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

import boto3
import moto  # noqa: F401 -- it can only stand in for clients that are made after it is there
from botocore.config import Config

from legwork.adapters import clients
from legwork.adapters.backoff import Backoff
from legwork.adapters.database import DynamoDatabase
from legwork.adapters.table import PARTITION_OF_INDEX

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

REGION = "us-east-1"
NO_PAUSES = Backoff(sleep=lambda _seconds: None)

_CONFIGS = {"dynamodb": clients.DYNAMODB, "s3": clients.S3}
_numbers = count(1)


@cache
def _session() -> boto3.session.Session:
    """The one of all clients: each would read anew what there is to know of all of AWS."""
    return boto3.session.Session()


def _new_client(service: str, endpoint: str | None) -> Any:
    return _session().client(
        service,  # type: ignore[call-overload] # any of those below
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        # Faults are injected: botocore's own retries would only wait for them to pass.
        config=_CONFIGS.get(service, clients.PLAIN).merge(
            Config(retries={"mode": "standard", "total_max_attempts": 1})
        ),
    )


_client = cache(_new_client)


@dataclass(frozen=True)
class Aws:
    """Clients, and things of their own names for one test."""

    endpoint: str | None = None
    number: int = field(default_factory=lambda: next(_numbers))

    @property
    def dynamodb(self) -> "DynamoDBClient":
        client: DynamoDBClient = _client("dynamodb", self.endpoint)
        return client

    @property
    def sqs(self) -> "SQSClient":
        client: SQSClient = _client("sqs", self.endpoint)
        return client

    @property
    def s3(self) -> "S3Client":
        client: S3Client = _client("s3", self.endpoint)
        return client

    @property
    def events(self) -> "EventBridgeClient":
        client: EventBridgeClient = _client("events", self.endpoint)
        return client

    def client_of_its_own(self, service: str) -> Any:
        """One that no other test uses, for what changes it."""
        return _new_client(service, self.endpoint)

    def database(self) -> DynamoDatabase:
        """Both tables, empty."""
        return DynamoDatabase(
            self.dynamodb,
            tasks_table=self._table("tasks", indexes=PARTITION_OF_INDEX),
            records_table=self._table("records"),
            idempotent_transactions=self.endpoint is None,
            backoff=NO_PAUSES,
        )

    def _table(self, name: str, indexes: dict[str, str] | None = None) -> str:
        attributes = ["pk", "sk", *(indexes or {}).values()]
        arguments: dict[str, Any] = {}
        if indexes:
            arguments["GlobalSecondaryIndexes"] = [
                {
                    "IndexName": index,
                    "KeySchema": _key_schema(partition),
                    "Projection": {"ProjectionType": "ALL"},
                }
                for index, partition in indexes.items()
            ]
        full = f"{name}-{self.number}"
        self.dynamodb.create_table(
            TableName=full,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=_key_schema("pk"),
            AttributeDefinitions=[
                {"AttributeName": attribute, "AttributeType": "S"} for attribute in attributes
            ],
            **arguments,
        )
        return full

    def queue(self, name: str) -> str:
        """URL of a queue."""
        return self.sqs.create_queue(QueueName=f"{name}-{self.number}")["QueueUrl"]

    def received(self, queue: str, *, within: timedelta = timedelta(0)) -> list[str]:
        """Bodies of everything in a queue; waits that long for the first one."""
        bodies: list[str] = []
        wait = int(within.total_seconds())
        while True:
            answer = self.sqs.receive_message(
                QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=0 if bodies else wait
            )
            messages = answer.get("Messages", [])
            if not messages:
                return bodies
            for message in messages:
                bodies.append(message["Body"])
                self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    def bucket(self) -> str:
        """Name of a bucket."""
        name = f"files-{self.number}"
        self.s3.create_bucket(Bucket=name)
        return name

    def bus(self, *, source: str) -> tuple[str, str]:
        """Name of an event bus, and URL of a queue that gets what has this source."""
        name = f"bus-{self.number}"
        queue = self.queue("heard")
        arn = self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        self.events.create_event_bus(Name=name)
        self.events.put_rule(
            Name="ours", EventBusName=name, EventPattern=json.dumps({"source": [source]})
        )
        self.events.put_targets(
            Rule="ours",
            EventBusName=name,
            Targets=[{"Id": "queue", "Arn": arn["Attributes"]["QueueArn"]}],
        )
        return name, queue


def _key_schema(partition: str) -> list[Any]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
