"""What an operator must hear about."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_scheduler import ScheduleGroup
from constructs import Construct

from infra.constructs.service_function import metrics_namespace
from infra.stages import Stage

AT_LEAST = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
LESS = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD


class Alarms(Construct):
    """CloudWatch alarms on work that would otherwise be lost in silence.

    Attributes:
        topic: Operators subscribe to it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        dead: Mapping[str, sqs.Queue],
        stream_reader: lambda_.Function,
        consumers: Mapping[str, lambda_.Function],
        schedules: ScheduleGroup,
    ) -> None:
        """Make the alarms.

        Args:
            scope: Where they belong.
            id_: Their logical id there.
            stage: Settings of the stage.
            dead: The dead-letter queues by name.
            stream_reader: The function that must keep up with the tasks table's stream.
            consumers: The functions that take messages or changes, by their folder's name.
            schedules: The schedules of Autopilot.
        """
        super().__init__(scope, id_)
        self._stage = stage
        self.topic = sns.Topic(self, "Operators", enforce_ssl=True)
        for name, queue in dead.items():
            self._watch_dead(name, queue)
        for name, function in consumers.items():
            self._watch_failures(name, function)
        self._watch_watchdog()
        self._alarm(
            "AnnounceLate",
            stream_reader.metric("IteratorAge", period=Duration.minutes(1), statistic="Maximum"),
            threshold=Duration.minutes(5).to_milliseconds(),
            periods=3,
            description="Ends of tasks are announced more than five minutes late.",
        )
        self._alarm(
            "AutopilotDropped",
            schedules.metric_dropped(period=Duration.minutes(5), statistic="Sum"),
            threshold=1,
            periods=1,
            description="A moment of Autopilot could not be delivered to its function.",
        )

    def _watch_dead(self, name: str, queue: sqs.Queue) -> None:
        """A message that its consumer fails at again and again is in flight, and hardly visible."""
        minute, most = Duration.minutes(1), "Maximum"
        self._alarm(
            name,
            self._sum(
                visible=queue.metric_approximate_number_of_messages_visible(
                    period=minute, statistic=most
                ),
                in_flight=queue.metric_approximate_number_of_messages_not_visible(
                    period=minute, statistic=most
                ),
            ),
            threshold=1,
            periods=5,
            description="Messages that nobody could process wait in this dead-letter queue.",
        )

    def _watch_failures(self, name: str, function: lambda_.Function) -> None:
        """Lambda counts a call that died; one that only says what failed, it counts as good."""
        period = Duration.minutes(5)
        words = "".join(word.capitalize() for word in name.split("_"))
        self._alarm(
            f"{words}Failing",
            self._sum(
                failed=self._counted("FailedMessages", name, period),
                died=function.metric_errors(period=period, statistic="Sum"),
            ),
            threshold=3,
            periods=3,
            description=f"Messages fail in {name}, and have done so for a quarter of an hour.",
        )

    def _watch_watchdog(self) -> None:
        minute = Duration.minutes(1)
        self._alarm(
            "WatchdogSilent",
            self._counted("Heartbeat", "watchdog", minute),
            threshold=1,
            periods=5,
            description="The watchdog has not come to the end of a round for five minutes.",
            comparison=LESS,
            missing=cloudwatch.TreatMissingData.BREACHING,
        )
        self._alarm(
            "WatchdogHelpless",
            self._counted("TroubledTasks", "watchdog", minute),
            threshold=1,
            periods=10,
            description="There is a task or a workflow that the watchdog can do nothing for.",
        )

    def _counted(self, name: str, service: str, period: Duration) -> cloudwatch.Metric:
        """What a function counts itself."""
        return cloudwatch.Metric(
            namespace=metrics_namespace(self._stage),
            metric_name=name,
            dimensions_map={"service": service},
            period=period,
            statistic="Sum",
        )

    def _sum(self, **metrics: cloudwatch.Metric) -> cloudwatch.IMetric:
        """Several metrics as one, or the first alone where there is no metric math."""
        first = next(iter(metrics.values()))
        if not self._stage.metric_math:
            return first
        return cloudwatch.MathExpression(
            expression=" + ".join(f"FILL({name}, 0)" for name in metrics),
            using_metrics=dict(metrics),
            period=first.period,
        )

    def _alarm(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        *,
        threshold: float,
        periods: int,
        description: str,
        comparison: cloudwatch.ComparisonOperator = AT_LEAST,
        missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=periods,
            comparison_operator=comparison,
            treat_missing_data=missing,
            alarm_description=description,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))
