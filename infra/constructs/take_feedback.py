"""The function that hears of bounces and complaints."""

from aws_cdk.aws_sns_subscriptions import SqsSubscription
from constructs import Construct

from infra.constructs.completion_events import CompletionEvents
from infra.constructs.layers import RuntimeLayers
from infra.constructs.mail import Mail
from infra.constructs.queues import FEEDBACK_TIMEOUT, Queues
from infra.constructs.service_function import ServiceFunction
from infra.constructs.tables import Tables
from infra.stages import Stage


class TakeFeedback(ServiceFunction):
    """Suppresses addresses that do not work, or whose owners complained.

    A queue lies between the topic and the function: what SNS calls itself is lost after three
    failures, and cannot be moved back once its cause is gone.
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
        mail: Mail,
        events: CompletionEvents,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="take_feedback",
            stage=stage,
            layers=layers,
            timeout=FEEDBACK_TIMEOUT,
            environment={
                "RECORDS_TABLE": tables.records.table_name,
                "EVENT_BUS_NAME": events.bus.event_bus_name,
            },
        )
        mail.feedback.add_subscription(
            SqsSubscription(
                queues.feedback, raw_message_delivery=True, dead_letter_queue=queues.feedback_dead
            )
        )
        self.take_from(queues.feedback, together=10)
