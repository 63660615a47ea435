"""The embedded stack as the tests see it: its people from without, its tables from within."""

import json
import os
import secrets
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from typing import Any

from infra.stages import STAGES
from legwork.adapters.database import DynamoDatabase
from legwork.adapters.dynamodb_values import from_row
from legwork.domain.effect import Item, Key
from legwork.store import keys
from local import demo_users, emulator, stack
from local.demo_users import DemoUser
from local.deploy import session
from local.gaps import LIVE
from local.outbox import SentMail
from local.prepared_workers import PID
from local.state import Running, home
from tests.e2e.person import Person
from tests.e2e.waiting import until

_numbers = count(1)
LANES = STAGES["local"].lanes_max
"""No task has more here."""


class Park:
    """A running stack and everybody in it.

    Args:
        running: the stack.
    """

    def __init__(self, running: Running) -> None:
        self.running = running
        self._people: dict[str, Person] = {}
        self._clients: dict[str, Any] = {}
        self._accounts = {one.account for one in demo_users.USERS}

    # --- From without ------------------------------------------------------------------------

    def person(self, name: str) -> Person:
        """One of the demo users."""
        if name not in self._people:
            token = stack.token(name)
            self._people[name] = Person(name, self.running.api_url, token)
        return self._people[name]

    def token(self, newcomer: DemoUser) -> str:
        """An ID token of somebody who is none of the demo users, and may be of a new account."""
        self._accounts.add(newcomer.account)
        pool, password = self.running.outputs["UserPoolId"], secrets.token_urlsafe(18) + "aA1!"
        demo_users.make(session(), self.running.endpoint_url, pool, password, [newcomer])
        answer = self.client("cognito-idp").initiate_auth(
            ClientId=self.running.outputs["UserPoolClientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": newcomer.login, "PASSWORD": password},
        )
        return str(answer["AuthenticationResult"]["IdToken"])

    def newcomer(self, who: DemoUser) -> Person:
        """Somebody who is none of the demo users."""
        self._people[who.login] = Person(who.login, self.running.api_url, self.token(who))
        return self._people[who.login]

    @property
    def ana(self) -> Person:
        """The owner of Parkside."""
        return self.person("owner@parkside")

    @property
    def dana(self) -> Person:
        """The owner of Riverside."""
        return self.person("owner@riverside")

    def close(self) -> None:
        """Let everybody hang up."""
        for person in self._people.values():
            person.close()

    @staticmethod
    def label(what: str) -> str:
        """A name that nothing else has."""
        return f"{what}-{next(_numbers)}"

    # --- From within -------------------------------------------------------------------------

    def client(self, service: str) -> Any:
        """A client of an AWS service."""
        if service not in self._clients:
            made: Any = session()
            self._clients[service] = made.client(service, endpoint_url=self.running.endpoint_url)
        return self._clients[service]

    def database(self) -> DynamoDatabase:
        """Both tables, as a function has them that dies behind a write."""
        outputs = self.running.outputs
        return DynamoDatabase(
            # Of its own: it would change the requests of others.
            session().client("dynamodb", endpoint_url=self.running.endpoint_url),
            tasks_table=outputs["TasksTable"],
            records_table=outputs["RecordsTable"],
            idempotent_transactions=False,
        )

    def records(self, account: str) -> dict[Key, Item]:
        """All records of an account."""
        pages = (
            self.client("dynamodb")
            .get_paginator("scan")
            .paginate(TableName=self.running.outputs["RecordsTable"], ConsistentRead=True)
        )
        # Sorted out here: the emulator reads a filter anew for each row.
        rows = (row for page in pages for row in page["Items"])
        mine = f"ACCOUNT#{account}#"
        return dict(from_row(row) for row in rows if row["pk"]["S"].startswith(mine))

    def task_rows(self, path: str) -> dict[Key, Item]:
        """A task's rows: itself, its lanes, plan, ledger and notices.

        They are asked for by their partitions: the emulator takes long to look through a table.
        """
        task_id, rows = path.rsplit("/", 1)[1], list[tuple[Key, Item]]()
        for account in self._accounts:
            rows += self._query(keys.account(account), f"{keys.TASK}{task_id}")
        for lane in range(LANES):
            rows += self._query(keys.lane_partition(task_id, lane))
        return dict(rows)

    def awaiting_turn(self, account: str) -> list[str]:
        """Ids of the account's tasks that wait for their turn, in their order."""
        return sorted(key.sort for key, _ in self._query(keys.waiting_partition(account)))

    def notices(self, path: str) -> list[Item]:
        """The notice rows of a task."""
        partitions = [keys.lane_partition(path.rsplit("/", 1)[1], lane) for lane in range(LANES)]
        rows = (row for one in partitions for row in self._query(one, keys.NOTICE))
        return [item for _, item in rows]

    def _query(self, partition: str, sort: str = "") -> Iterator[tuple[Key, Item]]:
        """Rows of the tasks' table whose sort keys begin like this."""
        begins = {":pk": {"S": partition}, **({":sk": {"S": sort}} if sort else {})}
        pages = (
            self.client("dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=self.running.outputs["TasksTable"],
                KeyConditionExpression="pk = :pk" + " AND begins_with(sk, :sk)" * bool(sort),
                ExpressionAttributeValues=begins,
                ConsistentRead=True,
            )
        )
        return (from_row(row) for page in pages for row in page["Items"])

    def sent(self) -> list[SentMail]:
        """Every mail that has left, as the mail service has it."""
        return stack.sent()

    def waiting(self, queue: str) -> int:
        """How many messages a queue holds, those that somebody works on or that wait included."""
        whose = ("", "NotVisible", "Delayed")
        names = [f"ApproximateNumberOfMessages{which}" for which in whose]
        found = self.client("sqs").get_queue_attributes(
            QueueUrl=self.running.outputs[queue], AttributeNames=names
        )
        return sum(int(found["Attributes"][name]) for name in names)

    @contextmanager
    def holding_messages(self, queue: str) -> Iterator[None]:
        """Nobody reads a queue meanwhile."""
        with self._without(self._source_of(self.running.outputs[queue])):
            yield

    def take_token(self) -> None:
        """Let a worker of the live release take one of the tokens that are held, to its end."""
        sqs, url = self.client("sqs"), self.running.outputs["TokensQueueUrl"]
        [token] = until(lambda: sqs.receive_message(QueueUrl=url).get("Messages"), "a token")
        record = {
            "messageId": "1",
            "receiptHandle": "1",
            "body": token["Body"],
            "attributes": {"ApproximateReceiveCount": "1"},
            "eventSource": "aws:sqs",
        }
        answer = self.client("lambda").invoke(
            FunctionName=self.functions["run_job"]["FunctionName"],
            Qualifier=LIVE,
            Payload=json.dumps({"Records": [record]}).encode(),
        )
        said = json.loads(answer["Payload"].read())
        assert said == {"batchItemFailures": []}, said
        sqs.delete_message(QueueUrl=url, ReceiptHandle=token["ReceiptHandle"])

    @contextmanager
    def holding_ends(self) -> Iterator[None]:
        """Nobody reads the stream of the tasks meanwhile."""
        (source,) = self.client("lambda").list_event_source_mappings(
            FunctionName=self.functions["announce"]["FunctionName"]
        )["EventSourceMappings"]
        with self._without(source["UUID"]):
            yield

    @contextmanager
    def _without(self, source: str) -> Iterator[None]:
        client = self.client("lambda")
        client.update_event_source_mapping(UUID=source, Enabled=False)
        try:
            yield
        finally:
            client.update_event_source_mapping(UUID=source, Enabled=True)

    @contextmanager
    def losing_messages(self, queue: str) -> Iterator[None]:
        """Nobody reads a queue meanwhile; then everything in it is lost."""
        with self.holding_messages(queue):
            yield
            self.client("sqs").purge_queue(QueueUrl=self.running.outputs[queue])
            until(lambda: self.waiting(queue) == 0, "an empty queue")

    @contextmanager
    def scaled(self, queue: str, workers: int) -> Iterator[None]:
        """At most so many workers take messages of a queue meanwhile."""
        client, source = self.client("lambda"), self._source_of(self.running.outputs[queue])
        before = client.get_event_source_mapping(UUID=source)["ScalingConfig"]
        client.update_event_source_mapping(
            UUID=source, ScalingConfig={"MaximumConcurrency": workers}
        )
        try:
            yield
        finally:
            client.update_event_source_mapping(UUID=source, ScalingConfig=before)

    def _source_of(self, url: str) -> str:
        arn = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        (source,) = self.client("lambda").list_event_source_mappings(
            EventSourceArn=arn["Attributes"]["QueueArn"]
        )["EventSourceMappings"]
        return str(source["UUID"])

    @contextmanager
    def configured(self, function: str, **variables: int) -> Iterator[None]:
        """Some settings of a function are others meanwhile."""
        client, found = self.client("lambda"), self.functions[function]
        before = found["Environment"]["Variables"]
        changed = {name: str(value) for name, value in variables.items()}
        name = found["FunctionName"]
        released = client.get_alias(FunctionName=name, Name=LIVE)["FunctionVersion"]
        try:
            client.update_function_configuration(
                FunctionName=name, Environment={"Variables": before | changed}
            )
            version = client.publish_version(FunctionName=name)["Version"]
            client.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=version)
            yield
        finally:
            client.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=released)
            client.update_function_configuration(
                FunctionName=name, Environment={"Variables": before}
            )

    @cached_property
    def functions(self) -> dict[str, Any]:
        """The functions of the stack, as Lambda has them, by their names in the project."""
        pages = self.client("lambda").get_paginator("list_functions").paginate()
        return {
            function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: function
            for page in pages
            for function in page["Functions"]
        }

    def workers(self, function: str) -> list[int]:
        """Process ids of a function's workers: those that descend from this very emulator."""
        found = emulator.find(home())
        assert found is not None
        name = self.functions[function]["FunctionName"]
        noted = home().scratch.glob(f"ministack-lambda-{name}-*/{PID}")
        parents = _parents()
        # A note outlives its worker. What it was forked from may stand between it and the emulator.
        return [
            pid
            for pid in (int(note.read_text()) for note in noted)
            if (parent := parents.get(pid)) and found.pid in (parent, parents.get(parent))
        ]

    def freeze(self, workers: list[int]) -> None:
        """Let workers stop in the middle of whatever they do."""
        _signal(workers, signal.SIGSTOP)

    def thaw(self, workers: list[int]) -> None:
        """Let workers go on where they stopped."""
        _signal(workers, signal.SIGCONT)

    def kill(self, workers: list[int]) -> None:
        """Let workers die without a word."""
        _signal(workers, signal.SIGKILL)

    def mailbox(self, topic: str) -> "Mailbox":
        """A queue that gets what a topic says from now on."""
        sqs, name = self.client("sqs"), self.label("mailbox")
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        arn, source = found["Attributes"]["QueueArn"], self.running.outputs[topic]
        let_in = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": source}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [let_in]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        self.client("sns").subscribe(TopicArn=source, Protocol="sqs", Endpoint=arn)
        return Mailbox(sqs, url)


class Mailbox:
    """Keeps every event that has come, by the id of its task."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs, self._url = sqs, url
        self.events: list[dict[str, Any]] = []

    def of(self, path: str) -> list[dict[str, Any]]:
        """The events of a task that have come so far."""
        answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10)
        for message in answer.get("Messages", ()):
            self.events.append(json.loads(json.loads(message["Body"])["Message"]))
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        task_id = path.rsplit("/", 1)[1]
        return [event for event in self.events if event["detail"]["id"] == task_id]


def _parents() -> dict[int, int]:
    """The parent of each process."""
    listed = subprocess.run(
        ["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    return {int(pid): int(parent) for pid, parent in map(str.split, listed.stdout.splitlines())}


def _signal(workers: list[int], number: int) -> None:
    for pid in workers:
        os.kill(pid, number)
