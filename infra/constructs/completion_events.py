"""How other systems and people learn of what happens, and that a task has ended above all."""

from typing import Final

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.constructs.queues import Queues

SOURCE: Final = "legwork"
DETAIL_TYPES: Final = ("Task Completed", "Task Failed", "Task Canceled")
# What webhooks can be told of.
TOLD: Final = (*DETAIL_TYPES, "Task Started", "Task Paused", "Mail Bounced")
# What people hear of.
HEARD: Final = (*DETAIL_TYPES, "Webhook Disabled")


class CompletionEvents(Construct):
    """An event bus for systems; behind rules, an SNS topic for people, and the webhooks' queue.

    Attributes:
        bus: Takes one event for each end of a task, and for what else webhooks are told of.
        topic: Gets the ends of tasks, and that a webhook was disabled.
    """

    def __init__(self, scope: Construct, id_: str, *, queues: Queues) -> None:
        super().__init__(scope, id_)
        self.bus = events.EventBus(self, "Bus")
        self.topic = sns.Topic(self, "Ended", enforce_ssl=True)
        events.Rule(
            self,
            "EndedRule",
            event_bus=self.bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=[*HEARD]),
            # For a day EventBridge tries it again.
            targets=[targets.SnsTopic(self.topic, dead_letter_queue=queues.events_dead)],
        )
        events.Rule(
            self,
            "WebhooksRule",
            event_bus=self.bus,
            event_pattern=events.EventPattern(source=[SOURCE], detail_type=[*TOLD]),
            targets=[targets.SqsQueue(queues.webhooks, dead_letter_queue=queues.events_dead)],
        )
