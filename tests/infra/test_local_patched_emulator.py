from typing import Any

import pytest

from local.patched_emulator import SCHEDULED_TIME, scheduled_at, with_scheduled_time

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
