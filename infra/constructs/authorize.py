"""The function that the API for programs asks whether a program may come in."""

from constructs import Construct

from infra.constructs.layers import RuntimeLayers
from infra.constructs.service_function import ServiceFunction
from infra.constructs.tables import Tables
from infra.stages import Stage


class Authorize(ServiceFunction):
    """Looks a program's key up, at each of its calls."""

    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, layers: RuntimeLayers, tables: Tables
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="authorize",
            stage=stage,
            layers=layers,
            # The gateway waits for ten seconds.
            timeout=8,
            memory=1024,
            environment={"TASKS_TABLE": tables.tasks.table_name},
        )
