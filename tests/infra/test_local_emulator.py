import fcntl
import os
import socket
from pathlib import Path

import pytest

from local import emulator, gaps, stack
from local.demo_users import USERS, password
from local.emulator import Emulator
from local.errors import StackError
from local.state import DEFAULT_PORT, Home, Running, load_running, port, save_running

RUNNING = Running(
    api_url="http://127.0.0.1:4566/_aws/execute-api/abc",
    console_url=None,
    users=("owner@parkside",),
    region="us-east-1",
    outputs={"TasksTable": "tasks"},
    endpoint_url="http://127.0.0.1:4566",
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("LEGWORK_HOME", str(tmp_path))
    for name in ("LEGWORK_PORT", "LEGWORK_ENFORCE_IAM"):
        # The tests' one stack has set them, if this process has that one too.
        monkeypatch.delenv(name, raising=False)
    return Home(tmp_path)


def test_a_port_of_another_program_is_refused_with_a_way_out(home: Home) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        with pytest.raises(StackError, match=f"Port {taken} is taken.*LEGWORK_PORT={taken + 1}"):
            emulator.start(home, taken)


def test_an_emulator_runs_as_long_as_its_lock_is_held(home: Home) -> None:
    assert emulator.find(home) is None

    home.lock.write_text("123 4566")
    assert emulator.find(home) is None

    with home.lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert emulator.find(home) == Emulator(pid=123, port=4566)

    assert emulator.find(home) is None


def test_a_stack_that_has_died_is_not_running(home: Home) -> None:
    save_running(home, RUNNING)
    assert stack.status() is None

    home.lock.write_text(f"{os.getpid()} 4566")
    with home.lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert stack.status() == RUNNING


def test_no_token_without_a_stack(home: Home) -> None:
    with pytest.raises(StackError, match=r"not running\. Start it with: legwork up"):
        stack.token("owner@parkside")


def test_what_is_remembered_is_private(home: Home) -> None:
    save_running(home, RUNNING)
    first = password(home)

    assert load_running(home) == RUNNING
    assert password(home) == first
    assert {path.stat().st_mode & 0o777 for path in (home.running, home.password)} == {0o600}


def test_a_fresh_start_removes_what_the_stack_keeps_and_nothing_else(home: Home) -> None:
    save_running(home, RUNNING)
    password(home)
    home.data.mkdir()
    (home.data / "lambda.json").touch()
    (home.folder / "thesis.txt").touch()

    home.clear()

    assert [path.name for path in home.folder.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(("text", "number"), [("", DEFAULT_PORT), ("4577", 4577)])
def test_the_port_can_be_chosen(monkeypatch: pytest.MonkeyPatch, text: str, number: int) -> None:
    monkeypatch.setenv("LEGWORK_PORT", text)

    assert port() == number


@pytest.mark.parametrize("text", ["no", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("LEGWORK_PORT", text)

    with pytest.raises(StackError, match="LEGWORK_PORT must be a number"):
        port()


def test_event_sources_forget_how_far_they_read_a_stream_that_is_gone(tmp_path: Path) -> None:
    saved = tmp_path / "lambda.json"
    saved.write_text('{"payload": {"esms": {"a": 1}, "dynamodb_stream_positions": {"a": 9}}}')

    gaps.before_start(tmp_path)

    assert saved.read_text() == '{"payload": {"esms": {"a": 1}}}'


def test_a_fresh_emulator_has_nothing_to_forget(tmp_path: Path) -> None:
    gaps.before_start(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_two_customers_have_users_and_one_may_see_what_autopilot_does() -> None:
    assert {user.login for user in USERS if user.account == "parkside"} == {
        "owner@parkside",
        "staff@parkside",
        "autopilot@parkside",
    }
    assert [user.login for user in USERS if user.account == "riverside"] == ["owner@riverside"]
    assert [user.login for user in USERS if "autopilot_tasks" in user.groups] == [
        "autopilot@parkside"
    ]


def test_a_stack_says_whether_it_enforces_iam(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.lock.write_text("123 4566 iam")
    with home.lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert emulator.find(home) == Emulator(pid=123, port=4566, enforces_iam=True)
        with pytest.raises(StackError, match="not with this LEGWORK_ENFORCE_IAM"):
            stack.up(fresh=False, report=print)
    monkeypatch.setenv("LEGWORK_ENFORCE_IAM", "yes")
    with pytest.raises(StackError, match="must be 0 or 1"):
        stack.up(fresh=False, report=print)
