"""The function that takes new tasks, of people and of Autopilot, and hands out upload links."""

from typing import Final

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction, retention
from infra.constructs.staff import Staff
from infra.constructs.tables import Tables
from infra.stages import Stage

ROUTES: Final = ("POST /v1/tasks", "GET /v1/kinds", "POST /v1/uploads")


class LaunchTask(ServiceFunction):
    """Records a task and queues its planning."""

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
        staff: Staff,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="launch_task",
            stage=stage,
            layers=layers,
            timeout=15,
            memory=1024,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "PLANNING_QUEUE_URL": queues.planning.queue_url,
                "USER_POOL_ID": staff.pool.user_pool_id,
                "UPLOAD_MAX_BYTES": str(stage.upload_max),
                **retention(stage),
            },
        )
