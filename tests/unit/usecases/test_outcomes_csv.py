"""Outcomes as a file that programs read and spreadsheets open."""

import csv
import io

import pytest

from legwork.domain.outcome import Outcome
from legwork.domain.task import Task
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.usecases import export_outcomes as exporting
from legwork.usecases.export_outcomes import Exported, export_outcomes
from tests.unit.usecases.rounds import close, go, introduce, work_until

HEADER = ["target", "outcome", "code", "message", "at"]


@pytest.fixture(autouse=True)
def rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    introduce(monkeypatch)


def done(fleet: Fleet, places: int = 3) -> Task:
    task = go(Owner(fleet), places)
    fleet.settle()
    return fleet.task(task.ref)


def exported(fleet: Fleet, task: Task, *wanted: Outcome) -> Exported:
    return export_outcomes(task, wanted=wanted, database=fleet.database, files=fleet.files)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def message_of(message: str) -> str:
    """How a message stands in the file."""
    fleet = Fleet()
    close(fleet, [0], message)
    _header, row = rows(exported(fleet, done(fleet, 1)).body)
    assert row[:3] == ["place-0000", "error", "closed"]
    return row[3]


def test_it_has_a_header_and_a_row_for_each_target() -> None:
    fleet = Fleet()
    close(fleet, [1])
    task = done(fleet)
    file = exported(fleet, task)
    assert (file.filename, file.link) == (f"job-{task.number}-outcomes.csv", None)
    header, *body = rows(file.body)
    at = fleet.clock.now().isoformat(timespec="seconds")
    assert header == HEADER
    assert sorted(body) == [
        ["place-0000", "succeeded", "", "", at],
        ["place-0001", "error", "closed", "Nobody was in.", at],
        ["place-0002", "succeeded", "", "", at],
    ]
    assert file.body.endswith("\r\n")


def test_it_is_filtered_like_the_list() -> None:
    fleet = Fleet()
    close(fleet, [1])
    _header, *body = rows(exported(fleet, done(fleet), Outcome.ERROR).body)
    assert [row[0] for row in body] == ["place-0001"]


def test_what_was_not_attempted_has_no_time() -> None:
    fleet = Fleet()
    task = go(Owner(fleet), 2)
    work_until(fleet, lambda: fleet.task(task.ref).lanes)
    _header, *body = rows(exported(fleet, Owner(fleet).cancel(task.ref)).body)
    assert [(row[1], row[4]) for row in body] == [("not_attempted", "")] * 2


@pytest.mark.parametrize(
    "message",
    [
        'She said "no"',
        "one, two",
        "first line\nsecond line",
        "first line\r\nsecond line",
        "a\rb",
        '",",\r\n"',
        "Ünïcödé – 日本語 – 🎾",
        "",
        " ",
    ],
)
def test_whatever_stands_in_it_is_read_back(message: str) -> None:
    assert message_of(message) == message


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        '=HYPERLINK("http://evil.example","click")',
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "=",
    ],
)
def test_no_spreadsheet_takes_it_for_a_formula(formula: str) -> None:
    assert message_of(formula) == f"'{formula}"


@pytest.mark.parametrize("text", ["1-1", "a=b", "e-mail@example.com", "'=1"])
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    assert message_of(text) == text


def test_a_large_one_is_stored_and_linked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = Fleet()
    close(fleet, range(40), "ü" * 200)
    task = done(fleet, 40)
    whole = exported(fleet, task)
    monkeypatch.setattr(exporting, "_INLINE_LIMIT", len(whole.body))
    file = exported(fleet, task)
    assert file.body == ""
    assert file.link
    [stored] = [body for key, body in fleet.bodies.bodies.items() if key.startswith("reports/")]
    assert stored.decode() == whole.body
    Owner(fleet).delete(task)
    fleet.settle(purging=True)
    assert fleet.bodies.bodies == {}
