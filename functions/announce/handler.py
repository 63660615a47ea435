"""DynamoDB stream: announce the end of tasks; tell that they begin, or are paused."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.adapters.batches import Batches
from legwork.adapters.stream import begun_or_paused_task, ended_task
from legwork.contracts.task import TaskEvent
from legwork.settings.announce import AnnounceSettings
from legwork.usecases.announce import announce
from legwork.usecases.take_turn import call_waiting
from legwork.usecases.tell_on_the_way import tell_on_the_way

logger, metrics = Logger(), Metrics()
processor = Batches(EventType.DynamoDBStreams)


def tell(record: DynamoDBRecord) -> None:
    """Announce one task, if this change ended it, and call those that wait for its turn."""
    # Changes come several together.
    logger.remove_keys(["correlation_id"])
    of = bootstrap.read_settings(AnnounceSettings)
    task = ended_task(record.raw_event)
    metrics.add_metric("TasksEnded", MetricUnit.Count, int(task is not None))
    on_the_way = begun_or_paused_task(record.raw_event)
    if told := task or on_the_way:
        logger.append_keys(correlation_id=told.ref.id)
    if on_the_way is not None:
        tell_on_the_way(
            on_the_way,
            TaskEvent.on_the_way,
            database=bootstrap.database(of),
            events=bootstrap.events(of.event_bus_name),
            clock=bootstrap.clock(),
        )
    if task is None:
        return
    database = bootstrap.database(of)
    call_waiting(
        task.ref.account,
        running_max=of.running_tasks_max,
        database=database,
        queues=bootstrap.queues(of),
    )
    announce(
        task,
        TaskEvent.detail_of,
        database=database,
        events=bootstrap.events(of.event_bus_name),
        retention=of.retention,
    )


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take changes of the tasks table."""
    return process_partial_response(event, tell, processor, context)
