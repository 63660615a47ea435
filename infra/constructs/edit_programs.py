"""The function that keeps the logins of programs, and their webhooks."""

from typing import Final

from constructs import Construct

from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction, calls_of_accounts
from infra.constructs.tables import Tables
from infra.stages import Stage

ROUTES: Final = (
    "GET /v1/credentials",
    "POST /v1/credentials",
    "DELETE /v1/credentials/{id}",
    "GET /v1/webhooks",
    "POST /v1/webhooks",
    "GET /v1/webhooks/{id}",
    "PUT /v1/webhooks/{id}",
    "DELETE /v1/webhooks/{id}",
    "POST /v1/webhooks/{id}/rotate-secret",
    "GET /v1/webhooks/{id}/deliveries",
    "POST /v1/webhooks/{id}/deliveries/{delivery}/redeliver",
)


class EditPrograms(ServiceFunction):
    """Makes and revokes credentials; registers webhooks, and shows the log of their calls."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        layers: RuntimeLayers,
        tables: Tables,
        queues: Queues,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="edit_programs",
            stage=stage,
            layers=layers,
            timeout=15,
            memory=1024,
            environment={
                **calls_of_accounts(stage),
                "WEBHOOKS_QUEUE_URL": queues.webhooks.queue_url,
                "WEBHOOKS_TO_LOOPBACK": str(int(stage.webhooks_to_loopback)),
                "TASKS_TABLE": tables.tasks.table_name,
            },
        )
