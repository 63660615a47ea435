"""A retry of rows: each knows what it costs and which rows it must not compete with."""

from collections import defaultdict
from collections.abc import Mapping

import pytest

from legwork.domain.outcome import Counts
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.store import plans
from legwork.store.files import incoming_key, upload_key
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave
from tests.unit.usecases.rounds import work_until

HEADER = "permit,event,facility,starts_at,ends_at,amount_cents"
FACILITIES = ("Field 1", "Field 2", "Hall", "Pool")


def season(facility: str, number: int, *, weeks: int = 40) -> str:
    """A row that takes a facility for many weeks: each of them is a write."""
    return f"P-1,Camp,{facility},{2030 + number}-01-07T08:00,{2030 + number}-10-01T09:00,{weeks}"


def rows_by_lane(fleet: Fleet, task: Task) -> Mapping[str, set[int]]:
    """The lanes in which each facility's rows are planned."""
    lines = fleet.bodies.bodies[upload_key("parkside", "UP1")].decode().splitlines()
    lanes = defaultdict(set)
    for lane in task.lanes:
        for batch in plans.batches(fleet.tables, task, lane):
            for target in batch.targets:
                facility = lines[int(target.split(":")[0]) - 1].split(",")[2]
                lanes[facility].add(lane)
    return lanes


def imported(fleet: Fleet, rows: list[str], *, key: str = "import") -> Task:
    owner = Owner(fleet)
    owner.upload("UP1", "\n".join([HEADER, *rows, ""]).encode())
    return owner.launch("import_records", {"entity": "reservations", "upload_id": "UP1"}, key=key)


def settled(fleet: Fleet, ref: TaskRef) -> Task:
    fleet.settle()
    assert fleet.surprises == []
    assert problems(fleet) == []
    return fleet.task(ref)


def test_rows_keep_what_they_cost_and_whom_they_must_not_compete_with() -> None:
    fleet = Fleet()
    owner = Owner(fleet)
    task = imported(fleet, [season(one, n) for n in range(5) for one in FACILITIES])
    work_until(fleet, lambda: fleet.task(task.ref).lanes)
    first = owner.cancel(task.ref)
    assert first.counts.done == 0
    retry = settled(fleet, owner.retry(first, key="again").ref)
    # Three such rows take more writes than a transaction holds: taken for one write each, they
    # would end as errors.
    assert retry.counts == Counts(succeeded=20)
    of_first = rows_by_lane(fleet, first)
    assert rows_by_lane(fleet, retry) == of_first
    assert all(len(lanes) == 1 for lanes in of_first.values())


def test_rows_that_say_nothing_stay_errors() -> None:
    fleet = Fleet()
    task = imported(fleet, [season("Hall", 0), "P-1,Camp,Hall,someday,later,1"])
    first = settled(fleet, task.ref)
    retry = settled(fleet, Owner(fleet).retry(first, key="again").ref)
    assert retry.counts == Counts(errors=1)


def test_without_its_file_a_retry_fails_and_says_why() -> None:
    fleet = Fleet()
    first = settled(fleet, imported(fleet, ["P-1,Camp,Hall,someday,later,1"]).ref)
    fleet.files.delete(upload_key("parkside", "UP1"))
    fleet.files.delete(incoming_key("parkside", "UP1"))
    retry = Owner(fleet).retry(first, key="again")
    fleet.settle()
    failed = fleet.task(retry.ref)
    assert failed.state is TaskState.FAILED
    assert "no such upload" in (failed.failure or "")
    # Whoever finds the file again may try again.
    assert fleet.task(first.ref).can_be_retried


# --- Files that were made for a task ---------------------------------------------------------


GAME = {"starts_at": "2030-01-07T08:00", "ends_at": "2030-01-07T09:00", "amount_cents": 1}


class Save:
    """A save whose reservations came in its request: they lie in a file of its own."""

    def __init__(self, *facilities: str) -> None:
        self.fleet = Fleet()
        self.owner = Owner(self.fleet, background_at=1)
        games = [{**GAME, "facility": one} for one in facilities]
        # The last one is taken twice, which is an error.
        games.append({**games[-1], "ends_at": "2030-01-07T09:30"})
        save = PermitSave(permit="P-1", holder="H-1", reservations=games)
        self.first = settled(self.fleet, self.owner.save(save, key="save").ref)
        assert self.first.leftover == 1

    @property
    def file_is_there(self) -> bool:
        return upload_key("parkside", self.first.ref.id) in self.fleet.bodies.bodies

    def delete(self, task: Task) -> None:
        """Delete it, and let it be purged."""
        self.owner.delete(self.fleet.task(task.ref))
        self.fleet.settle(purging=True)
        with pytest.raises(LookupError):
            self.fleet.task(task.ref)


def test_a_file_stays_until_the_retry_is_gone_as_well() -> None:
    save = Save("Hall")
    retry = save.owner.retry(save.first, key="again")
    save.fleet.settle()
    save.delete(save.first)
    assert save.file_is_there
    last = save.owner.retry(save.fleet.task(retry.ref), key="last")
    save.fleet.settle()
    assert save.fleet.task(last.ref).counts == Counts(errors=1)
    save.delete(retry)
    assert save.file_is_there
    save.delete(last)
    assert not save.file_is_there


def test_it_goes_with_a_task_that_nobody_retries() -> None:
    save = Save("Hall")
    save.delete(save.first)
    assert not save.file_is_there


def test_it_stays_for_another_retry_when_the_first_one_is_cancelled_and_gone() -> None:
    save = Save("Hall")
    retry = save.owner.retry(save.first, key="again")
    save.delete(save.owner.cancel(retry.ref))
    assert save.file_is_there
    again = save.owner.retry(save.fleet.task(save.first.ref), key="then")
    save.fleet.settle()
    assert save.fleet.task(again.ref).counts == Counts(errors=1)
