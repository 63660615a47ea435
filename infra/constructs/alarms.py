"""What an operator must hear about."""

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_scheduler import ScheduleGroup
from constructs import Construct

from infra.constructs.symptom import AT_ONCE, IN_HOURS, Symptom
from infra.constructs.symptoms import Symptoms
from infra.stages import Stage

TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "UsersNotServed": ("ApiErrors", "ApiSlow", "ProgramsApiErrors", "ProgramsApiSlow"),
    "WatchdogInTrouble": ("WatchdogSilent", "WatchdogHelpless"),
    "QuietTenantsWait": ("QuietPlanningWaits", "QuietTokensWait", "QuietDeliveriesWait"),
    "PlanningInTrouble": ("PlanTaskFailing", "PlanningDead"),
    "WorkInTrouble": ("RunJobFailing", "TokensDead", "CloseDeadFailing"),
    "MailInTrouble": ("DeliverFailing", "DeliveriesDead"),
    "CardsInTrouble": ("ChargeCardsFailing", "ChargesDead"),
    "FilesInTrouble": ("MakeFileFailing", "MakingDead"),
    "PurgeInTrouble": ("PurgeFailing", "PurgeDead"),
    "EndsNotAnnounced": ("AnnounceFailing", "AnnounceDead", "AnnounceLate", "EventsDead"),
    "FeedbackInTrouble": ("TakeFeedbackFailing", "FeedbackDead"),
    "WebhooksInTrouble": ("CallWebhooksFailing", "WebhooksDead"),
    "AutopilotInTrouble": (
        *("LaunchTaskFailing", "AutopilotDead", "AutopilotDropped", "AutopilotMissed"),
    ),
    "MailReputation": ("BouncesHigh", "ComplaintsHigh"),
}
"""Alarms of which several say one thing: operators hear of it once, not of each."""
_WAKE: Final = frozenset({"PlanTaskFailing", "RunJobFailing", "CloseDeadFailing"})
"""Messages that fail and that users wait for."""


class Alarms(Construct):
    """CloudWatch alarms on what users feel, and on work that would be lost in silence.

    Attributes:
        topic: Operators subscribe to it.
        of: The alarms by name.
        together: The composite ones by name; where there are none, each tells of itself.
        grouped: The names of those that a composite one tells of.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        doors: Mapping[str, apigateway.HttpApi],
        quiet: Mapping[str, sqs.Queue],
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
            doors: The HTTPS APIs, by what the names of their alarms begin with.
            quiet: The fair queues, by the name of their alarm.
            dead: The dead-letter queues by name.
            stream_reader: The function that must keep up with the tasks table's stream.
            consumers: The functions that take messages or changes, by their folder's name.
            schedules: The schedules of Autopilot.
        """
        super().__init__(scope, id_)
        self._stage = stage
        self.topic = sns.Topic(self, "Operators", enforce_ssl=True)
        made = Symptoms(stage)
        every: list[Symptom] = [
            *made.of_api(doors),
            *made.of_quiet(quiet),
            *made.of_watchdog(),
            *made.of_tasks(),
            *made.of_mail(),
            *made.of_dead(dead),
            *(made.of_failing(n, f, wakes=_WAKE) for n, f in consumers.items()),
            *made.of_stream(stream_reader),
            *made.of_autopilot(schedules),
        ]
        self.of = {symptom.name: self._alarm(symptom) for symptom in every}
        self.together = {
            name: self._composite(name, [s for s in every if s.name in members])
            for name, members in TOGETHER.items()
            if stage.metric_math
        }
        self.grouped = {name for group in self.together for name in TOGETHER[group]}
        for name, alarm in self.of.items():
            if name not in self.grouped:
                self._tell(alarm)
        for composite in self.together.values():
            self._tell(composite)

    def _tell(self, alarm: cloudwatch.AlarmBase) -> None:
        """Tell the operators when it begins, and when it is over."""
        told = actions.SnsAction(self.topic)
        alarm.add_alarm_action(told)
        alarm.add_ok_action(told)

    def _alarm(self, symptom: Symptom) -> cloudwatch.Alarm:
        return cloudwatch.Alarm(
            self,
            symptom.name,
            metric=symptom.metric,
            threshold=symptom.threshold,
            evaluation_periods=symptom.periods,
            datapoints_to_alarm=symptom.datapoints,
            comparison_operator=symptom.comparison,
            treat_missing_data=symptom.missing,
            alarm_description=self._said(symptom.severity, symptom.says, symptom.name),
        )

    def _composite(self, name: str, members: Sequence[Symptom]) -> cloudwatch.CompositeAlarm:
        severity = AT_ONCE if any(one.severity == AT_ONCE for one in members) else IN_HOURS
        says = " Or: ".join(one.says for one in members)
        return cloudwatch.CompositeAlarm(
            self,
            name,
            alarm_rule=cloudwatch.AlarmRule.any_of(
                *(
                    cloudwatch.AlarmRule.from_alarm(self.of[one.name], cloudwatch.AlarmState.ALARM)
                    for one in members
                )
            ),
            alarm_description=self._said(severity, says, name),
        )

    def _said(self, severity: str, says: str, name: str) -> str:
        return f"[{severity}] {says} What to do: {self._stage.runbook}#{name.lower()}"
