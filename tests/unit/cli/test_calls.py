"""How calls are made: tokens, retries, refusals, and where they go."""

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import API, Api, problem, task

BILLOUT = "/v1/permits/P-1/billout"


@pytest.fixture
def launching(api: Api) -> Api:
    api.answers["POST", BILLOUT] = lambda _: httpx.Response(202, json=task(state="queued"))
    return api


@pytest.mark.parametrize(
    "faults",
    [
        [httpx.ReadTimeout("lost")],
        [httpx.ConnectError("refused"), httpx.RemoteProtocolError("cut off")],
        [503],
        [429, 502],
    ],
)
def test_a_lost_answer_is_asked_for_again_and_launches_once(
    legwork: Terminal, launching: Api, faults: list[int | Exception]
) -> None:
    launching.faults = faults

    ended = legwork("permit", "billout", "P-1", "--no-wait")

    assert ended.code == 0
    assert len(launching.effects) == 1


def test_each_command_launches_afresh(legwork: Terminal, launching: Api) -> None:
    legwork("permit", "billout", "P-1", "--no-wait")
    legwork("permit", "billout", "P-1", "--no-wait")

    assert len(launching.effects) == 2


def test_a_call_that_keeps_failing_is_told(legwork: Terminal, launching: Api) -> None:
    launching.faults = [503, 503, 503]

    ended = legwork("permit", "billout", "P-1", "--no-wait")

    assert (ended.code, ended.out, ended.err) == (1, "", "Later, please.\n")


def test_nobody_listens_where_the_embedded_stack_was(legwork: Terminal, api: Api) -> None:
    api.faults = [httpx.ConnectError("refused")] * 3

    ended = legwork("tasks")

    assert ended.code == 1
    assert ended.err == "The embedded stack is not running. Start it with: legwork up\n"


def test_no_answer_in_time(legwork: Terminal, api: Api) -> None:
    api.faults = [httpx.ReadTimeout("timed out")] * 3

    ended = legwork("tasks")

    assert (ended.code, ended.err) == (1, f"{API} gave no answer: timed out.\n")


def test_a_stopped_stack(legwork: Terminal) -> None:
    legwork.stack.running = None

    ended = legwork("tasks", "--json")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "The embedded stack is not running. Start it with: legwork up\n"


@pytest.mark.parametrize(
    "words", [("--as", "staff@parkside", "tasks"), ("tasks", "--as", "staff@parkside")]
)
def test_calls_are_made_as_the_chosen_user(
    legwork: Terminal, api: Api, words: tuple[str, ...]
) -> None:
    api.tokens = {"token of staff@parkside"}
    api.lists["/v1/tasks"] = ("tasks", [])

    assert legwork(*words).code == 0
    assert legwork("tasks").code == 1


def test_a_token_that_has_run_out_is_fetched_afresh(legwork: Terminal, api: Api) -> None:
    path = f"/v1/tasks/{task()['id']}"
    api.lives[path] = [task(state="running"), task()]
    legwork.stack.tokens = ["first", "second"]
    api.tokens = {"first"}
    legwork.pause = lambda _seconds: setattr(api, "tokens", {"second"})

    assert legwork("watch", task()["id"]).code == 0


def test_a_stack_on_aws_is_found_by_the_environment(legwork: Terminal, api: Api) -> None:
    legwork.stack.running = None
    legwork.environ = {"LEGWORK_API_URL": f"{API}/", "LEGWORK_TOKEN": "mine"}
    api.tokens = {"mine"}
    api.lists["/v1/tasks"] = ("tasks", [task()])

    assert "#12" in legwork("tasks").out

    api.tokens = set()
    refused = "The API does not accept the token: it is wrong or has run out.\n"
    assert legwork("tasks").err == refused

    api.faults, api.tokens = [httpx.ConnectError("no such host")] * 3, {"mine"}
    assert legwork("tasks").err == f"{API}/ cannot be reached.\n"


def test_a_stack_on_aws_needs_a_token(legwork: Terminal) -> None:
    legwork.environ = {"LEGWORK_API_URL": API}

    ended = legwork("tasks")

    assert ended.code == 1
    assert "LEGWORK_TOKEN" in ended.err


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (problem(403, "You need the permission permits."), "You need the permission permits."),
        (httpx.Response(404, json={"message": "Not Found"}), "Not Found"),
        (httpx.Response(400, text="<html>"), "The API answered 400 Bad Request."),
        (httpx.Response(400, json=["odd"]), "The API answered 400 Bad Request."),
        (
            problem(
                400,
                "9 fields are wrong.",
                errors=[{"field": f"f{n}", "message": "no"} for n in range(9)],
            ),
            "9 fields are wrong: f0: no; f1: no; f2: no; f3: no; f4: no; and 4 more.",
        ),
        (
            problem(400, "kind: is missing", errors=[{"field": "kind", "message": "is missing"}]),
            "kind: is missing",
        ),
        (
            httpx.Response(200, content=b"{", headers={"Content-Type": "application/json"}),
            "The API sent an answer that is no JSON.",
        ),
    ],
)
def test_a_refusal_is_one_plain_sentence(
    legwork: Terminal, api: Api, answer: httpx.Response, sentence: str
) -> None:
    api.answers["GET", "/v1/permits/P-1"] = lambda _: answer

    ended = legwork("permit", "show", "P-1")

    assert (ended.code, ended.out, ended.err) == (1, "", f"{sentence}\n")


@pytest.mark.parametrize(
    "words",
    [
        ("launch",),
        ("permit",),
        ("watch",),
        ("tasks", "--limit", "0"),
        ("tasks", "--colour", "red"),
        ("permit", "save", "--permit", "P-1", "--holder", "h1"),
        ("--nonsense",),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(
    legwork: Terminal, words: tuple[str, ...]
) -> None:
    ended = legwork(*words)

    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
    assert ended.err.endswith("See: legwork --help\n")


def test_without_a_command_the_help_is_shown(legwork: Terminal) -> None:
    ended = legwork()

    assert ended.code == 0
    assert "Usage: legwork" in ended.out


# --- Retry-After -----------------------------------------------------------------------------


def waited(legwork: Terminal, api: Api, **headers: str) -> list[float]:
    """For how long a command waits between its tries, when each is answered with 429."""
    pauses: list[float] = []
    legwork.pause = pauses.append
    refused = problem(429, "Slow down.")
    refused.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    api.answers["GET", "/v1/permits/P-1"] = lambda _: refused
    ended = legwork("permit", "show", "P-1")
    assert (ended.code, ended.err) == (1, "Slow down.\n")
    return pauses


@pytest.mark.parametrize(
    ("headers", "pauses"),
    [
        ({}, [0.2, 0.4]),
        ({"Retry_After": "3"}, [3, 3]),
        ({"Retry_After": "0"}, [0.2, 0.4]),
        ({"Retry_After": "soon"}, [0.2, 0.4]),
        (
            {
                "Retry_After": "Sat, 01 May 2027 10:00:07 GMT",
                "Date": "Sat, 01 May 2027 10:00:00 GMT",
            },
            [7, 7],
        ),
        ({"Retry_After": "Sat, 01 May 2027 10:00:07 GMT"}, [0.2, 0.4]),
        ({"Retry_After": "3600"}, []),
    ],
)
def test_an_api_that_asks_for_time_gets_it(
    legwork: Terminal, api: Api, headers: dict[str, str], pauses: list[float]
) -> None:
    assert waited(legwork, api, **headers) == pauses
