import pytest

from tests.functions.aws import RECORDS, Aws
from tests.functions.town import Town


def codes(outcomes: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    """What came of the reservations that did not simply go in."""
    return [(one["target"], one["outcome"], one["code"]) for one in outcomes]


def overlapping(town: Town) -> dict[str, object]:
    """A reservation that begins half an hour into the first game."""
    game = town.game(0)
    return {**game, "starts_at": game["starts_at"].replace(":00", ":30")}


def test_a_small_save_is_done_at_once(town: Town, aws: Aws) -> None:
    asked = {"waivers": ["Field use"], "forms": 2}

    answer = town.ana.launch(
        "PUT", f"/v1/permits/{town.permit}", town.save(town.games(3), requirements=asked)
    )

    permit = answer.body
    assert answer.status == 200
    assert (permit["id"], permit["holder"]) == (town.permit, town.holder)
    assert permit["reservations"] == {"total": 3, "reserved": 3, "cancelled": 0, "billed": 0}
    assert permit["amount_cents"] == {"total": 3_003, "billed": 0}
    assert permit["requirements"] == {"prompts": [], **asked}
    assert (permit["saved"]["total"], permit["saved"]["succeeded"]) == (3, 3)
    assert permit["outcomes"] == []
    assert town.ana.get("/v1/tasks").body["tasks"] == []
    assert town.ana.get(f"/v1/permits/{town.permit}/background-jobs").body == {"jobs": []}
    assert aws.received("planning") == []


def test_a_double_booking_is_left_out(town: Town) -> None:
    saved = town.ana.launch(
        "PUT", f"/v1/permits/{town.permit}", town.save([town.game(0), overlapping(town)])
    ).body

    assert codes(saved["outcomes"]) == [("reservations[1]", "error", "conflict")]
    assert town.permit in saved["outcomes"][0]["message"]
    assert saved["reservations"]["total"] == 1


def test_a_double_booking_may_be_saved_with_a_warning(town: Town) -> None:
    body = town.save([town.game(0), overlapping(town)], on_conflict="warn")

    saved = town.ana.launch("PUT", f"/v1/permits/{town.permit}", body).body

    assert codes(saved["outcomes"]) == [("reservations[1]", "warning", "conflict")]
    assert saved["reservations"]["total"] == 2


def test_two_permits_share_their_facilities_and_times_may_touch(town: Town) -> None:
    town.saved(1)
    touching = town.game(0, hour=9)

    body = town.save([overlapping(town), touching])
    saved = town.ana.launch("PUT", f"/v1/permits/{town.permit}-B", body).body

    assert codes(saved["outcomes"]) == [("reservations[0]", "error", "conflict")]
    assert saved["reservations"]["total"] == 1


def test_another_account_has_facilities_of_its_own(town: Town) -> None:
    town.saved(2)

    theirs = town.saved(2, town.dana).body

    assert (theirs["outcomes"], theirs["reservations"]["total"]) == ([], 2)


def test_a_second_save_adds_what_is_new_and_leaves_the_rest(town: Town) -> None:
    town.saved(2)
    changed = town.game(1, amount_cents=5)

    body = town.save([town.game(0), changed, town.game(2)])
    saved = town.ana.launch("PUT", f"/v1/permits/{town.permit}", body).body

    assert codes(saved["outcomes"]) == [("reservations[0]", "skipped", "unchanged")]
    assert saved["reservations"]["total"] == 3
    assert saved["amount_cents"]["total"] == 1_000 + 5 + 1_002


def test_a_billed_reservation_never_changes(town: Town) -> None:
    town.saved(1)
    town.ana.launch("POST", f"/v1/permits/{town.permit}/billout")

    body = town.save([town.game(0, amount_cents=5)])
    saved = town.ana.launch("PUT", f"/v1/permits/{town.permit}", body).body

    assert codes(saved["outcomes"]) == [("reservations[0]", "skipped", "billed")]
    assert saved["amount_cents"] == {"total": 1_000, "billed": 1_000}


def test_reservations_may_come_in_a_file(town: Town) -> None:
    upload = town.uploaded(town.csv([*town.games(2), town.game(3, ends_at="late")]))
    body = {"holder": town.holder, "upload_id": upload}

    saved = town.ana.launch("PUT", f"/v1/permits/{town.permit}", body).body

    assert codes(saved["outcomes"]) == [("line 4", "error", "bad_row")]
    assert saved["reservations"]["total"] == 2


def test_a_permit_may_be_saved_without_reservations(town: Town) -> None:
    answer = town.ana.launch("PUT", f"/v1/permits/{town.permit}", town.save([]))

    assert (answer.status, answer.body["reservations"]["total"]) == (200, 0)


@pytest.mark.parametrize("permit", ["LEAGUE 2027", "A:1.2_b-c"])
def test_numbers_of_permits_are_read_however_they_are_written(town: Town, permit: str) -> None:
    path = f"/v1/permits/{permit.replace(' ', '%20').replace(':', '%3A')}"

    assert town.ana.launch("PUT", path, town.save([town.game()])).body["id"] == permit
    for written in (path, f"/v1/permits/{permit}"):
        assert town.ana.get(written).body["id"] == permit


# --- Idempotency-Key -------------------------------------------------------------------------


def test_the_same_save_again_answers_the_same(town: Town, aws: Aws) -> None:
    body, path = town.save([town.game(0), overlapping(town)]), f"/v1/permits/{town.permit}"
    first = town.ana.launch("PUT", path, body, key="save")
    before = aws.rows(RECORDS)

    again = town.ana.launch("PUT", path, body, key="save")

    assert (again.status, again.body) == (200, first.body)
    assert aws.rows(RECORDS) == before


def test_a_key_is_good_for_one_save_only(town: Town) -> None:
    path = f"/v1/permits/{town.permit}"
    town.ana.launch("PUT", path, town.save([town.game(0)]), key="save")

    other = town.ana.launch("PUT", path, town.save([town.game(1)]), key="save")
    elsewhere = town.ana.launch("PUT", f"{path}-B", town.save([town.game(0)]), key="save")

    assert (other.status, elsewhere.status) == (422, 422)
    assert town.ana.get(path).body["reservations"]["total"] == 1
    assert town.ana.get(f"{path}-B").status == 404
