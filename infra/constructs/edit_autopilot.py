"""The function that keeps the workflows of Autopilot."""

from typing import Final

from constructs import Construct

from infra.constructs.autopilot import Autopilot
from infra.constructs.layers import RuntimeLayers
from infra.constructs.service_function import ServiceFunction, calls_of_accounts
from infra.constructs.tables import Tables
from infra.stages import Stage

ROUTES: Final = (
    "GET /v1/autopilots",
    "POST /v1/autopilots",
    "GET /v1/autopilots/{id}",
    "PUT /v1/autopilots/{id}",
    "DELETE /v1/autopilots/{id}",
)


class EditAutopilot(ServiceFunction):
    """Adds, changes and deletes workflows, each with its schedule."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        layers: RuntimeLayers,
        tables: Tables,
        autopilot: Autopilot,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="edit_autopilot",
            stage=stage,
            layers=layers,
            timeout=15,
            memory=1024,
            environment={
                **calls_of_accounts(stage),
                "TASKS_TABLE": tables.tasks.table_name,
                **autopilot.environment,
            },
        )
