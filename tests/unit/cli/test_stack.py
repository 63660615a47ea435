import json

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import API, CONSOLE, Running

DOCUMENT = {
    "api_url": API,
    "console_url": CONSOLE,
    "users": ["owner@parkside", "staff@parkside"],
    "region": "us-east-1",
    "running": True,
}
STOPPED: dict[str, object] = {
    "api_url": None,
    "console_url": None,
    "users": [],
    "region": None,
    "running": False,
}


def test_up_and_down(legwork: Terminal) -> None:
    legwork.stack.running = None

    started = legwork("up", "--json")
    assert (started.code, json.loads(started.out)) == (0, DOCUMENT)
    assert started.err == "Starting the emulator\n"

    assert json.loads(legwork("status", "--json").out) == DOCUMENT
    assert json.loads(legwork("down", "--json").out) == {"running": False}
    assert json.loads(legwork("status", "--json").out) == STOPPED


def test_people_are_told_where_it_runs(legwork: Terminal) -> None:
    assert API in legwork("up").out
    shown = legwork("status").out
    assert "owner@parkside, staff@parkside" in shown
    assert CONSOLE in shown
    assert "swordfish" in shown

    legwork("down")
    assert "Start it with: legwork up" in legwork("status").out


def test_a_stack_without_a_page_says_how_to_get_one(legwork: Terminal) -> None:
    legwork.stack.running = Running(console_url=None)

    assert "make console" in legwork("status").out
    assert json.loads(legwork("status", "--json").out)["console_url"] is None


def test_a_token_stands_alone(legwork: Terminal) -> None:
    assert legwork("token", "staff@parkside").out == "token of staff@parkside\n"
    assert json.loads(legwork("--json", "token", "a").out) == {"token": "token of a"}


def test_a_start_that_fails_is_told_in_one_sentence(legwork: Terminal) -> None:
    legwork.stack.cannot_start = "Port 4566 is taken."

    ended = legwork("up")

    assert (ended.code, ended.out, ended.err) == (1, "", "Port 4566 is taken.\n")
