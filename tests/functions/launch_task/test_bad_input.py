from typing import Any

import pytest

from tests.functions.aws import Aws
from tests.functions.town import HEADER, Town

ROW = "P-1,Game,Field 1,2027-04-05T08:00,2027-04-05T09:00,1000"
PERMIT = {"permit": "P-1"}
REFUSED: dict[str, tuple[Any, list[str]]] = {
    "no JSON": ("{kind", ["body"]),
    "no object": ([], ["body"]),
    "nothing": (None, ["body"]),
    "null": ("null", ["body"]),
    "not UTF-8": (b'{"kind": "\xff"}', ["body"]),
    "nested beyond measure": ("[" * 100_000, ["body"]),
    "a number beyond measure": ('{"kind": ' + "9" * 5_000 + "}", ["body"]),
    "half a character": (
        '{"kind": "permit_billout", "params": {"permit": "\\ud800"}}',
        ["params.permit"],
    ),
    "no number": ('{"kind": "permit_billout", "params": {"permit": NaN}}', ["params.permit"]),
    "39 digits": (
        '{"kind": "permit_billout", "params": {"permit": 1' + "0" * 38 + "}}",
        ["params.permit"],
    ),
    "no kind": ({"params": {}}, ["kind"]),
    "an unknown kind": ({"kind": "make_coffee", "params": {}}, ["kind"]),
    "an unknown field": ({"kind": "permit_billout", "params": PERMIT, "when": "now"}, ["when"]),
    "an empty title": ({"kind": "permit_billout", "params": PERMIT, "title": ""}, ["title"]),
    "no params": ({"kind": "permit_billout"}, ["params.permit"]),
    "params that are none": ({"kind": "permit_billout", "params": "P-1"}, ["params"]),
    "an unknown parameter": (
        {"kind": "permit_billout", "params": {**PERMIT, "discount": 1}},
        ["params.discount"],
    ),
    "two things at once": (
        {"kind": "permit_billout", "params": {"permit": 5, "discount": 1}},
        ["params.permit", "params.discount"],
    ),
    "a parameter of another type": (
        {"kind": "permit_billout", "params": {"permit": "P-1", "reservations": "all"}},
        ["params.reservations"],
    ),
    "an unknown entity": (
        {"kind": "import_records", "params": {"entity": "dragons", "upload_id": "a"}},
        ["params.entity"],
    ),
    "no such upload": (
        {"kind": "import_records", "params": {"entity": "reservations", "upload_id": "none"}},
        ["params.upload_id"],
    ),
    "an upload with a path": (
        {"kind": "import_records", "params": {"entity": "reservations", "upload_id": "../a"}},
        ["params.upload_id"],
    ),
}


@pytest.mark.parametrize(("body", "fields"), REFUSED.values(), ids=REFUSED)
def test_bad_requests_are_told_by_field(town: Town, aws: Aws, body: Any, fields: list[str]) -> None:
    refused = town.ana.launch("POST", "/v1/tasks", body)

    assert (refused.status, refused.fields) == (400, fields), refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.body["instance"] == "/v1/tasks"
    assert refused.body["status"] == 400
    assert refused.body["detail"]
    assert not aws.received("planning")


FILES: dict[str, tuple[str | bytes, str]] = {
    "an empty file": ("", "empty"),
    "no header": (f"{ROW}\n{ROW}\n", "the header lacks permit"),
    "a column too few": (f"{HEADER.replace(',amount_cents', '')}\n", "lacks amount_cents"),
    "a column too many": (f"{HEADER},discount\n", "names discount"),
    "a column twice": (f"{HEADER},event\n", "one column twice"),
    "a header that is not UTF-8": (HEADER.encode("utf-16"), "not UTF-8"),
}


@pytest.mark.parametrize(("file", "said"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read_is_refused_at_once(
    town: Town, aws: Aws, file: str | bytes, said: str
) -> None:
    refused = town.ana.launch("POST", "/v1/tasks", town.importing(file))

    assert (refused.status, refused.fields) == (400, ["params.upload_id"])
    assert said in refused.body["detail"]
    assert not aws.received("planning")


def test_a_body_that_is_no_json_by_its_own_word_is_refused(town: Town) -> None:
    for kind in ("text/plain", "application/octet-stream", "multipart/form-data"):
        refused = town.ana.ask("POST", "/v1/uploads", "a", headers={"Content-Type": kind})

        assert (refused.status, refused.fields) == (400, ["Content-Type"]), kind
        assert refused.headers["content-type"] == "application/problem+json"


def test_a_permit_that_does_not_exist_is_not_found(town: Town) -> None:
    body = {"kind": "permit_billout", "params": {"permit": "P-none"}}

    refused = town.ana.launch("POST", "/v1/tasks", body)

    assert refused.status == 404
    assert "P-none" in refused.body["detail"]


@pytest.mark.parametrize(
    "requirements", [{"dances": 1}, {"prompts": -1}, {"prompts": 10**45}, {"forms": ["x" * 9_999]}]
)
def test_requirements_that_no_permit_could_show_are_refused(
    town: Town, requirements: dict[str, Any]
) -> None:
    upload = town.uploaded(town.csv([town.game()]))
    params = {"permit": town.permit, "holder": town.holder, "upload_id": upload}
    body = {"kind": "permit_save", "params": {**params, "requirements": requirements}}

    refused = town.ana.launch("POST", "/v1/tasks", body)

    assert refused.status == 400
    assert refused.fields[0].startswith("params.requirements")


@pytest.mark.parametrize("size", [0, 1])
def test_a_body_is_at_most_five_megabytes(town: Town, size: int) -> None:
    filled = '{"kind": "' + "x" * (5_000_000 + size - 12) + '"}'

    answer = town.ana.launch("POST", "/v1/tasks", filled)

    assert answer.status == (413 if size else 400)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.body["instance"] == "/v1/tasks"
