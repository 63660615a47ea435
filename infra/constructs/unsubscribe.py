"""The function that unsubscribes whoever follows the link in a mail."""

from typing import Final

from constructs import Construct

from infra.constructs.layers import RuntimeLayers
from infra.constructs.mail import Mail
from infra.constructs.service_function import ServiceFunction
from infra.constructs.tables import Tables
from infra.stages import Stage

# The link is signed: whoever holds it needs no login.
OPEN_ROUTES: Final = ("GET /v1/unsubscribe/{token}", "POST /v1/unsubscribe/{token}")


class Unsubscribe(ServiceFunction):
    """Takes the consent of one recipient back."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        layers: RuntimeLayers,
        tables: Tables,
        mail: Mail,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="unsubscribe",
            stage=stage,
            layers=layers,
            timeout=10,
            environment={
                "RECORDS_TABLE": tables.records.table_name,
                "UNSUBSCRIBE_SECRET_ARN": mail.unsubscribe_secret.secret_arn,
            },
        )
