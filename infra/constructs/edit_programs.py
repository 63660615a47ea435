"""The function that keeps the logins of programs."""

from typing import Final

from constructs import Construct

from infra.constructs.layers import RuntimeLayers
from infra.constructs.service_function import ServiceFunction, calls_of_accounts
from infra.constructs.tables import Tables
from infra.stages import Stage

ROUTES: Final = (
    "GET /v1/credentials",
    "POST /v1/credentials",
    "DELETE /v1/credentials/{id}",
)


class EditPrograms(ServiceFunction):
    """Makes, lists and revokes credentials."""

    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, layers: RuntimeLayers, tables: Tables
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="edit_programs",
            stage=stage,
            layers=layers,
            timeout=15,
            memory=1024,
            environment={
                **calls_of_accounts(stage),
                "TASKS_TABLE": tables.tasks.table_name,
            },
        )
