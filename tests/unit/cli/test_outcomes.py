import json
from pathlib import Path

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import STORAGE, Api, task

PATH = f"/v1/tasks/{task()['id']}/outcomes"
OUTCOMES = [
    {"target": f"T{number}", "outcome": "error", "code": "conflict", "message": "Taken", "at": None}
    for number in range(205)
]
CSV = 'target,outcome,code,message\r\nT1,error,conflict,"Taken,\nbut why"\r\nT2,error,conflict,\r\n'


def test_json_holds_all_of_them(legwork: Terminal, api: Api) -> None:
    api.lists[PATH] = ("outcomes", OUTCOMES)

    ended = legwork("outcomes", task()["id"], "--json")

    assert json.loads(ended.out) == {"outcomes": OUTCOMES}


def test_people_see_the_first_and_how_to_get_the_rest(legwork: Terminal, api: Api) -> None:
    api.lists[PATH] = ("outcomes", OUTCOMES)

    ended = legwork("outcomes", task()["id"])

    assert "T99" in ended.out
    assert "T100" not in ended.out
    assert "--csv FILE writes them all" in ended.err


def test_no_more_is_said_when_there_is_no_more(legwork: Terminal, api: Api) -> None:
    api.lists[PATH] = ("outcomes", OUTCOMES[:100])

    assert legwork("outcomes", task()["id"]).err == ""


def test_chooses_by_outcome(legwork: Terminal, api: Api) -> None:
    def chosen(request: httpx.Request) -> httpx.Response:
        found = OUTCOMES[:1] if request.url.params.get("outcome") == "warning,error" else []
        return httpx.Response(200, json={"outcomes": found, "next_cursor": None})

    api.answers["GET", PATH] = chosen

    assert "T0" in legwork("outcomes", task()["id"], "--outcome", "warning,error").out
    both = legwork("outcomes", task()["id"], "--outcome", "warning", "--outcome", "error")
    assert "T0" in both.out
    assert legwork("outcomes", task()["id"]).out == "There are no such outcomes.\n"


def test_writes_a_file(legwork: Terminal, api: Api, tmp_path: Path) -> None:
    api.answers["GET", f"{PATH}.csv"] = lambda _: httpx.Response(
        200, text=CSV, headers={"Content-Type": "text/csv; charset=utf-8"}
    )
    file = tmp_path / "outcomes.csv"

    ended = legwork("outcomes", task()["id"], "--csv", str(file), "--json")

    assert json.loads(ended.out) == {"file": str(file), "rows": 2}
    assert file.read_bytes() == CSV.encode()


def test_follows_the_link_to_a_large_file_without_showing_it_the_token(
    legwork: Terminal, api: Api, tmp_path: Path
) -> None:
    link = f"{STORAGE}/large.csv"
    api.answers["GET", f"{PATH}.csv"] = lambda _: httpx.Response(302, headers={"Location": link})
    api.answers["GET", "/storage/large.csv"] = lambda _: httpx.Response(200, text=CSV)
    file = tmp_path / "outcomes.csv"

    ended = legwork("outcomes", task()["id"], "--csv", str(file))

    assert (ended.code, ended.out) == (0, f"2 outcomes are in {file}.\n")
    assert file.read_bytes() == CSV.encode()


@pytest.mark.parametrize("place", ["nowhere/outcomes.csv"])
def test_a_file_that_cannot_be_written(
    legwork: Terminal, api: Api, tmp_path: Path, place: str
) -> None:
    api.answers["GET", f"{PATH}.csv"] = lambda _: httpx.Response(200, text=CSV)

    ended = legwork("outcomes", task()["id"], "--csv", str(tmp_path / place))

    assert ended.code == 1
    assert ended.err.endswith("cannot be written: No such file or directory.\n")


def test_a_summary_says_how_many_ended_how_and_why(legwork: Terminal, api: Api) -> None:
    groups = [
        {"outcome": "succeeded", "code": "", "count": 1_160, "example": None},
        {
            "outcome": "error",
            "code": "conflict",
            "count": 40,
            "example": {"target": "line 7", "message": "The field is taken."},
        },
    ]
    api.answers["GET", f"{PATH}/summary"] = lambda _: httpx.Response(200, json={"groups": groups})

    ended = legwork("outcomes", task()["id"], "--summary")

    assert "1,160" in ended.out
    assert "line 7: The field is taken." in ended.out
    told = legwork("outcomes", task()["id"], "--summary", "--json").out
    assert json.loads(told) == {"groups": groups}
