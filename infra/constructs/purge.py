"""The function that removes tasks with all their rows and files."""

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import CLEANING_TIMEOUT, Queues
from infra.constructs.service_function import ServiceFunction
from infra.constructs.tables import Tables
from infra.stages import Stage


class Purge(ServiceFunction):
    """Removes one task a call, when its message's delay is over."""

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
            name="purge",
            stage=stage,
            layers=layers,
            timeout=CLEANING_TIMEOUT,
            leads_back=True,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "PURGE_QUEUE_URL": queues.purge.queue_url,
            },
        )
        self.take_from(queues.purge)
