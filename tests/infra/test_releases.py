"""A release is a version that the alias moves to, and that nobody calls but through it."""

from typing import Any

import pytest

from tests.infra.reading import Reading, written
from tests.infra.watching import Metric, alarms

STAGES = ["local", "dev", "prod"]
GRADUAL = ["dev", "prod"]
ALIAS = "AWS::Lambda::Alias"
GROUP = "AWS::CodeDeploy::DeploymentGroup"

# What a template may say of a function itself, and not of its alias.
OF_THE_FUNCTION = {
    # Its versions, what they are called, and what becomes of calls by a qualifier.
    ("AWS::Lambda::Version", "FunctionName"),
    ("AWS::Lambda::Alias", "FunctionName"),
    ("AWS::Lambda::EventInvokeConfig", "FunctionName"),
    # Alarms that look at all of its versions.
    ("AWS::CloudWatch::Alarm", "Dimensions"),
    ("AWS::CloudWatch::Alarm", "Metrics"),
    # Which hands the name on to those alarms.
    ("AWS::CloudFormation::Stack", "Parameters"),
    # Schedules that the release without aliases made.
    ("AWS::IAM::Policy", "PolicyDocument"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_every_function_has_a_version_and_an_alias(
    templates: dict[str, Reading], stage: str
) -> None:
    reading = templates[stage]
    versions = reading.of_type("AWS::Lambda::Version")
    aliases = {written(alias["FunctionName"]): alias for alias in reading.of_type(ALIAS).values()}

    assert set(aliases) == {reading.function_id(name) for name in reading.functions()}
    for function, alias in aliases.items():
        assert alias["Name"] == "live"
        version = alias["FunctionVersion"]["Fn::GetAtt"][0]
        assert written(versions[version]["FunctionName"]) == function


@pytest.mark.parametrize("stage", STAGES)
def test_nobody_calls_a_version_that_was_not_released(
    templates: dict[str, Reading], stage: str
) -> None:
    """Event sources, the API, schedules and permissions all point at the alias."""
    reading = templates[stage]
    ours = {reading.function_id(name) for name in reading.functions()}
    pointing = {
        (resource["Type"], name)
        for resource in reading.template["Resources"].values()
        for name, value in resource.get("Properties", {}).items()
        if _mentions(value) & ours
    }

    # The stack within is told their names, for its alarms.
    assert pointing - {("AWS::CloudFormation::Stack", "Parameters")} <= OF_THE_FUNCTION


@pytest.mark.parametrize("stage", GRADUAL)
def test_a_tenth_of_the_calls_tries_a_release_before_the_others(
    templates: dict[str, Reading], stage: str
) -> None:
    reading = templates[stage]
    groups = reading.of_type(GROUP)
    for name in reading.functions():
        update = reading.resource(reading.alias_id(name))["UpdatePolicy"]
        group = groups[written(update["CodeDeployLambdaAliasUpdate"]["DeploymentGroupName"])]
        [alarm] = group["AlarmConfiguration"]["Alarms"]
        events = group["AutoRollbackConfiguration"]["Events"]

        assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
        assert "DEPLOYMENT_STOP_ON_ALARM" in events
        assert group["AlarmConfiguration"]["Enabled"] is True
        # Whether it can be asked or not: a release that nobody watches goes back.
        assert not group["AlarmConfiguration"].get("IgnorePollAlarmFailure", False)
        seen = _looks_at(reading, written(alarm["Name"]))
        assert seen >= _failures(reading, stage, name)
        # CloudWatch allows no more.
        assert len(seen) <= 10


@pytest.mark.parametrize("stage", GRADUAL)
def test_an_alarm_of_releases_is_quiet_while_there_is_nothing_to_see(
    templates: dict[str, Reading], stage: str
) -> None:
    """Or the first deployment, and each of a function that nobody calls, would be taken back."""
    reading = templates[stage]
    found = [alarm for name, alarm in alarms(reading).items() if name.startswith("Releases")]

    assert found
    for alarm in found:
        assert alarm.properties["TreatMissingData"] == "notBreaching"
        assert alarm.properties["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
        assert alarm.properties["Threshold"] > 0
        [expression] = (
            part["Expression"] for part in alarm.properties["Metrics"] if "Expression" in part
        )
        # What was never counted is 0, and does not make the sum unknown.
        assert expression.count("FILL(") == len(alarm.metrics)


def test_released_versions_are_kept_where_data_are(templates: dict[str, Reading]) -> None:
    """So that the alias can be put back by hand, too."""
    for stage, policy in {"prod": "Retain", "dev": "Delete"}.items():
        for name in templates[stage].of_type("AWS::Lambda::Version"):
            assert templates[stage].resource(name).get("DeletionPolicy", "Delete") == policy


def test_the_embedded_stack_moves_aliases_at_once(local: Reading) -> None:
    assert local.of_type(GROUP) == {}
    assert all("UpdatePolicy" not in local.resource(name) for name in local.of_type(ALIAS))


def _mentions(value: Any) -> set[str]:
    """Logical ids that a value refers to."""
    match value:
        case {"Ref": str(name)}:
            return {name}
        case {"Fn::GetAtt": [str(name), "Arn"]}:
            return {name}
        case dict():
            return {name for part in value.values() for name in _mentions(part)}
        case list():
            return {name for part in value for name in _mentions(part)}
    return set()


def _looks_at(reading: Reading, alarm: str) -> set[Metric]:
    (found,) = (one for one in alarms(reading).values() if alarm.startswith(one.name))
    return set(found.metrics)


def _failures(reading: Reading, stage: str, name: str) -> set[Metric]:
    """What tells that a function fails: Lambda's count of the alias, and its own."""
    own = set()
    if reading.event_sources(name):
        own.add("FailedMessages")
    if any(
        reading.called(integration["IntegrationUri"]) == reading.function_id(name)
        for integration in reading.of_type("AWS::ApiGatewayV2::Integration").values()
    ):
        own.add("ServerErrors")
    function = reading.function_id(name)
    through_the_alias = (("FunctionName", function), ("Resource", f"{function}:live"))
    return {
        Metric("AWS/Lambda", "Errors", through_the_alias),
        *(Metric(f"Legwork/{stage}", one, (("service", name),)) for one in own),
    }
