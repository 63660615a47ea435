"""What becomes of what holds data when the stack goes."""

from aws_cdk import RemovalPolicy

from infra.stages import Stage


def removal(stage: Stage) -> RemovalPolicy:
    """Whether it outlives the stack, as the stage says."""
    return RemovalPolicy.RETAIN if stage.keep_data else RemovalPolicy.DESTROY
