from typing import Any

import pytest

from tests.functions.people import Person
from tests.functions.town import Town

PARTS = ["", "/reservations", "/background-jobs"]


def whole(person: Person, path: str, field: str) -> list[dict[str, Any]]:
    """A list that comes in pages of two."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = person.get(path, limit="2", **({"cursor": cursor} if cursor else {})).body
        assert len(page[field]) <= 2
        found += page[field]
        cursor = page["next_cursor"]
    return found


def test_reservations_and_lines_come_page_by_page(town: Town) -> None:
    town.saved(5)
    path = f"/v1/permits/{town.permit}"
    receipt = town.ana.launch("POST", f"{path}/billout").body["id"]

    reservations = whole(town.ana, f"{path}/reservations", "reservations")
    lines = whole(town.ana, f"/v1/receipts/{receipt}", "lines")

    assert sorted(one["amount_cents"] for one in reservations) == list(range(1_000, 1_005))
    assert {(one["status"], one["receipt"]) for one in reservations} == {("billed", receipt)}
    assert {line["reservation"] for line in lines} == {one["id"] for one in reservations}
    cursor = town.ana.get(f"{path}/reservations", limit="2").body["next_cursor"]
    assert town.ana.get(f"/v1/receipts/{receipt}", cursor=cursor).fields == ["cursor"]


def test_postings_come_page_by_page_the_oldest_first(town: Town) -> None:
    path, receipts = f"/v1/permits/{town.permit}", []
    for place in range(3):
        town.ana.launch("PUT", path, town.save([town.game(place)]))
        receipts.append(town.ana.launch("POST", f"{path}/billout").body["id"])

    postings = whole(town.ana, f"/v1/holders/{town.holder}", "postings")

    assert [one["receipt"] for one in postings] == receipts


def test_background_jobs_are_the_last_25_of_a_permit(town: Town) -> None:
    town.functions.configure(PERMIT_SAVE_BACKGROUND_AT=0, PERMIT_BILLOUT_BACKGROUND_AT=0)
    path = f"/v1/permits/{town.permit}"
    for _ in range(25):
        town.ana.launch("PUT", path, town.save([]))
    town.functions.work()
    town.ana.launch("POST", f"{path}/billout")

    jobs = town.ana.get(f"{path}/background-jobs").body["jobs"]

    numbers = [job["number"] for job in jobs]
    assert numbers == list(range(26, 1, -1))
    assert [job["type"] for job in jobs] == ["Permit Billout", *["Permit Save"] * 24]
    assert [job["status"] for job in jobs] == ["Queued", *["Complete"] * 24]
    assert (jobs[1]["user"], jobs[1]["result"]) == ("Ana", path)
    assert (jobs[1]["warnings"], jobs[1]["errors"]) == (0, 0)


@pytest.mark.parametrize("part", PARTS)
def test_a_permit_of_another_account_is_not_there(town: Town, part: str) -> None:
    town.saved(1)
    theirs = town.dana.get(f"/v1/permits/{town.permit}{part}")

    if part == "/background-jobs":
        assert theirs.body == {"jobs": []}
    else:
        assert theirs.status == 404


def test_receipts_and_holders_of_another_account_are_not_there(town: Town) -> None:
    town.saved(1)
    receipt = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout").body["id"]

    assert town.dana.get(f"/v1/receipts/{receipt}").status == 404
    assert town.dana.get(f"/v1/holders/{town.holder}").status == 404
    assert town.dana.launch("POST", f"/v1/permits/{town.permit}/billout").status == 404
    assert town.ana.get("/v1/receipts/none").status == 404
    assert town.ana.get("/v1/holders/nobody").status == 404
    assert town.ana.get("/v1/permits/P-none").status == 404


def test_permits_need_the_permission(town: Town) -> None:
    town.saved(1)
    receipt = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout").body["id"]
    clerk, path = town.member("Ida", "import"), f"/v1/permits/{town.permit}"

    answers = [
        clerk.get(path),
        clerk.get(f"{path}/reservations"),
        clerk.get(f"/v1/receipts/{receipt}"),
        clerk.get(f"/v1/holders/{town.holder}"),
        clerk.launch("PUT", path, town.save([])),
        clerk.launch("POST", f"{path}/billout"),
    ]

    assert {(one.status, one.body["permission"]) for one in answers} == {(403, "permits")}


def test_a_saved_permit_is_found_by_number_and_holder(town: Town) -> None:
    town.saved(1)
    permit = {"id": town.permit, "name": town.holder}
    for q in (town.permit.lower(), town.holder.upper()):
        assert town.ana.get("/v1/permits", q=q).body == {"permits": [permit], "next_cursor": None}
    holders = town.ana.get("/v1/holders", q="hold").body
    assert holders == {"holders": [{"id": town.holder, "name": None}], "next_cursor": None}
    assert town.ana.get(f"/v1/holders/{town.holder}").body["balance_cents"] == 0
    assert town.dana.get("/v1/permits").body["permits"] == []
    assert town.guest.get("/v1/permits").status == town.guest.get("/v1/holders").status == 403
