"""Nothing is lost in silence (P11): every asynchronous edge ends in something that is watched."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.infra.reading import Reading, written
from tests.infra.watching import alarms, watched_queues

QUEUE = "AWS::SQS::Queue"

# A type that is new here may be an edge: decide what becomes of what it cannot deliver.
NO_EDGES = {
    *("AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::Integration"),
    *("AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Stage"),
    *("AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolGroup"),
    *("AWS::CloudFront::Distribution", "AWS::CloudFront::Function"),
    *("AWS::CloudFront::OriginAccessControl", "AWS::CloudFront::ResponseHeadersPolicy"),
    *("AWS::Cognito::UserPoolDomain", "AWS::Cognito::ManagedLoginBranding"),
    # CloudFormation waits for it, once a deployment.
    "Custom::CDKBucketDeployment",
    *("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"),
    *("AWS::DynamoDB::Table", "AWS::Logs::LogGroup"),
    *("AWS::Events::EventBus", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy"),
    *("AWS::IAM::Policy", "AWS::IAM::Role", "AWS::SecretsManager::Secret"),
    *("AWS::Lambda::Function", "AWS::Lambda::LayerVersion", "AWS::Lambda::EventInvokeConfig"),
    *("AWS::Lambda::Alias", "AWS::Lambda::Version"),
    # A deployment waits for it, and takes itself back when it fails.
    *("AWS::CodeDeploy::Application", "AWS::CodeDeploy::DeploymentGroup"),
    # The stack of those.
    "AWS::CloudFormation::Stack",
    *("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::SES::ConfigurationSet"),
    *("AWS::SQS::QueuePolicy", "AWS::Scheduler::ScheduleGroup"),
}
EDGES = {
    *("AWS::Events::Rule", "AWS::Lambda::EventSourceMapping", "AWS::SNS::Subscription"),
    *("AWS::SES::ConfigurationSetEventDestination", "AWS::SQS::Queue", "AWS::Scheduler::Schedule"),
    "AWS::Lambda::Permission",
}


@pytest.fixture(params=["local", "dev", "prod"])
def reading(templates: dict[str, Reading], request: pytest.FixtureRequest) -> Reading:
    return templates[request.param]


def test_every_type_of_resource_is_known_to_be_an_edge_or_none(reading: Reading) -> None:
    types = {resource["Type"] for resource in reading.template["Resources"].values()}

    assert types - NO_EDGES == EDGES


def test_every_edge_ends_in_a_queue_that_is_watched(reading: Reading) -> None:
    watched = watched_queues(reading)
    ends = dict(_ends(reading))

    assert {edge for edge, end in ends.items() if end not in watched} == set()
    # Each of these kinds has been looked at.
    assert {edge.split(" ")[0] for edge in ends} == {
        *("queue", "stream", "subscription", "rule", "schedule", "call"),
    }


def test_a_watched_queue_that_does_not_end_anywhere_is_one_of_the_dead(reading: Reading) -> None:
    """And each of the dead is the end of something."""
    endless = {
        name for name, queue in reading.of_type(QUEUE).items() if "RedrivePolicy" not in queue
    }

    assert endless == watched_queues(reading) == {end for _, end in _ends(reading)}


def test_who_gives_up_may_write_into_the_queue_of_the_dead(reading: Reading) -> None:
    """SNS and EventBridge are allowed to by the queue, Lambda and the scheduler by their roles."""
    by_queue = {
        (statement["Principal"]["Service"], written(queue))
        for policy in reading.of_type("AWS::SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow" and statement["Action"] == "sqs:SendMessage"
        for queue in policy["Queues"]
    }
    queues = {name.removeprefix("Queues")[:-8]: name for name in reading.of_type(QUEUE)}
    role = reading.logical_id("AWS::IAM::Role", "AutopilotSchedulerRole")

    assert by_queue == {
        ("sns.amazonaws.com", queues["Feedback"]),
        ("sns.amazonaws.com", queues["FeedbackDead"]),
        ("events.amazonaws.com", queues["EventsDead"]),
    }
    assert ("sqs:SendMessage", queues["AutopilotDead"]) in reading.allowed_to(role)
    assert ("sqs:SendMessage", queues["AutopilotDead"]) in reading.allowed("launch_task")
    assert ("sqs:SendMessage", queues["AnnounceDead"]) in reading.allowed("announce")


def test_mail_events_and_their_topic_lead_to_a_queue(reading: Reading) -> None:
    """SES has no queue for what it cannot tell: it tells a topic that is always there."""
    (destination,) = reading.of_type("AWS::SES::ConfigurationSetEventDestination").values()
    topic = written(destination["EventDestination"]["SnsDestination"]["TopicARN"])
    (subscription,) = reading.of_type("AWS::SNS::Subscription").values()

    assert written(subscription["TopicArn"]) == topic
    assert subscription["RawMessageDelivery"] is True
    assert written(subscription["Endpoint"]) in reading.of_type(QUEUE)


def test_nobody_but_the_api_and_the_clock_calls_a_function(reading: Reading) -> None:
    """Others would call it in the background, and lose the call after three failures."""
    permissions = reading.of_type("AWS::Lambda::Permission").values()

    assert {permission["Principal"] for permission in permissions} == {"apigateway.amazonaws.com"}


def test_a_round_of_the_watchdog_that_fails_is_not_repeated(reading: Reading) -> None:
    """The next one comes anyway, so its end is the heartbeat."""
    (schedule,) = reading.of_type("AWS::Scheduler::Schedule").values()
    settings = reading.async_calls("watchdog")

    assert schedule["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 0
    assert settings["MaximumRetryAttempts"] == 0
    assert settings["MaximumEventAgeInSeconds"] == 60
    assert [one.name for one in alarms(reading)["WatchdogSilent"].custom] == ["Heartbeat"]


def test_moments_of_autopilot_come_back_from_the_dead(reading: Reading) -> None:
    (source,) = reading.event_sources("launch_task")
    dead = written(source["EventSourceArn"])

    assert reading.given_up("launch_task") == {dead}
    for name in ("edit_autopilot", "watchdog"):
        assert written(reading.environment(name)["SCHEDULE_DEAD_QUEUE_ARN"]) == dead


@pytest.mark.parametrize(
    ("type_", "lost"),
    [
        ("AWS::SQS::Queue", "RedrivePolicy"),
        ("AWS::SNS::Subscription", "RedrivePolicy"),
        ("AWS::Lambda::EventInvokeConfig", "DestinationConfig"),
        ("AWS::CloudWatch::Alarm", "Metrics"),
    ],
)
def test_an_edge_without_an_end_is_found(prod: Reading, type_: str, lost: str) -> None:
    template = deepcopy({**prod.template})
    for resource in template["Resources"].values():
        if resource["Type"] == type_:
            resource["Properties"].pop(lost, None)
    planted = Reading(template)

    watched = watched_queues(planted)
    dead = {name for name, queue in planted.of_type(QUEUE).items() if "RedrivePolicy" not in queue}
    loose = [edge for edge, end in _ends(planted) if end not in watched]
    assert loose or dead != watched


def _ends(reading: Reading) -> Iterator[tuple[str, str | None]]:
    """Every edge, and the queue that gets what cannot go over it."""
    yield from _ends_of_sources(reading)
    for name, queue in reading.of_type(QUEUE).items():
        if "RedrivePolicy" in queue:
            yield f"queue {name}", written(queue["RedrivePolicy"]["deadLetterTargetArn"])
    for name, subscription in reading.of_type("AWS::SNS::Subscription").items():
        yield f"subscription {name}", _end(subscription, "RedrivePolicy", "deadLetterTargetArn")
    for name, rule in reading.of_type("AWS::Events::Rule").items():
        for target in rule["Targets"]:
            yield f"rule {name} {target['Id']}", _end(target, "DeadLetterConfig", "Arn")
    clock = reading.function_id("watchdog")
    for name, schedule in reading.of_type("AWS::Scheduler::Schedule").items():
        if reading.called(schedule["Target"]["Arn"]) != clock:
            yield f"schedule {name}", _end(schedule["Target"], "DeadLetterConfig", "Arn")
    for name in reading.functions():
        # The schedules that functions make themselves.
        if "SCHEDULED_FUNCTION_ARN" in (variables := reading.environment(name)):
            yield f"schedule by {name}", written(variables.get("SCHEDULE_DEAD_QUEUE_ARN"))
            called = reading.called(variables["SCHEDULED_FUNCTION_ARN"])
            (launched,) = (one for one in reading.functions() if reading.function_id(one) == called)
            found = reading.async_calls(launched).get("DestinationConfig", {})
            yield f"call of {launched}", _end(found, "OnFailure", "Destination")


def _ends_of_sources(reading: Reading) -> Iterator[tuple[str, str | None]]:
    """Of streams; a message that fails stays in its queue, and that has an end of its own."""
    queues = reading.of_type(QUEUE)
    for name, source in reading.of_type("AWS::Lambda::EventSourceMapping").items():
        if written(source["EventSourceArn"]) not in queues:
            yield f"stream {name}", _end(source["DestinationConfig"], "OnFailure", "Destination")


def _end(holder: dict[str, Any], part: str, name: str) -> str | None:
    return written(holder[part][name]) if part in holder else None
