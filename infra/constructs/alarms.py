"""What an operator must hear about."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct


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
        dead: Mapping[str, sqs.Queue],
        stream_reader: lambda_.Function,
    ) -> None:
        """Make the alarms.

        Args:
            scope: Where they belong.
            id_: Their logical id there.
            dead: The dead-letter queues by name.
            stream_reader: The function that must keep up with the tasks table's stream.
        """
        super().__init__(scope, id_)
        self.topic = sns.Topic(self, "Operators", enforce_ssl=True)
        for name, queue in dead.items():
            self._alarm(
                name,
                queue.metric_approximate_number_of_messages_visible(
                    period=Duration.minutes(1), statistic="Maximum"
                ),
                threshold=1,
                minutes=5,
                description="Messages that nobody could process wait in this dead-letter queue.",
            )
        self._alarm(
            "AnnounceLate",
            stream_reader.metric("IteratorAge", period=Duration.minutes(1), statistic="Maximum"),
            threshold=Duration.minutes(5).to_milliseconds(),
            minutes=3,
            description="Ends of tasks are announced more than five minutes late.",
        )

    def _alarm(
        self,
        name: str,
        metric: cloudwatch.Metric,
        *,
        threshold: float,
        minutes: int,
        description: str,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=minutes,
            comparison_operator=(cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD),
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=description,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))
