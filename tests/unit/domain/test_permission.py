from dataclasses import replace

import pytest

from legwork.domain.errors import NotAllowed
from legwork.domain.outcome import Counts
from legwork.domain.permission import Caller, May, Permission
from legwork.domain.task import Launcher, Task, TaskRef, TaskState, Via
from tests.unit.tasks import ANA, AUTOPILOT, task

PARK = "parkside"
OWNER = Caller.of(account=PARK, sub="dana", name="Dana", groups=["owner"])
LAUNCHER = Caller.of(account=PARK, sub="ana", name="Ana", groups=["permits"])
COLLEAGUE = Caller.of(account=PARK, sub="ben", name="Ben", groups=["permits", "import"])
WATCHER = Caller.of(account=PARK, sub="cleo", name="Cleo", groups=["autopilot_tasks"])
STRANGER = Caller.of(account="riverside", sub="ana", name="Ana", groups=["owner"])
HERS, ITS = task(launched_by=ANA), task(launched_by=AUTOPILOT)
NAMESAKE = task(launched_by=Launcher("ana", "Nightly", Via.AUTOPILOT))
"""Autopilot's, though its workflow bears the id of a staff member."""


@pytest.mark.parametrize(
    ("caller", "seen", "sees", "changes"),
    [
        (OWNER, HERS, True, True),
        (OWNER, ITS, True, True),
        (LAUNCHER, HERS, True, True),
        (LAUNCHER, ITS, False, False),
        (LAUNCHER, NAMESAKE, False, False),
        (COLLEAGUE, HERS, False, False),
        (COLLEAGUE, ITS, False, False),
        (WATCHER, HERS, False, False),
        (WATCHER, ITS, True, False),
        (STRANGER, HERS, False, False),
        (STRANGER, ITS, False, False),
    ],
)
def test_who_sees_and_changes_what(caller: Caller, seen: Task, sees: bool, changes: bool) -> None:
    assert caller.may_see(seen) is sees
    assert caller.may_change(seen) is changes
    ended = seen.evolve(state=TaskState.COMPLETED, total=1, counts=Counts(errors=1))
    none = May(
        cancel=False, delete=False, retry=False, pause=False, resume=False, undo=False, run=False
    )
    assert caller.may(ended) == replace(none, delete=changes, retry=changes)
    live = seen.evolve(state=TaskState.RUNNING)
    assert caller.may(live) == replace(none, cancel=changes, pause=changes)
    paused = seen.evolve(state=TaskState.PAUSED)
    assert caller.may(paused) == replace(none, cancel=changes, resume=changes)


@pytest.mark.parametrize("state", TaskState)
def test_what_a_state_allows(state: TaskState) -> None:
    may = OWNER.may(task(state=state, total=2, counts=Counts(succeeded=1, errors=1)))
    ended = state in {TaskState.COMPLETED, TaskState.FAILED, TaskState.CANCELLED}
    assert may.delete is may.retry is may.undo is ended
    assert may.cancel is (not ended and state is not TaskState.FINISHING)
    assert may.pause is (state in {TaskState.QUEUED, TaskState.PLANNING, TaskState.RUNNING})
    assert may.resume is (state is TaskState.PAUSED)


@pytest.mark.parametrize(
    ("total", "counts", "retried_by", "may"),
    [
        (3, Counts(3), None, False),
        (3, Counts(1, 1, 0, 1), None, False),
        (3, Counts(2, 0, 1), None, True),
        (3, Counts(2), None, True),
        (0, Counts(), None, False),
        (3, Counts(2), "01J00000000000000000000002", False),
    ],
)
def test_a_retry_needs_something_left_that_nobody_has_taken_up(
    total: int, counts: Counts, retried_by: str | None, may: bool
) -> None:
    ended = task(state=TaskState.CANCELLED, total=total, counts=counts, retried_by=retried_by)
    assert OWNER.may(ended).retry is may


@pytest.mark.parametrize(
    ("counts", "of", "by", "may"),
    [
        (Counts(2), None, None, True),
        (Counts(warnings=1), None, None, True),
        (Counts(errors=1, skipped=1), None, None, False),
        (Counts(2), None, "01J00000000000000000000002", False),
        (Counts(2), "01J00000000000000000000002", None, False),
    ],
)
def test_an_undo_needs_something_done_that_nobody_has_taken_back(
    counts: Counts, of: str | None, by: str | None, may: bool
) -> None:
    ended = task(state=TaskState.CANCELLED, total=2, counts=counts, undo_of=of, undone_by=by)
    assert OWNER.may(ended).undo is may


def test_of_several_groups_the_least_restrictive_wins() -> None:
    both = Caller.of(account=PARK, sub="x", name="X", groups=["permits", "owner"])
    assert all(both.has(permission) for permission in Permission)


def test_groups_that_are_no_permissions_are_none() -> None:
    caller = Caller.of(account=PARK, sub="x", name="X", groups=["Owner", "admin", "", "permits "])
    assert not caller.owner
    assert caller.permissions == frozenset()


def test_a_missing_permission_is_named() -> None:
    LAUNCHER.require(Permission.PERMITS)
    with pytest.raises(NotAllowed, match="'import'") as refused:
        LAUNCHER.require(Permission.IMPORT)
    assert refused.value.permission == "import"


def test_the_account_is_part_of_who_somebody_is() -> None:
    elsewhere = task(ref=TaskRef("riverside", "01J00000000000000000000001"), launched_by=ANA)
    assert not LAUNCHER.may_see(elsewhere)
    assert not OWNER.may_change(elsewhere)
