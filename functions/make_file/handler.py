"""SQS: make the files that tasks end with."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.adapters.batches import Batches
from legwork.adapters.queues import read_make_message
from legwork.adapters.tracing import traced
from legwork.settings.make_file import MakeFileSettings
from legwork.trade.money.usecases.draw_statements import draw_statements
from legwork.trade.reports.usecases.draw_report import draw_report
from legwork.usecases.make_file import Draw, drawn_by_kind, make_file

logger, metrics = Logger(), Metrics()
_draw: Draw = drawn_by_kind(
    {"generate_report": draw_report, "send_statements": draw_statements},
)
processor = Batches(EventType.SQS)


def make(record: SQSRecord) -> None:
    """Make the file of one task."""
    of = bootstrap.read_settings(MakeFileSettings)
    message = read_make_message(record.body)
    logger.append_keys(correlation_id=message.ref.id)
    metrics.add_metric("FilesMade", MetricUnit.Count, 1)
    with traced("file", account=message.ref.account, task=message.ref.id):
        make_file(
            message,
            draw=_draw,
            database=bootstrap.database(of),
            files=bootstrap.files(of.files_bucket),
            queues=bootstrap.queues(of),
            clock=bootstrap.clock(),
            retention=of.retention,
        )


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take messages from the making queue."""
    return process_partial_response(event, make, processor, context)
