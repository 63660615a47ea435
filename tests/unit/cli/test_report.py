import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import STORAGE, Api, problem, task


@pytest.fixture
def bodies(api: Api) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = []

    def launch(request: httpx.Request) -> httpx.Response:
        asked.append(json.loads(request.content))
        return httpx.Response(202, json=task(state="completed", status="Complete"))

    def stored(request: httpx.Request) -> httpx.Response:
        assert "authorization" not in request.headers
        return httpx.Response(200, content=b"%PDF")

    done = task(state="completed", status="Complete")
    api.answers["POST", "/v1/tasks"] = launch
    api.documents[f"/v1/tasks/{done['id']}"] = done
    api.answers["GET", f"/v1/reports/{done['id']}"] = lambda _: httpx.Response(
        302, headers={"location": f"{STORAGE}/report.pdf"}
    )
    api.answers["GET", "/storage/report.pdf"] = stored
    return asked


@pytest.mark.parametrize(
    ("words", "params"),
    [
        (("roster",), {"report": "roster", "format": "xlsx"}),
        (("receivables", "--format", "csv"), {"report": "receivables", "format": "csv"}),
        (
            ("roster", "--class", "A", "--class", "B"),
            {"report": "roster", "format": "xlsx", "classes": ["A", "B"]},
        ),
        (
            ("reservations", "--facility", "F", "--from", "2027-01-01", "--to", "2027-01-31"),
            {
                "report": "reservations",
                "format": "xlsx",
                "facilities": ["F"],
                "first_day": "2027-01-01",
                "last_day": "2027-01-31",
            },
        ),
        (("outcomes", "--task", "01J"), {"report": "outcomes", "format": "xlsx", "task": "01J"}),
    ],
)
def test_what_is_asked_for_is_launched(
    legwork: Terminal, bodies: list[dict[str, Any]], words: tuple[str, ...], params: dict[str, Any]
) -> None:
    ended = legwork("report", "make", *words, "--no-wait")

    assert ended.code == 0, ended.err
    assert bodies == [{"kind": "generate_report", "params": params}]


def test_a_report_is_saved_in_the_form_that_its_file_ends_with(
    legwork: Terminal, bodies: list[dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "owed.pdf"

    ended = legwork("report", "make", "receivables", "--save", str(file))

    assert ended.code == 0, ended.err
    assert bodies[0]["params"]["format"] == "pdf"
    assert file.read_bytes() == b"%PDF"


@pytest.mark.usefixtures("bodies")
def test_a_report_that_was_made_before_is_saved(legwork: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "roster.pdf"

    ended = legwork("report", "save", task()["id"], str(file))

    assert (ended.code, file.read_bytes()) == (0, b"%PDF")
    assert "4 bytes" in " ".join(ended.out.split())


def test_a_report_that_is_not_there_is_said_to_be_so(
    legwork: Terminal, api: Api, tmp_path: Path
) -> None:
    refusal = problem(404, "There is no such report, or not yet.")
    api.answers["GET", "/v1/reports/01JNONE"] = lambda _: refusal

    ended = legwork("report", "save", "01JNONE", str(tmp_path / "x.pdf"))

    assert ended.code == 1
    assert "no such report" in " ".join(ended.err.split())


def test_a_file_is_not_saved_before_it_is_made(legwork: Terminal, tmp_path: Path) -> None:
    file = str(tmp_path / "x.pdf")

    ended = legwork("report", "make", "roster", "--save", file, "--no-wait")

    assert ended.code == 1
    assert "leave out --no-wait" in " ".join(ended.err.split())
