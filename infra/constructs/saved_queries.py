"""Saved queries of CloudWatch Logs Insights."""

from collections.abc import Mapping
from typing import Final

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.stages import Stage

_MOMENTS: Final = "fields @timestamp, moment, account, task, number, kind, state | "
QUERIES: Final[Mapping[str, str]] = {
    "One task": "fields @timestamp, service, level, message, moment, lane, xray_trace_id"
    ' | filter correlation_id = "PUT THE ID OF A TASK HERE" | sort @timestamp',
    "Traces of one task": 'filter correlation_id = "PUT THE ID OF A TASK HERE"'
    " | stats min(@timestamp) as first, count(*) as lines by xray_trace_id, service | sort first",
    "Tasks of one account": _MOMENTS
    + 'filter account = "PUT AN ACCOUNT HERE" and ispresent(moment) | sort @timestamp desc',
    "Cost by account and kind": 'filter moment in ["ended", "mailed"]'
    " | stats sum(Microdollars) / 1000000 as dollars, sum(TasksEnded) as tasks by account, kind"
    " | sort dollars desc",
    "Slowest ends": _MOMENTS
    + 'filter moment = "ended" | sort EndSeconds desc | display account, task, kind, EndSeconds'
    " | limit 50",
    "Pushed on": _MOMENTS + 'filter moment = "pushed on" | sort @timestamp desc | limit 200',
    "Who is affected": 'filter moment = "pushed on" or (moment = "ended" and state = "failed")'
    " | stats count_distinct(task) as tasks by account, kind | sort tasks desc",
    "Failures": "fields @timestamp, service, message, correlation_id, error_trace"
    ' | filter level in ["WARNING", "ERROR"] | sort @timestamp desc | limit 200',
}
"""By what they tell."""


class SavedQueries(Construct):
    """The queries that the runbook names, over the logs of all functions."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        functions: Mapping[str, lambda_.Function],
    ) -> None:
        super().__init__(scope, id_)
        groups = [function.log_group.log_group_name for function in functions.values()]
        for name, query in QUERIES.items():
            logs.CfnQueryDefinition(
                self,
                "".join(word.capitalize() for word in name.split()),
                name=f"Legwork/{stage.name}/{name}",
                query_string=query.replace(" | ", "\n| "),
                log_group_names=groups,
            )
