"""SQS: close what is dead, so that every task still ends."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.adapters.batches import Batches
from legwork.adapters.queues import read_dead_message
from legwork.domain.lane import Token
from legwork.ports import MakeMessage
from legwork.settings.close_dead import CloseDeadSettings
from legwork.usecases.close_dead import close_dead_making, close_dead_plan, close_dead_token

logger, metrics = Logger(), Metrics()
processor = Batches(EventType.SQS)


def close(record: SQSRecord) -> None:
    """Close one message that failed again and again."""
    of = bootstrap.read_settings(CloseDeadSettings)
    message = read_dead_message(record.body)
    logger.append_keys(correlation_id=message.ref.id)
    logger.warning("dead message", extra={"task": message.ref.id, "dead": str(message)})
    metrics.add_metric("DeadMessages", MetricUnit.Count, 1)
    database, clock = bootstrap.database(of), bootstrap.clock()
    files, queues = bootstrap.files(of.files_bucket), bootstrap.queues(of)
    match message:
        case Token():
            close_dead_token(
                message,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                ids=bootstrap.ids(),
                retention=of.retention,
            )
        case MakeMessage():
            close_dead_making(
                message,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=of.retention,
            )
        case _:
            close_dead_plan(message, database=database, clock=clock, retention=of.retention)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take messages from the dead-letter queues."""
    return process_partial_response(event, close, processor, context)
