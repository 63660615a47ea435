"""The function that works off the batches of a lane."""

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction, retention
from infra.constructs.tables import Tables
from infra.stages import Stage


class RunJob(ServiceFunction):
    """Drives one lane for one slice of time a call; as many at once as the stage allows."""

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
            name="run_job",
            stage=stage,
            layers=layers,
            timeout=stage.worker_timeout,
            memory=stage.worker_memory,
            leads_back=True,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "MAKING_QUEUE_URL": queues.making.queue_url,
                "TOKENS_QUEUE_URL": queues.tokens.queue_url,
                "DELIVERIES_QUEUE_URL": queues.deliveries.queue_url,
                "CHARGES_QUEUE_URL": queues.charges.queue_url,
                "SLICE_SECONDS": str(stage.slice_seconds),
                **retention(stage),
            },
        )
        self.take_from(queues.tokens, at_once=stage.worker_concurrency)
