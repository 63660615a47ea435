"""Somebody edits a record between a task and its undo: what was edited is kept, the rest is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from legwork.domain.effect import Item, Key, Update
from legwork.domain.outcome import TargetOutcome
from legwork.store.plans import batches, ledger
from legwork.testing.faults import interrupt
from tests.faults.park import UNDOS
from tests.faults.trial import Trial, undisturbed

Edit = Callable[[Item], Item]
EDITS: Mapping[str, tuple[str, Edit]] = {
    "bill-out": ("RESERVATION#", lambda _: {"receipt": "R-9"}),
    "save": ("RESERVATION#", lambda _: {"event": "Other"}),
    "import": ("RESERVATION#", lambda _: {"event": "Other"}),
    "keywords": ("STUDENT", lambda _: {"keywords": ["other"]}),
    "families": ("FAMILY", lambda item: {"name": f"Other {item['name']}"}),
    "drops": ("ENROLLMENT#", lambda _: {"status": "future"}),
    "quick edit": ("CLASS", lambda _: {"capacity": 99}),
    "cancellation": (
        "SESSION#",
        lambda item: {"status": "scheduled", "restored_by": [*item["restored_by"], "T-9"]},
    ),
    "assignment": ("SESSION#", lambda item: {"assigned_by": [*item["assigned_by"], "T-9"]}),
}
"""What somebody does to a record that the task has changed, by the work."""
MONEY = {"charges", "tokens"}
"""What is edited by calls of their own: tried with the rules of the trade."""


def edited(name: str) -> Iterator[tuple[Key, Item]]:
    """The records that the undone task has changed, each with what somebody makes of it."""
    beginning, edit = EDITS[name]
    before = Trial(name).fleet.tables.records.rows
    for key, item in Trial(f"undo {name}").fleet.tables.records.rows.items():
        if key.sort.startswith(beginning) and before.get(key) != item:
            yield key, edit(item)


def outcomes(trial: Trial) -> list[TargetOutcome]:
    """What came of each target of the undo."""
    [undo] = trial.tasks()
    tables = trial.fleet.tables
    return [
        TargetOutcome(target, verdict, entry.at)
        for lane in undo.lanes
        for batch, entry in zip(
            batches(tables, undo, lane), ledger(tables, undo, lane), strict=True
        )
        for target, verdict in zip(batch.targets, entry.verdicts, strict=True)
    ]


def test_every_work_that_is_undone_is_edited_in_between() -> None:
    assert EDITS.keys() | MONEY == UNDOS.keys()


@pytest.mark.parametrize("name", EDITS)
def test_what_was_edited_at_any_record_is_kept(name: str) -> None:
    done = undisturbed(f"undo {name}").tasks()[0].counts.succeeded
    found = [*edited(name)]
    assert found
    for key, change in found:
        trial = Trial(f"undo {name}")
        trial.fleet.tables.records.write(Update(key, set=change))
        assert trial.launch()
        trial.settle()
        check(trial, key, change, done)


@pytest.mark.parametrize("name", ["bill-out", "save", "quick edit"])
def test_what_is_edited_at_any_call_of_the_undo_is_kept_or_comes_after_it(name: str) -> None:
    model = undisturbed(f"undo {name}")
    done = model.tasks()[0].counts.succeeded
    found = [*edited(name)]
    for call in model.fleet.faults.calls[:: len(model.fleet.faults.calls) // 20]:
        key, change = found[call.number % len(found)]
        trial = Trial(f"undo {name}")
        edits: list[bool] = []

        def edit(
            trial: Trial = trial, key: Key = key, change: Item = change, edits: list[bool] = edits
        ) -> None:
            rows = trial.fleet.tables.records.rows
            # Once it is taken back, there is nothing left to edit.
            if rows.get(key) == Trial(f"undo {name}").fleet.tables.records.rows[key]:
                trial.fleet.tables.records.write(Update(key, set=change))
                edits.append(True)

        trial.strike(call.number, interrupt(edit))
        assert trial.launch()
        trial.settle()
        if edits:
            check(trial, key, change, done)


def check(trial: Trial, key: Key, change: Item, done: int) -> None:
    """The edit stands, its target says why, and the others are taken back."""
    item = trial.fleet.tables.records.rows[key]
    assert {name: item.get(name) for name in change} == change
    left = [one.verdict for one in outcomes(trial) if not one.verdict.done]
    assert left
    assert all(verdict.code in {"edited_since", "cannot_undo"} for verdict in left)
    assert any(verdict.code == "edited_since" for verdict in left)
    assert all(verdict.message.endswith(".") for verdict in left)
    assert trial.tasks()[0].counts.succeeded == done - len(left)
    assert trial.fleet.surprises == []
