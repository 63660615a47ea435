"""Receipts, their lines, postings and reservations: one sum."""

from typing import Any

from tests.e2e.person import Person


def lines_of(staff: Person, task: dict[str, Any]) -> list[dict[str, Any]]:
    """All lines of the receipt that a task points to."""
    assert task["result"]["type"] == "receipt"
    return staff.whole(task["result"]["href"], "lines")


def check_money(staff: Person, permit: str, task: dict[str, Any]) -> None:
    """Make sure that a receipt, its lines, its posting and the reservations are one sum."""
    lines = lines_of(staff, task)
    receipt = staff.get(task["result"]["href"])
    reservations = staff.whole(f"/v1/permits/{permit}/reservations", "reservations")
    billed = [one for one in reservations if one["receipt"] == receipt["id"]]
    postings = staff.get(f"/v1/holders/{permit.lower()}")["postings"]
    cents = sum(line["amount_cents"] for line in lines)
    assert len(lines) == len(billed) == task["progress"]["succeeded"]
    assert {line["reservation"] for line in lines} == {one["id"] for one in billed}
    assert receipt["total_cents"] == cents == sum(one["amount_cents"] for one in billed)
    assert [one["amount_cents"] for one in postings if one["receipt"] == receipt["id"]] == [cents]
