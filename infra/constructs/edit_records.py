"""The function that reads and corrects single records."""

from typing import Final

from constructs import Construct

from infra.constructs.layers import RuntimeLayers
from infra.constructs.service_function import ServiceFunction, calls_of_accounts
from infra.constructs.tables import Tables
from infra.stages import Stage

FAMILIES: Final = (
    "GET /v1/families/{family}",
    "PUT /v1/families/{family}",
    "PATCH /v1/families/{family}",
    "GET /v1/students/{student}",
    "PUT /v1/students/{student}",
    "PATCH /v1/students/{student}",
    "GET /v1/keywords",
    "GET /v1/lists",
    "GET /v1/lists/{list_id}",
    "PUT /v1/lists/{list_id}",
    "DELETE /v1/lists/{list_id}",
)
CLASSES: Final = (
    "GET /v1/classes/{class_id}",
    "PUT /v1/classes/{class_id}",
    "PATCH /v1/classes/{class_id}",
    "GET /v1/classes/{class_id}/enrollments/{student}",
    "PUT /v1/classes/{class_id}/enrollments/{student}",
    "PATCH /v1/classes/{class_id}/enrollments/{student}",
    "POST /v1/students/{student}/tokens/{token}/redeem",
    "GET /v1/staff",
    "GET /v1/staff/{staff}",
    "PUT /v1/staff/{staff}",
    "PATCH /v1/staff/{staff}",
)
ACCOUNTS: Final = (
    "GET /v1/families/{family}/account",
    "GET /v1/accounts/audit",
    "POST /v1/classes/{class_id}/enrollments/{student}/transfer",
    "POST /v1/families/{family}/charges",
    "POST /v1/families/{family}/payments",
    "POST /v1/families/{family}/credits",
    "POST /v1/families/{family}/postings/{posting}/counter",
    "POST /v1/families/{family}/postings/{posting}/unlink",
)
PAYMENTS: Final = (
    "GET /v1/families/{family}/payment-methods",
    "PUT /v1/families/{family}/payment-methods/{method}",
    "DELETE /v1/families/{family}/payment-methods/{method}",
    "GET /v1/payment-terms",
    "PUT /v1/payment-terms",
)
PROFILE: Final = (
    "GET /v1/account/profile",
    "PUT /v1/account/profile",
)
ROUTES: Final = (*FAMILIES, *CLASSES, *ACCOUNTS, *PAYMENTS, *PROFILE)
"""Of each room, what its folder ``api/records`` answers."""


class EditRecords(ServiceFunction):
    """Changes one record within the call; of the tasks table, it adds to the trail alone."""

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
            name="edit_records",
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
