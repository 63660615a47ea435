import base64
import json

import pytest

from tests.functions.town import Town

ASKED = {"filename": "season.csv", "content_type": "text/csv"}


def test_an_upload_is_a_form_for_one_file_of_the_account(town: Town) -> None:
    answer = town.ana.post("/v1/uploads", ASKED)

    assert answer.status == 201
    upload = answer.body
    assert upload["fields"]["key"] == f"incoming/{town.account}/{upload['upload_id']}"
    policy = json.loads(base64.b64decode(upload["fields"]["policy"]))
    assert ["content-length-range", 0, 100_000_000] in policy["conditions"] or [
        "content-length-range",
        1,
        100_000_000,
    ] in policy["conditions"]


def test_every_upload_is_another_one(town: Town) -> None:
    ids = {town.ana.post("/v1/uploads", ASKED).body["upload_id"] for _ in range(3)}

    assert len(ids) == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content_type": "text"}, "content_type"),
        ({"filename": ""}, "filename"),
        ({"account": "riverside"}, "account"),
    ],
)
def test_a_bad_request_for_an_upload_is_told_by_field(
    town: Town, change: dict[str, str], field: str
) -> None:
    refused = town.ana.post("/v1/uploads", {**ASKED, **change})

    assert (refused.status, refused.fields) == (400, [field])
