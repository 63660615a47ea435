"""Room is kept for what stops tasks and for what finds those that are stuck (P2, P4, P7)."""

import pytest

from infra.stages import STAGES
from tests.infra.reading import Reading, written

KEPT = {"stop_tasks": 20, "watchdog": 5, "close_dead": 5}
ANSWERING = (
    *("launch_task", "manage_tasks", "stop_tasks", "edit_permit", "edit_records"),
    *("edit_autopilot", "edit_programs", "read_classes"),
)


def test_room_is_kept_in_prod(prod: Reading) -> None:
    kept = {
        name: function["ReservedConcurrentExecutions"]
        for name, function in prod.functions().items()
        if "ReservedConcurrentExecutions" in function
    }

    assert kept == KEPT
    # Lambda wants 100 of an account of AWS, which begins with 1,000 at most, to be left for others.
    assert sum(kept.values()) <= 900


@pytest.mark.parametrize("stage", ["local", "dev"])
def test_none_is_kept_where_an_account_of_aws_may_have_ten(
    templates: dict[str, Reading], stage: str
) -> None:
    for function in templates[stage].functions().values():
        assert "ReservedConcurrentExecutions" not in function


def test_calls_that_stop_a_task_are_a_function_of_their_own(prod: Reading) -> None:
    from infra.constructs.stop_tasks import ROUTES

    integrations = prod.of_type("AWS::ApiGatewayV2::Integration")
    stopping = {
        route["RouteKey"]
        for route in prod.of_type("AWS::ApiGatewayV2::Route").values()
        if prod.called(
            integrations[written(route["Target"]).removeprefix("integrations/")]["IntegrationUri"]
        )
        == prod.function_id("stop_tasks")
    }

    assert stopping == {*ROUTES}


@pytest.mark.parametrize("stage", STAGES)
def test_an_account_has_less_than_the_gateway_takes_of_everybody(
    templates: dict[str, Reading], stage: str
) -> None:
    of, reading = STAGES[stage], templates[stage]
    for name in ANSWERING:
        variables = reading.environment(name)
        assert variables["REQUESTS_PER_SECOND"] == str(of.account_rate)
        assert variables["REQUESTS_AT_ONCE"] == str(of.account_burst)
    if stage != "local":
        assert of.account_rate * 10 <= of.request_rate


@pytest.mark.parametrize("name", ["edit_records", "read_classes"])
def test_who_knows_no_tasks_may_count_calls_and_write_nothing_else_there(
    prod: Reading, name: str
) -> None:
    role = prod.functions()[name]["Role"]["Fn::GetAtt"][0]
    of_tasks = [
        statement
        for policy in prod.of_type("AWS::IAM::Policy").values()
        if {"Ref": role} in policy["Roles"]
        for statement in policy["PolicyDocument"]["Statement"]
        if "TablesTasks" in written(statement["Resource"])
    ]

    allowed = [one for one in of_tasks if one["Effect"] == "Allow"]
    # The other ones are about the trail, which has tests of its own.
    assert all("dynamodb:LeadingKeys" in written(one.get("Condition")) for one in allowed)
    [statement] = (one for one in allowed if "#LIMITS" in written(one["Condition"]))
    assert statement["Action"] == "dynamodb:UpdateItem"
    assert statement["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["ACCOUNT#*#LIMITS"]}
    }
