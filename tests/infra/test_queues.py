from typing import Any

import pytest

from ops.desk import OTHERS, SOURCES
from tests.infra.reading import Reading, written

QUEUE = "AWS::SQS::Queue"
DEAD = (
    *("PlanningDead", "TokensDead", "DeliveriesDead", "ChargesDead", "MakingDead", "PurgeDead"),
    *("AnnounceDead", "EventsDead", "FeedbackDead", "AutopilotDead"),
    "WebhooksDead",
)


def queue(reading: Reading, part: str) -> dict[str, Any]:
    """The queue of a name, which may be part of the name of its dead-letter queue."""
    (found,) = (
        properties
        for name, properties in reading.of_type(QUEUE).items()
        if name.removeprefix("Queues")[:-8] == part
    )
    return found


@pytest.mark.parametrize(
    ("part", "attempts"),
    [
        ("Planning", 3),
        ("Tokens", 5),
        ("Deliveries", 5),
        ("Charges", 5),
        ("Making", 3),
        ("Purge", 5),
        ("Feedback", 5),
        ("Webhooks", 5),
    ],
)
def test_what_fails_every_time_goes_to_the_queue_of_the_dead(
    prod: Reading, part: str, attempts: int
) -> None:
    redrive = queue(prod, part)["RedrivePolicy"]

    assert redrive["maxReceiveCount"] == attempts
    assert f"{part}Dead" in written(redrive["deadLetterTargetArn"])


def test_operators_see_every_queue_of_the_dead(prod: Reading) -> None:
    dead = {name for name in prod.template["Outputs"] if name.endswith("DeadQueueUrl")}

    assert {f"{part}QueueUrl" for part in DEAD} == dead
    assert {f"{part}DeadQueueUrl" for part in (*SOURCES.values(), *OTHERS.values())} == dead


@pytest.mark.parametrize("part", DEAD)
def test_the_dead_are_kept_for_two_weeks(prod: Reading, part: str) -> None:
    assert queue(prod, part)["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


def test_every_queue_is_encrypted_and_refuses_plain_http(prod: Reading) -> None:
    queues = prod.of_type(QUEUE)
    policies = prod.of_type("AWS::SQS::QueuePolicy").values()
    refusing = {
        written(target)
        for policy in policies
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for target in policy["Queues"]
    }

    assert {properties["SqsManagedSseEnabled"] for properties in queues.values()} == {True}
    assert refusing == set(queues)


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_a_message_reappears_only_when_its_worker_must_be_dead(
    templates: dict[str, Reading], stage: str
) -> None:
    reading = templates[stage]
    functions = reading.of_type("AWS::Lambda::Function")
    queues = reading.of_type(QUEUE)
    checked = 0
    for source in reading.of_type("AWS::Lambda::EventSourceMapping").values():
        name = written(source["EventSourceArn"])
        if name in queues:
            timeout = functions[reading.called(source["FunctionName"])]["Timeout"]
            assert queues[name]["VisibilityTimeout"] > timeout, name
            checked += 1
    assert checked == 12
