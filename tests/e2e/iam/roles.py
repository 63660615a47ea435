"""The functions' roles: what they allow, what was asked for, and calls past the usual events."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import Event, Thread
from typing import Any

from local.state import home
from tests.e2e.park import Park
from tests.e2e.waiting import LOOK_SECONDS, until
from tests.e2e.watchdog import watch_at_once


@dataclass(frozen=True)
class Roles:
    """The roles of a stack that enforces IAM."""

    park: Park
    _forbidden: set[tuple[str, str]] = field(default_factory=set, compare=False)
    """What a role has lacked for a while."""

    @cached_property
    def names(self) -> dict[str, str]:
        """The function of each role."""
        functions = self.park.functions.items()
        return {found["Role"].rsplit("/", 1)[1]: name for name, found in functions}

    def granted(self) -> set[tuple[str, str, str]]:
        """Function, action and resource of each grant."""
        return {
            (function, action, resource)
            for role, function in self.names.items()
            for name in self.park.client("iam").list_role_policies(RoleName=role)["PolicyNames"]
            for statement in self._policy(role, name)["Statement"]
            if statement["Effect"] == "Allow"
            for action in _list(statement["Action"])
            for resource in _list(statement["Resource"])
        }

    def _policy(self, role: str, name: str) -> Any:
        found = self.park.client("iam").get_role_policy(RoleName=role, PolicyName=name)
        document = found["PolicyDocument"]
        return json.loads(document) if isinstance(document, str) else document

    def asked(self) -> list[dict[str, Any]]:
        """What functions have asked for so far, but for what a test has forbidden on purpose."""
        entries = map(json.loads, home().asked.read_text().splitlines())
        ours = (entry for entry in entries if entry["role"] in self.names)
        named = ({**entry, "function": self.names[entry["role"]]} for entry in ours)
        return [
            one
            for one in named
            if one["allowed"] or (one["function"], one["action"]) not in self._forbidden
        ]

    @contextmanager
    def without(self, function: str, action: str) -> Iterator[None]:
        """A function's role lacks an action meanwhile."""
        iam = self.park.client("iam")
        [role] = [role for role, name in self.names.items() if name == function]
        [name] = iam.list_role_policies(RoleName=role)["PolicyNames"]
        before = self._policy(role, name)
        left = [
            {**one, "Action": [each for each in _list(one["Action"]) if each != action]}
            for one in before["Statement"]
        ]
        changed = {**before, "Statement": [one for one in left if one["Action"]]}
        assert changed != before
        put = {"RoleName": role, "PolicyName": name}
        self._forbidden.add((function, action))
        iam.put_role_policy(**put, PolicyDocument=json.dumps(changed))
        try:
            yield
        finally:
            iam.put_role_policy(**put, PolicyDocument=json.dumps(before))

    # --- Calls -------------------------------------------------------------------------------

    def call(self, function: str, event: Any) -> Any:
        """What a function answers to an event of one's own."""
        said = self._invoke(function, event)
        assert "errorType" not in (said or {}), said
        return said

    def _invoke(self, function: str, event: Any) -> Any:
        name = self.park.functions[function]["FunctionName"]
        payload = json.dumps(event).encode()
        answer = self.park.client("lambda").invoke(FunctionName=name, Payload=payload)
        return json.loads(answer["Payload"].read())

    def hand(self, function: str, body: str) -> None:
        """Hand a function a message as if it had come out of its queue."""
        record = {
            "messageId": "1",
            "receiptHandle": "1",
            "body": body,
            "attributes": {"ApproximateReceiveCount": "1"},
            "eventSource": "aws:sqs",
        }
        said = self.call(function, {"Records": [record]})
        assert said["batchItemFailures"] == [], said

    def watch(self, look: Callable[[], bool], what: str) -> None:
        """Let the watchdog push on whatever stands still, until something has come about."""
        watch_at_once(self.park, look, what)

    def take(self, queue: str, function: str) -> None:
        """Let a function take one message of a queue that nothing else reads meanwhile."""
        sqs, url = self.park.client("sqs"), self.park.running.outputs[queue]

        def look() -> Any:
            return sqs.receive_message(QueueUrl=url).get("Messages")

        [message] = until(look, "a message")
        self.hand(function, message["Body"])
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    @contextmanager
    def diverted(self, queue: str, other: str, account: str) -> Iterator[None]:
        """Whatever comes into a queue for an account goes on to another queue meanwhile."""
        done = Event()
        thread = Thread(target=self._divert, args=(queue, other, account, done))
        with self.park.losing_messages(queue):
            thread.start()
            try:
                yield
            finally:
                done.set()
                thread.join()

    def _divert(self, queue: str, other: str, account: str, done: Event) -> None:
        sqs, urls = self.park.client("sqs"), self.park.running.outputs
        while not done.wait(LOOK_SECONDS):
            answer = sqs.receive_message(QueueUrl=urls[queue], MaxNumberOfMessages=10)
            for message in answer.get("Messages", ()):
                if json.loads(message["Body"])["ref"]["account"] != account:
                    # Of another test's task, which the watchdog will send a token again.
                    continue
                sqs.send_message(QueueUrl=urls[other], MessageBody=message["Body"])
                sqs.delete_message(QueueUrl=urls[queue], ReceiptHandle=message["ReceiptHandle"])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
