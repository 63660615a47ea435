"""How other systems and people learn that a task has ended."""

from typing import Final

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.constructs.queues import Queues

SOURCE: Final = "legwork"
DETAIL_TYPES: Final = ("Task Completed", "Task Failed", "Task Canceled")


class CompletionEvents(Construct):
    """An event bus for systems and, behind a rule, an SNS topic for people.

    Attributes:
        bus: Takes one event for each end of a task.
        topic: Gets the same events.
    """

    def __init__(self, scope: Construct, id_: str, *, queues: Queues) -> None:
        super().__init__(scope, id_)
        self.bus = events.EventBus(self, "Bus")
        self.topic = sns.Topic(self, "Ended", enforce_ssl=True)
        events.Rule(
            self,
            "EndedRule",
            event_bus=self.bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=[*DETAIL_TYPES]),
            # For a day EventBridge tries it again.
            targets=[targets.SnsTopic(self.topic, dead_letter_queue=queues.events_dead)],
        )
