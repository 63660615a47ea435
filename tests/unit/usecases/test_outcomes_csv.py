"""Outcomes as a file that programs read and spreadsheets open."""

import csv
import io
from datetime import datetime, timedelta

import pytest

from legwork.domain.errors import NotReady
from legwork.domain.outcome import Outcome
from legwork.domain.task import Task
from legwork.testing.clock import FrozenClock
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
    return export_outcomes(
        task,
        wanted=wanted,
        database=fleet.database,
        files=fleet.files,
        clock=fleet.clock,
        ids=fleet.ids,
        until=fleet.clock.now() + timedelta(seconds=12),
    )


def stored(fleet: Fleet, file: Exported) -> str:
    """What the link leads to."""
    assert file.link
    return fleet.bodies.bodies[file.link.removeprefix("memory:").split("?")[0]].decode()


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
    assert stored(fleet, file) == whole.body
    Owner(fleet).delete(task)
    fleet.settle(purging=True)
    assert fleet.bodies.bodies == {}


class Hurry(FrozenClock):
    """Each look at it takes five seconds: a call has time for three."""

    def now(self) -> datetime:
        self.advance(timedelta(seconds=5))
        return super().now()


def made(fleet: Fleet, task: Task, *wanted: Outcome) -> tuple[Exported, int]:
    """The file, and how often it was asked for in vain."""
    for times in range(1_000):
        clock = Hurry(fleet.clock.now())
        until = fleet.clock.now() + timedelta(seconds=12)
        try:
            file = export_outcomes(
                task,
                wanted=wanted,
                database=fleet.database,
                files=fleet.files,
                clock=clock,
                ids=fleet.ids,
                until=until,
            )
        except NotReady:
            continue
        return file, times
    raise AssertionError("it is never made")


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_INLINE_LIMIT", 100)
    monkeypatch.setattr(exporting, "_PART", 500)
    monkeypatch.setattr(exporting, "_ROWS", 7)


@pytest.mark.parametrize("wanted", [(), (Outcome.ERROR,), (Outcome.ERROR, Outcome.SUCCEEDED)])
@pytest.mark.usefixtures("in_parts")
def test_a_very_large_one_is_made_by_several_calls(
    monkeypatch: pytest.MonkeyPatch, wanted: tuple[Outcome, ...]
) -> None:
    fleet = Fleet()
    close(fleet, range(0, 200, 3), "ü" * 50)
    task = done(fleet, 200)
    with monkeypatch.context() as patch:
        patch.setattr(exporting, "_INLINE_LIMIT", 10**9)
        patch.setattr(exporting, "_PART", 10**9)
        whole = exported(fleet, task, *wanted).body

    file, times = made(fleet, task, *wanted)

    assert times > 3
    assert stored(fleet, file) == whole
    again, times = made(fleet, task, *wanted)
    assert (again.link, times) == (file.link, 0)
    Owner(fleet).delete(task)
    fleet.settle(purging=True)
    assert fleet.bodies.bodies == {}


@pytest.mark.usefixtures("in_parts")
def test_what_was_begun_long_ago_or_cannot_be_read_is_begun_anew() -> None:
    fleet = Fleet()
    task = done(fleet, 200)
    with pytest.raises(NotReady):
        export(fleet, task)
    [so_far] = [key for key in fleet.bodies.bodies if key.endswith("so-far")]
    for spoilt in (b"", b"{", b"[]", b'{"at": "2026-03-02"}', b'{"at": 7, "parts": 7}'):
        fleet.bodies.bodies[so_far] = spoilt
        with pytest.raises(NotReady, match="14 rows"):
            export(fleet, task)
    fleet.clock.advance(timedelta(hours=1))
    with pytest.raises(NotReady, match="14 rows"):
        export(fleet, task)
    with pytest.raises(NotReady, match="28 rows"):
        export(fleet, task)


def export(fleet: Fleet, task: Task) -> Exported:
    clock = Hurry(fleet.clock.now())
    return export_outcomes(
        task,
        wanted=(),
        database=fleet.database,
        files=fleet.files,
        clock=clock,
        ids=fleet.ids,
        until=fleet.clock.now() + timedelta(seconds=12),
    )


@pytest.mark.usefixtures("in_parts")
def test_two_at_the_same_moment_make_one_whole_file_each() -> None:
    fleet = Fleet()
    task = done(fleet, 100)
    for _ in range(3):
        with pytest.raises(NotReady):
            export(fleet, task)
        # The other one has read the same state, and writes its own parts.
        [so_far] = [key for key in fleet.bodies.bodies if key.endswith("so-far")]
        before = fleet.bodies.bodies[so_far]
        with pytest.raises(NotReady):
            export(fleet, task)
        fleet.bodies.bodies[so_far] = before
    file, _ = made(fleet, task)
    _header, *body = rows(stored(fleet, file))
    assert len(body) == len({row[0] for row in body}) == 100


@pytest.mark.usefixtures("in_parts")
def test_of_a_live_task_it_is_made_anew_each_time() -> None:
    fleet = Fleet()
    task = go(Owner(fleet), 100)
    work_until(fleet, lambda: fleet.task(task.ref).lanes)
    for _ in range(10):
        fleet.step()
    first = stored(fleet, made(fleet, fleet.task(task.ref))[0])
    fleet.settle()
    last = stored(fleet, made(fleet, fleet.task(task.ref))[0])
    assert 1 < len(rows(first)) < len(rows(last)) == 101
