"""The function that sends the notices of a lane."""

from constructs import Construct

from infra.constructs.files_bucket import FilesBucket
from infra.constructs.http_api import HttpApi
from infra.constructs.layers import RuntimeLayers
from infra.constructs.mail import Mail
from infra.constructs.queues import Queues
from infra.constructs.service_function import ServiceFunction, retention
from infra.constructs.tables import Tables
from infra.stages import Stage


class Deliver(ServiceFunction):
    """Sends what has been staged, fifty mails a call, no faster than the stage allows."""

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
        mail: Mail,
        api: HttpApi,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="deliver",
            stage=stage,
            layers=layers,
            timeout=stage.worker_timeout,
            leads_back=True,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "MAKING_QUEUE_URL": queues.making.queue_url,
                "DELIVERIES_QUEUE_URL": queues.deliveries.queue_url,
                "CHARGES_QUEUE_URL": queues.charges.queue_url,
                "CONFIGURATION_SET": mail.configuration_set.configuration_set_name,
                "UNSUBSCRIBE_SECRET_ARN": mail.unsubscribe_secret.secret_arn,
                "API_URL": api.url,
                "MAILS_PER_SECOND": str(stage.mails_per_second),
                "SLICE_SECONDS": str(stage.slice_seconds),
                **retention(stage),
            },
        )
        self.take_from(queues.deliveries, at_once=stage.delivery_concurrency)
