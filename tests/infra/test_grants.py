import pytest

from tests.infra.reading import Reading
from tests.settings import BY_FUNCTION

# The only actions that AWS allows for no resource in particular.
STARRED = {"xray:PutTraceSegments", "xray:PutTelemetryRecords", "dynamodb:ListStreams"}

QUEUES = {
    "PLANNING_QUEUE_URL": "QueuesPlanning",
    "TOKENS_QUEUE_URL": "QueuesTokens",
    "DELIVERIES_QUEUE_URL": "QueuesDeliveries",
    "CHARGES_QUEUE_URL": "QueuesCharges",
    "MAKING_QUEUE_URL": "QueuesMaking",
    "PURGE_QUEUE_URL": "QueuesPurge",
    "WEBHOOKS_QUEUE_URL": "QueuesWebhooks",
}

MORE_KNOWN = {"stop_tasks": {"QueuesTokens", "QueuesDeliveries", "QueuesMaking"}}
"""Queues that a function knows of, by settings that it shares, and may not send to."""

NAMES = list(BY_FUNCTION)
FOLDERS = ("/incoming/*", "/uploads/*", "/reports/*")


@pytest.mark.parametrize("name", NAMES)
def test_a_star_stands_only_where_aws_takes_nothing_else(prod: Reading, name: str) -> None:
    for action, resource in prod.allowed(name):
        assert "*" not in action
        if resource == "*":
            assert action in STARRED
        elif action.startswith("s3:"):
            assert "*" not in resource or resource.endswith(FOLDERS)
        elif action.startswith("scheduler:"):
            assert resource.endswith("/*")
            assert "/legworkprod-Autopilot-Schedules-" in resource
        elif action.startswith("ses:") and ":identity/" in resource:
            # Which addresses are verified is the operators' affair, not the stack's.
            assert resource.endswith(":identity/*")
        else:
            assert "*" not in resource


@pytest.mark.parametrize("name", NAMES)
def test_nobody_scans(prod: Reading, name: str) -> None:
    assert "dynamodb:Scan" not in {action for action, _ in prod.allowed(name)}


@pytest.mark.parametrize("name", NAMES)
def test_a_function_may_send_to_the_queues_it_knows_and_to_no_others(
    prod: Reading, name: str
) -> None:
    known = {QUEUES[key] for key in prod.environment(name) if key in QUEUES}
    dead = {queue[:-8] for queue in prod.given_up(name)}

    sends = {
        resource[:-8] for action, resource in prod.allowed(name) if action == "sqs:SendMessage"
    }

    # Lambda itself sends there, on behalf of the function.
    assert sends - dead == known - MORE_KNOWN.get(name, set())
    assert dead <= sends


@pytest.mark.parametrize("name", NAMES)
def test_a_function_may_touch_what_it_knows_and_nothing_else(prod: Reading, name: str) -> None:
    variables = prod.environment(name)
    allowed = prod.allowed(name)

    def touches(service: str, part: str) -> bool:
        return any(
            action.startswith(f"{service}:") and resource.startswith(part)
            for action, resource in allowed
        )

    assert touches("dynamodb", "TablesTasks") == ("TASKS_TABLE" in variables)
    assert touches("dynamodb", "TablesRecords") == ("RECORDS_TABLE" in variables)
    assert touches("s3", "Files") == ("FILES_BUCKET" in variables)
    assert touches("events", "EventsBus") == ("EVENT_BUS_NAME" in variables)
    assert touches("cognito-idp", "StaffPool") == ("USER_POOL_ID" in variables)
    assert touches("scheduler", "arn:") == ("SCHEDULE_GROUP" in variables)
    assert touches("iam", "AutopilotSchedulerRole") == ("SCHEDULER_ROLE_ARN" in variables)


def test_only_who_works_on_records_may_change_them(prod: Reading) -> None:
    changing = {
        name
        for name in NAMES
        for action, resource in prod.allowed(name)
        if resource.startswith("TablesRecords")
        and action in {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}
    }

    # Those that drive lanes, those whose call may be the one that ends a task, the one that
    # corrects records, and those that write down who wants no mail.
    assert changing == {
        "manage_tasks",
        "stop_tasks",
        "edit_permit",
        "edit_records",
        "plan_task",
        "run_job",
        "deliver",
        "charge_cards",
        "make_file",
        "take_feedback",
        "unsubscribe",
        "watchdog",
        "stuck_tasks",
        "close_dead",
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_function_logs_to_its_own_group_alone(prod: Reading, name: str) -> None:
    group = prod.functions()[name]["LoggingConfig"]["LogGroup"]["Ref"]

    assert {resource for action, resource in prod.allowed(name) if action.startswith("logs:")} == {
        group
    }
    role = prod.functions()[name]["Role"]["Fn::GetAtt"][0]
    assert "ManagedPolicyArns" not in prod.resource(role)["Properties"]
