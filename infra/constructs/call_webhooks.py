"""The function that tells webhooks what happened."""

from constructs import Construct

from infra.constructs.completion_events import CompletionEvents
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import WEBHOOK_TIMEOUT, Queues
from infra.constructs.service_function import ServiceFunction
from infra.constructs.tables import Tables
from infra.stages import Stage


class CallWebhooks(ServiceFunction):
    """Makes a call of each event for each webhook, and tries it for a day."""

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
            name="call_webhooks",
            stage=stage,
            layers=layers,
            timeout=WEBHOOK_TIMEOUT,
            leads_back=True,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "EVENT_BUS_NAME": events.bus.event_bus_name,
                "WEBHOOKS_QUEUE_URL": queues.webhooks.queue_url,
                "WEBHOOKS_TO_LOOPBACK": str(int(stage.webhooks_to_loopback)),
            },
        )
        # One at a time: a receiver that takes its time keeps nobody else waiting.
        self.take_from(queues.webhooks, at_once=stage.webhook_concurrency)
