"""Marks of previews: what people are shown of a decision, and nothing else of it."""

from dataclasses import replace
from typing import Any

import pytest

from legwork.domain.effect import Key, Put
from legwork.domain.kind import Performed
from legwork.domain.notice import Channel, Notice
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.preview import MARK, mark_of, marks_of

SHOWN = Performed(
    Verdict(Outcome.WARNING, "late", "It is late."),
    [Put(Key("P", "1"), {"cents": 100})],
    {"cents": 100, "nothing": 0},
    [Notice("ana@example.org", data={"day": "2026-03-02"})],
)


def shown(**changes: Any) -> Performed:
    return replace(SHOWN, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": Verdict(Outcome.SKIPPED, "late", "It is late.")},
        {"verdict": Verdict(Outcome.WARNING, "early", "It is late.")},
        {"tallies": {"cents": 101}},
        {"tallies": {"cents": 100, "mails": 1}},
        {"notices": []},
        {"notices": [Notice("bo@example.org", data={"day": "2026-03-02"})]},
        {"notices": [Notice("ana@example.org", data={"day": "2026-03-03"})]},
        {"notices": [Notice("ana@example.org", data={"day": "2026-03-02"}, channel=Channel.CARD)]},
        {"notices": [*SHOWN.notices, *SHOWN.notices]},
    ],
)
def test_what_people_are_shown_makes_another_mark(changes: dict[str, object]) -> None:
    assert mark_of(shown(**changes), "T-1") != mark_of(SHOWN, "T-1")


@pytest.mark.parametrize(
    "changes",
    [
        {"effects": []},
        {"tallies": {"cents": 100}},
        {"verdict": Verdict(Outcome.WARNING, "late", "It was late.")},
    ],
)
def test_what_nobody_is_shown_makes_none(changes: dict[str, object]) -> None:
    assert mark_of(shown(**changes), "T-1") == mark_of(SHOWN, "T-1")


def test_a_task_that_names_itself_has_the_marks_of_its_preview() -> None:
    first, second = (
        shown(notices=[Notice("ana@example.org", data={"link": f"/receipts/{task}"})])
        for task in ("T-1", "T-2")
    )
    assert mark_of(first, "T-1") == mark_of(second, "T-2")


def test_marks_of_a_batch_are_one_after_the_other() -> None:
    other = shown(tallies={})
    marks = marks_of([SHOWN, other], "T-1")
    assert (marks[:MARK], marks[MARK:]) == (mark_of(SHOWN, "T-1"), mark_of(other, "T-1"))
