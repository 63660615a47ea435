import asyncio
from contextvars import copy_context
from queue import Empty
from types import SimpleNamespace
from typing import Any

import pytest
from ministack import app  # type: ignore[import-untyped]
from ministack.core.iam_evaluator import EvalContext  # type: ignore[import-untyped]

from local.patched_emulator import (
    SCHEDULED_TIME,
    drained,
    scheduled_at,
    take_for_encrypted,
    with_few_headers,
    with_scheduled_time,
)

ALLOWED = "Access-Control-Allow-Origin"
# 2026-11-22T09:41:00Z.
MINUTE = 1_795_340_460


@pytest.mark.parametrize(
    ("expression", "moment"),
    [
        ("rate(5 minutes)", "2026-11-22T09:41:00Z"),
        ("cron(41 9 * * ? *)", "2026-11-22T09:41:00Z"),
        ("at(2026-11-22T09:40:53)", "2026-11-22T09:40:53Z"),
    ],
)
@pytest.mark.parametrize("late", [0, 8.2, 59])
def test_a_moment_is_the_same_however_late_the_schedule_fired(
    expression: str, moment: str, late: float
) -> None:
    assert scheduled_at(expression, MINUTE + late) == moment


def fired(source: str, text: str) -> dict[str, Any]:
    """The target that is called when a schedule or a rule with such an input fires."""

    def invoke(
        target: dict[str, Any], event: dict[str, Any], schedule: dict[str, Any]
    ) -> dict[str, Any]:
        return target

    called: dict[str, Any] = with_scheduled_time(invoke)(
        {"Arn": "function", "Input": text},
        {"Source": source, "Time": MINUTE + 3},
        {"ScheduleExpression": "rate(1 minute)"},
    )
    return called


def test_the_moment_takes_the_place_of_its_name_in_a_schedule_input() -> None:
    assert fired("aws.scheduler", f'{{"at": "{SCHEDULED_TIME}"}}') == {
        "Arn": "function",
        "Input": '{"at": "2026-11-22T09:41:00Z"}',
    }


def test_other_inputs_stay_as_they_are() -> None:
    assert fired("aws.scheduler", "{}")["Input"] == "{}"
    assert fired("legwork", SCHEDULED_TIME)["Input"] == SCHEDULED_TIME


def test_what_a_bucket_lets_through_over_tls_only_is_let_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app, "pin_request_origin", app.pin_request_origin)

    def asked_over_tls() -> bool:
        take_for_encrypted()
        context = EvalContext("*", "Service", "", "s3:GetObject", "*", "us-east-1")
        return bool(context.secure_transport)

    assert copy_context().run(asked_over_tls)


class Log:
    """A log whose lines come at certain moments, by a clock that goes on only while it is read.

    Args:
        moments: of the lines, in seconds; each line says its own.
    """

    def __init__(self, *moments: float) -> None:
        self._moments = [*moments]
        self.now = 0.0

    def get(self, timeout: float) -> str:
        """The next line, if it comes in time."""
        assert timeout > 0
        if not self._moments or self._moments[0] > self.now + timeout:
            self.now += timeout
            raise Empty
        moment = self._moments.pop(0)
        self.now = max(self.now, moment)
        return str(moment)

    def monotonic(self) -> float:
        """The time."""
        return self.now


@pytest.mark.parametrize(
    ("moments", "lines", "took"),
    [
        ((), [], 0.05),
        ((0.0,), ["0.0"], 0.005),
        ((0.0, 0.0, 0.0), ["0.0", "0.0", "0.0"], 0.005),
        ((0.049, 0.053), ["0.049", "0.053"], 0.058),
        ((0.0, 0.006), ["0.0"], 0.005),
        ((0.051,), [], 0.05),
    ],
)
def test_a_log_is_read_until_nothing_more_comes(
    monkeypatch: pytest.MonkeyPatch, moments: tuple[float, ...], lines: list[str], took: float
) -> None:
    log = Log(*moments)
    monkeypatch.setattr("local.patched_emulator.time", log)

    assert drained(SimpleNamespace(_stderr_queue=log)) == "\n".join(lines)
    assert log.now == pytest.approx(took)


def test_a_log_that_goes_on_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(*(number / 1_000 for number in range(1_000)))
    monkeypatch.setattr("local.patched_emulator.time", log)

    lines = drained(SimpleNamespace(_stderr_queue=log)).split("\n")

    assert log.now == pytest.approx(0.25)
    assert len(lines) == pytest.approx(250, abs=1)


@pytest.mark.parametrize(
    ("asked", "headed"),
    [({}, {"Content-Type"}), ({"origin": "https://a.example"}, {"Content-Type", ALLOWED})],
    ids=["a function", "a browser"],
)
def test_only_a_browser_is_told_what_pages_may_do(asked: dict[str, str], headed: set[str]) -> None:
    async def dispatch(*_: Any) -> Any:
        return 200, {"Content-Type": "text/plain", ALLOWED: "*"}, b"body"

    answer = asyncio.run(with_few_headers(dispatch)("GET", "/", asked, b"", {}, "id"))

    assert (answer[0], {*answer[1]}, answer[2]) == (200, headed, b"body")
