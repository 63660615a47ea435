"""The limits of AWS that a template can break, and the page that lists all of them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.infra.reading import Reading

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "aws-limits.md").read_text()
STAGES = ["local", "dev", "prod"]
PARTS = ("", "/Releases", "-operations")
SECTIONS = {"Resources": 500, "Outputs": 200, "Parameters": 200, "Mappings": 200}
"""What CloudFormation takes of each at most. Source: its user guide, "CloudFormation quotas"."""
TEMPLATE_BYTES = 1_000_000
"""The largest template, when it is uploaded to S3 as the CDK does."""
SPARED = 0.9
"""A stack that is this full is cut before the next construct, not in the night it is deployed."""
_IN_COLUMN = re.compile(r"`((?:unit|faults|functions|conformance|infra|api|chaos|security)/[^`]+)`")


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] != "limit" and not set(row[0]) <= {"-"}]


def test_every_row_of_the_page_has_its_five_columns() -> None:
    assert [row for row in rows() if len(row) != 5] == []


@pytest.mark.parametrize(
    "named", sorted({one for row in rows() for one in _IN_COLUMN.findall(row[-1])})
)
def test_a_test_that_the_page_names_is_there(named: str) -> None:
    file, _, function = named.partition("::")
    path = ROOT / "tests" / file
    assert path.is_file()
    assert f"def {function}(" in path.read_text() or not function


@pytest.mark.parametrize("stage", STAGES)
def test_whoever_answers_https_does_so_before_the_gateway_gives_up(
    templates: dict[str, Reading], stage: str
) -> None:
    template = templates[stage]
    asked = {
        template.called(one["IntegrationUri"])
        for one in template.of_type("AWS::ApiGatewayV2::Integration").values()
    }
    timeouts = {
        name: properties["Timeout"]
        for name, properties in template.of_type("AWS::Lambda::Function").items()
        if name in asked
    }
    assert timeouts
    assert {name: time for name, time in timeouts.items() if time > 29} == {}


@pytest.mark.parametrize("stage", STAGES)
def test_the_sources_leave_calls_for_the_api(templates: dict[str, Reading], stage: str) -> None:
    sources = templates[stage].of_type("AWS::Lambda::EventSourceMapping").values()
    most = [one["ScalingConfig"]["MaximumConcurrency"] for one in sources if "ScalingConfig" in one]
    assert all(2 <= one <= 1_000 for one in most)
    # Lambda gives an account of AWS a thousand.
    assert sum(most) <= 500


@pytest.mark.parametrize("stage", STAGES)
def test_a_message_is_out_of_sight_for_as_long_as_it_is_worked_on(
    templates: dict[str, Reading], stage: str
) -> None:
    template = templates[stage]
    queues = template.of_type("AWS::SQS::Queue")
    functions = template.of_type("AWS::Lambda::Function")
    seen = 0
    for source in template.of_type("AWS::Lambda::EventSourceMapping").values():
        queue = queues.get(source["EventSourceArn"]["Fn::GetAtt"][0])
        if queue is not None:
            seen += 1
            function = functions[template.called(source["FunctionName"])]
            assert function["Timeout"] <= queue["VisibilityTimeout"] <= 12 * 60 * 60
    assert seen >= 5


@pytest.mark.parametrize("stage", STAGES)
def test_variables_fit(templates: dict[str, Reading], stage: str) -> None:
    for name in templates[stage].functions():
        variables = templates[stage].environment(name)
        # A reference becomes a name or an address of at most 200 characters.
        size = sum(
            len(key) + (len(value) if isinstance(value, str) else 200)
            for key, value in variables.items()
        )
        assert size < 4_096, name


@pytest.mark.parametrize("stage", STAGES)
def test_the_api_fits(templates: dict[str, Reading], stage: str) -> None:
    for kind in ("Route", "Integration"):
        assert len(templates[stage].of_type(f"AWS::ApiGatewayV2::{kind}")) < 300


def test_the_template_of_every_stack_fits_with_room_to_spare(
    each: dict[str, dict[str, Any]],
) -> None:
    # A stack within a stack is one resource of that around it, and has limits of its own.
    assert set(each) == {
        "legwork-local",
        *(f"legwork-{stage}{part}" for stage in ("dev", "prod") for part in PARTS),
    }
    found = {
        (path, section): len(template.get(section, {}))
        for path, template in each.items()
        for section in SECTIONS
    }
    sizes = {path: len(json.dumps(template, indent=1)) for path, template in each.items()}

    assert max(sizes.values()) < SPARED * TEMPLATE_BYTES
    assert {
        (path, section): number
        for (path, section), number in found.items()
        if number > SPARED * SECTIONS[section]
    } == {}
