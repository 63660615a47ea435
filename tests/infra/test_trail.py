"""The trail can be added to by who acts, and be changed by nobody, whatever the code does (P11)."""

import pytest

from tests.infra.reading import Properties, Reading
from tests.settings import BY_FUNCTION

NAMES = list(BY_FUNCTION)
TRAIL = {"dynamodb:LeadingKeys": ["ACCOUNT#*#TRAIL"]}
CHANGES = {"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
ACTS = {
    "launch_task",
    "manage_tasks",
    "stop_tasks",
    "edit_permit",
    "edit_autopilot",
    "edit_programs",
    "edit_records",
    "stuck_tasks",
    # Those whose call may be the one that ends a task which somebody has cancelled.
    "plan_task",
    "run_job",
    "make_file",
    "watchdog",
    "close_dead",
}


def of_trail(prod: Reading, name: str, effect: str) -> list[Properties]:
    return [
        one
        for one in prod.statements(name)
        if one["Effect"] == effect and TRAIL in one.get("Condition", {}).values()
    ]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_may_change_or_remove_a_row_of_the_trail(prod: Reading, name: str) -> None:
    touching = {
        action for action, resource in prod.allowed(name) if resource.startswith("TablesTasks")
    }
    if not touching:
        return

    [denied] = of_trail(prod, name, "Deny")

    assert list(denied["Condition"]) == ["ForAnyValue:StringLike"]
    assert set(denied["Action"]) == CHANGES | (set() if name in ACTS else {"dynamodb:PutItem"})


@pytest.mark.parametrize("name", sorted(ACTS))
def test_who_acts_may_read_the_head_and_add_to_the_trail(prod: Reading, name: str) -> None:
    allowed = {
        action for action, resource in prod.allowed(name) if resource.startswith("TablesTasks")
    }
    assert allowed >= {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_allowed_for_the_trail_is_allowed_for_nothing_else(
    prod: Reading, name: str
) -> None:
    for allowed in of_trail(prod, name, "Allow"):
        assert list(allowed["Condition"]) == ["ForAllValues:StringLike"]
        assert name in ACTS
