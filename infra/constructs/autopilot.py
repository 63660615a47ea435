"""Where the schedules of Autopilot live, and what they may do."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk.aws_scheduler import ScheduleGroup
from constructs import Construct

from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction
from infra.keeping import removal
from infra.stages import Stage


class Autopilot(Construct):
    """A group of EventBridge schedules, one for each workflow, made by the functions.

    Attributes:
        group: The schedules.
        role: The scheduler takes it on to call `launched`, or to put what it could not call it
            with into `dead`, and may do nothing else.
        launched: The function that every schedule calls, as it was released.
        dead: Gets the moments that nothing could be launched for.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        launched: ServiceFunction,
        queues: Queues,
    ) -> None:
        super().__init__(scope, id_)
        self.launched = launched
        self.dead = queues.autopilot_dead
        self.group = ScheduleGroup(
            self,
            "Schedules",
            removal_policy=removal(stage),
        )
        self.role = iam.Role(
            self,
            "SchedulerRole",
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com",
                conditions={
                    "StringEquals": {
                        "aws:SourceAccount": Stack.of(self).account,
                        "aws:SourceArn": self.group.schedule_group_arn,
                    }
                },
            ),
        )
        self.role.add_to_policy(
            iam.PolicyStatement(
                actions=["lambda:InvokeFunction"],
                # Schedules of the release before there were aliases call the function itself,
                # until the workflow is saved again or the stack is recovered.
                resources=[launched.live.function_arn, launched.function_arn],
            )
        )
        self.role.add_to_policy(
            iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[self.dead.queue_arn])
        )

    @property
    def environment(self) -> dict[str, str]:
        """Variables of the functions that make and remove schedules."""
        return {
            "SCHEDULE_GROUP": self.group.schedule_group_name,
            "SCHEDULED_FUNCTION_ARN": self.launched.live.function_arn,
            "SCHEDULER_ROLE_ARN": self.role.role_arn,
            "SCHEDULE_DEAD_QUEUE_ARN": self.dead.queue_arn,
        }

    @property
    def schedules_arn(self) -> str:
        """ARN of all schedules of the group."""
        return Stack.of(self).format_arn(
            service="scheduler",
            resource="schedule",
            resource_name=f"{self.group.schedule_group_name}/*",
        )
