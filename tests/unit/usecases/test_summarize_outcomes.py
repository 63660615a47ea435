"""Outcomes grouped by outcome and code: from the lanes, and the same from the ledger."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from legwork.domain.effect import Update
from legwork.domain.outcome import Outcome
from legwork.domain.task import Task, TaskState
from legwork.store import keys
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.usecases.read_outcomes import outcomes_of
from legwork.usecases.summarize_outcomes import OutcomeGroup, summarize_outcomes
from tests.conformance.aws import Aws
from tests.unit.trade.school import School
from tests.unit.usecases.rounds import NOBODY_IN, close, go, introduce, work_until


@pytest.fixture(autouse=True)
def rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    introduce(monkeypatch)


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    fleet = Fleet()
    yield fleet
    assert fleet.surprises == []


def ended(fleet: Fleet, task: Task) -> Task:
    fleet.settle()
    assert problems(fleet) == []
    return fleet.task(task.ref)


def summary(fleet: Fleet, task: Task) -> list[OutcomeGroup]:
    return summarize_outcomes(fleet.task(task.ref), database=fleet.tables)


def numbers(groups: list[OutcomeGroup]) -> list[tuple[str, str, int]]:
    return [(one.outcome.value, one.code, one.count) for one in groups]


def as_the_last_release_left_it(fleet: Fleet, task: Task) -> None:
    """Take what lanes did not know then out of their rows."""
    for number in fleet.task(task.ref).lanes:
        key = keys.lane(task.ref.id, number)
        row = fleet.tables.tasks.get(key) or {}
        coded = tuple(n for n in row if n.startswith(("code_", "example_", "coded_")))
        fleet.tables.tasks.write(Update(key, remove=coded))


def test_groups_with_an_example_of_each(fleet: Fleet) -> None:
    close(fleet, {1, 4, 7})
    task = ended(fleet, go(Owner(fleet)))
    succeeded, closed = summary(fleet, task)
    assert numbers([succeeded, closed]) == [("succeeded", "", 5), ("error", "closed", 3)]
    assert succeeded.example is None
    assert closed.example
    assert closed.example.target in {"place-0001", "place-0004", "place-0007"}
    assert closed.example.verdict.message == NOBODY_IN


def test_a_task_of_the_last_release_is_read_through(fleet: Fleet) -> None:
    close(fleet, {1, 4, 7})
    task = ended(fleet, go(Owner(fleet)))
    expected = numbers(summary(fleet, task))
    as_the_last_release_left_it(fleet, task)
    old = summary(fleet, task)
    assert numbers(old) == expected
    assert old[1].example
    assert old[1].example.verdict.message == NOBODY_IN


def test_so_is_one_that_both_releases_worked_on(fleet: Fleet) -> None:
    close(fleet, range(8))
    task = go(Owner(fleet))
    work_until(fleet, lambda: fleet.task(task.ref).lanes)
    fleet.step(purging=False)
    as_the_last_release_left_it(fleet, task)
    fleet.settle()
    assert numbers(summary(fleet, task)) == [("error", "closed", 8)]


@pytest.mark.parametrize("steps", range(1, 5))
def test_at_every_moment_of_a_cancelled_task_they_add_up(fleet: Fleet, steps: int) -> None:
    close(fleet, {0, 5})
    owner = Owner(fleet)
    task = go(owner)
    for _ in range(steps):
        fleet.step(purging=False)
    cancelled = owner.cancel(task.ref)
    assert cancelled.state is TaskState.CANCELLED
    groups = summary(fleet, task)
    assert sum(one.count for one in groups) == cancelled.total
    found = [one for _, one in outcomes_of(cancelled, (), database=fleet.tables)]
    expected = Counter((one.verdict.outcome, one.verdict.code) for one in found)
    assert Counter({(one.outcome, one.code): one.count for one in groups}) == expected


def test_a_task_that_has_not_begun_has_none(fleet: Fleet) -> None:
    assert summary(fleet, go(Owner(fleet))) == []


def test_what_became_of_the_mail_is_grouped_too() -> None:
    school = School(families=12)
    school.open()
    school.fleet.post.refuses = lambda mail: (
        "no such mailbox" if mail.to == "home3@example.com" else None
    )
    task = school.done(school.cancelling())
    groups = summarize_outcomes(task, database=school.fleet.tables)
    found = [one for _, one in outcomes_of(task, (), database=school.fleet.tables)]
    expected = Counter((one.verdict.outcome, one.verdict.code) for one in found)
    assert Counter({(one.outcome, one.code): one.count for one in groups}) == expected
    [refused] = [one for one in groups if one.code == "mail_refused"]
    assert refused.outcome is Outcome.WARNING
    assert refused.example
    assert "no such mailbox" in refused.example.verdict.message


def test_it_costs_two_reads_whatever_the_size(fleet: Fleet) -> None:
    close(fleet, range(0, 40, 3))
    task = ended(fleet, go(Owner(fleet), places=40))
    with mock_aws():
        aws = Aws()
        database = aws.database()
        database.tasks.put_many(fleet.tables.tasks.rows.items())
        counted = Counter[str]()

        def count(model: Any, **_rest: Any) -> None:
            counted[model.name] += 1

        aws.dynamodb.meta.events.register("before-call.dynamodb", count)
        groups = summarize_outcomes(task, database=database)
        assert sum(one.count for one in groups) == 40
        assert counted == {"BatchGetItem": 2}
