"""AWS within this process: what the stack makes for the functions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
import moto  # noqa: F401 -- it can only stand in for clients that are made after it is there

from legwork.adapters import clients
from legwork.adapters.database import DynamoDatabase
from legwork.adapters.dynamodb_values import from_row
from legwork.adapters.table import PARTITION_OF_INDEX
from legwork.domain.effect import Item, Key
from tests.quick_moto import forget_messages, forget_rows, make_quick

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

make_quick()

TASKS, RECORDS, BUCKET, BUS = "tasks", "records", "files", "bus"
QUEUES = ("planning", "tokens", "deliveries", "charges", "making", "purge", "webhooks")


@dataclass(frozen=True)
class Aws:
    """Tables, queues, a bucket and an event bus, all of them empty at first."""

    dynamodb: DynamoDBClient
    sqs: SQSClient
    s3: S3Client
    queues: dict[str, str]
    """URLs by name; ``heard`` gets what is announced on the bus."""

    @classmethod
    def make(cls) -> Aws:
        """Make everything."""
        dynamodb = boto3.client("dynamodb", config=clients.DYNAMODB)
        sqs, s3 = boto3.client("sqs"), boto3.client("s3")
        _make_tables(dynamodb)
        s3.create_bucket(Bucket=BUCKET)
        names = (*QUEUES, "heard")
        queues = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in names}
        _make_bus("arn:aws:sqs:us-east-1:123456789012:heard")
        return cls(dynamodb, sqs, s3, queues)

    def clear_rows(self) -> None:
        """Forget all rows: a transaction here takes the longer the more there have been."""
        forget_rows()

    def clear(self) -> None:
        """Forget all rows and messages."""
        self.clear_rows()
        forget_messages()

    @property
    def variables(self) -> dict[str, str]:
        """Where everything is, as the functions are told."""
        return {
            "TASKS_TABLE": TASKS,
            "RECORDS_TABLE": RECORDS,
            "FILES_BUCKET": BUCKET,
            "EVENT_BUS_NAME": BUS,
            **{f"{name.upper()}_QUEUE_URL": self.queues[name] for name in QUEUES},
        }

    @cached_property
    def database(self) -> DynamoDatabase:
        """Both tables."""
        return DynamoDatabase(
            self.dynamodb, tasks_table=TASKS, records_table=RECORDS, idempotent_transactions=True
        )

    def rows(self, table: str) -> dict[Key, Item]:
        """Every row of a table."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        return dict(from_row(row) for page in pages for row in page["Items"])

    def received(self, queue: str) -> list[str]:
        """Bodies of all messages that can be received now; they are gone then."""
        url, bodies = self.queues[queue], list[str]()
        while messages := self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0
        ).get("Messages"):
            for message in messages:
                bodies.append(message["Body"])
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    def held_back(self, queue: str) -> int:
        """How many messages wait for their delay to be over."""
        answer = self.sqs.get_queue_attributes(
            QueueUrl=self.queues[queue], AttributeNames=["ApproximateNumberOfMessagesDelayed"]
        )
        return int(answer["Attributes"]["ApproximateNumberOfMessagesDelayed"])

    def put_file(self, key: str, body: bytes) -> None:
        """Store a file as if somebody had posted it."""
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)

    def files(self, prefix: str) -> list[str]:
        """Keys of the files that begin so."""
        found = self.s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return [entry["Key"] for entry in found.get("Contents", ())]


def _make_tables(client: DynamoDBClient) -> None:
    _make_table(client, TASKS, PARTITION_OF_INDEX)
    _make_table(client, RECORDS, {})


def _make_table(client: DynamoDBClient, name: str, indexes: dict[str, str]) -> None:
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
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=_key_schema("pk"),
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": "S"}
            for attribute in ("pk", "sk", *indexes.values())
        ],
        **arguments,
    )


def _key_schema(partition: str) -> list[Any]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]


def _make_bus(queue_arn: str) -> None:
    events = boto3.client("events")
    events.create_event_bus(Name=BUS)
    events.put_rule(Name="all", EventBusName=BUS, EventPattern='{"source": ["legwork"]}')
    events.put_targets(Rule="all", EventBusName=BUS, Targets=[{"Id": "heard", "Arn": queue_arn}])
