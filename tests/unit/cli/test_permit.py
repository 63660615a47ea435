import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import API, STORAGE, Api, problem, task

HEADER = "permit,event,facility,starts_at,ends_at,amount_cents\n"
ROW = "X,Soccer,Meadow 1,2027-05-01T09:00,2027-05-01T11:00,1600\n"
PERMIT = {
    "id": "P/1",
    "holder": "h1",
    "reservations": {"total": 2, "reserved": 1, "cancelled": 0, "billed": 1},
    "amount_cents": {"total": 3200, "billed": 1600},
    "requirements": {"prompts": [], "waivers": ["Field waiver"], "forms": []},
}
SAVED: dict[str, Any] = {
    **PERMIT,
    "saved": {"total": 2, "succeeded": 2, "warnings": 0, "errors": 0, "skipped": 0}
    | {"remaining": 0, "not_attempted": 0},
    "outcomes": [],
}
WHERE = "/v1/permits/P%2F1"
SAVE = ("permit", "save", "--permit", "P/1", "--holder", "h1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reservations.csv"
    path.write_text(HEADER + ROW + ROW.replace("1600", "16.00"), encoding="utf-8")
    return path


@pytest.fixture
def bodies(api: Api) -> list[dict[str, object]]:
    """What the permit was saved with; the save is done at once."""
    saved: list[dict[str, object]] = []

    def save(request: httpx.Request) -> httpx.Response:
        saved.append(json.loads(request.content))
        return httpx.Response(200, json=SAVED)

    api.answers["PUT", WHERE] = save
    return saved


def launched(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(202, json=task(state="queued", status="Queued"))


def test_saves_the_rows_and_leaves_judging_them_to_the_api(
    legwork: Terminal, file: Path, bodies: list[dict[str, object]]
) -> None:
    ended = legwork(*SAVE, str(file), "--on-conflict", "warn", "--json")

    row = {
        "facility": "Meadow 1",
        "starts_at": "2027-05-01T09:00",
        "ends_at": "2027-05-01T11:00",
        "amount_cents": 1600,
        "event": "Soccer",
    }
    rows = [row, {**row, "amount_cents": "16.00"}]
    assert bodies == [{"holder": "h1", "reservations": rows, "on_conflict": "warn"}]
    assert (ended.code, json.loads(ended.out)) == (0, SAVED)


def test_people_see_the_saved_permit(
    legwork: Terminal, file: Path, bodies: list[dict[str, object]]
) -> None:
    shown = legwork(*SAVE, str(file)).out

    assert "Permit P/1" in shown
    assert "$32.00, of which $16.00 billed" in shown
    assert "waivers: Field waiver" in shown
    assert "2 succeeded, 0 warnings, 0 errors, 0 skipped; 2 in all" in shown


@pytest.mark.parametrize(("outcome", "errors", "code"), [("error", 30, 1), ("warning", 0, 0)])
def test_conflicts_of_a_save_at_once_are_shown(
    legwork: Terminal, api: Api, file: Path, outcome: str, errors: int, code: int
) -> None:
    odd = {"outcome": outcome, "code": "conflict", "message": "Meadow is taken.", "at": None}
    same = {"outcome": "skipped", "code": "unchanged", "message": "Unchanged.", "at": None}
    saved = {
        **SAVED,
        "saved": {**SAVED["saved"], "errors": errors},
        "outcomes": [{"target": f"row {n}", **(odd if n % 2 else same)} for n in range(60)],
    }
    api.answers["PUT", WHERE] = lambda _: httpx.Response(200, json=saved)

    ended = legwork(*SAVE, str(file))

    assert ended.code == code
    assert f"{errors} errors" in ended.out
    assert ended.out.count("Meadow is taken.") == 20
    assert "and 10 more of them" in ended.out
    assert "Unchanged." not in ended.out
    told = legwork(*SAVE, str(file), "--json")
    assert (told.code, json.loads(told.out)) == (code, saved)


def test_refused_fields_are_named_in_one_sentence(legwork: Terminal, api: Api, file: Path) -> None:
    errors = [{"field": "reservations.1.amount_cents", "message": "must be a whole number"}]
    api.answers["PUT", WHERE] = lambda _: problem(400, "The body is not valid.", errors=errors)

    ended = legwork(*SAVE, str(file))

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "The body is not valid: reservations.1.amount_cents: must be a whole number.\n"
    )


def test_a_large_save_is_watched_to_its_end(legwork: Terminal, api: Api, file: Path) -> None:
    api.answers["PUT", WHERE] = launched
    last = task(status="Errors", counts={"succeeded": 1160, "errors": 40})
    api.lives[f"/v1/tasks/{task()['id']}"] = [task(state="running"), last]

    ended = legwork(*SAVE, str(file))

    assert ended.code == 1
    assert "40 errors" in ended.out
    assert "legwork outcomes 12" in ended.out


def test_without_waiting_the_task_is_only_named(legwork: Terminal, api: Api, file: Path) -> None:
    api.answers["PUT", WHERE] = launched

    ended = legwork(*SAVE, str(file), "--no-wait")

    assert (ended.code, ended.err) == (0, "")
    assert "Watch it with: legwork watch 12" in ended.out


def test_a_file_beyond_the_size_of_a_body_goes_by_upload(
    legwork: Terminal, api: Api, tmp_path: Path, bodies: list[dict[str, object]]
) -> None:
    file = tmp_path / "large.csv"
    file.write_text(HEADER + ROW * 50_000, encoding="utf-8")
    place = {"upload_id": "U1", "url": f"{STORAGE}/bucket", "fields": {"key": "uploads/U1"}}
    api.answers["POST", "/v1/uploads"] = lambda _: httpx.Response(201, json=place)

    assert legwork(*SAVE, str(file)).code == 0
    assert bodies == [{"holder": "h1", "upload_id": "U1", "on_conflict": "error"}]
    assert file.read_bytes() in api.stored["/storage/bucket"]
    assert b'name="key"\r\n\r\nuploads/U1\r\n' in api.stored["/storage/bucket"]


def test_what_checkout_would_ask_for_goes_with_the_permit(
    legwork: Terminal, file: Path, bodies: list[dict[str, object]]
) -> None:
    asked = ("--waiver", "Field waiver", "--waiver", "Photo waiver", "--form", "Insurance")

    assert legwork(*SAVE, str(file), *asked).code == 0
    assert bodies[0]["requirements"] == {
        "waivers": ["Field waiver", "Photo waiver"],
        "forms": ["Insurance"],
    }


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty: it needs a header row."),
        (b"facility,starts_at,ends_at\n", "has no column 'amount_cents' in its header row."),
        (HEADER.replace("event", "evnt").encode(), "has a column that no reservation has: 'evnt'."),
        (HEADER.encode() + b"X,Soccer\n", "has 2 cells instead of 6 in line 2."),
        (HEADER.encode() + b"X,\xff,a,b,c,1\n", "is not UTF-8 text."),
        (HEADER.encode() + b'X,"a"b,a,b,c,1\n', "is not a CSV file: ',' expected after '\"'."),
        (HEADER.strip().encode() + b",event\n", "names a column twice in its header row."),
    ],
)
def test_a_file_that_cannot_be_read_as_reservations(
    legwork: Terminal,
    tmp_path: Path,
    bodies: list[dict[str, object]],
    content: bytes,
    sentence: str,
) -> None:
    file = tmp_path / "broken.csv"
    file.write_bytes(content)

    ended = legwork(*SAVE, str(file))

    assert (ended.code, ended.err, bodies) == (1, f"{file} {sentence}\n", [])


def test_a_spreadsheet_s_byte_order_mark_and_blank_lines_do_not_matter(
    legwork: Terminal, tmp_path: Path, bodies: list[dict[str, object]]
) -> None:
    file = tmp_path / "excel.csv"
    file.write_text("\ufeff" + HEADER + ROW + "\n", encoding="utf-8")

    assert legwork(*SAVE, str(file)).code == 0
    assert len(bodies) == 1


def test_a_bill_out_at_once_shows_the_whole_receipt(legwork: Terminal, api: Api) -> None:
    lines = [
        {"reservation": f"r{n}", "facility": "Meadow", "amount_cents": 1600}
        | {"starts_at": "2027-05-01T09:00", "ends_at": "2027-05-01T11:00"}
        for n in range(5)
    ]
    receipt = {
        "id": "R-1",
        "permit": "P/1",
        "holder": "h1",
        "payment": "Balance Due (Pay Later)",
        "total_cents": 8000,
        "outstanding": {"prompts": [], "waivers": ["Field waiver"], "forms": []},
    }
    api.answers["POST", f"{WHERE}/billout"] = lambda _: httpx.Response(
        200, json={**receipt, "lines": lines[:2], "next_cursor": "2"}
    )
    api.documents["/v1/receipts/R-1"] = receipt
    api.lists["/v1/receipts/R-1"] = ("lines", lines)

    ended = legwork("permit", "billout", "P/1", "--json")

    assert (ended.code, json.loads(ended.out)) == (0, {**receipt, "lines": lines})


def test_nothing_to_bill_is_said_plainly(legwork: Terminal, api: Api) -> None:
    nothing: dict[str, Any] = {
        "id": None,
        "permit": "P/1",
        "total_cents": 0,
        "lines": [],
        "next_cursor": None,
    }
    api.answers["POST", f"{WHERE}/billout"] = lambda _: httpx.Response(200, json=nothing)

    ended = legwork("permit", "billout", "P/1")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "There is nothing to bill: permit P/1 has no reservation that is not billed yet.\n"
    )
    assert json.loads(legwork("permit", "billout", "P/1", "--json").out) == nothing


def test_a_large_bill_out_is_watched(legwork: Terminal, api: Api) -> None:
    api.answers["POST", f"{WHERE}/billout"] = launched
    api.lives[f"/v1/tasks/{task()['id']}"] = [task(state="running"), task()]

    ended = legwork("permit", "billout", "P/1", "--json")

    assert (ended.code, json.loads(ended.out)) == (0, task())


def test_a_permit_that_does_not_exist(legwork: Terminal) -> None:
    ended = legwork("permit", "show", "P/1")

    assert (ended.code, ended.err) == (1, f"There is nothing at {WHERE}.\n")


def test_the_link_of_the_result_is_whole(legwork: Terminal, api: Api) -> None:
    api.answers["POST", f"{WHERE}/billout"] = launched
    result = {"type": "receipt", "id": "R-1", "href": "/v1/receipts/R-1", "summary": "Billed"}
    api.lives[f"/v1/tasks/{task()['id']}"] = [task(result=result)]

    assert f"{API}/v1/receipts/R-1" in legwork("permit", "billout", "P/1").out


def test_lists_the_background_jobs_of_a_permit(legwork: Terminal, api: Api) -> None:
    job = {
        "id": "T-1",
        "number": 12,
        "type": "Permit Billout",
        "user": "Ana",
        "started_at": "2026-03-02T08:00:00Z",
        "ended_at": None,
        "warnings": 0,
        "errors": 1_200,
        "status": "Errors",
        "href": "/v1/tasks/T-1",
        "result": "/v1/receipts/R-1",
    }
    api.documents[f"{WHERE}/background-jobs"] = {"jobs": [job]}

    shown = legwork("permit", "jobs", "P/1").out

    assert all(part in shown for part in ("12", "Permit", "Ana", "1,200", "Errors"))
    assert json.loads(legwork("permit", "jobs", "P/1", "--json").out) == {"jobs": [job]}
    api.documents[f"{WHERE}/background-jobs"] = {"jobs": []}
    assert legwork("permit", "jobs", "P/1").out == "It has no background jobs.\n"
