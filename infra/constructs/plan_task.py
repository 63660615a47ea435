"""The function that cuts a task's targets into batches and lanes."""

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction, retention
from infra.constructs.tables import Tables
from infra.stages import Stage


class PlanTask(ServiceFunction):
    """Writes plans, one task a call."""

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
            name="plan_task",
            stage=stage,
            layers=layers,
            timeout=stage.planner_timeout,
            memory=stage.worker_memory,
            leads_back=True,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "MAKING_QUEUE_URL": queues.making.queue_url,
                "PLANNING_QUEUE_URL": queues.planning.queue_url,
                "TOKENS_QUEUE_URL": queues.tokens.queue_url,
                "DELIVERIES_QUEUE_URL": queues.deliveries.queue_url,
                "CHARGES_QUEUE_URL": queues.charges.queue_url,
                "LANES_MAX": str(stage.lanes_max),
                "LANE_BATCHES": str(stage.lane_batches),
                "RUNNING_TASKS_MAX": str(stage.running_tasks_max),
                **retention(stage),
            },
        )
        self.take_from(queues.planning, at_once=stage.planner_concurrency)
