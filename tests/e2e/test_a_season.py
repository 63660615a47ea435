"""A clerk's story: save a season's permit, bill it out, look at everything; by the command line."""

from itertools import combinations
from typing import Any

import pytest

from tests.e2e.bookings import SAMPLES
from tests.e2e.command import Done, legwork
from tests.e2e.park import Park
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator

PERMIT, HOLDER = "LEAGUE-2027", "parkside-league"


@pytest.fixture(scope="module")
def saved(park: Park) -> Done:
    file = SAMPLES / "season_permit.csv"
    words = ("--permit", PERMIT, "--holder", HOLDER, "--waiver", "Field use", "--json")
    return legwork("permit", "save", file, *words)


@pytest.fixture(scope="module")
def billed(saved: Done) -> Done:
    return legwork("permit", "billout", PERMIT, "--json")


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two reservations take one facility at one time."""
    return bool(
        one["facility"] == other["facility"]
        and one["starts_at"] < other["ends_at"]
        and other["starts_at"] < one["ends_at"]
    )


def test_the_season_is_saved_but_for_its_double_bookings(park: Park, saved: Done) -> None:
    task = saved.document

    assert saved.code == 1, "a task with errors is told by the exit code"
    assert (task["kind"], task["state"], task["status"]) == ("permit_save", "completed", "Errors")
    assert task["progress"]["total"] == 1_200
    assert (task["progress"]["succeeded"], task["progress"]["errors"]) == (1_160, 40)
    found = legwork("outcomes", str(task["number"]), "--outcome", "error", "--json").document
    assert {one["code"] for one in found["outcomes"]} == {"conflict"}
    assert len(found["outcomes"]) == 40
    park.ana.agree(f"/v1/tasks/{task['id']}")


def test_no_two_saved_reservations_overlap(park: Park, saved: Done) -> None:
    reservations = park.ana.whole(f"/v1/permits/{PERMIT}/reservations", "reservations")
    by_week: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in reservations:
        by_week.setdefault((one["facility"], one["starts_at"][:10]), []).append(one)

    assert len(reservations) == 1_160
    assert not [
        (one, other)
        for those in by_week.values()
        for one, other in combinations(those, 2)
        if overlap(one, other)
    ]


def test_the_season_is_billed_on_one_receipt_and_the_money_agrees(park: Park, billed: Done) -> None:
    task = billed.document
    receipt = legwork("receipt", "show", task["result"]["id"], "--json").document

    assert (billed.code, task["state"], task["status"]) == (0, "completed", "Complete")
    assert task["progress"]["succeeded"] == 1_160
    assert len(receipt["lines"]) == 1_160
    assert receipt["payment"] == "Balance Due (Pay Later)"
    assert receipt["outstanding"]["waivers"] == ["Field use"]
    total = sum(line["amount_cents"] for line in receipt["lines"])
    holder = park.ana.get(f"/v1/holders/{HOLDER}")
    permit = legwork("permit", "show", PERMIT, "--json").document
    assert total > 0
    assert receipt["total_cents"] == total
    assert holder["balance_cents"] == total
    assert [one["amount_cents"] for one in holder["postings"]] == [total]
    assert permit["amount_cents"] == {"total": total, "billed": total}
    assert permit["reservations"] == {
        "total": 1_160,
        "reserved": 0,
        "cancelled": 0,
        "billed": 1_160,
    }


def test_nothing_is_billed_twice(park: Park, billed: Done) -> None:
    again = legwork("permit", "billout", PERMIT)

    assert (again.code, "nothing to bill" in again.out) == (0, True), again.err
    assert len(park.ana.get(f"/v1/holders/{HOLDER}")["postings"]) == 1


def test_both_are_the_background_jobs_of_the_permit(park: Park, billed: Done) -> None:
    jobs = park.ana.get(f"/v1/permits/{PERMIT}/background-jobs")["jobs"]

    assert [(job["type"], job["status"], job["errors"]) for job in jobs] == [
        ("Permit Billout", "Complete", 0),
        ("Permit Save", "Errors", 40),
    ]
    assert jobs[0]["result"] == f"/v1/receipts/{billed.document['result']['id']}"


def test_the_numbers_can_be_proved_from_the_tables(billed: Done) -> None:
    audit = legwork("task", "audit", str(billed.document["number"]), "--json")

    assert (audit.code, audit.document["ok"]) == (0, True)
    assert len(audit.document["checks"]) == 6


def test_the_clerk_is_told_when_it_is_done(park: Park, billed: Done) -> None:
    task_id = billed.document["id"]

    def notices() -> list[dict[str, Any]]:
        listed = legwork("notifications", "--json").document["notifications"]
        return [one for one in listed if one["task"] and one["task"]["id"] == task_id]

    (notice,) = until(notices, "a notification")
    assert (notice["task"]["status"], notice["read"]) == ("Complete", False)


def test_the_command_says_what_is_wrong_in_one_sentence() -> None:
    missing = legwork("permit", "billout", "P-NONE")
    unknown = legwork("watch", "99999999")
    usage = legwork("permit", "save")

    assert (missing.code, unknown.code, usage.code) == (1, 1, 2)
    for refused in (missing, unknown, usage):
        assert refused.out == ""
        assert len(refused.err.strip().splitlines()) == 1, refused.err
    assert "P-NONE" in missing.err


def test_the_command_says_where_the_stack_is(park: Park) -> None:
    status = legwork("status", "--json").document
    token = legwork("token", "staff@parkside").out.strip()

    assert status["running"]
    assert status["api_url"] == park.running.api_url
    assert "owner@riverside" in status["users"]
    assert len(token.split(".")) == 3
