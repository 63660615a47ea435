"""Restorations by the whole engine, where one slice sees to several batches of a session."""

from datetime import timedelta

import pytest

from legwork.domain.outcome import Counts
from legwork.domain.task import TaskState
from legwork.testing.world import Settings
from legwork.trade.classes.rules import restoring
from tests.unit.trade.school import DAYS, School

FAMILIES = 60
SLICES = Settings(lanes_max=2, slice=timedelta(minutes=1))
RANGE = {"classes": ["A"], "from_date": DAYS[0], "to_date": DAYS[-1]}


@pytest.mark.parametrize("kept", [0, 25, 500])
def test_each_family_is_seen_to_however_much_is_read_ahead(
    kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "KEPT", kept)
    school = School(families=FAMILIES, settings=SLICES)
    school.open()
    cancelled = school.done(school.cancelling())
    restored = school.done(school.launched("restore_classes", **RANGE, notify=True))
    assert restored.state is TaskState.COMPLETED
    assert restored.counts == Counts(succeeded=len(DAYS) * (1 + FAMILIES)) == cancelled.counts
    assert not any(student.open_tokens for student in school.students().values())


def test_two_at_once_take_each_token_back_once() -> None:
    school = School(families=FAMILIES, settings=SLICES)
    school.open()
    school.done(school.cancelling())
    tasks = [school.launched("restore_classes", **RANGE, notify=True) for _ in range(2)]
    school.done(tasks[0])
    ended = [school.fleet.task(task.ref) for task in tasks]
    assert sum(task.counts.errors for task in ended) == 0
    # Each session, and each family of each, by one of the two.
    assert sum(task.counts.succeeded for task in ended) == len(DAYS) * (1 + FAMILIES)
    assert not any(student.open_tokens for student in school.students().values())
