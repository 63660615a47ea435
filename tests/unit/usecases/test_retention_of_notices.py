"""Mail that waits for months is still there when it can leave, and counted as long as its task."""

from datetime import timedelta

import pytest

from legwork.domain.task import Task, TaskState
from legwork.store import lanes
from legwork.usecases.audit_task import audit_task
from tests.unit.trade.school import School, settled

DAY = timedelta(days=1)
TO_EVERYONE = {"subject": "News", "text": "Hello {{family}}", "everyone": True}


def sweep(school: School) -> None:
    """What the table does with rows whose time is over."""
    table, now = school.fleet.tables.tasks, int(school.fleet.clock.now().timestamp())
    table.delete_many([k for k, row in table.rows.items() if row.get("expires_at", now) < now])


def staged(school: School, task: Task) -> int:
    """How many mails are staged so far."""
    found = lanes.load_all(school.fleet.tables, school.fleet.task(task.ref))
    return sum(lane.notices.staged for lane in found)


@pytest.mark.parametrize("wait", [29, 59, 100, 200])
def test_it_is_sent_in_the_end(wait: int) -> None:
    school = School(families=120)
    school.open()
    task = school.launched("email_blast", **TO_EVERYONE)
    school.work_until(lambda: staged(school, task) > 0)
    before = staged(school, task)
    for _ in range(wait):
        # Nothing happens but a look at the tasks now and then: there is no worker.
        school.fleet.lose_messages()
        school.fleet.clock.advance(DAY)
        school.fleet.watch()
        sweep(school)
    school.fleet.settle()

    ended = school.fleet.task(task.ref)
    assert 0 < before <= 120
    assert ended.state is TaskState.COMPLETED
    assert settled(ended.notices) == ended.notices.sent == 120
    assert school.mailed() == school.homes(range(120))
    fleet = school.fleet
    findings = audit_task(ended, database=fleet.tables, files=fleet.bodies, clock=fleet.clock)
    assert all(finding.ok for finding in findings)
