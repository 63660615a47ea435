"""Schedules on EventBridge Scheduler."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from legwork.adapters.aws_errors import transient_errors
from legwork.domain.errors import InvalidInput

if TYPE_CHECKING:
    from mypy_boto3_scheduler.client import EventBridgeSchedulerClient

    from legwork.domain.workflow import Workflow

SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
"""The scheduler puts the moment itself in its place: the same in every delivery of it."""
_TRIED_FOR: Final = 60 * 60
"""Seconds for which the scheduler tries to call the function; then the moment is in the queue."""


class SchedulerSchedules:
    """One schedule a workflow, all in one group.

    Args:
        client: of the scheduler.
        group: name of the schedule group.
        target: ARN of the function that launches scheduled tasks.
        role: ARN of the role by which the scheduler may call it.
        dead: ARN of the queue for moments that it could not be called at.
    """

    def __init__(
        self, client: EventBridgeSchedulerClient, *, group: str, target: str, role: str, dead: str
    ) -> None:
        self._client = client
        self._group = group
        self._target = target
        self._role = role
        self._dead = dead

    def put(self, workflow: Workflow) -> None:
        """Make the schedule, or bring it in line with the workflow."""
        settings = self._settings(workflow)
        try:
            with transient_errors():
                try:
                    self._client.update_schedule(**settings)
                except self._client.exceptions.ResourceNotFoundException:
                    self._client.create_schedule(**settings)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ValidationException":
                raise
            message = error.response["Error"].get("Message", "the scheduler refuses it")
            raise InvalidInput.of("schedule", message) from error

    def remove(self, workflow: Workflow) -> None:
        """Remove the schedule; one that is gone already is as good."""
        with transient_errors():
            try:
                self._client.delete_schedule(Name=workflow.id, GroupName=self._group)
            except self._client.exceptions.ResourceNotFoundException:
                return

    def _settings(self, workflow: Workflow) -> Any:
        call = {
            "account": workflow.account,
            "workflow": workflow.id,
            "scheduled_at": SCHEDULED_TIME,
        }
        return {
            "Name": workflow.id,
            "GroupName": self._group,
            "ScheduleExpression": workflow.schedule,
            "ScheduleExpressionTimezone": workflow.timezone,
            "State": "ENABLED" if workflow.enabled else "DISABLED",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {
                "Arn": self._target,
                "RoleArn": self._role,
                "Input": json.dumps({"autopilot": call}),
                "RetryPolicy": {"MaximumEventAgeInSeconds": _TRIED_FOR},
                "DeadLetterConfig": {"Arn": self._dead},
            },
        }
