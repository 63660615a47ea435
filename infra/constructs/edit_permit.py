"""The function behind the Permit Editor: saves, bills out and shows permits."""

from typing import Final

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction, calls_of_accounts, retention
from infra.constructs.tables import Tables
from infra.stages import Stage

ROUTES: Final = (
    "GET /v1/permits",
    "PUT /v1/permits/{permit}",
    "GET /v1/permits/{permit}",
    "POST /v1/permits/{permit}/billout",
    "GET /v1/permits/{permit}/reservations",
    "GET /v1/permits/{permit}/reservations/{id}",
    "PUT /v1/permits/{permit}/reservations/{id}",
    "PATCH /v1/permits/{permit}/reservations/{id}",
    "GET /v1/permits/{permit}/background-jobs",
    "GET /v1/receipts/{id}",
    "GET /v1/holders",
    "GET /v1/holders/{id}",
)


class EditPermit(ServiceFunction):
    """Does small permit work within the call and sends large work to the background."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        layers: RuntimeLayers,
        tables: Tables,
        files: FilesBucket,
        queues: Queues,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="edit_permit",
            stage=stage,
            layers=layers,
            # An HTTP API waits 30 seconds for an answer.
            timeout=29,
            memory=1024,
            environment={
                **calls_of_accounts(stage),
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "PLANNING_QUEUE_URL": queues.planning.queue_url,
                "PERMIT_SAVE_BACKGROUND_AT": str(stage.permit_save_background_at),
                "PERMIT_BILLOUT_BACKGROUND_AT": str(stage.permit_billout_background_at),
                **retention(stage),
            },
        )
