from typing import Any

import pytest

from tests.functions.aws import RECORDS, TASKS, Aws
from tests.functions.town import Town

RESERVATIONS: dict[str, tuple[dict[str, Any], str, str]] = {
    "end before start": ({"ends_at": "2027-01-01T07:00"}, "ends_at", "not after"),
    "end at start": ({"ends_at": "2027-01-01T08:00"}, "ends_at", "not after"),
    "no such day": ({"starts_at": "2027-02-30T08:00"}, "starts_at", "not a local time"),
    "with seconds": ({"starts_at": "2027-01-01T08:00:30"}, "starts_at", "not a local time"),
    "with a zone": ({"starts_at": "2027-01-01T08:00Z"}, "starts_at", "not a local time"),
    "no time": ({"starts_at": ""}, "starts_at", "missing"),
    "too long": ({"ends_at": "2029-01-01T09:00"}, "ends_at", "weeks"),
    "negative": ({"amount_cents": -4}, "amount_cents", "negative"),
    "not whole": ({"amount_cents": 1.5}, "amount_cents", "integer"),
    "a text": ({"amount_cents": "5"}, "amount_cents", "integer"),
    "a truth": ({"amount_cents": True}, "amount_cents", "integer"),
    "above all": ({"amount_cents": 10**17}, "amount_cents", "above"),
    "no facility": ({"facility": " "}, "facility", "missing"),
    "a long name": ({"facility": "x" * 201}, "facility", "longer"),
    "a long event": ({"event": "x" * 201}, "event", "longer"),
    "unknown": ({"discount": 5}, "discount", "not permitted"),
}


@pytest.mark.parametrize(("change", "field", "said"), RESERVATIONS.values(), ids=RESERVATIONS)
def test_a_bad_reservation_is_told_by_place_and_nothing_is_saved(
    town: Town, aws: Aws, change: dict[str, Any], field: str, said: str
) -> None:
    def everything() -> tuple[Any, ...]:
        # Calls are counted; otherwise nothing is there.
        kept = {key: row for key, row in aws.rows(TASKS).items() if key.sort != "LIMITS"}
        return aws.rows(RECORDS), kept, aws.files(f"uploads/{town.account}/")

    before = everything()
    refused = town.ana.launch(
        "PUT", f"/v1/permits/{town.permit}", town.save([town.game(), town.game(0, **change)])
    )

    assert (refused.status, refused.fields) == (400, [f"reservations[1].{field}"])
    assert said in refused.body["errors"][0]["message"]
    assert refused.headers["content-type"] == "application/problem+json"
    assert everything() == before


def test_every_bad_field_is_told_at_once(town: Town) -> None:
    wrong = town.game(0, starts_at="soon", amount_cents=-1)

    refused = town.ana.launch(
        "PUT", f"/v1/permits/{town.permit}", town.save([wrong, town.game(1, facility="")])
    )

    assert refused.fields == [
        "reservations[0].starts_at",
        "reservations[0].amount_cents",
        "reservations[1].facility",
    ]


SAVES: dict[str, tuple[dict[str, Any], str]] = {
    "neither": ({"reservations": None}, "body"),
    "both": ({"upload_id": "a"}, "body"),
    "no such file": ({"reservations": None, "upload_id": "none"}, "upload_id"),
    "no holder": ({"holder": ""}, "holder"),
    "a holder with a sign": ({"holder": "a#b"}, "holder"),
    "another way": ({"on_conflict": "fight"}, "on_conflict"),
    "unknown": ({"colour": "red"}, "colour"),
    "no reservations": ({"reservations": "all"}, "reservations"),
    "a requirement": ({"requirements": {"dances": 1}}, "requirements.dances"),
    "too many forms": ({"requirements": {"forms": 10**45}}, "requirements.forms"),
}


@pytest.mark.parametrize(("change", "field"), SAVES.values(), ids=SAVES)
def test_a_bad_save_is_told_by_field(town: Town, change: dict[str, Any], field: str) -> None:
    body = {
        name: value
        for name, value in {**town.save([town.game()]), **change}.items()
        if value is not None
    }

    refused = town.ana.launch("PUT", f"/v1/permits/{town.permit}", body)

    assert refused.status == 400, refused.text
    assert refused.fields[0].endswith(field)
    assert town.ana.get(f"/v1/permits/{town.permit}").status == 404


@pytest.mark.parametrize("permit", ["-", "a#b", "%20", "x" * 65, "x" * 2_000, "a%2Fb", "ä"])
def test_what_is_no_number_of_a_permit_is_refused(town: Town, permit: str) -> None:
    saved = town.ana.launch("PUT", f"/v1/permits/{permit}", town.save([]))
    billed = town.ana.launch("POST", f"/v1/permits/{permit}/billout")

    assert {saved.status, billed.status} <= {400, 404}
    assert saved.headers["content-type"] == "application/problem+json"
    for part in ("", "/reservations"):
        assert town.ana.get(f"/v1/permits/{permit}{part}").status in {400, 404}


@pytest.mark.parametrize("name", ["x" * 2_000, "é" * 1_000, "a#b"])
def test_a_name_that_nothing_has_is_not_found(town: Town, name: str) -> None:
    assert town.ana.get(f"/v1/receipts/{name}").status == 404
    assert town.ana.get(f"/v1/holders/{name}").status == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"reservations": []}, "at least 1"),
        ({"reservations": ["0123"]}, "16 hexadecimal"),
        ({"reservations": ["0" * 16]}, "no reservation"),
        ({"reservations": "all"}, "list"),
    ],
    ids=str,
)
def test_a_bad_billout_is_told_by_field(town: Town, body: dict[str, Any], said: str) -> None:
    town.saved(1)

    refused = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout", body)

    assert (refused.status, refused.fields) == (400, ["reservations"])
    assert said in refused.body["detail"]
    assert town.ana.get(f"/v1/permits/{town.permit}").body["reservations"]["billed"] == 0


def test_a_permit_that_does_not_exist_cannot_be_billed(town: Town) -> None:
    refused = town.ana.launch("POST", "/v1/permits/P-none/billout")

    assert refused.status == 404
    assert "P-none" in refused.body["detail"]


def test_both_calls_need_a_key(town: Town) -> None:
    path = f"/v1/permits/{town.permit}"

    for refused in (
        town.ana.ask("PUT", path, town.save([town.game()])),
        town.ana.post(f"{path}/billout"),
        town.ana.launch("PUT", path, town.save([town.game()]), key="k" * 256),
    ):
        assert (refused.status, refused.fields) == (400, ["Idempotency-Key"])


def test_a_body_over_five_megabytes_is_sent_to_the_uploads(town: Town) -> None:
    body = town.save([town.game(0, event="x" * 5_000_000)])

    refused = town.ana.launch("PUT", f"/v1/permits/{town.permit}", body)

    assert refused.status == 413
    assert "Upload" in refused.body["detail"]


def test_the_last_week_that_a_calendar_has_can_be_booked(town: Town) -> None:
    last = town.game(0, starts_at="9999-12-31T08:00", ends_at="9999-12-31T09:00")

    answer = town.ana.launch("PUT", f"/v1/permits/{town.permit}", town.save([last]))

    assert (answer.status, answer.body["reservations"]["total"]) == (200, 1)
