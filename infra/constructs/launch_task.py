"""The function that takes new tasks, of people and of Autopilot, and hands out upload links."""

from typing import Final

from aws_cdk import Duration
from aws_cdk.aws_lambda_destinations import SqsDestination
from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction, calls_of_accounts, retention
from infra.constructs.staff import Staff
from infra.constructs.tables import Tables
from infra.stages import Stage

ROUTES: Final = (
    "POST /v1/tasks",
    "POST /v1/tasks/preflight",
    "POST /v1/previews",
    "GET /v1/kinds",
    "POST /v1/uploads",
    "POST /v1/autopilots/{id}/run",
)


class LaunchTask(ServiceFunction):
    """Records a task and queues its planning.

    Autopilot's calls are tried three times. Those that failed wait in a queue, from which they are
    tried until they go through.
    """

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
                **calls_of_accounts(stage),
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "PLANNING_QUEUE_URL": queues.planning.queue_url,
                "USER_POOL_ID": staff.pool.user_pool_id,
                "UPLOAD_MAX_BYTES": str(stage.upload_max),
                **retention(stage),
            },
        )
        self.add_async_rules(
            retry_attempts=2,
            max_event_age=Duration.hours(1),
            on_failure=SqsDestination(queues.autopilot_dead),
        )
        self.take_from(queues.autopilot_dead)
