"""The function that hears of bounces and complaints."""

from aws_cdk.aws_lambda_event_sources import SnsEventSource
from constructs import Construct

from infra.constructs.layers import RuntimeLayers
from infra.constructs.mail import Mail
from infra.constructs.service_function import ServiceFunction
from infra.constructs.tables import Tables
from infra.stages import Stage


class TakeFeedback(ServiceFunction):
    """Suppresses addresses that do not work, or whose owners complained."""

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
            name="take_feedback",
            stage=stage,
            layers=layers,
            timeout=15,
            environment={"RECORDS_TABLE": tables.records.table_name},
        )
        self.add_event_source(SnsEventSource(mail.feedback))
