"""The symptoms that operators hear about, by what they are of."""

from collections.abc import Iterator, Mapping, Set
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_scheduler import ScheduleGroup

from infra.constructs.service_function import metrics_namespace
from infra.constructs.symptom import AT_ONCE, IN_HOURS, LESS, Symptom
from infra.stages import Stage

MINUTE: Final = Duration.minutes(1)
FIVE: Final = Duration.minutes(5)
QUIET_SECONDS: Final = 60
"""How long a message of a quiet account may wait: some slices of the busy ones (P7)."""
SLOW_MILLISECONDS: Final = 3_000


class Symptoms:
    """Makes the symptoms of one stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def of_api(self, doors: Mapping[str, apigateway.HttpApi]) -> Iterator[Symptom]:
        """Users are served, at whichever door they knock: a person's or a program's."""
        for name, api in doors.items():
            yield Symptom(
                name=f"{name}Errors",
                severity=AT_ONCE,
                says=f"The {name} answers with errors of its own, five a minute and more.",
                metric=api.metric_server_error(period=MINUTE, statistic="Sum"),
                threshold=5,
                periods=5,
                datapoints=3,
            )
            yield Symptom(
                name=f"{name}Slow",
                severity=AT_ONCE,
                says=f"One answer of the {name} in a hundred takes three seconds and more.",
                metric=api.metric_latency(period=MINUTE, statistic="p99"),
                threshold=SLOW_MILLISECONDS,
                periods=10,
                datapoints=8,
            )
        yield Symptom(
            name="LambdaThrottled",
            severity=AT_ONCE,
            says="Functions are not called since the region's concurrency is used up.",
            metric=cloudwatch.Metric(
                namespace="AWS/Lambda", metric_name="Throttles", period=FIVE, statistic="Sum"
            ),
            threshold=10,
            periods=3,
            datapoints=2,
        )

    def of_quiet(self, queues: Mapping[str, sqs.Queue]) -> Iterator[Symptom]:
        """A busy tenant does not starve a quiet one (P7): SQS tells the quiet groups apart."""
        for name, queue in queues.items():
            yield Symptom(
                name=name,
                severity=AT_ONCE,
                says="Messages of accounts that are not busy wait for a minute and more.",
                metric=cloudwatch.Metric(
                    namespace="AWS/SQS",
                    metric_name="ApproximateAgeOfOldestMessageInQuietGroups",
                    dimensions_map={"QueueName": queue.queue_name},
                    period=MINUTE,
                    statistic="Maximum",
                ),
                threshold=QUIET_SECONDS,
                periods=5,
            )

    def of_watchdog(self) -> Iterator[Symptom]:
        """What stands still is pushed on (P4)."""
        yield Symptom(
            name="WatchdogSilent",
            severity=AT_ONCE,
            says="The watchdog has not come to the end of a round for five minutes.",
            metric=self._counted("Heartbeat", "watchdog", MINUTE),
            threshold=1,
            periods=5,
            comparison=LESS,
            missing=cloudwatch.TreatMissingData.BREACHING,
        )
        yield Symptom(
            name="WatchdogHelpless",
            severity=AT_ONCE,
            says="There is a task or a workflow that the watchdog can do nothing for.",
            metric=self._counted("TroubledTasks", "watchdog", MINUTE),
            threshold=1,
            periods=10,
        )
        yield Symptom(
            name="TasksStandStill",
            severity=IN_HOURS,
            says="For a quarter of an hour tasks have stood still and had to be pushed on.",
            metric=self._counted("PushedOn", "watchdog", FIVE),
            threshold=1,
            periods=3,
        )

    def of_tasks(self) -> Iterator[Symptom]:
        """Tasks come to a good end."""
        yield Symptom(
            name="ManyTasksFail",
            severity=IN_HOURS,
            says="Ten tasks and more have failed as a whole within a quarter of an hour.",
            metric=self._told("TasksFailed", Duration.minutes(15)),
            threshold=10,
            periods=1,
        )

    def of_mail(self) -> Iterator[Symptom]:
        """Mail leaves, and is welcome."""
        yield Symptom(
            name="MailsDoubtful",
            severity=IN_HOURS,
            says="Tasks have ended with over a hundred mails of which nobody knows if they left.",
            metric=self._told("MailsInDoubt", Duration.minutes(15)),
            threshold=100,
            periods=4,
            datapoints=1,
        )
        # Where SES itself looks twice: its "FAQ on the review process" names both rates.
        for name, metric, threshold, says in (
            ("BouncesHigh", "Reputation.BounceRate", 0.05, "Of twenty mails one bounces."),
            ("ComplaintsHigh", "Reputation.ComplaintRate", 0.001, "Of a thousand, one complains."),
        ):
            yield Symptom(
                name=name,
                severity=AT_ONCE,
                says=f"{says} SES may soon stop sending for all accounts.",
                metric=cloudwatch.Metric(
                    namespace="AWS/SES",
                    metric_name=metric,
                    period=Duration.hours(1),
                    statistic="Average",
                ),
                threshold=threshold,
                periods=1,
            )

    def of_dead(self, dead: Mapping[str, sqs.Queue]) -> Iterator[Symptom]:
        """A message that its consumer fails at again and again is in flight, and hardly visible."""
        for name, queue in dead.items():
            yield Symptom(
                name=name,
                severity=IN_HOURS,
                says="Messages that nobody could process wait in this dead-letter queue.",
                metric=self._sum(
                    visible=queue.metric_approximate_number_of_messages_visible(
                        period=MINUTE, statistic="Maximum"
                    ),
                    in_flight=queue.metric_approximate_number_of_messages_not_visible(
                        period=MINUTE, statistic="Maximum"
                    ),
                ),
                threshold=1,
                periods=5,
            )

    def of_failing(self, name: str, function: lambda_.Function, *, wakes: Set[str]) -> Symptom:
        """Lambda counts a call that died; one that only says what failed, it counts as good.

        By the function's name alone it counts the calls of all versions, through the alias or not.
        An operator wants to hear of each; what a release is taken back for is counted by alias.
        """
        alarm = "".join(word.capitalize() for word in name.split("_")) + "Failing"
        return Symptom(
            name=alarm,
            severity=AT_ONCE if alarm in wakes else IN_HOURS,
            says=f"Messages fail in {name}, and have done so for a quarter of an hour.",
            metric=self._sum(
                failed=self._counted("FailedMessages", name, FIVE),
                died=function.metric_errors(period=FIVE, statistic="Sum"),
            ),
            threshold=3,
            periods=3,
        )

    def of_stream(self, reader: lambda_.Function) -> Iterator[Symptom]:
        """Ends are announced."""
        yield Symptom(
            name="AnnounceLate",
            severity=IN_HOURS,
            says="Ends of tasks are announced more than five minutes late.",
            metric=reader.metric("IteratorAge", period=MINUTE, statistic="Maximum"),
            threshold=FIVE.to_milliseconds(),
            periods=3,
        )

    def of_autopilot(self, schedules: ScheduleGroup) -> Iterator[Symptom]:
        """Moments of Autopilot are delivered."""
        yield Symptom(
            name="AutopilotDropped",
            severity=IN_HOURS,
            says="A moment of Autopilot could not be delivered to its function.",
            metric=schedules.metric_dropped(period=FIVE, statistic="Sum"),
            threshold=1,
            periods=1,
        )
        # The owner is told by a failed task, and it is theirs to run it now: nobody is woken.
        yield Symptom(
            name="AutopilotMissed",
            severity=IN_HOURS,
            says="A moment of Autopilot was not launched for six hours, and is given up.",
            metric=self._counted("MissedMoments", "watchdog", FIVE),
            threshold=1,
            periods=1,
        )

    def _counted(self, name: str, service: str, period: Duration) -> cloudwatch.Metric:
        """What a function counts itself."""
        return self._ours(name, {"service": service}, period)

    def _told(self, name: str, period: Duration) -> cloudwatch.Metric:
        """What the moments of tasks' lives come to, of all kinds together."""
        return self._ours(name, {"stage": self._stage.name}, period)

    def _ours(self, name: str, of: Mapping[str, str], period: Duration) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=metrics_namespace(self._stage),
            metric_name=name,
            dimensions_map=of,
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
