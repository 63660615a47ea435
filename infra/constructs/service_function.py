"""What all functions have in common."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from constructs import Construct

from infra.constructs.layers import RUNTIME, RuntimeLayers
from infra.keeping import removal
from infra.stages import Stage

FUNCTIONS: Final = Path(__file__).resolve().parents[2] / "functions"

LOG_RETENTION: Final = {
    7: logs.RetentionDays.ONE_WEEK,
    30: logs.RetentionDays.ONE_MONTH,
    90: logs.RetentionDays.THREE_MONTHS,
}


FAILED_MESSAGES: Final = "FailedMessages"
"""What a function counts that fails at a message."""
SERVER_ERRORS: Final = "ServerErrors"
"""What a function counts that answers a call with 500 or more."""
LIVE: Final = "live"
"""Name of every function's alias: the version that was released, and nothing else, is called."""


class ServiceFunction(lambda_.Function):
    """A Lambda function of Legwork: the folder `functions/<name>` on the layers.

    It may write its own log group and traces, and nothing else until the stack grants more.

    Attributes:
        live: The alias that everybody calls. A release moves it to the version that was made of
            this template, all at once or bit by bit: see `releases.py`.
        counts: Names of the metrics in which it counts itself what Lambda takes for good calls.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        stage: Stage,
        layers: RuntimeLayers,
        timeout: int,
        environment: Mapping[str, str],
        memory: int = 512,
        leads_back: bool = False,
        extra_layers: Sequence[lambda_.ILayerVersion] = (),
        concurrency: int | None = None,
    ) -> None:
        """Make the function.

        Args:
            scope: Where it belongs.
            id_: Its logical id there.
            name: Its folder below `functions/` and the name it logs and measures under.
            stage: Settings of the stage.
            layers: Layers to run on.
            timeout: Seconds after which Lambda ends a call.
            environment: Its own variables; those every function has are added.
            memory: Memory in MB.
            leads_back: Whether what it sends leads back to itself. Lambda ends such a chain after
                some 16 calls, unless the function allows it; each must then end by its own code.
            extra_layers: Those that it alone runs on besides.
            concurrency: Calls for which room is kept, and the most at one time; None keeps none.
        """
        log_group = _log_group(scope, f"{id_}Logs", stage)
        # The role that Lambda makes by itself may write every log group of the account.
        role = iam.Role(
            scope, f"{id_}Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")
        )
        log_group.grant_write(role)
        super().__init__(
            scope,
            id_,
            runtime=RUNTIME,
            architecture=layers.architecture,
            handler="handler.handler",
            code=lambda_.Code.from_asset(str(FUNCTIONS / name), exclude=["__pycache__", "*.pyc"]),
            layers=[layers.core, layers.vendor, *extra_layers],
            role=role,
            log_group=log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            tracing=lambda_.Tracing.ACTIVE if stage.tracing else lambda_.Tracing.DISABLED,
            timeout=Duration.seconds(timeout),
            reserved_concurrent_executions=concurrency,
            memory_size=memory,
            recursive_loop=lambda_.RecursiveLoop.ALLOW if leads_back else None,
            environment={**_common(name, stage), **environment},
            current_version_options=lambda_.VersionOptions(
                # So that the alias can be put back by hand, too.
                removal_policy=removal(stage)
            ),
        )
        self.live = lambda_.Alias(self, "Live", alias_name=LIVE, version=self.current_version)
        self.counts: set[str] = set()

    def add_event_source(self, source: lambda_.IEventSource) -> None:
        """Let the released version take what the source has."""
        self.live.add_event_source(source)
        self.counts.add(FAILED_MESSAGES)

    def take_from(
        self, queue: sqs.IQueue, *, at_once: int | None = None, together: int = 1
    ) -> None:
        """Let the released version take the messages of a queue; one that fails comes back alone.

        Args:
            queue: where they are.
            at_once: Most calls at one time; None leaves it to Lambda.
            together: Most messages of a call.
        """
        self.add_event_source(
            SqsEventSource(
                queue,
                batch_size=together,
                max_concurrency=at_once,
                report_batch_item_failures=True,
            )
        )

    def add_async_rules(
        self,
        *,
        retry_attempts: int,
        max_event_age: Duration,
        on_failure: lambda_.IDestination | None = None,
    ) -> None:
        """Say what becomes of calls of the released version that nobody waits for."""
        self.live.configure_async_invoke(
            retry_attempts=retry_attempts, max_event_age=max_event_age, on_failure=on_failure
        )


def retention(stage: Stage) -> dict[str, str]:
    """Variables of the functions that end tasks: how long an ended one stays."""
    return {
        "COMPLETED_RETENTION_SECONDS": str(stage.completed_retention),
        "CANCELLED_RETENTION_SECONDS": str(stage.cancelled_retention),
    }


def calls_of_accounts(stage: Stage) -> dict[str, str]:
    """Variables of the functions that answer people: how many calls an account has."""
    return {
        "REQUESTS_PER_SECOND": str(stage.account_rate),
        "REQUESTS_AT_ONCE": str(stage.account_burst),
    }


def metrics_namespace(stage: Stage) -> str:
    """Where the functions of a stage count: two stages in one account do not share a metric."""
    return f"Legwork/{stage.name}"


def _common(name: str, stage: Stage) -> dict[str, str]:
    return {
        "STAGE": stage.name,
        "POWERTOOLS_SERVICE_NAME": name,
        "POWERTOOLS_METRICS_NAMESPACE": metrics_namespace(stage),
        "POWERTOOLS_LOG_LEVEL": stage.log_level,
    }


def _log_group(scope: Construct, id_: str, stage: Stage) -> logs.LogGroup:
    return logs.LogGroup(
        scope,
        id_,
        retention=LOG_RETENTION[stage.log_retention_days],
        removal_policy=removal(stage),
    )
