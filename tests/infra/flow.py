"""What leads where in a template: messages, events, changes and calls, as a graph."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.infra.reading import Reading, written

SEND: Final = {
    "sqs:SendMessage": "AWS::SQS::Queue",
    "sns:Publish": "AWS::SNS::Topic",
    "events:PutEvents": "AWS::Events::EventBus",
    "lambda:InvokeFunction": "AWS::Lambda::Function",
    "s3:PutObject": "AWS::S3::Bucket",
    "dynamodb:PutItem": "AWS::DynamoDB::Table",
    "dynamodb:UpdateItem": "AWS::DynamoDB::Table",
    "dynamodb:DeleteItem": "AWS::DynamoDB::Table",
    "dynamodb:BatchWriteItem": "AWS::DynamoDB::Table",
}
"""Actions of a function that something may come of, and what they are done to."""

FORGETFUL: Final = frozenset({"AWS::DynamoDB::Table", "AWS::SES::ConfigurationSet"})
"""Lambda does not see a chain through these: they do not hand the trace header on, which counts.

Source: Lambda developer guide, "Supported AWS services and SDKs" of recursive loop detection.
"""


@dataclass(frozen=True)
class Flow:
    """Where things go, by logical id."""

    steps: dict[str, set[str]]

    @classmethod
    def of(cls, reading: Reading) -> "Flow":
        """The flow of a template."""
        steps: dict[str, set[str]] = {}
        for source, target in _steps(reading):
            steps.setdefault(source, set()).add(target)
        return cls(steps)

    def without(self, names: set[str]) -> "Flow":
        """The same, where nothing goes through these."""
        return Flow(
            {
                source: targets - names
                for source, targets in self.steps.items()
                if source not in names
            }
        )

    def behind(self, start: str) -> set[str]:
        """Everything that can be reached from somewhere."""
        found, left = set[str](), [start]
        while left:
            new = self.steps.get(left.pop(), set()) - found
            found |= new
            left += new
        return found

    def circles(self) -> set[str]:
        """Everything that leads back to itself."""
        return {name for name in self.steps if name in self.behind(name)}


def _steps(reading: Reading) -> Iterator[tuple[str, str]]:
    yield from _by_grants(reading)
    for source in reading.of_type("AWS::Lambda::EventSourceMapping").values():
        yield (
            written(source["EventSourceArn"]).split(".")[0],
            reading.called(source["FunctionName"]),
        )
    for name, queue in reading.of_type("AWS::SQS::Queue").items():
        if "RedrivePolicy" in queue:
            yield name, written(queue["RedrivePolicy"]["deadLetterTargetArn"])
    for subscription in reading.of_type("AWS::SNS::Subscription").values():
        yield written(subscription["TopicArn"]), written(subscription["Endpoint"])
    for rule in reading.of_type("AWS::Events::Rule").values():
        for target in rule["Targets"]:
            yield written(rule["EventBusName"]), written(target["Arn"])
    for destination in reading.of_type("AWS::SES::ConfigurationSetEventDestination").values():
        topic = destination["EventDestination"]["SnsDestination"]["TopicARN"]
        yield written(destination["ConfigurationSetName"]), written(topic)


def _by_grants(reading: Reading) -> Iterator[tuple[str, str]]:
    """What functions may send, write and call, and the schedules that they may make."""
    known = {action: set(reading.of_type(type_)) for action, type_ in SEND.items()}
    mail = set(reading.of_type("AWS::SES::ConfigurationSet"))
    for name in reading.functions():
        function = reading.function_id(name)
        # Lambda itself sends there when it gives a call or a change up. What comes back from there
        # comes from a queue, and that is never given up in this way: so it leads back once.
        given_up = reading.given_up(name)
        for action, resource in reading.allowed(name):
            if resource in known.get(action, ()) and resource not in given_up:
                yield function, resource
            if action == "ses:SendBulkEmail":
                yield from ((function, found) for found in mail)
        variables = reading.environment(name)
        if "SCHEDULED_FUNCTION_ARN" in variables:
            yield function, reading.called(variables["SCHEDULED_FUNCTION_ARN"])
