"""The function that carries out a lane's orders to the payment service."""

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.payments import Payments
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction, retention
from infra.constructs.tables import Tables
from infra.stages import Stage


class ChargeCards(ServiceFunction):
    """Carries out what has been staged, one order a call to the payment service.

    It alone has the layer with that service's library.
    """

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
        payments: Payments,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="charge_cards",
            stage=stage,
            layers=layers,
            timeout=stage.worker_timeout,
            leads_back=True,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "CHARGES_QUEUE_URL": queues.charges.queue_url,
                "DELIVERIES_QUEUE_URL": queues.deliveries.queue_url,
                "PAYMENT_ADDRESS": stage.payment_address,
                "PAYMENT_PATIENCE_SECONDS": str(stage.payment_patience),
                "PAYMENT_SECRET_ARN": payments.secret.secret_arn,
                "SLICE_SECONDS": str(stage.slice_seconds),
                **retention(stage),
            },
        )
        self.add_layers(layers.cards)
        self.take_from(queues.charges, at_once=stage.charge_concurrency)
