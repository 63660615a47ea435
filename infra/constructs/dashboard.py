"""The dashboard: one page, from what users feel down to the limits of AWS."""

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from cdk_monitoring_constructs import (
    AlarmFactoryDefaults,
    DefaultDashboardFactory,
    MetricFactoryDefaults,
    MonitoringFacade,
)
from constructs import Construct

from infra.constructs.service_function import metrics_namespace
from infra.service_stack import ServiceStack
from infra.stages import Stage

FIVE: Final = Duration.minutes(5)
DAY: Final = Duration.days(1)
WIDTH, HALF, THIRD, HEIGHT = 24, 12, 8, 6
MILLION: Final = 1_000_000


class Dashboard(Construct):
    """Five questions, each with its widgets; and the tasks that are stuck, with buttons."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, service: ServiceStack) -> None:
        super().__init__(scope, id_)
        self._stage, self._service = stage, service
        name = f"legwork-{stage.name}"
        self.facade = MonitoringFacade(
            self,
            "Monitoring",
            metric_factory_defaults=MetricFactoryDefaults(namespace=metrics_namespace(stage)),
            # The alarms are the service's own: they have to be there when a release is watched.
            alarm_factory_defaults=AlarmFactoryDefaults(
                alarm_name_prefix=name, actions_enabled=False
            ),
            dashboard_factory=DefaultDashboardFactory(
                self,
                "Page",
                dashboard_name_prefix=name,
                create_summary_dashboard=False,
                create_alarm_dashboard=False,
            ),
        )
        self._section("Are users served?", self._served())
        self._section("Does work move?", self._moves())
        self._section("Mail", self._mail())
        self._section("Money", self._money())
        self._section("Limits", self._limits())

    def _section(self, title: str, widgets: Sequence[cloudwatch.IWidget]) -> None:
        self.facade.add_large_header(title)
        for widget in widgets:
            self.facade.add_widget(widget)

    # --- Sections ----------------------------------------------------------------------------

    def _served(self) -> list[cloudwatch.IWidget]:
        doors = {"people": self._service.api.api, "programs": self._service.programs_api.api}
        return [
            cloudwatch.AlarmStatusWidget(
                title="Alarms",
                alarms=[*self._service.alarms.together.values(), *self._alone()],
                width=WIDTH,
                height=4,
            ),
            _graph(
                "API: errors",
                [
                    metric(period=FIVE, label=f"{said} {name}")
                    for name, api in doors.items()
                    for said, metric in (
                        ("5xx", api.metric_server_error),
                        ("4xx", api.metric_client_error),
                    )
                ],
            ),
            _graph(
                "API: latency (ms)",
                [
                    api.metric_latency(period=FIVE, statistic=of, label=f"{of} {name}")
                    for name, api in doors.items()
                    for of in ("p50", "p99")
                ],
            ),
            self._by_kind("Launches", "TasksLaunched"),
            self._by_kind("Launch to first batch (s), p99", "FirstBatchSeconds", "p99"),
            self._by_kind("Launch to end (s), p50", "EndSeconds", "p50"),
            self._by_kind("Launch to end (s), p99", "EndSeconds", "p99"),
        ]

    def _alone(self) -> list[cloudwatch.Alarm]:
        """Alarms that are in no composite one."""
        together = self._service.alarms.grouped
        return [alarm for name, alarm in self._service.alarms.of.items() if name not in together]

    def _moves(self) -> list[cloudwatch.IWidget]:
        queues = self._service.queues
        waiting: Mapping[str, sqs.Queue] = {
            "planning": queues.planning,
            "tokens": queues.tokens,
            "deliveries": queues.deliveries,
            "charges": queues.charges,
            "making": queues.making,
            "purge": queues.purge,
            "feedback": queues.feedback,
            "webhooks": queues.webhooks,
        }
        return [
            cloudwatch.CustomWidget(
                title="Stuck tasks",
                # As it was released: the ARN comes back with each click, so buttons stay with it.
                function_arn=self._service.functions["stuck_tasks"].live.function_arn,
                width=WIDTH,
                height=8,
                update_on_resize=False,
            ),
            self._search("Tasks by state", "{ns,stage,state} TasksInState", "Maximum"),
            _graph("Oldest at work (s)", [self._watchdog("OldestAtWork", "Maximum")]),
            _graph("Lanes of running tasks", [self._watchdog("LanesAtWork", "Maximum")]),
            _graph(
                "Age of the oldest message (s)",
                [
                    queue.metric_approximate_age_of_oldest_message(period=FIVE, label=name)
                    for name, queue in waiting.items()
                ],
            ),
            _graph(
                "Conflicts, and tasks pushed on",
                [self._ours("Conflicts", "run_job"), self._watchdog("PushedOn", "Sum")],
            ),
            self._search("Failed messages", "{ns,service} FailedMessages", "Sum"),
            _graph("Dead messages closed", [self._ours("DeadMessages", "close_dead")]),
            _graph("Autopilot: moments missed", [self._watchdog("MissedMoments", "Sum")]),
        ]

    def _mail(self) -> list[cloudwatch.IWidget]:
        sent = self._of_all("MailsSent")
        rate = cloudwatch.MathExpression(
            expression="sent / 300", using_metrics={"sent": sent}, label="mails a second"
        )
        granted = cloudwatch.HorizontalAnnotation(
            value=self._stage.mails_per_second, label="one account may send"
        )
        return [
            _graph("Mails: sent, refused", [sent, self._of_all("MailsRefused")]),
            _graph("Mails in doubt", [self._of_all("MailsInDoubt")]),
            _graph("Bounces and complaints", [_ses("Bounce"), _ses("Complaint")]),
            _graph("Sending rate used", [rate], annotations=[granted]),
            _graph(
                "Reputation",
                [_ses("Reputation.BounceRate"), _ses("Reputation.ComplaintRate")],
            ),
        ]

    def _money(self) -> list[cloudwatch.IWidget]:
        return [
            _graph("Units", [self._of_all("WriteUnits"), self._of_all("ReadUnits")]),
            self._by_kind("Dollars a day, by kind", "Microdollars", "Sum", DAY, MILLION),
            self._by_kind("Write units, by kind", "WriteUnits"),
        ]

    def _limits(self) -> list[cloudwatch.IWidget]:
        tables = self._service.tables
        throttled = [
            cloudwatch.Metric(
                namespace="AWS/DynamoDB",
                metric_name=name,
                dimensions_map={"TableName": table.table_name},
                period=FIVE,
                statistic="Sum",
            )
            for name in ("ReadThrottleEvents", "WriteThrottleEvents")
            for table in (tables.tasks, tables.records)
        ]
        return [
            _graph("Lambda: concurrency", [_lambda("ConcurrentExecutions", "Maximum")]),
            _graph("Lambda: throttles", [_lambda("Throttles", "Sum")]),
            _graph("Tables: throttles", throttled),
        ]

    # --- Metrics -----------------------------------------------------------------------------

    def _of_all(self, name: str) -> cloudwatch.Metric:
        """What the moments of tasks' lives come to, of all kinds together."""
        return self._metric(name, {"stage": self._stage.name}, "Sum")

    def _watchdog(self, name: str, statistic: str) -> cloudwatch.Metric:
        return self._metric(name, {"service": "watchdog"}, statistic)

    def _ours(self, name: str, service: str) -> cloudwatch.Metric:
        return self._metric(name, {"service": service}, "Sum")

    def _metric(self, name: str, of: Mapping[str, str], statistic: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=metrics_namespace(self._stage),
            metric_name=name,
            dimensions_map=of,
            period=FIVE,
            statistic=statistic,
        )

    def _by_kind(
        self,
        title: str,
        name: str,
        statistic: str = "Sum",
        period: Duration = FIVE,
        divided_by: int = 1,
    ) -> cloudwatch.IWidget:
        """A line for each kind that there is."""
        return self._search(title, f"{{ns,kind,stage}} {name}", statistic, period, divided_by)

    def _search(
        self,
        title: str,
        what: str,
        statistic: str,
        period: Duration = FIVE,
        divided_by: int = 1,
    ) -> cloudwatch.IWidget:
        schema, name = what.split(" ")
        schema = schema.replace("ns", f'"{metrics_namespace(self._stage)}"', 1)
        found = (
            f"SEARCH('{schema} MetricName=\"{name}\"', '{statistic}', {period.to_seconds():.0f})"
        )
        expression = found if divided_by == 1 else f"{found} / {divided_by}"
        math = cloudwatch.MathExpression(
            expression=expression, using_metrics={}, label="", period=period
        )
        return _graph(title, [math])


def _graph(
    title: str,
    metrics: Sequence[cloudwatch.IMetric],
    annotations: Sequence[cloudwatch.HorizontalAnnotation] = (),
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=[*metrics],
        left_annotations=[*annotations],
        left_y_axis=cloudwatch.YAxisProps(min=0, show_units=False),
        width=THIRD,
        height=HEIGHT,
    )


def _ses(name: str) -> cloudwatch.Metric:
    statistic = "Average" if name.startswith("Reputation") else "Sum"
    return cloudwatch.Metric(
        namespace="AWS/SES", metric_name=name, period=FIVE, statistic=statistic
    )


def _lambda(name: str, statistic: str) -> cloudwatch.Metric:
    """Of all functions of the region, whose concurrency they share."""
    return cloudwatch.Metric(
        namespace="AWS/Lambda", metric_name=name, period=FIVE, statistic=statistic
    )
