"""The function that closes what planners and workers gave up on."""

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import CLEANING_TIMEOUT, Queues
from infra.constructs.service_function import ServiceFunction, retention
from infra.constructs.tables import Tables
from infra.stages import Stage


class CloseDead(ServiceFunction):
    """Reads the dead-letter queues of planning, tokens and making, so that every task ends."""

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
            name="close_dead",
            stage=stage,
            layers=layers,
            timeout=CLEANING_TIMEOUT,
            concurrency=stage.cleaning_concurrency,
            leads_back=True,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "MAKING_QUEUE_URL": queues.making.queue_url,
                "TOKENS_QUEUE_URL": queues.tokens.queue_url,
                "CHARGES_QUEUE_URL": queues.charges.queue_url,
                **retention(stage),
            },
        )
        for queue in (queues.planning_dead, queues.tokens_dead, queues.making_dead):
            self.take_from(queue)
