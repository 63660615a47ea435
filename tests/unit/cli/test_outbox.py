import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, SentMail, task

NOON = datetime.fromisoformat("2027-05-01T10:00:01Z")
"""When the task starts; it ends 2.5 s later, which is told to the second."""


def mail(seconds: float, to: str = "ana@example.com", subject: str = "News [1]") -> SentMail:
    return SentMail(to=to, subject=subject, at=NOON + timedelta(seconds=seconds))


MAILS = [
    mail(-1, "early@example.com"),
    mail(0),
    mail(1, "Ben@Example.com", "Judo"),
    mail(2.9, "cleo@example.com", "news"),
    mail(5, "late@example.com"),
]


@pytest.fixture
def legwork(api: Api) -> Terminal:
    shown = task(ended_at="2027-05-01T10:00:03Z")
    api.documents[f"/v1/tasks/{shown['id']}"] = shown
    api.lists["/v1/tasks"] = ("tasks", [shown])
    terminal = Terminal(api=api)
    terminal.stack.mails = list(MAILS)
    return terminal


@pytest.fixture
def api() -> Api:
    return Api()


def asked(legwork: Terminal, *words: str) -> Any:
    return json.loads(legwork("outbox", "--json", *words).out)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), ["late", "cleo", "Ben", "ana", "early"]),
        (("--to", "ben@"), ["Ben"]),
        (("--subject", "NEWS"), ["late", "cleo", "ana", "early"]),
        (("--task", "12"), ["cleo", "Ben", "ana"]),
        (("--task", "#12", "--subject", "news"), ["cleo", "ana"]),
        (("--to", "nobody"), []),
    ],
)
def test_what_is_asked_for_newest_first(
    legwork: Terminal, words: tuple[str, ...], found: list[str]
) -> None:
    said = asked(legwork, *words)

    assert [one["to"].partition("@")[0] for one in said["mails"]] == found
    assert said["count"] == len(found)


def test_a_limit_leaves_the_count_alone(legwork: Terminal) -> None:
    said = asked(legwork, "--limit", "2")

    assert (len(said["mails"]), said["count"]) == (2, 5)


def test_a_task_that_still_runs_and_one_that_has_not_begun(legwork: Terminal, api: Api) -> None:
    running = task(7, "running")
    queued = task(8, "queued", started_at=None)
    api.lists["/v1/tasks"] = ("tasks", [running, queued])
    for one in (running, queued):
        api.documents[f"/v1/tasks/{one['id']}"] = one

    assert asked(legwork, "--task", "7")["count"] == 4
    assert asked(legwork, "--task", "8")["count"] == 0


def test_an_address_is_counted_once_however_much_it_got(legwork: Terminal) -> None:
    legwork.stack.mails = [mail(0), mail(1), mail(2, "ben@example.com")]

    ended = legwork("outbox")

    assert (ended.code, "3 mails to 2 addresses." in ended.out) == (0, True)
    assert "News [1]" in ended.out


def test_people_are_shown_the_newest_only(legwork: Terminal) -> None:
    legwork.stack.mails = [mail(n, f"family{n}@example.com") for n in range(40)]

    ended = legwork("outbox")

    assert "40 mails to 40 addresses." in ended.out
    assert "family39@" in ended.out
    assert "family14@" not in ended.out
    assert len(asked(legwork)["mails"]) == 40


def test_a_subject_cannot_steer_the_terminal(legwork: Terminal) -> None:
    legwork.stack.mails = [replace(mail(0), subject="\x1b[2JNews")]

    assert "\x1b" not in legwork("outbox").out


def test_without_an_embedded_stack_there_is_no_record(legwork: Terminal) -> None:
    legwork.stack.running = None
    stopped = legwork("outbox")
    legwork.environ = {"LEGWORK_API_URL": "https://api.example.com", "LEGWORK_TOKEN": "t"}
    on_aws = legwork("outbox")

    assert (stopped.code, on_aws.code) == (1, 1)
    assert stopped.err == "The embedded stack is not running.\n"
    assert on_aws.err.startswith("Only the embedded stack keeps what it sent")
