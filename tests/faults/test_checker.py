"""The checker is worth its name: faults planted in the engine's own promises are found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from legwork.domain.effect import Absent, AtMost, Clause, Effect, Equals, Update
from legwork.domain.task import Task
from legwork.ports import Database
from legwork.testing.faults import at, crash_before, interrupt
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave
from tests.faults.park import FIELDS, GAMES, values
from tests.faults.trial import Trial, undisturbed

Change = Callable[[Effect], Effect | None]


class Careless:
    """A database that changes what it is told to write."""

    def __init__(self, database: Database, change: Change) -> None:
        self._database, self._change = database, change
        self.tasks, self.records, self.tab = database.tasks, database.records, database.tab

    def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
        self._database.transact(tasks=self._changed(tasks), records=self._changed(records))

    def _changed(self, effects: Sequence[Effect]) -> list[Effect]:
        return [changed for effect in effects if (changed := self._change(effect)) is not None]


def without(*clauses: Callable[[Effect, Clause], bool]) -> Change:
    """Forget some clauses of the conditions."""

    def change(effect: Effect) -> Effect:
        kept = tuple(c for c in effect.expect if not any(wrong(effect, c) for wrong in clauses))
        return replace(effect, expect=kept)

    return change


def _gate(_: Effect, clause: Clause) -> bool:
    return isinstance(clause, Equals) and clause.attribute in {"gate", "gate_number"}


def _cursor(_: Effect, clause: Clause) -> bool:
    return isinstance(clause, Equals) and clause.attribute == "cursor"


def _ledger(effect: Effect, clause: Clause) -> bool:
    return effect.key.sort.startswith("LEDGER#") and isinstance(clause, Absent)


def _token(_: Effect, clause: Clause) -> bool:
    return isinstance(clause, AtMost) and clause.attribute == "token"


def _status(_: Effect, clause: Clause) -> bool:
    return isinstance(clause, Equals) and clause.attribute == "status"


def _sheet(effect: Effect, _: Clause) -> bool:
    return "FACILITY#" in effect.key.partition


def _state(_: Effect, clause: Clause) -> bool:
    return isinstance(clause, Equals) and clause.attribute == "state"


def _receipt(effect: Effect, _: Clause) -> bool:
    return "RECEIPT#" in effect.key.partition or effect.key.sort.startswith("POSTING#")


def commits(name: str) -> list[int]:
    """Numbers of the transactions of a work: record, turn, plan, batches, end.

    The last one of all is not among them: it marks the end as announced.
    """
    calls = undisturbed(name).fleet.faults.calls
    return [call.number for call in calls if call.name == "transact"][:-1]


def found(trial: Trial) -> str:
    trial.fleet.settle()
    return "; ".join(problems(trial.fleet, double_bookings=trial.work.double_bookings))


def careless(change: Change) -> Trial:
    trial = Trial("bill-out")
    trial.fleet.database = Careless(trial.fleet.database, change)
    return trial


def second_worker(trial: Trial) -> None:
    trial.fleet.handle(trial.waiting()[0])


def cancel(trial: Trial) -> None:
    [task] = trial.tasks()
    trial.owner.cancel(task.ref)


FIRST_BATCH = 3
"""Its place among the transactions."""


def test_nothing_planted_nothing_found() -> None:
    for happens in (second_worker, cancel):
        trial = careless(lambda effect: effect)
        trial.strike(commits("bill-out")[FIRST_BATCH], interrupt(partial(happens, trial)))
        assert trial.launch()
        assert found(trial) == ""


def test_a_gate_that_does_not_hold() -> None:
    trial = careless(without(_gate))
    trial.strike(commits("bill-out")[FIRST_BATCH], interrupt(partial(cancel, trial)))
    assert trial.launch()
    assert "lane counters = task counts" in found(trial)


def test_a_batch_that_commits_twice() -> None:
    trial = careless(without(_cursor, _ledger, _token, _status))
    trial.strike(commits("bill-out")[FIRST_BATCH], interrupt(partial(second_worker, trial)))
    assert trial.launch()
    assert "ledger = lane counters" in found(trial)


def test_a_batch_that_is_counted_twice() -> None:
    def twice(effect: Effect) -> Effect:
        if isinstance(effect, Update) and effect.key.sort == "LANE":
            return replace(effect, add={name: 2 * n for name, n in effect.add.items()})
        return effect

    trial = careless(twice)
    assert trial.launch()
    assert "ledger = lane counters" in found(trial)


def test_a_reservation_that_is_billed_twice() -> None:
    trial = careless(without(_status))
    other = partial(Owner(trial.fleet).bill_out, "P-1", key="other")
    trial.strike(commits("bill-out")[FIRST_BATCH], interrupt(other))
    assert trial.launch()
    assert "reservations name the receipt" in found(trial)


def test_a_receipt_that_is_posted_twice() -> None:
    trial = careless(without(_state, _receipt))
    trial.strike(
        commits("bill-out")[-1],
        interrupt(lambda: trial.fleet.handle(trial.waiting()[-1])),
    )
    assert trial.launch()
    assert "not one sum" in found(trial)


def test_a_posting_that_is_missing() -> None:
    trial = careless(lambda effect: None if effect.key.sort.startswith("POSTING#") else effect)
    assert trial.launch()
    assert "not posted" in found(trial)


def test_an_effect_without_its_proof() -> None:
    class Torn(Careless):
        def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
            if records:
                self._database.transact(records=records)
            self._database.transact(tasks=tasks)

    whole = len(undisturbed("bill-out").fleet.faults.calls)
    torn = set[str]()
    for number in range(whole):
        trial = Trial("bill-out")
        trial.fleet.database = Torn(trial.fleet.database, lambda effect: effect)
        trial.strike(number, crash_before)
        if trial.launch():
            torn.add(found(trial))
    assert any("reservations name the receipt" in finding for finding in torn)


def test_a_sheet_that_is_written_over() -> None:
    model = Fleet()
    save(model, "P-1", GAMES)()
    third = [call.number for call in model.faults.calls if call.name == "transact"][FIRST_BATCH]
    fleet = Fleet()
    fleet.database = Careless(fleet.database, without(_sheet))
    others = [values(field, "12:00", "13:00", 1) for field in FIELDS]
    fleet.faults.plan = at(third, interrupt(save(fleet, "P-2", others)))
    save(fleet, "P-1", GAMES)()
    assert "sheets and the reservations differ" in "; ".join(problems(fleet))


def save(fleet: Fleet, permit: str, games: Sequence[Mapping[str, Any]]) -> Callable[[], Task]:
    request = PermitSave(permit=permit, holder="H-1", reservations=games)
    return partial(Owner(fleet).save, request, key=permit)


def test_a_facility_that_is_taken_twice() -> None:
    trial = Trial("import")
    assert trial.launch()
    trial.fleet.settle()
    assert problems(trial.fleet, double_bookings=True) == []
    assert "is taken twice" in "; ".join(problems(trial.fleet))


def test_an_end_that_nobody_hears_of() -> None:
    trial = Trial("bill-out")
    trial.fleet.tables.tasks.on_change = lambda _before, _after: None
    assert trial.launch()
    trial.fleet.settle(watching=False)
    assert "0 notifications, 0 events" in "; ".join(problems(trial.fleet))


def test_a_task_that_is_stuck() -> None:
    trial = Trial("bill-out")
    assert trial.launch()
    trial.fleet.lose_messages()
    trial.fleet.settle(watching=False)
    assert "has not ended" in "; ".join(problems(trial.fleet))
