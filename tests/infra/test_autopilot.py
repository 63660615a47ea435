from typing import Any

from tests.infra.reading import Reading, written

ROLE = "AWS::IAM::Role"
POLICY = "AWS::IAM::Policy"


def statements(reading: Reading, role: str) -> list[dict[str, Any]]:
    """What a role may do."""
    return [
        statement
        for policy in reading.of_type(POLICY).values()
        if {"Ref": role} in policy["Roles"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def test_a_schedule_may_launch_tasks_and_keep_what_failed_and_nothing_else(prod: Reading) -> None:
    role = prod.logical_id(ROLE, "AutopilotSchedulerRole")

    assert prod.allowed_to(role) == {
        ("lambda:InvokeFunction", prod.alias_id("launch_task")),
        # For schedules that the last release made: it had no aliases.
        ("lambda:InvokeFunction", prod.function_id("launch_task")),
        ("sqs:SendMessage", prod.logical_id("AWS::SQS::Queue", "AutopilotDead")),
    }


def test_only_schedules_of_the_group_may_take_the_role_on(prod: Reading) -> None:
    role = prod.resource(prod.logical_id(ROLE, "AutopilotSchedulerRole"))["Properties"]
    group = prod.logical_id("AWS::Scheduler::ScheduleGroup", "")

    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    condition = trust["Condition"]["StringEquals"]
    assert written(condition["aws:SourceArn"]) == group
    assert condition["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}


def test_the_role_can_be_handed_to_the_scheduler_alone(prod: Reading) -> None:
    for name in ("edit_autopilot", "watchdog"):
        role = prod.functions()[name]["Role"]["Fn::GetAtt"][0]
        (passing,) = (
            statement
            for statement in statements(prod, role)
            if statement["Action"] == "iam:PassRole"
        )
        assert passing["Condition"] == {
            "StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}
        }


def test_functions_make_schedules_in_the_group_that_call_launch_task(prod: Reading) -> None:
    for name in ("edit_autopilot", "watchdog"):
        variables = prod.environment(name)
        assert prod.called(variables["SCHEDULED_FUNCTION_ARN"]) == prod.function_id("launch_task")
        assert variables["SCHEDULE_GROUP"] == prod.only("AWS::Scheduler::ScheduleGroup")["Name"]
