"""A file with every sort of damage is imported, and then once more."""

import csv
import io

import pytest

from tests.e2e.bookings import HEADER, as_csv, games
from tests.e2e.command import legwork
from tests.e2e.park import Park

pytestmark = pytest.mark.emulator

DAMAGE = {
    b"P-1,Game,Field X,2027-13-01T08:00,2027-05-01T09:00,1000": "starts_at",
    b"P-1,Game,Field X,2027-05-01T08:00,soon,1000": "ends_at",
    b"P-1,Game,Field X,2027-05-01T10:00,2027-05-01T09:00,1000": "not after starts_at",
    b"P-1,Game,Field X,2027-05-01T08:00,2027-05-01T09:00,-1": "negative",
    b"P-1,Game,Field X,2027-05-01T08:00,2027-05-01T09:00,1.50": "whole number of cents",
    b"P-1,Game,Field X,2027-05-01T08:00,2027-05-01T09:00,": "amount_cents",
    b"P-1,Game,,2027-05-01T08:00,2027-05-01T09:00,1000": "facility: missing",
    b",Game,Field X,2027-05-01T08:00,2027-05-01T09:00,1000": "permit",
    b"#,Game,Field X,2027-05-01T08:00,2027-05-01T09:00,1000": "permit",
    b"P-1,Game,Field X": "3 values",
    b"P-1,Game,Field X,2027-05-01T08:00,2027-05-01T09:00,1000,x": "7 values",
    b'P-1,"Game,Field X,2027-05-01T08:00,2027-05-01T09:00,1000': "quotation mark",
    b"P-1,Game,Field \xff,2027-05-01T08:00,2027-05-01T09:00,1000": "not UTF-8",
    b"P-1,Game,Field X,9999-12-31T08:00,9999-12-31T07:00,1000": "not after starts_at",
}


def damaged(permit: str) -> tuple[bytes, dict[str, str]]:
    """A file in which good rows stand between bad ones; and what is wrong with which line."""
    header, *good = as_csv(games(250, permit), permit)
    lines, wrong = [header.encode()], {}
    for place, row in enumerate(good):
        lines.append(row.encode())
        if place < len(DAMAGE):
            bad, said = list(DAMAGE.items())[place]
            lines.append(bad)
            wrong[f"line {len(lines)}"] = said
    return b"\n".join([*lines, b""]), wrong


def test_bad_rows_are_told_by_line_and_the_rest_goes_in(park: Park) -> None:
    permit = park.label("DAMAGED")
    content, wrong = damaged(permit)

    path = park.ana.importing(content)
    task = park.ana.ended(path)

    assert (task["state"], task["status"]) == ("completed", "Errors")
    assert (task["progress"]["succeeded"], task["progress"]["errors"]) == (250, len(wrong))
    assert task["result"]["summary"].startswith("250 new")
    errors = park.ana.whole(f"{path}/outcomes", "outcomes", outcome="error")
    found = {error["target"]: error["message"] for error in errors}
    assert found.keys() == wrong.keys()
    assert not {line: found[line] for line, said in wrong.items() if said not in found[line]}
    assert park.ana.get(f"/v1/permits/{permit}")["reservations"]["total"] == 250
    park.ana.agree(path)

    before = park.records("parkside")
    again = park.ana.ended(park.ana.importing(content))
    assert (again["progress"]["skipped"], again["progress"]["succeeded"]) == (250, 0)
    assert "250 unchanged" in again["result"]["summary"]
    assert park.records("parkside") == before


def test_the_outcomes_are_a_file(park: Park) -> None:
    permit = park.label("FILE")
    path = park.ana.importing("\n".join([*as_csv(games(3, permit), permit), "x", ""]).encode())
    park.ana.ended(path)

    answer = park.ana.ask("GET", f"{path}/outcomes.csv")

    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["target"]: row["outcome"] for row in rows} == {
        "line 2": "succeeded",
        "line 3": "succeeded",
        "line 4": "succeeded",
        "line 5": "error",
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("P-1,Game,Field X,2027-05-01T08:00,2027-05-01T09:00,1000\n", "header lacks"),
        (f"{HEADER},colour\n", "colour"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(
    park: Park, tmp_path_factory: pytest.TempPathFactory, content: str, said: str
) -> None:
    file = tmp_path_factory.mktemp("files") / "bad.csv"
    file.write_text(content)

    refused = legwork("import", "reservations", file)

    assert refused.code == 1
    assert said in refused.err
    assert "Traceback" not in refused.err


def test_a_file_over_the_limit_is_refused_by_the_store_itself(park: Park) -> None:
    with park.configured("launch_task", UPLOAD_MAX_BYTES=100):
        park.ana.upload(b"x" * 100)
        with pytest.raises(AssertionError, match="EntityTooLarge"):
            park.ana.upload(b"x" * 101)
