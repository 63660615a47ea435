"""How a new version of the functions comes to be called: a little at first, and back on alarm."""

from collections.abc import Mapping
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.constructs.service_function import ServiceFunction, metrics_namespace
from infra.stages import Stage

FAILURES: Final = 2
"""So many failures within a minute send everybody back to the version before."""


class Releases(Construct):
    """Moves each function's alias by CodeDeploy, and moves it back when calls begin to fail.

    An alarm looks at one function alone, so that the one that fails is the one that goes back. It
    is quiet as long as there is nothing to see: the first deployment of an empty stack, a function
    that nobody calls, and a version that nobody has called yet alarm nobody.

    Attributes:
        alarms: What sends a function back, by its folder's name.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        functions: Mapping[str, ServiceFunction],
        operators: sns.ITopic,
    ) -> None:
        """Make the groups and their alarms.

        Args:
            scope: Where they belong.
            id_: Their logical id there.
            stage: Settings of the stage.
            functions: The functions by their folder's name, with their sources and routes.
            operators: Is told when a function is sent back.
        """
        super().__init__(scope, id_)
        application = codedeploy.LambdaApplication(self, "Application")
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("codedeploy.amazonaws.com"),
            managed_policies=[
                iam.ManagedPolicy.from_aws_managed_policy_name(
                    "service-role/AWSCodeDeployRoleForLambdaLimited"
                )
            ],
        )
        self.alarms: dict[str, cloudwatch.Alarm] = {}
        for name, function in functions.items():
            words = "".join(word.capitalize() for word in name.split("_"))
            alarm = self._alarm(words, name, function, stage)
            alarm.add_alarm_action(actions.SnsAction(operators))
            codedeploy.LambdaDeploymentGroup(
                self,
                words,
                application=application,
                alias=function.live,
                role=role,
                deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES,
                alarms=[alarm],
                auto_rollback=codedeploy.AutoRollbackConfig(
                    failed_deployment=True, stopped_deployment=True, deployment_in_alarm=True
                ),
            )
            self.alarms[name] = alarm

    def _alarm(
        self, words: str, name: str, function: ServiceFunction, stage: Stage
    ) -> cloudwatch.Alarm:
        minute = Duration.minutes(1)
        seen: dict[str, cloudwatch.IMetric] = {
            "died": function.live.metric_errors(period=minute, statistic="Sum")
        }
        for counted in sorted(function.counts):
            seen[f"of_{counted}"] = cloudwatch.Metric(
                namespace=metrics_namespace(stage),
                metric_name=counted,
                dimensions_map={"service": name},
                period=minute,
                statistic="Sum",
            )
        return cloudwatch.Alarm(
            self,
            f"{words}Fails",
            metric=cloudwatch.MathExpression(
                expression=" + ".join(f"FILL({key}, 0)" for key in seen),
                using_metrics=seen,
                period=minute,
            ),
            threshold=FAILURES,
            evaluation_periods=1,
            comparison_operator=(cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD),
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=f"Calls of {name} fail: a release under way is taken back.",
        )
