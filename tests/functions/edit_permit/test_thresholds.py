from typing import Any

import pytest

from tests.functions.aws import Aws
from tests.functions.people import Answer
from tests.functions.town import Town


def in_background(answer: Answer, kind: str) -> bool:
    """Whether the answer is a task of that kind; if not, it is the finished work."""
    if answer.status == 200:
        return False
    task = answer.body
    assert (answer.status, task["kind"], task["state"]) == (202, kind, "queued"), answer.text
    assert answer.headers["location"] == f"/v1/tasks/{task['id']}"
    assert int(answer.headers["retry-after"]) >= 1
    return True


@pytest.fixture
def busy_week() -> list[dict[str, Any]]:
    """Two hundred reservations of few facilities: they touch few sheets, which is quick."""
    return [
        {
            "facility": f"Court {place % 5}",
            "starts_at": f"2027-03-{place // 5 % 7 + 1:02d}T{place // 35:02d}:00",
            "ends_at": f"2027-03-{place // 5 % 7 + 1:02d}T{place // 35 + 1:02d}:00",
            "amount_cents": 1_000,
        }
        for place in range(200)
    ]


@pytest.mark.parametrize("number", [199, 200])
def test_a_save_of_two_hundred_runs_in_the_background(
    town: Town, aws: Aws, busy_week: list[dict[str, Any]], number: int
) -> None:
    answer = town.ana.launch("PUT", f"/v1/permits/{town.permit}", town.save(busy_week[:number]))

    assert in_background(answer, "permit_save") == (number == 200)
    assert len(aws.received("planning")) == (number == 200)
    if number == 199:
        assert answer.body["reservations"]["total"] == 199


@pytest.mark.parametrize("number", [199, 200])
def test_a_save_of_a_file_of_two_hundred_runs_in_the_background(town: Town, number: int) -> None:
    """Rows that are none count as well: what they are is the task's to tell."""
    upload = town.uploaded(town.csv([town.game(0, ends_at="late")] * number))
    body = {"holder": town.holder, "upload_id": upload}

    answer = town.ana.launch("PUT", f"/v1/permits/{town.permit}", body)

    assert in_background(answer, "permit_save") == (number == 200)


@pytest.mark.parametrize("number", [99, 100])
def test_a_billout_of_a_hundred_runs_in_the_background(town: Town, aws: Aws, number: int) -> None:
    town.stored(number)

    answer = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout")

    assert in_background(answer, "permit_billout") == (number == 100)
    assert len(aws.received("planning")) == (number == 100)
    if number == 99:
        assert answer.body["line_count"] == 99


def test_what_is_billed_already_does_not_count(town: Town) -> None:
    town.functions.configure(PERMIT_BILLOUT_BACKGROUND_AT=3)
    town.saved(2)
    path = f"/v1/permits/{town.permit}"
    town.ana.launch("POST", f"{path}/billout")
    town.ana.launch("PUT", path, town.save(town.games(4)))

    answer = town.ana.launch("POST", f"{path}/billout")

    assert not in_background(answer, "permit_billout")
    assert answer.body["line_count"] == 2


def test_both_thresholds_are_configuration(town: Town) -> None:
    town.functions.configure(PERMIT_SAVE_BACKGROUND_AT=2, PERMIT_BILLOUT_BACKGROUND_AT=2)
    path = f"/v1/permits/{town.permit}"

    assert in_background(town.saved(2), "permit_save")
    town.functions.work()
    assert in_background(town.ana.launch("POST", f"{path}/billout"), "permit_billout")
