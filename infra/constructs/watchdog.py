"""The function that finds tasks that do not move and pushes them on."""

from aws_cdk import Duration
from aws_cdk.aws_scheduler import Schedule, ScheduleExpression
from aws_cdk.aws_scheduler_targets import LambdaInvoke
from constructs import Construct

from infra.constructs.autopilot import Autopilot
from infra.constructs.completion_events import CompletionEvents
from infra.constructs.files_bucket import FilesBucket
from infra.constructs.layers import RuntimeLayers
from infra.constructs.queues import CLEANING_TIMEOUT, Queues
from infra.constructs.service_function import ServiceFunction, retention
from infra.constructs.staff import Staff
from infra.constructs.tables import Tables
from infra.stages import Stage


class Watchdog(ServiceFunction):
    """Runs every minute."""

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
        autopilot: Autopilot,
        events: CompletionEvents,
        staff: Staff,
    ) -> None:
        super().__init__(
            scope,
            id_,
            name="watchdog",
            stage=stage,
            layers=layers,
            timeout=CLEANING_TIMEOUT,
            concurrency=stage.cleaning_concurrency,
            environment={
                "TASKS_TABLE": tables.tasks.table_name,
                "RECORDS_TABLE": tables.records.table_name,
                "FILES_BUCKET": files.bucket.bucket_name,
                "MAKING_QUEUE_URL": queues.making.queue_url,
                "USER_POOL_ID": staff.pool.user_pool_id,
                "EVENT_BUS_NAME": events.bus.event_bus_name,
                "PLANNING_QUEUE_URL": queues.planning.queue_url,
                "TOKENS_QUEUE_URL": queues.tokens.queue_url,
                "DELIVERIES_QUEUE_URL": queues.deliveries.queue_url,
                "CHARGES_QUEUE_URL": queues.charges.queue_url,
                "PURGE_QUEUE_URL": queues.purge.queue_url,
                "WEBHOOKS_QUEUE_URL": queues.webhooks.queue_url,
                "RUNNING_TASKS_MAX": str(stage.running_tasks_max),
                "STALLED_AFTER_SECONDS": str(stage.stalled_after),
                **autopilot.environment,
                **retention(stage),
            },
        )
        # A round that failed is not worth repeating: the next one starts within a minute. If none
        # comes to its end, its heartbeat is missing, which raises an alarm.
        self.add_async_rules(retry_attempts=0, max_event_age=Duration.minutes(1))
        Schedule(
            scope,
            f"{id_}Schedule",
            schedule=ScheduleExpression.rate(Duration.minutes(1)),
            target=LambdaInvoke(self.live, retry_attempts=0),
        )
