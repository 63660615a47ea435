"""A notice that nobody can read is one mail in doubt or refused; no lane waits for it for ever."""

from typing import Any

import pytest

from legwork.domain.effect import Foreign, Item, Key
from legwork.domain.outcome import Outcome
from legwork.domain.task import Task, TaskState
from legwork.testing.world import Settings
from tests.unit.usecases.letters import Office, address

Patch = pytest.MonkeyPatch
LETTERS = 120
"""Three rows of notices in one batch."""
_MISSING = object()


@pytest.fixture(autouse=True)
def small_batches() -> None:
    """None here: all letters are one batch."""


def staged(patch: Patch) -> tuple[Office, Task]:
    """All notices are staged, and none has left."""
    office = Office(patch, Settings(lanes_max=1))
    task = office.launch(LETTERS)
    while not notice_rows(office):
        assert office.fleet.step()
    assert office.mailed() == []
    return office, office.fleet.task(task.ref)


def notice_rows(office: Office) -> list[Key]:
    return sorted(key for key in office.fleet.tables.tasks.rows if key.sort.startswith("NOTICE#"))


def change(office: Office, key: Key, attribute: str, value: Any) -> None:
    rows = office.fleet.tables.tasks.rows
    row: dict[str, Any] = dict(rows[key])
    if value is _MISSING:
        row.pop(attribute)
    else:
        row[attribute] = value
    rows[key] = row


def ended(office: Office, task: Task) -> Task:
    """Nothing died, and every number adds up."""
    office.fleet.settle()
    assert office.fleet.surprises == []
    assert office.fleet.inbox.dead == []
    found = office.fleet.task(task.ref)
    assert found.counts.done == found.total == LETTERS
    assert found.notices.open == 0
    assert found.notices.staged == LETTERS
    return found


WHOLE = {
    "no state": ("state", _MISSING),
    "a state of a later release": ("state", "postponed"),
    "no notices": ("notices", _MISSING),
    "notices of another kind": ("notices", Foreign("SS")),
    "notices in a number": ("notices", 7),
    "a claim at no time": ("claimed_at", "someday"),
    "fates of another kind": ("fates", 10**38 - 1),
    "remarks of another kind": ("remarks", ["~"]),
}


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(("attribute", "value"), WHOLE.values(), ids=WHOLE)
def test_a_row_that_cannot_be_read_is_in_doubt(
    monkeypatch: Patch, attribute: str, value: Any, place: int
) -> None:
    office, task = staged(monkeypatch)
    change(office, notice_rows(office)[place], attribute, value)

    task = ended(office, task)

    lost = [50, 50, 20][place]
    assert task.state is TaskState.COMPLETED
    assert task.notices.sent == len(office.mailed()) == LETTERS - lost
    assert task.notices.in_doubt == lost
    assert len(set(office.mailed())) == LETTERS - lost
    assert len(office.outcomes(task)) == LETTERS


def spoilt(stored: list[Any]) -> dict[str, Any]:
    position, outcome, to, data, *_ = stored
    return {
        "nothing": None,
        "no list": {"to": to},
        "too short": [position, outcome],
        "of a later release": [position, outcome, to, data, "", "at nine"],
        "another outcome": [position, "postponed", to, data],
        "no address": [position, outcome, 7, data],
        "an empty address": [position, outcome, "", data],
        "half a place": [Foreign("N"), outcome, to, data],
        "another place": [10**38 - 1, outcome, to, data],
        "data of another kind": [position, outcome, to, {"name": 7}],
    }


@pytest.mark.parametrize("name", spoilt([0, "succeeded", "a@example.com", {}]))
def test_one_notice_of_a_row_is_refused_and_the_others_leave(monkeypatch: Patch, name: str) -> None:
    office, task = staged(monkeypatch)
    key = notice_rows(office)[1]
    row: Item = office.fleet.tables.tasks.rows[key]
    notices = list(row["notices"])
    notices[3] = spoilt(notices[3])[name]
    change(office, key, "notices", notices)

    task = ended(office, task)

    # What a later release has added is passed over.
    can_be_read = name in {"another place", "of a later release"}
    assert task.notices.refused == (0 if can_be_read else 1)
    errors = [one for one in office.outcomes(task) if one.verdict.outcome is Outcome.ERROR]
    assert {one.verdict.code for one in errors} <= {"mail_refused"}
    assert len(errors) == task.counts.errors or name in {"nothing", "no list", "half a place"}
    assert len(office.mailed()) >= LETTERS - 1
    assert address(0) in office.mailed()


def test_a_cancel_counts_what_cannot_be_read_as_in_doubt(monkeypatch: Patch) -> None:
    office, task = staged(monkeypatch)
    change(office, notice_rows(office)[1], "state", 7)

    answer = office.owners[0].cancel(task.ref)

    assert answer.state is TaskState.CANCELLED
    assert (answer.notices.discarded, answer.notices.in_doubt) == (LETTERS - 50, 50)
    office.fleet.settle()
    assert office.mailed() == []
    assert office.fleet.surprises == []


def test_a_task_whose_kind_is_no_more_refuses_its_mail(monkeypatch: Patch) -> None:
    office, task = staged(monkeypatch)
    rows = office.fleet.tables.tasks.rows
    [key] = [key for key in rows if key.sort == f"TASK#{task.ref.id}"]
    rows[key] = {**rows[key], "kind": "drawn_lots"}

    office.fleet.settle()

    found = office.fleet.task(task.ref)
    assert found.state is TaskState.FAILED
    assert found.notices.refused == LETTERS
    assert office.mailed() == []
    assert office.fleet.surprises == []


def test_an_account_whose_rate_cannot_be_read_sends_all_the_same(monkeypatch: Patch) -> None:
    office, task = staged(monkeypatch)
    rows = office.fleet.tables.tasks.rows
    rows[Key("ACCOUNT#parkside", "SENDING")] = {"free_at": Foreign("N")}

    task = ended(office, task)

    assert task.notices.sent == LETTERS
