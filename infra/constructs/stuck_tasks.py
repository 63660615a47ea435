"""The function behind the dashboard's widget "Stuck tasks"."""

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import CLEANING_TIMEOUT, Queues
from infra.constructs.service_function import ServiceFunction, retention
from infra.constructs.tables import Tables
from infra.stages import Stage


class StuckTasks(ServiceFunction):
    """CloudWatch calls it with the credentials of whoever looks at the dashboard."""

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
            name="stuck_tasks",
            stage=stage,
            layers=layers,
            timeout=CLEANING_TIMEOUT,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "MAKING_QUEUE_URL": queues.making.queue_url,
                "PLANNING_QUEUE_URL": queues.planning.queue_url,
                "TOKENS_QUEUE_URL": queues.tokens.queue_url,
                "DELIVERIES_QUEUE_URL": queues.deliveries.queue_url,
                "CHARGES_QUEUE_URL": queues.charges.queue_url,
                "PURGE_QUEUE_URL": queues.purge.queue_url,
                "RUNNING_TASKS_MAX": str(stage.running_tasks_max),
                "STALLED_AFTER_SECONDS": str(stage.stalled_after),
                **retention(stage),
            },
        )
