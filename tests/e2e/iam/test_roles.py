"""No role allows what nobody does, and nobody asks for what no role allows.

The embedded stack of the tests enforces IAM, so each end-to-end test proves that the roles allow
enough. Here the list of what was asked for is compared with that of what is granted, once every
road was taken.
"""

from contextlib import suppress
from fnmatch import fnmatchcase

import pytest

from tests.e2e.iam import test_card_roads, test_daily_roads, test_file_roads, test_rare_roads
from tests.e2e.iam.road import ROADS
from tests.e2e.iam.roles import Roles
from tests.e2e.park import Park
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator

MODULES = (test_daily_roads, test_rare_roads, test_card_roads, test_file_roads)
"""Once they are imported, all roads are known."""

BY_LAMBDA = {
    *("sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueUrl"),
    *("sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    *("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
    *("dynamodb:ListStreams", "logs:CreateLogStream", "logs:PutLogEvents"),
}
"""Lambda itself does these with the role, for event sources and logs; the emulator, without it."""

FINISHES = (
    "deliver",
    "charge_cards",
    "make_file",
    "plan_task",
    "watchdog",
    "close_dead",
    "manage_tasks",
    "stop_tasks",
    "stuck_tasks",
    "edit_permit",
)
UNUSED = [
    *((name, "dynamodb:*", "*Records*", "what any kind's effects may be") for name in FINISHES),
    *((name, "s3:GetObject", "*/uploads/*", "a kind's finish may read it") for name in FINISHES),
    ("manage_tasks", "sqs:SendMessage", "*Making*", "a task is resumed all of whose work is done"),
    ("plan_task", "sqs:SendMessage", "*Making*", "a task is planned that has nothing to do"),
    ("deliver", "sqs:SendMessage", "*Making*", "the last mail leaves after the last batch"),
    ("close_dead", "sqs:SendMessage", "*Making*", "the last batch of all is closed"),
    ("close_dead", "sqs:SendMessage", "*Charges*", "only for a card of a task that it gives up"),
    ("watchdog", "sqs:SendMessage", "*Making*", "the message to make a file was lost"),
    ("charge_cards", "dynamodb:GetItem", "*Tasks*", "a lane's last order was settled by others"),
    ("plan_task", "sqs:SendMessage", "*Charges*", "or that has orders left, once it has its turn"),
    ("watchdog", "dynamodb:ConditionCheckItem", "*Tasks*", "what a hold paused finds no turn free"),
    *(
        ("stuck_tasks", action, resource, "it pushes on whatever a task waits for")
        for action, resource in (
            ("sqs:SendMessage", "*"),
            ("dynamodb:*", "*Tasks*"),
            ("s3:GetObject", "*/reports/*"),
        )
    ),
    ("make_file", "dynamodb:PutItem", "*Tasks*", "only for the trail of a cancel that it settles"),
    ("run_job", "dynamodb:DeleteItem", "*Records*", "no kind of today removes a record"),
    ("*", "s3:ListBucket", "*", "with it, a file that is not there is a 404"),
    ("*", "iam:PassRole", "*", "the emulator does not ask for it"),
    ("deliver", "ses:SendBulkEmail", "*:configuration-set/*", "nor for this, beside the identity"),
    ("stop_tasks", "sqs:SendMessage", "*Charges*", "only for a card that a cancel left in doubt"),
    ("stop_tasks", "sqs:SendMessage", "*Planning*", "only where a task waits for that one's turn"),
    ("edit_records", "dynamodb:Query", "*Tasks*", "only where the head of the trail is gone"),
    ("watchdog", "sqs:SendMessage", "*Webhooks*", "only for a call whose message was lost"),
    ("call_webhooks", "events:PutEvents", "*", "only for a webhook that is switched off"),
    ("manage_tasks", "sqs:SendMessage", "*Charges*", "only for a lane that is resumed with orders"),
    ("watchdog", "sqs:SendMessage", "*Charges*", "only for such a cancel, or a lost message"),
    ("watchdog", "cognito-idp:*", "*", "for a preview of Autopilot's: an hour old, at the least"),
    ("deliver", "sqs:SendMessage", "*Charges*", "only between two batches of a lane"),
    ("charge_cards", "sqs:SendMessage", "*Charges*", "only for a lane that takes over a slice"),
    ("announce", "sqs:SendMessage", "*AnnounceDead*", "Lambda does, when a change is given up"),
    ("launch_task", "sqs:SendMessage", "*AutopilotDead*", "Lambda does, when a call is given up"),
]
"""Grants that nobody can use here: function, action, resource, and why."""


@pytest.fixture(scope="module", autouse=True)
def _all_roads(park: Park, roles: Roles) -> None:
    for take in ROADS:
        take(park, roles)


def test_nothing_was_refused(roles: Roles) -> None:
    refused = [one for one in roles.asked() if not one["allowed"]]

    assert refused == []
    assert {one["function"] for one in roles.asked()} == set(roles.names.values())


def test_every_grant_is_used(roles: Roles) -> None:
    # What was put in a queue or a stream at the end of a road is taken out some moments later.
    with suppress(AssertionError):
        until(lambda: not unused(roles), "the use of all grants", within=60)

    assert unused(roles) == set()


def unused(roles: Roles) -> set[tuple[str, str, str]]:
    """Function, action and resource of the grants that nobody has made use of."""
    asked = roles.asked()
    return {
        (function, action, resource)
        for function, action, resource in roles.granted()
        if action not in BY_LAMBDA
        and not any(
            all(map(fnmatchcase, (function, action, resource), explained[:3]))
            for explained in UNUSED
        )
        and not any(
            (one["function"], one["action"]) == (function, action)
            and fnmatchcase(one["resource"], resource)
            for one in asked
        )
    }


def test_a_role_that_lacks_a_grant_is_refused(park: Park, roles: Roles) -> None:
    path = f"/v1/permits/{park.label('IAM')}"
    assert park.ana.ask("GET", path).status_code == 404

    with roles.without("edit_permit", "dynamodb:Query"):
        refused = park.ana.ask("GET", path)

    assert refused.status_code == 500
    assert park.ana.ask("GET", path).status_code == 404
