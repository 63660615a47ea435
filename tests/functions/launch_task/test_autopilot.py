"""Moments of Autopilot: as the scheduler brings them, and as they come back when they failed."""

import json
from typing import Any

import pytest

from legwork import bootstrap
from legwork.domain.errors import Throttled
from legwork.domain.permission import Caller
from legwork.domain.task import Task, TaskState
from legwork.store import keys, tasks
from legwork.testing.clock import CountingIds, FrozenClock, Wristwatch
from legwork.testing.schedules import MemorySchedules
from legwork.testing.staff import MemoryStaff
from legwork.usecases.edit_workflow import WorkflowInput, add_workflow
from tests.functions.aws import Aws
from tests.functions.invoking import Functions
from tests.functions.town import Town

NINE = "2026-03-02T09:00:00Z"


class Office:
    """A workflow of Ana's, and the tasks that came of it."""

    def __init__(self, town: Town, aws: Aws, clock: FrozenClock) -> None:
        self.aws, self.town = aws, town
        self.ana = Caller.of(account=town.account, sub="ana", name="Ana", groups=["owner"])
        self.staff = MemoryStaff({"ana": self.ana})
        workflow = add_workflow(
            WorkflowInput(
                name="Every morning",
                kind="import_records",
                params=town.importing(town.csv(town.games(1)))["params"],
                schedule="rate(1 day)",
                timezone="UTC",
                enabled=True,
            ),
            caller=self.ana,
            login="ana",
            database=aws.database,
            schedules=MemorySchedules(),
            clock=clock,
            ids=CountingIds(Wristwatch(clock)),
        )
        names = {"account": town.account, "workflow": workflow.id}
        self.call = {"autopilot": {**names, "scheduled_at": NINE}}

    def launched(self) -> list[Task]:
        account = keys.account(self.town.account)
        found, _end = tasks.page_before(
            self.aws.database, account, index=None, before=None, limit=10
        )
        return found


@pytest.fixture
def office(town: Town, aws: Aws, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(town, aws, clock)
    monkeypatch.setattr(bootstrap, "staff", lambda _pool: made.staff)
    return made


def by_the_scheduler(call: dict[str, Any]) -> str:
    """What it puts into a dead-letter queue: the input of the schedule."""
    return json.dumps(call)


def by_lambda(call: dict[str, Any]) -> str:
    """Source: Lambda developer guide, "Capturing records of asynchronous invocations"."""
    arn = "arn:aws:lambda:us-east-1:123456789012:function:launch_task:$LATEST"
    return json.dumps(
        {
            "version": "1.0",
            "timestamp": "2026-03-02T09:03:10.000Z",
            "requestContext": {
                "requestId": "e4b46cbf-b738-4880-8a18-61cf6a7a14b9",
                "functionArn": arn,
                "condition": "RetriesExhausted",
                "approximateInvokeCount": 3,
            },
            "requestPayload": call,
            "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
            "responsePayload": {"errorMessage": "Throttled", "errorType": "Throttled"},
        }
    )


@pytest.mark.parametrize("form", [by_the_scheduler, by_lambda])
def test_a_moment_that_failed_is_launched_after_all(
    office: Office, functions: Functions, form: Any
) -> None:
    assert functions.messages("launch_task", [form(office.call)]) == []

    [task] = office.launched()
    assert (task.state, task.title) == (TaskState.QUEUED, "Every morning")
    [message] = office.aws.received("planning")
    assert json.loads(message)["ref"]["id"] == task.ref.id


def test_one_that_had_been_launched_is_not_launched_again(
    office: Office, functions: Functions
) -> None:
    answer = functions.invoke("launch_task", office.call)
    assert functions.messages("launch_task", [by_lambda(office.call)]) == []

    assert [task.ref.id for task in office.launched()] == [answer["task"]]


def test_one_that_fails_still_comes_back(
    office: Office, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def find(self, login: str) -> Caller | None:
            raise Throttled("the user pool is busy")

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "staff", lambda _pool: Away())
        assert functions.messages("launch_task", [by_lambda(office.call)]) == [0]
        assert office.launched() == []
    assert functions.messages("launch_task", [by_lambda(office.call)]) == []
    assert len(office.launched()) == 1


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"requestPayload": {}}'])
def test_one_that_cannot_be_read_comes_back(
    office: Office, functions: Functions, body: str
) -> None:
    assert functions.messages("launch_task", [body]) == [0]
    assert office.launched() == []
