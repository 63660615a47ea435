import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import STORAGE, Api, task

PLACE = {"upload_id": "U1", "url": f"{STORAGE}/bucket", "fields": {"key": "uploads/U1"}}


@pytest.fixture(autouse=True)
def bodies(api: Api) -> list[dict[str, Any]]:
    """What tasks were launched with."""
    launched: list[dict[str, Any]] = []

    def launch(request: httpx.Request) -> httpx.Response:
        launched.append(json.loads(request.content))
        return httpx.Response(202, json=task(state="queued", status="Queued"))

    api.answers["POST", "/v1/uploads"] = lambda _: httpx.Response(201, json=PLACE)
    api.answers["POST", "/v1/tasks"] = launch
    return launched


def test_a_file_is_sent_as_it_is_and_its_import_watched(
    legwork: Terminal, api: Api, tmp_path: Path
) -> None:
    file = tmp_path / "broken.csv"
    file.write_bytes(b"\xff\x00 no CSV at all")
    failed = task(state="failed", status="Failed", failure="The file is not UTF-8.")
    api.lives[f"/v1/tasks/{task()['id']}"] = [failed]

    ended = legwork("import", "reservations", str(file))

    assert ended.code == 1
    assert "The file is not UTF-8." in ended.out
    assert file.read_bytes() in api.stored["/storage/bucket"]


@pytest.mark.parametrize(
    ("command", "entity"),
    [
        ("reservations", "reservations"),
        ("enrollments", "enrollments"),
        ("families", "families"),
        ("charges", "charges"),
        ("sessions", "class_sessions"),
        ("staff", "staff"),
    ],
)
def test_each_command_imports_its_records(
    legwork: Terminal, bodies: list[dict[str, Any]], tmp_path: Path, command: str, entity: str
) -> None:
    file = tmp_path / "records.csv"
    file.write_text("some,columns\n", encoding="utf-8")

    ended = legwork("import", command, str(file), "--no-wait", "--json")

    assert (ended.code, json.loads(ended.out)["state"]) == (0, "queued")
    params = {"entity": entity, "upload_id": "U1"}
    assert bodies == [{"kind": "import_records", "params": params}]

    legwork("import", command, str(file), "--upsert", "--no-wait", "--json")

    params["mode"] = "upsert"
    assert bodies[1:] == [{"kind": "import_records", "params": params}]


@pytest.mark.parametrize(
    ("status", "xml", "sentence"),
    [
        (
            400,
            "<Code>EntityTooLarge</Code><MaxSizeAllowed>100000000</MaxSizeAllowed>",
            "is larger than an upload may be: at most 100,000,000 bytes.",
        ),
        (413, "", "is larger than an upload may be."),
    ],
)
def test_a_file_that_is_too_large(
    legwork: Terminal, api: Api, tmp_path: Path, status: int, xml: str, sentence: str
) -> None:
    file = tmp_path / "large.csv"
    file.write_text("permit\n", encoding="utf-8")
    api.answers["POST", "/storage/bucket"] = lambda _: httpx.Response(
        status, text=f"<Error>{xml}</Error>"
    )

    ended = legwork("import", "reservations", str(file))

    assert ended.code == 1
    assert ended.err.endswith(f"{file} {sentence}\n")


def test_a_storage_that_says_no(legwork: Terminal, api: Api, tmp_path: Path) -> None:
    file = tmp_path / "late.csv"
    file.write_text("permit\n", encoding="utf-8")
    api.answers["POST", "/storage/bucket"] = lambda _: httpx.Response(
        403, text="<Error><Code>AccessDenied</Code><Message>Policy expired.</Message></Error>"
    )

    ended = legwork("import", "reservations", str(file))

    assert ended.err.endswith(f"The file storage did not take {file}: Policy expired.\n")


def test_a_file_that_does_not_exist_is_wrong_usage(legwork: Terminal) -> None:
    ended = legwork("import", "reservations", "nowhere.csv")

    assert (ended.code, ended.out) == (2, "")
    assert "nowhere.csv" in ended.err
    assert len(ended.err.splitlines()) == 1
