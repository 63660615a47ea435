"""Rows as anybody may have left them: what is read can be shown, or says that it cannot."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legwork.contracts.notification import NotificationView
from legwork.contracts.task import TaskView
from legwork.domain.effect import Foreign, Item, Key
from legwork.domain.errors import Unreadable
from legwork.domain.permission import Caller
from legwork.domain.progress import progress_of
from legwork.domain.readable import legible, read_all, readable
from legwork.store import lanes, notice_rows, notifications, task_rows, workflows
from legwork.trade.classes import (
    class_,
    enrollment,
    instructor,
    makeup_token,
    session,
    timetable,
    told,
)
from legwork.trade.families import family, student
from legwork.trade.permits import receipt, reservation
from legwork.usecases.read_task import TaskReading

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ANA = Caller.of(account="parkside", sub="ana", name="Ana", groups=["owner"])


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    number: int


@dataclass(frozen=True)
class Outer:
    text: str
    number: int = 0
    truth: bool = False
    maybe: str | None = None
    at: datetime | None = None
    colour: Colour = Colour.RED
    word: Literal["a", "b"] = "a"
    many: tuple[str, ...] = ()
    pair: tuple[int, str] = (0, "")
    by_name: Mapping[str, int] = field(default_factory=dict)
    inner: Inner | None = None
    anything: Any = None


@readable("thing")
def made(**values: Any) -> Outer:
    return Outer(**values)


GOOD: list[dict[str, Any]] = [
    {"text": ""},
    {"text": "x", "number": -7, "truth": True, "maybe": "", "at": NOW},
    {"text": "x", "colour": Colour.RED, "word": "b", "many": ("a", "b"), "pair": (1, "a")},
    {"text": "x", "by_name": {"a": 1}, "inner": Inner(1), "anything": b"x"},
]
BAD: list[dict[str, Any]] = [
    {},
    {"text": None},
    {"text": 7},
    {"text": "x", "number": True},
    {"text": "x", "number": 1.0},
    {"text": "x", "number": Foreign("N")},
    {"text": "x", "truth": 1},
    {"text": "x", "maybe": 7},
    {"text": "x", "at": "2026-03-02"},
    {"text": "x", "colour": "red"},
    {"text": "x", "word": "c"},
    {"text": "x", "many": ["a"]},
    {"text": "x", "many": ("a", 7)},
    {"text": "x", "pair": (1,)},
    {"text": "x", "pair": ("a", 1)},
    {"text": "x", "by_name": {"a": "b"}},
    {"text": "x", "by_name": []},
    {"text": "x", "inner": Inner("1")},  # type: ignore[arg-type]
    {"text": "x", "inner": {"number": 1}},
    {"text": "x", "more": 1},
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_what_is_of_its_types_is_read(values: dict[str, Any]) -> None:
    assert made(**values) == Outer(**values)


@pytest.mark.parametrize("values", BAD, ids=str)
def test_what_is_not_says_so(values: dict[str, Any]) -> None:
    with pytest.raises(Unreadable, match="A stored thing cannot be read"):
        made(**values)


def test_it_says_what_is_missing_and_no_value() -> None:
    @readable("row")
    def read(row: Item) -> str:
        return str(row["name"]["first"])

    with pytest.raises(Unreadable, match=r"^A stored row cannot be read: it has no 'name'\.$"):
        read({})
    with pytest.raises(Unreadable, match=r"^A stored row cannot be read\.$"):
        read({"name": "Zwetschge"})


def test_other_errors_are_what_they_are() -> None:
    @readable("row")
    def read() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read()


def test_a_list_leaves_out_what_cannot_be_read_unless_it_is_strict() -> None:
    rows: list[dict[str, Any]] = [{"text": "a"}, {}, {"text": "b"}]

    assert [one.text for one in legible(rows, lambda row: made(**row))] == ["a", "b"]
    assert len(list(read_all(rows, lambda row: made(**row), strict=False))) == 2
    with pytest.raises(Unreadable):
        list(read_all(rows, lambda row: made(**row), strict=True))


# --- The rows that there are -----------------------------------------------------------------

TASK: dict[str, Any] = {
    "account": "parkside",
    "id": "01J",
    "listed": True,
    "number": 7,
    "kind": "import_records",
    "params": {"entity": "reservations"},
    "title": "Import",
    "launcher": {"id": "ana", "name": "Ana", "via": "staff"},
    "created_at": NOW.isoformat(),
    "state": "completed",
    "moved_at": NOW.isoformat(),
    "started_at": NOW.isoformat(),
    "ended_at": NOW.isoformat(),
    "expires_at": 1_800_000_000,
    "attempt": 1,
    "leg": 1,
    "total": 3,
    "lanes": [0, 1],
    "counts": {"succeeded": 3, "warnings": 0, "errors": 0, "skipped": 0},
    "subject": {"type": "permit", "id": "P-1"},
    "result": {"type": "permit", "id": "P-1", "href": "/v1/permits/P-1", "summary": "Saved."},
    "cancellation": {"at": NOW.isoformat(), "by": "Ana", "reason": "Storm"},
    "retry_of": "01H",
    "retried_by": "01K",
    "failure": "No.",
}


def _shown(row: Item) -> None:
    task = task_rows.from_row(row)
    view = TaskView.seen_by(ANA, TaskReading(task, progress_of(task, ())), NOW)
    json.loads(view.model_dump_json())


def _notified(row: Item) -> None:
    found = notifications._from_row(row)
    json.loads(NotificationView.of(found).model_dump_json())


RESERVATION: dict[str, Any] = {
    "facility": "Field 1",
    "starts_at": "2027-04-05T08:00",
    "ends_at": "2027-04-05T09:00",
    "amount_cents": 100,
    "event": "Game",
    "status": "billed",
    "receipt": "01J",
}
READERS: dict[str, tuple[Item, Callable[[Item], object]]] = {
    "task": (TASK, _shown),
    "lane": (
        {
            "number": 0,
            "batches": 3,
            "cursor": 1,
            "token": 1,
            "gate": "open",
            "succeeded": 4,
            "tally_cents": 5,
            "notices_staged": 1,
            "settled_notice": "",
            "moved_at": NOW.isoformat(),
        },
        lanes.from_row,
    ),
    "notices": (
        {
            "state": "settled",
            "notices": [[0, "succeeded", "a@example.com", {}]],
            "attempt": "01J",
            "claimed_at": NOW.isoformat(),
            "fates": "s",
            "remarks": {"0": "bounced"},
        },
        lambda row: notice_rows.from_row(0, "NOTICE#000000#0", row),
    ),
    "notification": (
        {
            "task": "01J",
            "number": 7,
            "title": "Import",
            "status": "Complete",
            "at": NOW.isoformat(),
            "read": False,
            "expires_at": 1_800_000_000,
        },
        _notified,
    ),
    "workflow": (
        {
            "account": "parkside",
            "id": "01J",
            "name": "Daily",
            "kind": "import_records",
            "params": {},
            "schedule": "rate(1 day)",
            "timezone": "UTC",
            "enabled": True,
            "owner": {"id": "ana", "name": "Ana", "login": "ana@parkside"},
            "created_at": NOW.isoformat(),
            "version": 1,
        },
        workflows._workflow,
    ),
    "reservation": (RESERVATION, lambda row: reservation.from_item("P-1", row)),
    "receipt": (
        {
            "id": "01J",
            "permit": "P-1",
            "holder": "H-1",
            "total_cents": 5,
            "lines": 1,
            "outstanding": {"prompts": []},
            "at": NOW.isoformat(),
        },
        receipt.from_item,
    ),
    "class": (class_.to_item(class_.Class(id="A")), class_.from_item),
    "family": (family.to_item(family.Family(id="F1", email="a@example.com")), family.from_item),
    "student": (student.to_item(student.Student(id="S1", family="F1")), student.from_item),
    "session": (
        {
            "ends": "10:00",
            "status": "scheduled",
            "reason": "",
            "cancelled_by": [],
            "restored_by": [],
        },
        lambda row: session.from_item(Key("CLASS#A#SESSIONS", "SESSION#2026-03-09T09:00"), row),
    ),
    "enrollment": (
        {"student": "S1", "family": "F1", "enrolled_day": 0, "tuition_cents": 1},
        lambda row: enrollment.from_item("A", row),
    ),
    "staff member": (
        instructor.to_item(instructor.Instructor(id="I1", name="Ana")),
        instructor.from_item,
    ),
    "timetable": (
        {"version": 1, "meetings": ["2026-03-09T09:00 2026-03-09T10:00 Judo for all"]},
        timetable.from_item,
    ),
    "note of who was told": (
        {
            "whom": "F1",
            "assignment": "01J",
            "told_by": "01J",
            "told_at": NOW.isoformat(),
            "notified": True,
        },
        lambda row: told.from_item("A", "2026-03-09T09:00", row),
    ),
    "makeup token": (
        {
            "id": "01J",
            "student": "S1",
            "made_by": "01J",
            "made_at": NOW.isoformat(),
            "reason": "",
            "status": "open",
        },
        makeup_token.from_item,
    ),
}
ODD = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**38), 10**38),
        st.text(max_size=3),
        st.sampled_from([Foreign("N"), Foreign("SS"), NOW.isoformat(), "someday", "running"]),
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("name", READERS)
def test_a_row_as_it_should_be_is_read(name: str) -> None:
    row, read = READERS[name]
    read(row)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_a_spoilt_row_is_shown_or_says_that_it_cannot_be(name: str, data: st.DataObject) -> None:
    row, read = READERS[name]
    changed = data.draw(st.lists(st.sampled_from(sorted(row)), min_size=1, max_size=2))
    gone = data.draw(st.booleans())
    spoilt = {**row, **{attribute: data.draw(ODD) for attribute in changed}}
    if gone:
        del spoilt[changed[0]]

    said = "shown"
    try:
        read(spoilt)
    except Unreadable as error:
        said = str(error)

    assert said == "shown" or "cannot be read" in said
