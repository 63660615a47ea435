"""Whatever people write, and whatever lets them in, stays out of logs, metrics and traces."""

from __future__ import annotations

import ast
import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from legwork import bootstrap, kinds
from legwork.adapters.dynamodb_values import to_row
from legwork.domain.notice import Message
from legwork.store import keys
from legwork.store import tasks as task_rows
from legwork.testing.queues import MemoryQueues
from legwork.trade.mail.usecases import unsubscribe
from tests.functions.invoking import change
from tests.security.belongings import BOOKINGS, belongings, game
from tests.security.house import SECRET, House, Member

WORD = "Zwetschge"
"""In all that people write: names, addresses, templates, cells, reasons."""
TOKEN = "eyJhbGciOiJIUzI1NiJ9.Zwetschgen-token.c2lnbmF0dXJl"
FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"


# A message that is none has nothing to measure.
pytestmark = pytest.mark.filterwarnings("ignore:No application metrics to publish")


class Heard:
    """Everything that is written while somebody listens."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.text = ""

    def hear(self) -> str:
        """All of it so far."""
        out, err = self._capture.readouterr()
        self.text += out + err
        return self.text


class _Output:
    """Standard output as it is at the moment of writing."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


@pytest.fixture
def heard(capfd: pytest.CaptureFixture[str]) -> Iterator[Heard]:
    """Standard output and error, with the logs of every library."""
    root, handler = logging.getLogger(), logging.StreamHandler(_Output())
    before = root.level
    # What a handler of the functions' own would show, whichever module was imported first.
    handler.setFormatter(
        logging.Formatter("%(message)s %(error_trace)s", defaults={"error_trace": ""})
    )
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    streams = _streams()
    for stream in streams:
        # Made at the import, it writes to the standard output of some earlier test.
        stream.stream = _Output()
    try:
        yield Heard(capfd)
    finally:
        root.setLevel(before)
        root.removeHandler(handler)


def _streams() -> list[logging.StreamHandler[Any]]:
    """Where the functions' own loggers write to."""
    for function in FUNCTIONS.glob("*/handler.py"):
        import_module(f"functions.{function.parent.name}.handler")
    loggers = (logging.getLogger(name) for name in list(logging.Logger.manager.loggerDict))
    handlers = (handler for logger in loggers for handler in logger.handlers)
    return [one for one in handlers if type(one) is logging.StreamHandler]


@pytest.fixture(scope="module")
def owner(house: House) -> Member:
    """Somebody who has one of everything, and an ended task."""
    found = house.opened("parkside", f"{WORD}@parkside.example")
    belongings(found, f"{WORD}-1")
    for function, body in drained(house):
        house.messages(function, body)
    return found


def quiet(call: Callable[[], Any]) -> Any:
    """Make a call; what it raises is written as Lambda writes it."""
    try:
        return call()
    except Exception:  # noqa: BLE001 -- as Lambda does
        traceback.print_exc()
        return None


def nothing_of_it(heard: Heard) -> None:
    """Make sure that no word of it was written, and that something was."""
    text = heard.hear()
    assert text
    for secret in (WORD, WORD.lower(), "Zwetschgen-token", SECRET, "eyJ"):
        assert secret not in text, text[max(0, text.find(secret) - 600) : text.find(secret) + 100]


HEADERS = {"authorization": f"Bearer {TOKEN}", "cookie": f"session={TOKEN}"}


def test_calls_as_they_should_be(house: House, owner: Member, heard: Heard) -> None:
    theirs = belongings(owner, WORD)
    for path in ("/v1/tasks", "/v1/notifications", "/v1/autopilots", "/v1/kinds"):
        assert owner.ask("GET", path, headers=HEADERS).status == 200
    for part in ("", "/outcomes", "/outcomes.csv", "/audit"):
        assert owner.get(f"/v1/tasks/{theirs.task_id}{part}").status == 200
    blast = {"subject": f"{WORD} {{{{family}}}}", "text": WORD, "everyone": True}
    assert owner.post("/v1/kinds/email_blast/preview", {"params": blast}).status == 200
    owner.launched("email_blast", **blast)
    assert any(WORD in mail.text for mail in house.world.post.outbox)

    nothing_of_it(heard)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/v1/tasks/{WORD}", None),
        ("GET", f"/v1/{WORD}", None),
        ("GET", f"/v1/permits/{WORD}%00", None),
        ("GET", f"/v1/families/{WORD * 60}", None),
        ("POST", "/v1/tasks", f'{{"kind": "{WORD}", "params": {{}}}}'),
        ("POST", "/v1/tasks", f'{{"kind": "{WORD}'),
        ("POST", "/v1/tasks", json.dumps({"kind": "email_blast", "params": {WORD: WORD}})),
        ("POST", "/v1/tasks", json.dumps({"kind": "email_blast", "params": {"text": "{{" + WORD}})),
        ("POST", "/v1/autopilots", json.dumps({"name": WORD, "schedule": WORD})),
        ("PUT", f"/v1/permits/{WORD}-P", json.dumps({"holder": [WORD], "reservations": [WORD]})),
        ("POST", f"/v1/tasks/{WORD}/cancel", json.dumps({"reason": [WORD]})),
    ],
)
def test_calls_that_are_refused(
    owner: Member, heard: Heard, method: str, path: str, body: str | None
) -> None:
    key = {"idempotency-key": WORD}
    answer = owner.ask(method, path, body, query={"cursor": WORD}, headers={**HEADERS, **key})

    assert 400 <= answer.status < 500
    nothing_of_it(heard)


def test_calls_that_break(owner: Member, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_of: Any) -> Any:
        raise RuntimeError(f"{WORD} has {TOKEN}")

    monkeypatch.setattr(bootstrap, "database", breaks)
    answer = owner.ask("GET", f"/v1/permits/{WORD}", headers=HEADERS)

    assert answer.status == 500
    assert WORD not in answer.text.replace(f"/v1/permits/{WORD}", "")
    nothing_of_it(heard)
    assert "builtins.RuntimeError" in heard.text
    assert "test_logs.py" in heard.text


def test_the_link_in_a_mail(house: House, owner: Member, heard: Heard) -> None:
    good = unsubscribe.sign(SECRET, owner.account, f"{WORD}.other@example.com")
    for token in (good, good[:-2], f"{WORD}.{WORD}"):
        for method in ("GET", "POST"):
            owner.ask(method, f"/v1/unsubscribe/{token}")

    nothing_of_it(heard)
    assert good not in heard.text


@pytest.mark.parametrize("function", ["plan_task", "run_job", "deliver", "purge", "close_dead"])
@pytest.mark.parametrize("body", [WORD, f'{{"{WORD}": 1}}', json.dumps([WORD]), "{}"])
def test_messages_that_are_none(house: House, heard: Heard, function: str, body: str) -> None:
    assert house.messages(function, body) == ["0"]

    nothing_of_it(heard)
    assert "a message failed" in heard.text
    assert "ValueError" in heard.text or "JSONDecodeError" in heard.text


def drained(house: House) -> Iterator[tuple[str, str]]:
    """Every message that waits with the function that takes it, until there are none."""
    inbox: MemoryQueues = house.world.inbox
    names = {
        "PlanMessage": "plan_task",
        "Token": "run_job",
        "DeliveryMessage": "deliver",
        "PurgeMessage": "purge",
    }
    while inbox.waiting:
        message = inbox.waiting.pop(0).message
        yield names[type(message).__name__], json.dumps(asdict(message))


def test_work_as_it_should_be(house: House, owner: Member, heard: Heard) -> None:
    day = "2027-07-01"
    rows = [f"{WORD},{WORD},{WORD} Hall,{day}T09:00,{day}T10:00,100", f"{WORD},,,{WORD},,"]
    upload = owner.upload("\n".join([BOOKINGS, *rows, ""]).encode())
    params = {"entity": "reservations", "upload_id": upload}
    task = owner.post("/v1/tasks", {"kind": "import_records", "params": params}).body["id"]
    blast = {"subject": WORD, "text": WORD, "everyone": True}
    owner.post("/v1/tasks", {"kind": "email_blast", "params": blast})

    for function, body in drained(house):
        assert house.messages(function, body) == []

    ended = owner.get(f"/v1/tasks/{task}").body
    assert (ended["state"], ended["progress"]["errors"]) == ("completed", 1)
    nothing_of_it(heard)


def broken(*_args: Any, **_named: Any) -> Any:
    """A kind that says what it has seen."""
    raise ValueError(f"cannot read {WORD}")


@pytest.mark.parametrize("part", ["targets", "perform", "finish", "message"])
def test_work_that_breaks(
    house: House, owner: Member, heard: Heard, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    changes: dict[str, Any] = {part: broken}
    blast = replace(kinds.find("email_blast"), **changes)
    monkeypatch.setattr(kinds, "all_kinds", lambda: {blast.name: blast})
    params = {"subject": WORD, "text": WORD, "everyone": True}
    owner.post("/v1/tasks", {"kind": "email_blast", "params": params})

    for rounds, (function, body) in enumerate(drained(house)):
        house.messages(function, body)
        if part != "message" and function in {"plan_task", "run_job"}:
            house.messages("close_dead", body)
        assert rounds < 50

    nothing_of_it(heard)
    assert "ValueError" in heard.text


def test_a_mail_service_that_says_whom_it_refuses(
    house: House, owner: Member, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(message: Message) -> str:
        return f"{message.to} is not there"

    monkeypatch.setattr(house.world.post, "refuses", refuses)
    params = {"subject": WORD, "text": WORD, "everyone": True}
    owner.post("/v1/tasks", {"kind": "email_blast", "params": params})
    for function, body in drained(house):
        house.messages(function, body)

    nothing_of_it(heard)


FEEDBACK = {
    "mail": {"tags": {"account": ["parkside"]}},
    "bounce": {
        "bounceType": "Permanent",
        "bouncedRecipients": [{"emailAddress": f"{WORD}@example.com"}],
    },
}


@pytest.mark.parametrize(
    "message",
    [
        json.dumps(FEEDBACK),
        json.dumps({**FEEDBACK, "bounce": {"bouncedRecipients": [f"{WORD}@example.com"]}}),
        json.dumps({**FEEDBACK, "mail": f"{WORD}@example.com"}),
        f"{WORD}@example.com",
    ],
)
def test_bounces(house: House, heard: Heard, message: str) -> None:
    house.messages("take_feedback", message)

    nothing_of_it(heard)


def test_the_end_of_a_task(house: House, owner: Member, heard: Heard) -> None:
    task = house.world.task(
        next(
            task.ref
            for task in task_rows.page_before(
                house.world.tables, keys.account("parkside"), index=None, before=None, limit=100
            )[0]
            if task.state.ended
        )
    )
    row = house.world.tables.tasks.rows[keys.task(task.ref)]
    good = change(keys.task(task.ref), row, {**row, "state": "running"})
    bad = {**good, "dynamodb": {**good["dynamodb"], "NewImage": {WORD: {"S": WORD}}}}
    strange = to_row(keys.task(task.ref), {**row, "state": "completed", "created_at": WORD})
    worse = {**good, "dynamodb": {**good["dynamodb"], "NewImage": strange}}

    for record in (good, bad, worse):
        quiet(partial(house.invoke, "announce", {"Records": [record]}))

    nothing_of_it(heard)


def test_the_watchdog(
    house: House, owner: Member, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.put(f"/v1/permits/{WORD}-W", {"holder": WORD, "reservations": [game(WORD, hour=20)]})
    params = {"subject": WORD, "text": WORD, "everyone": True}
    owner.post("/v1/tasks", {"kind": "email_blast", "params": params})
    house.invoke("watchdog", {})
    monkeypatch.setattr("legwork.usecases.watchdog.push_on", broken)
    house.invoke("watchdog", {})

    nothing_of_it(heard)
    assert "could not be pushed on" in heard.text
    house.world.inbox.waiting.clear()


def test_autopilot(house: House, owner: Member, heard: Heard) -> None:
    blast = {"subject": WORD, "text": WORD, "everyone": True}
    workflow = {"name": WORD, "kind": "email_blast", "params": blast, "schedule": "rate(1 day)"}
    made = owner.post("/v1/autopilots", workflow).body["id"]
    for moment in ("2027-05-01T09:00:00Z", WORD):
        call = {"account": "parkside", "workflow": made, "scheduled_at": moment}
        quiet(partial(house.invoke, "launch_task", {"autopilot": call}))

    nothing_of_it(heard)


# --- What no call shows ------------------------------------------------------------------------


def handlers() -> list[Path]:
    return sorted(FUNCTIONS.glob("*/handler.py"))


@pytest.mark.parametrize("path", handlers(), ids=lambda path: path.parent.name)
def test_no_answer_and_no_event_goes_into_a_trace_or_a_log(path: Path) -> None:
    """Powertools writes an event down where it is told to, and its tracer what is answered.

    Lambda's own traces hold neither.
    """
    decorators = {
        decorator.func.attr: {
            one.arg: ast.literal_eval(one.value)
            for one in decorator.keywords
            if isinstance(one.value, ast.Constant)
        }
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name == "handler"
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)
    }

    assert "capture_lambda_handler" not in decorators
    assert "log_event" not in decorators.get("inject_lambda_context", {})
