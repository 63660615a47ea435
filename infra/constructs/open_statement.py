"""The function that shows a statement to whoever follows the link in its mail."""

from typing import Final

from constructs import Construct

from infra.constructs.layers import RuntimeLayers
from infra.constructs.mail import Mail
from infra.constructs.service_function import ServiceFunction
from infra.constructs.tables import Tables
from infra.stages import Stage

# The link is signed: whoever holds it needs no login.
OPEN_ROUTES: Final = ("GET /v1/statements/{token}",)


class OpenStatement(ServiceFunction):
    """Draws one statement of one family."""

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
            name="open_statement",
            stage=stage,
            layers=layers,
            extra_layers=[layers.documents],
            timeout=20,
            memory=1024,
            environment={
                "RECORDS_TABLE": tables.records.table_name,
                "UNSUBSCRIBE_SECRET_ARN": mail.unsubscribe_secret.secret_arn,
            },
        )
