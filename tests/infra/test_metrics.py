"""Every alarm looks at a metric that somebody emits, under exactly these names and dimensions."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.reading import Reading
from tests.infra.watching import Metric, alarms

ROOT = Path(__file__).resolve().parents[2]

# AWS's own metrics: their one dimension, and the type of what it names.
# Source: the developer guides' pages "CloudWatch metrics" of each service.
OF_AWS = {
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): ("QueueName", "AWS::SQS::Queue"),
    ("AWS/SQS", "ApproximateNumberOfMessagesNotVisible"): ("QueueName", "AWS::SQS::Queue"),
    ("AWS/Lambda", "Errors"): ("FunctionName", "AWS::Lambda::Function"),
    ("AWS/Lambda", "IteratorAge"): ("FunctionName", "AWS::Lambda::Function"),
    ("AWS/SQS", "ApproximateAgeOfOldestMessageInQuietGroups"): ("QueueName", "AWS::SQS::Queue"),
    ("AWS/ApiGateway", "5xx"): ("ApiId", "AWS::ApiGatewayV2::Api"),
    ("AWS/ApiGateway", "Latency"): ("ApiId", "AWS::ApiGatewayV2::Api"),
    ("AWS/Scheduler", "InvocationDroppedCount"): ("ScheduleGroup", "AWS::Scheduler::ScheduleGroup"),
}

# Of the whole region: they have no dimension.
REGIONAL = {
    ("AWS/Lambda", "Throttles"),
    ("AWS/SES", "Reputation.BounceRate"),
    ("AWS/SES", "Reputation.ComplaintRate"),
}


@pytest.fixture(scope="module")
def emitted(prod: Reading) -> set[Metric]:
    """What the functions emit when they are called with nonsense."""
    environments = {name: _environment(prod, name) for name in prod.functions()}
    return {metric for line in _output(environments).splitlines() for metric in _metrics(line)}


def test_every_metric_of_ours_that_an_alarm_looks_at_is_emitted(
    prod: Reading, emitted: set[Metric]
) -> None:
    watched = {metric for alarm in alarms(prod).values() for metric in alarm.custom}

    assert watched - emitted == set()
    assert {metric.name for metric in watched} == {
        *("FailedMessages", "Heartbeat", "ServerErrors", "TroubledTasks", "PushedOn"),
        *("TasksFailed", "MailsInDoubt", "MissedMoments"),
    }


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_every_metric_of_aws_has_the_dimension_that_aws_gives_it(
    templates: dict[str, Reading], stage: str
) -> None:
    reading = templates[stage]
    for alarm in alarms(reading).values():
        for metric in set(alarm.metrics) - set(alarm.custom):
            if (metric.namespace, metric.name) in REGIONAL:
                assert metric.dimensions == (), alarm.name
                continue
            name, type_ = OF_AWS[metric.namespace, metric.name]
            dimensions = dict(metric.dimensions)
            value = dimensions.pop(name)
            # Of calls through an alias, Lambda counts those that reached it, too.
            assert set(dimensions) <= {"Resource"}, alarm.name
            assert value in _values(reading, type_), alarm.name


def _values(reading: Reading, type_: str) -> set[str]:
    """How a dimension may name the resources of a type."""
    if type_ == "AWS::SQS::Queue":
        return {f"{name}.QueueName" for name in reading.of_type(type_)}
    if type_ == "AWS::Scheduler::ScheduleGroup":
        return {properties["Name"] for properties in reading.of_type(type_).values()}
    return set(reading.of_type(type_))


def _environment(reading: Reading, name: str) -> dict[str, str]:
    """What the template gives a function, with the tables that are there."""
    there = {"TASKS_TABLE": "tasks", "RECORDS_TABLE": "records"}
    return {
        key: value if isinstance(value, str) else there.get(key, "a-reference")
        for key, value in reading.environment(name).items()
    }


def _output(environments: dict[str, dict[str, str]]) -> str:
    """What the functions write when they are called in these environments."""
    mine = ("AWS_", "POWERTOOLS_", "LAMBDA_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(mine)}
    account = {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.infra.emitting"],
        cwd=ROOT,
        env={**kept, **account},
        input=json.dumps(environments),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _metrics(line: str) -> Iterator[Metric]:
    """The metrics in a line of the embedded metric format."""
    values = json.loads(line)
    for directive in values.get("_aws", {}).get("CloudWatchMetrics", ()):
        for names in directive["Dimensions"]:
            dimensions = tuple(sorted((name, values[name]) for name in names))
            for metric in directive["Metrics"]:
                yield Metric(directive["Namespace"], metric["Name"], dimensions)
