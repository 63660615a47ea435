"""One reservation: read, changed, moved and cancelled while it is not billed."""

from typing import Any

import pytest

from tests.functions.people import Answer
from tests.functions.town import Town


@pytest.fixture
def paths(town: Town) -> list[str]:
    assert town.saved(3).status == 200
    listed = town.ana.get(f"/v1/permits/{town.permit}/reservations").body["reservations"]
    by_price = sorted(listed, key=lambda one: one["amount_cents"])
    return [f"/v1/permits/{town.permit}/reservations/{one['id']}" for one in by_price]


def changed(
    town: Town, path: str, said: object, etag: str | None = "*", method: str = "PATCH"
) -> Answer:
    headers = {"If-Match": etag} if etag else {}
    return town.ana.ask(method, path, said, headers=headers)


def counts(town: Town) -> tuple[dict[str, int], dict[str, int]]:
    permit = town.ana.get(f"/v1/permits/{town.permit}").body
    return permit["reservations"], permit["amount_cents"]


def test_a_change_is_based_on_the_version_that_was_read(town: Town, paths: list[str]) -> None:
    first = town.ana.get(paths[0])
    tag = first.headers["etag"]
    assert town.ana.get(paths[0], etag=tag).status == 304
    assert changed(town, paths[0], {"event": "Cup"}, None).status == 428
    answer = changed(town, paths[0], {"event": "Cup", "amount_cents": 5}, tag)
    assert answer.status == 200, answer.text
    assert answer.body == {**first.body, "event": "Cup", "amount_cents": 5, "warning": None}
    again = town.ana.get(paths[0])
    assert again.headers["etag"] == answer.headers["etag"] != tag
    for method in ("PATCH", "PUT"):
        old = changed(town, paths[0], {"event": "Final"}, tag, method)
        assert (old.status, old.body["type"]) == (412, "urn:legwork:problem:outdated")
    assert town.ana.get(paths[0]).body == again.body
    assert counts(town)[1] == {"total": 1_001 + 1_002 + 5, "billed": 0}


def test_a_put_says_all_of_it(town: Town, paths: list[str]) -> None:
    whole = {**town.game(5, hour=12), "amount_cents": 7}
    answer = changed(town, paths[0], whole, "*", "PUT")
    assert answer.status == 200, answer.text
    assert answer.body["starts_at"] == whole["starts_at"]
    lacking = changed(town, paths[0], {"event": "Cup"}, "*", "PUT")
    assert lacking.fields == ["facility", "starts_at", "ends_at", "amount_cents"]


def test_one_that_is_moved_keeps_its_id_and_frees_its_place(town: Town, paths: list[str]) -> None:
    place = town.game(0)
    later = {"starts_at": f"{place['starts_at'][:10]}T18:00", "ends_at": town.game(0)["ends_at"]}
    later["ends_at"] = f"{place['ends_at'][:10]}T19:00"
    moved = changed(town, paths[0], later)
    assert moved.status == 200, moved.text
    assert paths[0].endswith(moved.body["id"])
    other = {"holder": town.holder, "reservations": [place]}
    taken = town.ana.launch("PUT", f"/v1/permits/X-{town.number}", other).body
    assert taken["saved"]["succeeded"] == 1
    # Its own file again: it was moved, and stays where it is.
    again = town.saved(3).body
    assert [one["code"] for one in again["outcomes"]].count("moved") == 1
    back = changed(town, paths[0], {name: place[name] for name in later})
    assert (back.status, back.body["type"]) == (409, "urn:legwork:problem:not-possible")
    assert "is taken from" in back.body["detail"]
    warned = changed(town, paths[0], {**{n: place[n] for n in later}, "on_conflict": "warn"})
    assert warned.status == 200
    assert warned.body["warning"].startswith("Saved although Field 0")


def test_of_two_of_one_permit_neither_gets_the_others_place(town: Town, paths: list[str]) -> None:
    other = town.game(1)
    said = {name: other[name] for name in ("facility", "starts_at", "ends_at")}
    assert changed(town, paths[0], said).status == 409
    assert changed(town, paths[1], {"status": "cancelled"}).status == 200
    assert changed(town, paths[0], said).status == 200
    assert changed(town, paths[1], {"status": "reserved"}).status == 409


def test_one_that_is_cancelled_frees_its_facility_and_is_not_billed(
    town: Town, paths: list[str]
) -> None:
    answer = changed(town, paths[0], {"status": "cancelled"})
    assert (answer.status, answer.body["status"]) == (200, "cancelled")
    numbers, cents = counts(town)
    assert numbers == {"total": 3, "reserved": 2, "cancelled": 1, "billed": 0}
    assert cents == {"total": 1_001 + 1_002, "billed": 0}
    again = town.saved(3).body
    assert [one["code"] for one in again["outcomes"]].count("cancelled") == 1
    receipt = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout").body
    assert receipt["total_cents"] == 1_001 + 1_002
    numbers, cents = counts(town)
    assert numbers == {"total": 3, "reserved": 0, "cancelled": 1, "billed": 2}
    named = town.ana.launch(
        "POST", f"/v1/permits/{town.permit}/billout", {"reservations": [answer.body["id"]]}
    )
    assert named.body["lines"] == []
    assert changed(town, paths[0], {"status": "reserved", "amount_cents": 50}).status == 200
    numbers, cents = counts(town)
    assert numbers == {"total": 3, "reserved": 1, "cancelled": 0, "billed": 2}
    assert cents == {"total": 1_001 + 1_002 + 50, "billed": 1_001 + 1_002}


def test_a_cancelled_one_can_be_changed_without_a_place(town: Town, paths: list[str]) -> None:
    changed(town, paths[0], {"status": "cancelled"})
    place = town.game(1)
    said = {name: place[name] for name in ("facility", "starts_at", "ends_at")}
    assert changed(town, paths[0], {**said, "amount_cents": 9}).status == 200
    assert counts(town)[1]["total"] == 1_001 + 1_002


def test_a_billed_one_never_changes(town: Town, paths: list[str]) -> None:
    """Rule: a reservation is billed once, ever; a change of a billed one is refused."""
    town.ana.launch("POST", f"/v1/permits/{town.permit}/billout")
    before = town.ana.get(paths[0])
    for said in ({"event": "Cup"}, {"status": "cancelled"}):
        answer = changed(town, paths[0], said)
        assert (answer.status, answer.body["type"]) == (409, "urn:legwork:problem:not-possible")
        assert "It is billed on receipt" in answer.body["detail"]
    assert town.ana.get(paths[0]).body == before.body


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"status": "billed"}, "status"),
        ({"receipt": "R-1"}, "receipt"),
        ({"facility": ""}, "facility"),
        ({"starts_at": "someday"}, "starts_at"),
        ({"ends_at": "2020-01-01T09:00"}, "ends_at"),
        ({"amount_cents": -1}, "amount_cents"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    town: Town, paths: list[str], said: dict[str, Any], field: str
) -> None:
    answer = changed(town, paths[0], said)
    assert (answer.status, answer.fields) == (400, [field])


def test_what_is_not_there_or_not_allowed(town: Town, paths: list[str]) -> None:
    none = f"/v1/permits/{town.permit}/reservations/{'0' * 16}"
    for path in (none, f"/v1/permits/{town.permit}/reservations/x", paths[0].replace("P-", "Q-")):
        assert town.ana.get(path).status == 404
        assert changed(town, path, {}).status == 404
    assert town.dana.get(paths[0]).status == 404
    assert town.guest.get(paths[0]).status == 403
    lou = town.member("Lou", "classes")
    assert lou.ask("PATCH", paths[0], {}, headers={"If-Match": "*"}).status == 403


def test_setup_and_teardown_count_in_conflicts(town: Town) -> None:
    first = town.game(0, hour=8, setup_minutes=15, teardown_minutes=30)
    saved = town.ana.launch(
        "PUT", f"/v1/permits/{town.permit}", town.save([first, town.game(0, hour=9)])
    )
    assert saved.status == 200, saved.text
    [only] = town.ana.get(f"/v1/permits/{town.permit}/reservations").body["reservations"]
    assert (only["setup_minutes"], only["teardown_minutes"]) == (15, 30)
    assert only["starts_at"].endswith("T08:00")

    path = f"/v1/permits/{town.permit}/reservations/{only['id']}"
    assert changed(town, path, {"teardown_minutes": 0}).body["teardown_minutes"] == 0
    again = town.ana.launch("PUT", f"/v1/permits/{town.permit}", town.save([town.game(0, hour=9)]))
    assert again.status == 200, again.text
    listed = town.ana.get(f"/v1/permits/{town.permit}/reservations").body["reservations"]
    assert sorted(one["starts_at"][11:] for one in listed) == ["08:00", "09:00"]
    assert changed(town, path, {"teardown_minutes": 1}).status == 409
    assert changed(town, path, {"teardown_minutes": 1441}).status == 400
