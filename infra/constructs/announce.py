"""The function that tells everybody that a task has ended, and calls those that wait for it."""

from typing import Any, Final

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk.aws_lambda_event_sources import DynamoEventSource, SqsDlq
from constructs import Construct

from infra.constructs.completion_events import CompletionEvents
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction
from infra.constructs.tables import Tables
from infra.stages import Stage

ENDED: Final = ("completed", "failed", "cancelled")


class Announce(ServiceFunction):
    """Turns ends of tasks, read from the table's stream, into events and notifications.

    That a task begins, or is paused, is an event, too.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        layers: RuntimeLayers,
        tables: Tables,
        queues: Queues,
        events: CompletionEvents,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="announce",
            stage=stage,
            layers=layers,
            timeout=30,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "EVENT_BUS_NAME": events.bus.event_bus_name,
                "PLANNING_QUEUE_URL": queues.planning.queue_url,
                "RUNNING_TASKS_MAX": str(stage.running_tasks_max),
                "COMPLETED_RETENTION_SECONDS": str(stage.completed_retention),
            },
        )
        ended = {"state": {"S": lambda_.FilterRule.or_(*ENDED)}}
        # Further changes of an ended task, such as that its end is announced, are of no interest.
        not_ended = {"state": {"S": [{"anything-but": list(ENDED)}]}}
        by_a_change = {
            "eventName": lambda_.FilterRule.is_equal("MODIFY"),
            "dynamodb": {"NewImage": ended, "OldImage": not_ended},
        }
        # One that Autopilot cannot launch is ended from the start.
        from_the_start = {
            "eventName": lambda_.FilterRule.is_equal("INSERT"),
            "dynamodb": {"NewImage": ended},
        }
        begun = {
            "eventName": lambda_.FilterRule.is_equal("MODIFY"),
            "dynamodb": {"NewImage": _in_state("planning"), "OldImage": _in_state("queued")},
        }
        not_paused = {"state": {"S": [{"anything-but": ["paused"]}]}}
        paused = {
            "eventName": lambda_.FilterRule.is_equal("MODIFY"),
            "dynamodb": {"NewImage": _in_state("paused"), "OldImage": not_paused},
        }
        self.add_event_source(
            DynamoEventSource(
                tables.tasks,
                # From the oldest change on, so that none is lost while the source is made anew.
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                filters=[
                    lambda_.FilterCriteria.filter(by_a_change),
                    lambda_.FilterCriteria.filter(from_the_start),
                    lambda_.FilterCriteria.filter(begun),
                    lambda_.FilterCriteria.filter(paused),
                ],
                batch_size=10,
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                retry_attempts=10,
                max_record_age=Duration.hours(6),
                on_failure=SqsDlq(queues.announce_dead),
            )
        )


def _in_state(state: str) -> dict[str, Any]:
    return {"state": {"S": lambda_.FilterRule.is_equal(state)}}
