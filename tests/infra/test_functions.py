from dataclasses import fields
from pathlib import Path

import pytest

from legwork.settings import reading
from tests.infra.reading import Reading
from tests.settings import BY_FUNCTION

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"

# Read by Powertools, not by us.
POWERTOOLS = {
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_METRICS_NAMESPACE",
    "POWERTOOLS_LOG_LEVEL",
}


def test_every_folder_of_functions_is_deployed_once(prod: Reading) -> None:
    folders = {path.parent.name for path in FUNCTIONS.glob("*/handler.py")}

    # The CDK's own uploads the console.
    uploaders = [name for name in prod.of_type("AWS::Lambda::Function") if "CDKBucketDepl" in name]
    assert len(prod.functions()) + 1 == len(prod.of_type("AWS::Lambda::Function"))
    assert len(uploaders) == 1
    assert folders == set(prod.functions()) == set(BY_FUNCTION)


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
@pytest.mark.parametrize("name", BY_FUNCTION)
def test_a_function_gets_the_variables_of_its_settings_and_no_others(
    templates: dict[str, Reading], stage: str, name: str
) -> None:
    variables = set(templates[stage].environment(name))

    expected = {field.name.upper() for field in fields(BY_FUNCTION[name])}
    assert variables - POWERTOOLS == expected


@pytest.mark.parametrize("name", BY_FUNCTION)
def test_numbers_reach_the_settings(local: Reading, name: str) -> None:
    variables = {
        key: value if isinstance(value, str) else "a reference"
        for key, value in local.environment(name).items()
    }

    assert reading.read(BY_FUNCTION[name], variables).stage == "local"


@pytest.mark.parametrize("name", BY_FUNCTION)
def test_a_function_runs_on_the_two_layers_and_arm(prod: Reading, name: str) -> None:
    function = prod.functions()[name]

    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert function["Handler"] == "handler.handler"
    assert function["TracingConfig"] == {"Mode": "Active"}
    # What few functions need is large, and slow to load.
    own = {
        "charge_cards": {"LayersCards"},
        "make_file": {"LayersDocuments"},
        "open_statement": {"LayersDocuments"},
    }
    expected = {"LayersCore", "LayersVendor", *own.get(name, set())}
    assert {layer["Ref"][:-8] for layer in function["Layers"]} == expected


def test_who_answers_a_request_is_done_before_the_api_gives_up(prod: Reading) -> None:
    functions = prod.functions()

    for name in (
        *("launch_task", "manage_tasks", "stop_tasks", "edit_permit", "edit_records"),
        "edit_autopilot",
    ):
        assert functions[name]["Timeout"] < 30, name


@pytest.mark.parametrize(("stage", "days"), [("dev", 7), ("prod", 90)])
def test_logs_are_kept_for_a_time_and_each_function_has_its_own(
    templates: dict[str, Reading], stage: str, days: int
) -> None:
    groups = templates[stage].of_type("AWS::Logs::LogGroup")
    used = {
        function["LoggingConfig"]["LogGroup"]["Ref"]
        for function in templates[stage].functions().values()
    }

    assert {group["RetentionInDays"] for group in groups.values()} == {days}
    assert len(used) == len(templates[stage].functions())


def test_the_embedded_stack_sends_no_traces(local: Reading) -> None:
    for name in BY_FUNCTION:
        assert "TracingConfig" not in local.functions()[name]
