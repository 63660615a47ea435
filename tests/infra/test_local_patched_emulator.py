import threading
import time
from contextvars import copy_context
from queue import Queue
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
    with_scheduled_time,
)

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


@pytest.mark.parametrize(
    ("written", "lines"),
    [((), ""), ((0,), "0"), ((0, 0, 0), "0\n0\n0"), ((0, 0.4), "0"), ((0.02, 0.02), "0.02\n0.02")],
)
def test_a_log_is_read_until_nothing_more_comes(written: tuple[float, ...], lines: str) -> None:
    log = Queue[str]()
    writers = [threading.Timer(after, log.put, [str(after)]) for after in written]
    for one in writers:
        one.start()

    text = drained(SimpleNamespace(_stderr_queue=log), first_line_wait=0.2, idle_confirm=0.1)

    for one in writers:
        one.join()
    assert text == lines


def test_a_log_that_goes_on_is_not_waited_for() -> None:
    log = Queue[str]()
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.001):
            log.put("a")

    writer = threading.Thread(target=write)
    writer.start()
    start = time.monotonic()
    text = drained(SimpleNamespace(_stderr_queue=log), idle_confirm=5, hard_cap=0.1)
    took = time.monotonic() - start
    stop.set()
    writer.join()

    assert text.startswith("a\na")
    assert took < 4
