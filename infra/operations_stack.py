"""The stack for operators: one dashboard with its widget, and saved queries of the logs."""

from aws_cdk import Environment, Stack, Tags
from constructs import Construct

from infra.constructs.dashboard import Dashboard
from infra.constructs.saved_queries import SavedQueries
from infra.service_stack import ServiceStack
from infra.stages import Stage


class OperationsStack(Stack):
    """What looks at a stage, beside it: it can be changed and removed without touching the service.

    Not of `local`: the emulator's CloudFormation knows no saved queries, and has no console.
    """

    def __init__(self, scope: Construct, *, stage: Stage, service: ServiceStack) -> None:
        """Compose the stack.

        Args:
            scope: The CDK app.
            stage: Settings of the stage.
            service: What it looks at.
        """
        super().__init__(
            scope,
            f"legwork-{stage.name}-operations",
            env=Environment(account=stage.account, region=stage.region),
            description=f"Legwork, for its operators: {stage.name}",
        )
        Tags.of(self).add("legwork:stage", stage.name)
        self.dashboard = Dashboard(self, "Dashboard", stage=stage, service=service)
        self.queries = SavedQueries(self, "Queries", stage=stage, functions=service.functions)
