"""The CDK app within this process, on layers and pages that hold nothing.

To load the CDK takes each process seconds: fixtures load this file, no test does so itself.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk
from aws_cdk.assertions import Template

from infra.operations_stack import OperationsStack
from infra.service_stack import ServiceStack
from infra.stages import Stage
from layers.vendor.assemble import Layer, Layers
from tests.infra.nested import with_nested

ROOT = Path(__file__).resolve().parents[2]


class Synthesis:
    """The stacks of stages.

    Args:
        folder: an empty one.
        stages: whose stacks.
        operated: whether they have stacks for operators.
    """

    def __init__(self, folder: Path, stages: Sequence[Stage], *, operated: bool = True) -> None:
        context = json.loads((ROOT / "cdk.json").read_text())["context"]
        self._app = aws_cdk.App(context=context, outdir=str(folder / "cdk.out"))
        for part in ("layer/python", "pages/assets"):
            (folder / part).mkdir(parents=True)
        layers = {
            name: Layer(path=folder / "layer", digest=name)
            for name in ("core", "vendor", "cards", "documents")
        }
        self._services = [
            ServiceStack(self._app, stage=stage, built=Layers(**layers), pages=folder / "pages")
            for stage in stages
        ]
        self._operations = [
            OperationsStack(self._app, stage=stack.stage, service=stack)
            for stack in self._services
            if operated and stack.stage.name != "local"
        ]

    def services(self) -> list[dict[str, Any]]:
        """The template of each stage, with what lies in a stack within it."""
        return [_whole(stack) for stack in self._services]

    def operations(self) -> dict[str, dict[str, Any]]:
        """The templates for operators, by the names of their stacks."""
        return {one.stack_name: _template(one) for one in self._operations}

    def each(self) -> dict[str, dict[str, Any]]:
        """The template of every stack, as it is uploaded, by the stack's path in the app."""
        return {
            stack.node.path: _template(stack)
            for stack in self._app.node.find_all()
            if isinstance(stack, aws_cdk.Stack)
        }


@cache
def _template(stack: aws_cdk.Stack) -> dict[str, Any]:
    return dict(Template.from_stack(stack).to_json())


def _whole(stack: ServiceStack) -> dict[str, Any]:
    if stack.stage.gradual_releases:
        return with_nested(_template(stack), _template(stack.releases))
    return _template(stack)
