"""What came of each target: by outcome, page by page, over all lanes."""

from collections import Counter

import pytest

from legwork import kinds
from legwork.domain.cursor import seal
from legwork.domain.errors import InvalidInput
from legwork.domain.outcome import Outcome, TargetOutcome
from legwork.domain.task import Task
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.usecases.read_outcomes import read_outcomes
from tests.unit.usecases.rounds import NOBODY_IN, close, go, introduce, visits, work_until

PLACES = 60
CLOSED = {0, 7, 8, 31, 58}


@pytest.fixture(autouse=True)
def rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    introduce(monkeypatch)


@pytest.fixture
def fleet() -> Fleet:
    fleet = Fleet()
    close(fleet, CLOSED)
    return fleet


@pytest.fixture
def task(fleet: Fleet) -> Task:
    """All done, in three lanes."""
    task = go(Owner(fleet), PLACES)
    fleet.settle()
    return fleet.task(task.ref)


@pytest.fixture
def cancelled(fleet: Fleet) -> Task:
    """Cancelled half way."""
    task = go(Owner(fleet), PLACES)
    work_until(fleet, lambda: len(visits(fleet)) >= PLACES / 2)
    return Owner(fleet).cancel(task.ref)


def pages(
    fleet: Fleet, task: Task, *wanted: Outcome, limit: int = 1_000
) -> list[list[TargetOutcome]]:
    """Every page, by the cursors."""
    found, cursor = [], None
    while True:
        page = read_outcomes(
            task, wanted=wanted, limit=limit, cursor=cursor, database=fleet.database
        )
        found.append(page.outcomes)
        cursor = page.next_cursor
        if cursor is None:
            return found


def places(outcomes: list[TargetOutcome]) -> set[int]:
    return {int(one.target.removeprefix("place-")) for one in outcomes}


def test_every_target_has_one(fleet: Fleet, task: Task) -> None:
    [found] = pages(fleet, task)
    assert Counter(one.target for one in found).total() == PLACES
    assert places(found) == set(range(PLACES))
    assert all(one.at == fleet.clock.now() for one in found)


def test_a_filter_leaves_the_others_out(fleet: Fleet, task: Task) -> None:
    [errors] = pages(fleet, task, Outcome.ERROR)
    assert places(errors) == CLOSED
    assert {one.verdict.message for one in errors} == {NOBODY_IN}
    assert {one.verdict.code for one in errors} == {"closed"}
    assert pages(fleet, task, Outcome.SKIPPED, Outcome.NOT_ATTEMPTED) == [[]]
    [both] = pages(fleet, task, Outcome.ERROR, Outcome.SUCCEEDED)
    assert len(both) == PLACES


@pytest.mark.parametrize("limit", [1, 2, 3, 19, 20, 21, 59, 60, 61])
@pytest.mark.parametrize("wanted", [(), (Outcome.ERROR,), (Outcome.SUCCEEDED, Outcome.ERROR)])
def test_pages_make_the_whole(
    fleet: Fleet, task: Task, limit: int, wanted: tuple[Outcome, ...]
) -> None:
    [whole] = pages(fleet, task, *wanted)
    found = pages(fleet, task, *wanted, limit=limit)
    assert [one for page in found for one in page] == whole
    assert all(len(page) == limit for page in found[:-1])


def test_what_a_cancel_left_out_is_not_attempted(fleet: Fleet, cancelled: Task) -> None:
    [left] = pages(fleet, cancelled, Outcome.NOT_ATTEMPTED)
    [done] = pages(fleet, cancelled, Outcome.SUCCEEDED, Outcome.ERROR)
    assert len(left) == cancelled.total - cancelled.counts.done > 0
    assert places(left) | places(done) == set(range(PLACES))
    assert places(left).isdisjoint(places(done))
    assert {one.at for one in left} == {None}
    assert [len(page) for page in pages(fleet, cancelled, limit=7)][:-1] == [7] * 8


def test_what_a_task_at_work_has_not_done_yet_has_none(fleet: Fleet) -> None:
    task = go(Owner(fleet), PLACES)
    assert pages(fleet, fleet.task(task.ref)) == [[]]
    work_until(fleet, lambda: len(visits(fleet)) >= PLACES / 2)
    [found] = pages(fleet, fleet.task(task.ref), Outcome.SUCCEEDED)
    assert places(found) == set(visits(fleet))
    assert pages(fleet, fleet.task(task.ref), Outcome.NOT_ATTEMPTED) == [[]]


def test_a_cursor_is_good_for_its_own_task_and_filter_only(fleet: Fleet, task: Task) -> None:
    another = go(Owner(fleet), PLACES, key="another")
    fleet.settle()

    def page(of: Task, cursor: str | None, *wanted: Outcome) -> str | None:
        return read_outcomes(
            of, wanted=wanted, limit=2, cursor=cursor, database=fleet.database
        ).next_cursor

    cursor = page(task, None)
    assert page(task, cursor)
    for of, wanted in ((fleet.task(another.ref), ()), (task, (Outcome.ERROR,))):
        with pytest.raises(InvalidInput):
            page(of, cursor, *wanted)
    with pytest.raises(InvalidInput):
        page(task, "MC4wLjA")


@pytest.mark.parametrize(
    "place",
    [
        "",
        "0",
        "0.0",
        "0.0.0.0",
        "a.b.c",
        "-1.0.0",
        "0.0.1e3",
        "0..0",
        "1_0.0.0",
        "٣.0.0",
        "9" * 900,
    ],
)
def test_a_cursor_that_somebody_sealed_is_refused_like_any_other(
    fleet: Fleet, task: Task, place: str
) -> None:
    forged = seal(task.ref.account, f"outcomes {task.ref.id} ", place)
    with pytest.raises(InvalidInput, match="not a cursor of this list"):
        read_outcomes(task, wanted=(), limit=2, cursor=forged, database=fleet.database)


def test_they_are_read_even_when_their_kind_is_no_more(
    fleet: Fleet, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {name: kind for name, kind in kinds.all_kinds().items() if name != task.kind}
    monkeypatch.setattr(kinds, "all_kinds", lambda: known)
    [found] = pages(fleet, task, Outcome.ERROR)
    assert places(found) == CLOSED


def test_where_few_of_many_are_wanted_a_page_may_be_short_and_leads_on(
    fleet: Fleet, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legwork.usecases.read_outcomes.LOOKED_AT", 10)

    found = pages(fleet, task, Outcome.ERROR)

    assert len(found) == PLACES / 10
    assert {one.target for page in found for one in page} == {f"place-{n:04d}" for n in CLOSED}
    assert sum(map(len, found)) == len(CLOSED)
