"""How a new version of the functions comes to be called: a little at first, and back on alarm."""

from collections.abc import Iterator, Mapping
from typing import Final, cast

from aws_cdk import (
    CfnCodeDeployLambdaAliasUpdate,
    CfnOutput,
    CfnResource,
    CfnUpdatePolicy,
    Duration,
    NestedStack,
    Token,
)
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.constructs.service_function import SERVER_ERRORS, ServiceFunction, metrics_namespace
from infra.stages import Stage

MINUTE: Final = Duration.minutes(1)
FAILURES: Final = 2
"""So many failures within a minute send everybody back to the version before."""


METRICS: Final = 10
"""So many metrics one alarm may look at. Source: CloudWatch, "Using metric math"."""

Family = Mapping[str, ServiceFunction]


class Releases(NestedStack):
    """Moves each function's alias by CodeDeploy, and moves it back when calls begin to fail.

    It is a stack within the stack, which else would have more than its 500 resources. For the same
    reason an alarm looks at some functions that are called alike, and sends those of them back that
    are being moved. It is quiet as long
    as there is nothing to see: the first deployment of an empty stack, a function that nobody
    calls, and a version that nobody has called yet alarm nobody.

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
        of_application = self._told("ApplicationName", application.application_name)
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
        for number, family in enumerate(_families(functions), 1):
            alarm = self._alarm(number, family, stage)
            alarm.add_alarm_action(actions.SnsAction(operators))
            for name, function in family.items():
                words = "".join(word.capitalize() for word in name.split("_"))
                group = codedeploy.LambdaDeploymentGroup(
                    self,
                    f"{words}Group",
                    application=application,
                    alias=function.live,
                    role=role,
                    deployment_config=(
                        codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES
                    ),
                    alarms=[alarm],
                    auto_rollback=codedeploy.AutoRollbackConfig(
                        failed_deployment=True, stopped_deployment=True, deployment_in_alarm=True
                    ),
                )
                self.alarms[name] = alarm
                of_group = self._told(f"{words}GroupName", group.deployment_group_name)
                _move(function.live, of_application, of_group)

    def _told(self, name: str, value: str) -> str:
        """A value of this stack, as the one around it knows it."""
        CfnOutput(self, name, value=value).override_logical_id(name)
        around = cast("CfnResource", self.nested_stack_resource)
        return Token.as_string(around.get_att(f"Outputs.{name}"))

    def _alarm(self, number: int, family: Family, stage: Stage) -> cloudwatch.Alarm:
        seen = {key: one for name, of in family.items() for key, one in _failures(name, of, stage)}
        return cloudwatch.Alarm(
            self,
            f"Family{number}Fails",
            metric=cloudwatch.MathExpression(
                expression=" + ".join(f"FILL({key}, 0)" for key in seen),
                using_metrics=seen,
                period=MINUTE,
            ),
            threshold=FAILURES,
            evaluation_periods=1,
            comparison_operator=(cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD),
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=(
                f"Calls of {', '.join(family)} fail: a release of them that is under way is taken "
                "back."
            ),
        )


def _move(alias: lambda_.Alias, application: str, group: str) -> None:
    """Let a deployment group move an alias: it was named as if both were in one stack."""
    policy = CfnCodeDeployLambdaAliasUpdate(
        application_name=application, deployment_group_name=group
    )
    resource = cast("CfnResource", alias.node.default_child)
    resource.cfn_options.update_policy = CfnUpdatePolicy(code_deploy_lambda_alias_update=policy)


def _families(functions: Mapping[str, ServiceFunction]) -> Iterator[Family]:
    """Functions that are called alike, as many together as one alarm can look at."""
    for answers in (True, False):
        family: dict[str, ServiceFunction] = {}
        for name, function in functions.items():
            if (SERVER_ERRORS in function.counts) is not answers:
                continue
            if sum(map(_metrics, (*family.values(), function))) > METRICS:
                yield family
                family = {}
            family[name] = function
        if family:
            yield family


def _metrics(function: ServiceFunction) -> int:
    return 1 + len(function.counts)


def _failures(
    name: str, function: ServiceFunction, stage: Stage
) -> Iterator[tuple[str, cloudwatch.IMetric]]:
    """What tells that a function fails: Lambda's count of its alias, and its own counts."""
    yield f"died_{name}", function.live.metric_errors(period=MINUTE, statistic="Sum")
    for counted in sorted(function.counts):
        metric = cloudwatch.Metric(
            namespace=metrics_namespace(stage),
            metric_name=counted,
            dimensions_map={"service": name},
            period=MINUTE,
            statistic="Sum",
        )
        yield f"of_{name}_{counted}", metric
