"""The function that cancels and pauses tasks, and does nothing else."""

from typing import Final

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.manage_tasks import environment
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction
from infra.constructs.tables import Tables
from infra.stages import Stage

ROUTES: Final = (
    "POST /v1/tasks/{id}/cancel",
    "POST /v1/tasks/{id}/pause",
)


class StopTasks(ServiceFunction):
    """Answers the calls that stop a task: room is kept for them, whatever else Lambda has to do."""

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
            name="stop_tasks",
            stage=stage,
            layers=layers,
            # An HTTP API waits 30 seconds for an answer.
            timeout=29,
            memory=1024,
            concurrency=stage.stop_concurrency,
            environment=environment(stage, tables, files, queues),
        )
