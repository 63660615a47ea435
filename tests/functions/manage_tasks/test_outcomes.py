import csv
import io

import pytest

from legwork.usecases import export_outcomes
from tests.functions.aws import BUCKET, Aws
from tests.functions.invoking import Functions
from tests.functions.town import Town


@pytest.fixture(scope="module")
def town(aws: Aws) -> Town:
    return Town(Functions(aws))


@pytest.fixture(scope="module")
def path(town: Town) -> str:
    """A task with four good rows, one that overlaps, and one whose amount is a formula."""
    wrong = town.game(5, amount_cents="=1+1")
    overlapping = {**town.game(0), "starts_at": town.game(0)["starts_at"].replace(":00", ":30")}
    path = town.imported([*town.games(4), overlapping, wrong])
    town.functions.work()
    return path


def test_outcomes_are_told_by_line(town: Town, path: str) -> None:
    outcomes = town.ana.get(f"{path}/outcomes", outcome="error").body["outcomes"]

    assert [(one["target"], one["code"]) for one in outcomes] == [("line 7", "bad_row")]
    assert "amount_cents" in outcomes[0]["message"]


def test_outcomes_come_page_by_page(town: Town, path: str) -> None:
    found, cursor = [], ""
    while cursor is not None:
        page = town.ana.get(
            f"{path}/outcomes", limit="4", **({"cursor": cursor} if cursor else {})
        ).body
        found += [one["target"] for one in page["outcomes"]]
        cursor = page["next_cursor"]

    assert sorted(found) == [f"line {line}" for line in range(2, 8)]


def test_outcomes_can_be_chosen(town: Town, path: str) -> None:
    def targets(outcome: str) -> set[str]:
        page = town.ana.get(f"{path}/outcomes", outcome=outcome).body
        return {one["target"] for one in page["outcomes"]}

    assert targets("warning") == {"line 6"}
    assert targets("warning,error") == {"line 6", "line 7"}
    assert targets("not_attempted") == set()
    refused = town.ana.get(f"{path}/outcomes", outcome="lucky")
    assert (refused.status, refused.fields) == (400, ["outcome"])


def test_outcomes_are_a_file_that_no_spreadsheet_runs(town: Town, path: str) -> None:
    answer = town.ana.get(f"{path}/outcomes.csv")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["target"] for row in rows} == {f"line {line}" for line in range(2, 8)}
    assert not [value for row in rows for value in row.values() if value.startswith("=")]


def test_a_large_file_is_a_link(
    town: Town, path: str, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = town.ana.get(f"{path}/outcomes.csv").text
    monkeypatch.setattr(export_outcomes, "_INLINE_LIMIT", 10)

    answer = town.ana.get(f"{path}/outcomes.csv")

    assert answer.status == 302
    (key,) = aws.files(f"reports/{town.account}/{path.rsplit('/', 1)[1]}/")
    assert key in answer.headers["location"]
    stored = aws.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().decode()
    assert stored == whole
