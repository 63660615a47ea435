import socket
from collections.abc import Iterator

import httpx
import pytest

from local import deploy, emulator, stack
from local.deploy import session
from local.emulator import ACCOUNT, DISTURBANCE, REGION
from local.state import Running, home

pytestmark = [pytest.mark.emulator, pytest.mark.xdist_group("a stack that is restarted")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A stack of its own, beside the one that a developer may have running."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LEGWORK_PORT", str(free))
        environment.setenv("LEGWORK_HOME", str(tmp_path_factory.mktemp("home")))
        # What the tests' one stack may have set, if this process has that one too.
        for name in ("LEGWORK_ENFORCE_IAM", DISTURBANCE):
            environment.delenv(name, raising=False)
        yield stack.up(fresh=True, report=print)
        stack.down(report=print)


def ask(running: Running, user: str | None) -> httpx.Response:
    """The list of tasks, as a user sees it."""
    headers = {"Authorization": f"Bearer {stack.token(user)}"} if user else {}
    return httpx.get(f"{running.api_url}/v1/tasks", headers=headers, timeout=30)


def test_every_demo_user_may_ask_and_nobody_else(running: Running) -> None:
    assert ask(running, None).status_code == httpx.codes.UNAUTHORIZED
    assert {ask(running, user).status_code for user in running.users} == {httpx.codes.OK}
    with pytest.raises(stack.StackError, match="no user nobody"):
        stack.token("nobody")


def test_the_cdk_finds_nothing_to_change_in_what_it_deploys_with(running: Running) -> None:
    place = home()
    found = emulator.find(place)
    assert found is not None

    deploy._cdk(place, found, "bootstrap", f"aws://{ACCOUNT}/{REGION}", cwd=place.folder)

    assert "bootstrapped (no changes)" in place.deploy_log.read_text()


def test_rows_expire(running: Running) -> None:
    dynamodb = session().client("dynamodb", endpoint_url=running.endpoint_url)

    for name in ("TasksTable", "RecordsTable"):
        found = dynamodb.describe_time_to_live(TableName=running.outputs[name])
        assert found["TimeToLiveDescription"] == {
            "TimeToLiveStatus": "ENABLED",
            "AttributeName": "expires_at",
        }


def test_a_page_of_another_origin_may_ask(running: Running) -> None:
    preflight = httpx.options(
        f"{running.api_url}/v1/tasks",
        headers={
            "Origin": "http://console.localhost",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "idempotency-key",
        },
        timeout=30,
    )

    assert preflight.status_code == httpx.codes.NO_CONTENT
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "idempotency-key" in preflight.headers["access-control-allow-headers"]


def test_data_outlives_a_restart_and_a_token_does_not(running: Running) -> None:
    row = {"pk": {"S": "ACCOUNT#test"}, "sk": {"S": "KEPT"}}
    table, bucket = running.outputs["RecordsTable"], running.outputs["FilesBucket"]
    dynamodb = session().client("dynamodb", endpoint_url=running.endpoint_url)
    files = session().client("s3", endpoint_url=running.endpoint_url)
    dynamodb.put_item(TableName=table, Item=row)
    files.put_object(Bucket=bucket, Key="uploads/test/kept", Body=b"kept")
    before = stack.token("owner@parkside")

    stack.down(report=print)
    assert stack.status() is None
    with pytest.raises(stack.StackError, match="not running"):
        stack.token("owner@parkside")
    again = stack.up(fresh=False, report=print)

    assert again == running == stack.status()
    assert dynamodb.get_item(TableName=table, Key=row)["Item"] == row
    assert files.get_object(Bucket=bucket, Key="uploads/test/kept")["Body"].read() == b"kept"
    assert stack.token("owner@parkside") != before
    assert ask(again, "owner@parkside").status_code == httpx.codes.OK


def test_a_stack_that_is_up_to_date_is_left_alone(running: Running) -> None:
    said: list[str] = []

    assert stack.up(fresh=False, report=said.append) == running
    assert said == [f"Ready: {running.api_url}"]


def test_a_running_stack_does_not_move(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGWORK_PORT", "4999")

    with pytest.raises(stack.StackError, match="to move it, stop it first"):
        stack.up(fresh=False, report=print)
    assert stack.status() == running


def test_secrets_are_private(running: Running) -> None:
    stack.token("owner@parkside")

    for path in (home().password, home().running, home().tokens):
        assert path.stat().st_mode & 0o077 == 0, path
