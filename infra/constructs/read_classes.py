"""The function that lists families, shows classes and students, and previews of mail."""

from typing import Final

from constructs import Construct

from infra.constructs.layers import RuntimeLayers
from infra.constructs.service_function import ServiceFunction, calls_of_accounts
from infra.constructs.tables import Tables
from infra.stages import Stage

ROUTES: Final = (
    "GET /v1/families",
    "GET /v1/students",
    "GET /v1/classes",
    "GET /v1/classes/{class_id}/sessions",
    "GET /v1/classes/{class_id}/enrollments",
    "POST /v1/kinds/email_blast/preview",
)


class ReadClasses(ServiceFunction):
    """Reads records; changes nothing."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        layers: RuntimeLayers,
        tables: Tables,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="read_classes",
            stage=stage,
            layers=layers,
            timeout=15,
            memory=1024,
            environment={
                **calls_of_accounts(stage),
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
            },
        )
