"""What the shell offers when somebody presses Tab."""

from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from cli.app import app
from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, task

KINDS: list[Any] = [
    {"name": "permit_billout", "title": "Permit Billout", "permission": "permits", "params": {}},
    {"name": "permit_save", "title": "Permit Save", "permission": "permits", "params": {}},
    {"name": "email_blast", "title": "Email Blast", "permission": "email", "params": {}},
]


def offered(legwork: Terminal, *words: str) -> list[str]:
    """What is offered in the place of the last word."""
    environment = {
        "_LEGWORK_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(["legwork", *words]),
        "COMP_CWORD": str(len(words)),
    }
    done = CliRunner().invoke(
        app, [], obj=legwork.invocation(), env=environment, prog_name="legwork"
    )
    assert done.exit_code == 0, done.output
    return done.stdout.split()


@pytest.fixture
def api(legwork: Terminal) -> Api:
    legwork.api.documents["/v1/kinds"] = {"kinds": KINDS}
    legwork.api.lists["/v1/tasks"] = ("tasks", [task(112), task(12), task(7)])
    return legwork.api


@pytest.mark.usefixtures("api")
def test_kinds(legwork: Terminal) -> None:
    assert offered(legwork, "launch", "permit_") == ["permit_billout", "permit_save"]
    assert offered(legwork, "tasks", "--kind", "e") == ["email_blast"]


@pytest.mark.usefixtures("api")
def test_states_and_outcomes(legwork: Terminal) -> None:
    assert offered(legwork, "tasks", "--state", "cancel") == ["cancelling", "cancelled"]
    assert offered(legwork, "outcomes", "12", "--outcome", "s") == ["succeeded", "skipped"]


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize(
    "words", [("watch",), ("cancel",), ("retry",), ("outcomes",), ("delete",), ("task", "show")]
)
def test_job_numbers(legwork: Terminal, words: tuple[str, ...]) -> None:
    assert offered(legwork, *words, "1") == ["112", "12"]
    assert offered(legwork, *words, "9") == []


def test_they_are_those_that_the_named_user_sees(legwork: Terminal, api: Api) -> None:
    api.tokens = {"token of staff@parkside"}

    assert offered(legwork, "--as", "staff@parkside", "watch", "7") == ["7"]
    assert offered(legwork, "watch", "7") == []


def test_nothing_is_offered_where_nobody_answers(legwork: Terminal, api: Api) -> None:
    api.faults = [httpx.ConnectError("refused")] * 3
    assert offered(legwork, "watch", "1") == []

    legwork.stack.running = None
    assert offered(legwork, "launch", "p") == []
