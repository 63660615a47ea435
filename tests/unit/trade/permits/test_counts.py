"""A permit's counts are those of its reservations and receipts, whatever has happened to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from legwork.domain.effect import Effect, Item, Put, Update
from legwork.domain.task import Task
from legwork.store.records import AccountRecords, effects_in_account
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.trade.permits.counts import COUNTED, Counts, wrong_counts
from legwork.trade.permits.permit import permit_item, permit_key
from legwork.trade.permits.reservation import (
    Reservation,
    read_reservation,
    reservation_key,
    to_item,
)
from legwork.trade.permits.usecases.read_permit import read_permit
from legwork.trade.permits.usecases.save_permit import PermitSave
from legwork.usecases.audit_task import audit_task

ACCOUNT, PERMIT = "parkside", "P-1"
TIMES = "2030-01-07T08:00,2030-01-07T09:00"


def game(number: int, cents: int = 100) -> dict[str, object]:
    return {
        "event": "Game",
        "facility": f"Field {number}",
        "starts_at": "2030-01-07T08:00",
        "ends_at": "2030-01-07T09:00",
        "amount_cents": cents,
    }


class Permit:
    """One permit, its tasks, and what is said of it."""

    def __init__(self, background_at: int = 10**9) -> None:
        self.fleet = Fleet()
        self.owner = Owner(self.fleet, background_at=background_at)
        self.records = AccountRecords(self.fleet.database, self.fleet.files, ACCOUNT)
        self._calls = 0

    def save(self, *games: dict[str, object]) -> Task:
        save = PermitSave(permit=PERMIT, holder="H-1", reservations=games)
        return self.owner.save(save, key=self._key())

    def bill_out(self) -> Task:
        return self.owner.bill_out(PERMIT, key=self._key())

    def _key(self) -> str:
        self._calls += 1
        return f"call {self._calls}"

    def read(self, records: AccountRecords | None = None) -> Counts:
        return read_permit(
            PERMIT,
            caller=self.owner.caller,
            database=self.fleet.database,
            records=records or self.records,
        )[1]

    def write(self, *effects: Effect) -> None:
        self.fleet.database.transact(records=effects_in_account(ACCOUNT, effects))

    @property
    def is_counted(self) -> bool:
        return COUNTED in self.records.get([permit_key(PERMIT)])[permit_key(PERMIT)]

    def of_the_release_before(self, *reservations: Reservation) -> None:
        """A permit without counts."""
        self.write(Put(permit_key(PERMIT), permit_item(PERMIT, "H-1", {})))
        for one in reservations:
            self.write(Put(reservation_key(PERMIT, one.id), to_item(one)))


def test_what_is_saved_counts_at_once() -> None:
    permit = Permit()
    permit.save(game(1), game(2, 250))
    assert permit.read() == Counts(total=2, total_cents=350)


def test_what_is_saved_again_counts_by_what_changed() -> None:
    permit = Permit()
    permit.save(game(1), game(2))
    permit.save(game(1, 40), game(2), {**game(3), "amount_cents": 7}, {**game(2), "event": "Cup"})
    assert permit.read() == Counts(total=3, total_cents=147)


def test_a_bill_out_counts_with_its_receipt() -> None:
    permit = Permit()
    permit.save(game(1), game(2, 250))
    permit.bill_out()
    permit.save(game(3, 5))
    billed = Counts(total=3, total_cents=355, billed=2, billed_cents=350)
    assert permit.read() == billed
    permit.bill_out()
    assert permit.read() == replace(billed, billed=3, billed_cents=355)


def test_an_import_counts_for_each_permit() -> None:
    permit = Permit()
    permits = {n: PERMIT if n % 3 else "P-2" for n in range(300)}
    rows = [f"{of},Game,Field {n},{TIMES},{n}" for n, of in permits.items()]
    header = "permit,event,facility,starts_at,ends_at,amount_cents"
    permit.owner.upload("UP1", "\n".join([header, *rows, ""]).encode())
    params = {"entity": "reservations", "upload_id": "UP1"}
    task = permit.owner.launch("import_records", params, key="import")
    permit.fleet.settle()
    numbers = [n for n, of in permits.items() if of == PERMIT]
    assert permit.read() == Counts(total=len(numbers), total_cents=sum(numbers))
    assert audited(permit.fleet, task) == []


def audited(fleet: Fleet, task: Task) -> list[str]:
    ended = fleet.task(task.ref)
    found = audit_task(ended, database=fleet.database, files=fleet.files, clock=fleet.clock)
    return [problem for finding in found for problem in finding.problems]


@pytest.mark.parametrize("steps", range(0, 40, 3))
def test_a_save_and_a_bill_out_that_were_cancelled_count_what_they_did(steps: int) -> None:
    permit = Permit(background_at=1)
    permit.save(*(game(n) for n in range(200)))
    permit.fleet.settle()
    tasks = [permit.bill_out(), permit.save(*(game(n, 300) for n in range(150, 500)))]
    for _ in range(steps):
        permit.fleet.step()
    for task in tasks:
        if not permit.fleet.task(task.ref).state.ended:
            permit.owner.cancel(task.ref)
    permit.fleet.settle()
    assert list(wrong_counts(PERMIT, permit.records)) == []
    assert permit.read().total >= 200


# --- Permits of the release before -----------------------------------------------------------


def old(number: int, receipt: str | None = None) -> Reservation:
    one = read_reservation(game(number), PERMIT)
    return one.billed(receipt) if receipt else one


def test_a_permit_of_the_release_before_is_counted_once() -> None:
    permit = Permit()
    permit.of_the_release_before(*map(old, range(3)))
    assert permit.read() == Counts(total=3, total_cents=300)
    assert permit.is_counted
    permit.save(game(9, 50))
    assert permit.read() == Counts(total=4, total_cents=350)
    permit.bill_out()
    assert permit.read() == Counts(total=4, total_cents=350, billed=4, billed_cents=350)


def test_what_changed_before_it_was_counted_counts_once() -> None:
    permit = Permit()
    permit.of_the_release_before(*map(old, range(3)))
    permit.save(game(1, 40), game(9, 50))
    permit.bill_out()
    whole = Counts(total=4, total_cents=290, billed=4, billed_cents=290)
    assert permit.read() == whole
    assert permit.is_counted
    assert permit.read() == whole


def test_lines_without_a_receipt_yet_are_posted_later() -> None:
    permit = Permit()
    permit.of_the_release_before(old(1), old(2, receipt="R-1"))
    assert permit.read() == Counts(total=2, total_cents=200)


@dataclass(frozen=True)
class Disturbed(AccountRecords):
    """Records that somebody else changes while all reservations are read."""

    happening: list[Callable[[], object]] = field(default_factory=list)

    def query(
        self, partition: str, *, after: str | None = None, first: str = "", last: str = "\uffff"
    ) -> Iterator[tuple[str, Item]]:
        while self.happening and partition.endswith("#7"):
            self.happening.pop()()
        yield from super().query(partition, after=after, first=first, last=last)


def test_a_count_that_something_came_between_does_not_stand() -> None:
    permit = Permit()
    permit.of_the_release_before(*map(old, range(3)))
    fleet, save = permit.fleet, lambda: permit.save(game(9, 50))
    reading = Disturbed(fleet.database, fleet.files, ACCOUNT, happening=[save])
    found = permit.read(reading)
    assert found.total in {3, 4}
    assert not permit.is_counted
    assert permit.read() == Counts(total=4, total_cents=350)
    assert permit.is_counted


def test_who_takes_the_count_away_has_it_made_anew() -> None:
    permit = Permit()
    permit.save(game(1))
    permit.write(Put(reservation_key(PERMIT, old(2).id), to_item(old(2))))
    assert list(wrong_counts(PERMIT, permit.records)) != []
    permit.write(Update(permit_key(PERMIT), remove=(COUNTED,)))
    assert permit.read() == Counts(total=2, total_cents=200)
    assert permit.is_counted
    assert list(wrong_counts(PERMIT, permit.records)) == []


def test_a_permit_is_read_in_one_query_however_large_it_is() -> None:
    permit = Permit()
    permit.save(*(game(n) for n in range(300)))
    reading = Disturbed(
        permit.fleet.database, permit.fleet.files, ACCOUNT, happening=[lambda: 1 / 0]
    )
    assert permit.read(reading).total == 300
