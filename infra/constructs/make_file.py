"""The function that makes the file that a task ends with."""

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import MAKING_TIMEOUT, Queues
from infra.constructs.service_function import ServiceFunction, retention
from infra.constructs.tables import Tables
from infra.stages import Stage

# A whole processor: what it does is one long stretch of arithmetic.
MEMORY = 1769


class MakeFile(ServiceFunction):
    """Joins the parts that batches have left, and finishes the task."""

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
            name="make_file",
            stage=stage,
            layers=layers,
            extra_layers=[layers.documents],
            timeout=MAKING_TIMEOUT,
            memory=MEMORY,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                **retention(stage),
            },
        )
        self.take_from(queues.making, at_once=stage.planner_concurrency)
