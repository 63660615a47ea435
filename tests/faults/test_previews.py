"""A preview does nothing, and what runs is what it showed (P9): every kind."""

from datetime import timedelta

import pytest

from legwork.domain.task import TaskState
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from tests.faults import park
from tests.faults.previews import PREVIEWED, ends, notices_of, preview, run

EVERY = pytest.mark.parametrize("name", PREVIEWED)


@EVERY
def test_a_preview_writes_no_record_and_keeps_every_mail_and_file_back(name: str) -> None:
    fleet = Fleet(like=park.prepared(name))
    records, bodies = dict(fleet.tables.records.rows), set(fleet.bodies.bodies)
    shown = preview(name, fleet)
    assert (shown.state, shown.digest is not None) == (TaskState.COMPLETED, True)
    assert shown.counts.done == shown.total > 0
    assert (fleet.tables.records.rows == records) is True
    assert (notices_of(shown, fleet), fleet.post.outbox, fleet.till.taken) == ([], [], [])
    assert {name.split("/")[0] for name in fleet.bodies.bodies.keys() - bodies} <= {"uploads"}
    assert shown.result is None
    assert problems(fleet, double_bookings=PREVIEWED[name].double_bookings) == []


@pytest.mark.parametrize("name", PREVIEWED)
def test_what_runs_is_what_was_shown(name: str) -> None:
    fleet = Fleet(like=park.prepared(name))
    shown = preview(name, fleet)
    fleet.clock.advance(timedelta(hours=9))
    done = run(shown, fleet)
    assert (done.state, done.total, done.changed) == (TaskState.COMPLETED, shown.total, 0)
    assert ends(done, fleet) == ends(shown, fleet)
    assert problems(fleet, double_bookings=PREVIEWED[name].double_bookings) == []
