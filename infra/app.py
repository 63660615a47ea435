"""The CDK app: `cdk synth` makes every stage, `cdk synth -c stage=dev` one."""

from pathlib import Path
from typing import Final

from aws_cdk import App

from infra.service_stack import ServiceStack
from infra.stages import STAGES, Stage
from layers.vendor.assemble import assemble

PAGES: Final = Path(__file__).parents[1] / "console" / "dist"


def main() -> None:
    """Synthesize the stages that were asked for.

    Raises:
        SystemExit: There is no such stage, or no console to publish.
    """
    app = App()
    stages = _chosen(app.node.try_get_context("stage"))
    if any(stage.publishes_console for stage in stages) and not (PAGES / "index.html").exists():
        raise SystemExit("The console is not built yet; build it with: make console")
    stacks = [
        ServiceStack(
            app,
            stage=stage,
            built=assemble("local" if stage.name == "local" else "aws"),
            pages=PAGES,
        )
        for stage in stages
    ]
    for stage, stack in zip(stages, stacks, strict=True):
        if stage.name != "local":
            # It takes a while to load, which who starts the embedded stack need not wait for.
            from infra.operations_stack import OperationsStack

            OperationsStack(app, stage=stage, service=stack)
    if any(stage.name != "local" for stage in stages):
        # The rules take a second to load, which who starts the embedded stack need not wait for.
        from infra.review import review

        review(app, stacks)
    app.synth()


def _chosen(name: str | None) -> list[Stage]:
    if name is None:
        return list(STAGES.values())
    if name not in STAGES:
        raise SystemExit(f"There is no stage {name!r}; there are {', '.join(STAGES)}.")
    return [STAGES[name]]


if __name__ == "__main__":
    main()
