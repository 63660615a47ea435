"""The dashboard's widget "Stuck tasks", called as CloudWatch calls it."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from legwork.contracts.stuck_widget import page
from legwork.domain.progress import progress_of
from legwork.domain.task import Launcher, Task, TaskRef, TaskState
from legwork.testing.clock import FrozenClock
from legwork.usecases.stuck_tasks import Stuck
from tests.functions.aws import Aws
from tests.functions.invoking import Context, Functions, recorded
from tests.functions.town import Town

ARN = Context("stuck_tasks").invoked_function_arn
CALL = re.compile(r'<cwdb-action action="call"([^>]*)>(.*?)</cwdb-action>')


@pytest.fixture
def stuck(town: Town, functions: Functions) -> str:
    """A task whose tokens are lost, at a time when that is to be seen; its path."""
    functions.configure(STALLED_AFTER_SECONDS=0)
    path = town.imported(town.games(7))
    functions.plan()
    return path


def asked(functions: Functions, event: dict[str, Any] | None = None) -> Any:
    return functions.invoke("stuck_tasks", {**recorded("custom_widget"), **(event or {})})


def buttons(html: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """The clicks that a page offers: how, and with what, by what is done."""
    found = {}
    for how, body in CALL.findall(html):
        call = json.loads(unescape(body))
        found[call["do"]] = (unescape(how), call)
    return found


def test_it_describes_itself(functions: Functions) -> None:
    answer = functions.invoke("stuck_tasks", {"describe": True})

    assert set(answer) == {"markdown"}


def test_it_shows_which_why_and_since_when(functions: Functions, stuck: str, town: Town) -> None:
    html = asked(functions)

    assert stuck.rsplit("/", 1)[1] in html
    assert town.account in html
    assert "do not move" in html
    assert "7 of 7" in html


def test_each_button_calls_the_function_again_and_asks_first(
    functions: Functions, stuck: str
) -> None:
    found = buttons(asked(functions))

    assert set(found) == {"audit", "push_on", "cancel"}
    for what, (how, _) in found.items():
        assert f'endpoint="{ARN}"' in how
        assert ("confirmation=" in how) == (what != "audit")


def test_an_audit_proves_its_numbers(functions: Functions, stuck: str) -> None:
    _, click = buttons(asked(functions))["audit"]

    html = asked(functions, click)

    assert "ledger = lane counters" in html
    assert "DISAGREES" not in html


def test_push_on_sends_it_what_it_waits_for(
    functions: Functions, stuck: str, town: Town, aws: Aws
) -> None:
    _, click = buttons(asked(functions))["push_on"]

    asked(functions, click)
    functions.messages("run_job", aws.received("tokens"))

    assert town.ana.get(stuck).body["state"] == "completed"


def test_cancel_cancels_and_the_trail_says_that_operators_did(
    functions: Functions, stuck: str, town: Town
) -> None:
    _, click = buttons(asked(functions))["cancel"]

    html = asked(functions, click)

    assert "is cancelled" in html
    task = town.ana.get(stuck).body
    assert task["state"] == "cancelled"
    assert task["cancelled"]["by"] == "Operators of Legwork"
    acts = town.ana.get("/v1/trail", act="cancelled").body["acts"]
    assert [(act["via"], act["by"]["name"]) for act in acts] == [
        ("operator", "Operators of Legwork")
    ]


@pytest.mark.parametrize(
    "event",
    [
        {"do": "purge", "account": "parkside", "task": "01KJPWD6M00000000000000001"},
        {"do": "cancel", "account": "parkside", "task": "<script>"},
        {"do": "cancel", "account": "a#TASK", "task": "01KJPWD6M00000000000000001"},
        {"do": "cancel", "account": "parkside", "task": "01KJPWD6M00000000000000001"},
        {"do": "cancel"},
        {"do": None},
    ],
)
def test_what_it_cannot_do_it_says(functions: Functions, event: dict[str, Any]) -> None:
    html = asked(functions, event)

    assert html.startswith("<p><b>")
    assert "<script>" not in html


def test_whatever_was_written_is_shown_as_text() -> None:
    now = FrozenClock().now()
    task = Task(
        ref=TaskRef('<img src="x">', "01KJPWD6M00000000000000001"),
        number=1,
        kind="</td><script>alert(1)</script>",
        params={},
        title="",
        launched_by=Launcher("ana", "Ana"),
        created_at=now,
        state=TaskState.RUNNING,
    )
    one = Stuck(task, "<b>", now - timedelta(minutes=5), progress_of(task, ()))

    html = page([one], now, 'arn:"><script>')

    assert "<script>" not in html
    assert "<img" not in html
    assert "<b>" not in html
    (account,) = {call["account"] for _, call in buttons(html).values()}
    assert account == '<img src="x">'
