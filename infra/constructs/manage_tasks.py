"""The function that lists, shows, retries and deletes tasks, and shows notifications."""

from typing import Final

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction, calls_of_accounts, retention
from infra.constructs.tables import Tables
from infra.stages import Stage

ROUTES: Final = (
    "GET /v1/tasks",
    "GET /v1/tasks/{id}",
    "GET /v1/tasks/{id}/outcomes",
    "GET /v1/tasks/{id}/outcomes/summary",
    "GET /v1/tasks/{id}/outcomes.csv",
    "GET /v1/tasks/{id}/audit",
    "POST /v1/tasks/{id}/retry",
    "POST /v1/tasks/{id}/undo",
    "POST /v1/tasks/{id}/resume",
    "DELETE /v1/tasks/{id}",
    "GET /v1/reports/{id}",
    "GET /v1/notifications",
    "POST /v1/notifications/{id}/read",
    "GET /v1/trail",
    "GET /v1/trail.csv",
    "GET /v1/account",
    "POST /v1/previews/{id}/approve",
    "POST /v1/previews/{id}/reject",
    "GET /v1/approval-rules",
    "PUT /v1/approval-rules",
    "PUT /v1/account/hold",
    "DELETE /v1/account/hold",
    "PUT /v1/account/stop-when",
    "DELETE /v1/account/stop-when",
    "GET /v1/costs",
)
# For whoever wants to write a client: it tells what calls there are, and nothing else.
OPEN_ROUTES: Final = ("GET /v1/openapi.json", "GET /v1/reference")


class ManageTasks(ServiceFunction):
    """Answers what tasks are doing, and stops or removes them."""

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
            name="manage_tasks",
            stage=stage,
            layers=layers,
            # An HTTP API waits 30 seconds for an answer.
            timeout=29,
            memory=1024,
            environment=environment(stage, tables, files, queues),
        )


def environment(stage: Stage, tables: Tables, files: FilesBucket, queues: Queues) -> dict[str, str]:
    """Variables of the functions that stop tasks."""
    return {
        **calls_of_accounts(stage),
        "TASKS_TABLE": tables.tasks.table_name,
        "RECORDS_TABLE": tables.records.table_name,
        "FILES_BUCKET": files.bucket.bucket_name,
        "PLANNING_QUEUE_URL": queues.planning.queue_url,
        "TOKENS_QUEUE_URL": queues.tokens.queue_url,
        "DELIVERIES_QUEUE_URL": queues.deliveries.queue_url,
        "PURGE_QUEUE_URL": queues.purge.queue_url,
        "RUNNING_TASKS_MAX": str(stage.running_tasks_max),
        "MAILS_PER_SECOND": str(stage.mails_per_second),
        "CHARGES_QUEUE_URL": queues.charges.queue_url,
        "MAKING_QUEUE_URL": queues.making.queue_url,
        **retention(stage),
    }
