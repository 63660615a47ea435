"""What the scheduler is told of a workflow."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from legwork.adapters.schedules import SchedulerSchedules
from legwork.domain.workflow import Workflow

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:launch_task"
ROLE = "arn:aws:iam::123456789012:role/scheduler"
DEAD = "arn:aws:sqs:us-east-1:123456789012:dead"
DAILY = Workflow(
    account="parkside",
    id="01JWORKFLOW",
    name="Daily",
    kind="email_blast",
    params={},
    schedule="rate(1 day)",
    timezone="Europe/Vienna",
    enabled=True,
    owner_id="ana",
    owner_name="Ana",
    owner_login="ana@parkside",
    created_at=datetime(2026, 3, 2, tzinfo=UTC),
)


@pytest.fixture
def client() -> "Iterator[EventBridgeSchedulerClient]":
    with mock_aws():
        client = boto3.client("scheduler", region_name="us-east-1")
        client.create_schedule_group(Name="workflows")
        yield client


@pytest.mark.parametrize("times", [1, 2])
def test_a_moment_that_cannot_be_delivered_is_kept_in_a_queue(
    client: "EventBridgeSchedulerClient", times: int
) -> None:
    """Made or changed: a change leaves out nothing, since it replaces all that there was."""
    schedules = SchedulerSchedules(client, group="workflows", target=FUNCTION, role=ROLE, dead=DEAD)
    for _ in range(times):
        schedules.put(DAILY)

    found = client.get_schedule(GroupName="workflows", Name=DAILY.id)
    target = found["Target"]
    assert (found["ScheduleExpression"], found["State"]) == ("rate(1 day)", "ENABLED")
    assert (target["Arn"], target["RoleArn"]) == (FUNCTION, ROLE)
    assert target["DeadLetterConfig"] == {"Arn": DEAD}
    assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] == 3_600
    assert json.loads(target["Input"]) == {
        "autopilot": {
            "account": "parkside",
            "workflow": "01JWORKFLOW",
            "scheduled_at": "<aws.scheduler.scheduled-time>",
        }
    }
