"""Importing staff who teach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from legwork.domain.correction import corrected
from legwork.domain.draft import Draft
from legwork.domain.effect import Delete, Effect, Item, Key, as_read
from legwork.domain.kind import Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import Target
from legwork.domain.recipient import is_address, normal
from legwork.domain.record import Records
from legwork.domain.reverse import Undoing, edited_since, forgotten
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.instructor import (
    RESERVED,
    Instructor,
    instructor_entry,
    instructor_key,
)
from legwork.trade.imports.entity import CHANGED, NEW, UNCHANGED, Entity, Manner, differs
from legwork.trade.imports.row_values import RowValues

CODES = {
    "bad_address": "Added; the address cannot be one.",
}
"""What its codes mean."""

COLUMNS = ("staff", "name", "email", "phone", "location")
"""Columns of a CSV file of staff."""
_SAID = COLUMNS[1:]
_WRITES = 3
"""The staff member, and the entries under id and name in the directory."""
_UPSERT_WRITES = 1
"""The entry under an old name."""
_TALLY = "staff"


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A row: a staff member who teaches."""

    instructor: Instructor

    @property
    def key(self) -> Key:
        """Where the record lies."""
        return instructor_key(self.instructor.id)


def _read(values: Mapping[str, str]) -> StaffRow:
    row = RowValues(values)
    instructor = Instructor(
        id=row.name("staff"),
        name=row.text("name"),
        email=row.text("email"),
        phone=row.text("phone"),
        location=row.text("location"),
    )
    if instructor.id in RESERVED:
        row.refuse("staff", f"'{instructor.id}' stands for something else: choose another name")
    row.check()
    return StaffRow(instructor)


def _target(key: str, row: StaffRow) -> Target:
    """Rows of one person go to one lane, in the order of the file."""
    return Target(key, writes=_WRITES, affinity=row.instructor.id)


def _save(
    wanted: Sequence[StaffRow | Verdict], records: Records, manner: Manner
) -> list[Performed]:
    draft = Draft(records.get({row.key for row in wanted if isinstance(row, StaffRow)}))
    return [
        Performed(one) if isinstance(one, Verdict) else _row(one, draft, manner) for one in wanted
    ]


def _row(row: StaffRow, draft: Draft, manner: Manner) -> Performed:
    wanted, item = row.instructor, draft.get(row.key)
    if item is not None:
        earlier = instructors.from_item(item)
        if all(getattr(earlier, name) == getattr(wanted, name) for name in _SAID):
            return Performed(UNCHANGED)
        if not manner.upsert:
            return Performed(differs(f"{wanted.id} is there, as {earlier.called}."))
        return _restate(row.key, item, earlier, wanted, draft)
    effects = [draft.write(effect) for effect in instructors.made(wanted)]
    return Performed(_verdict(wanted), effects, {_TALLY: 1}, memory=NEW)


def _restate(
    key: Key, item: Item, earlier: Instructor, wanted: Instructor, draft: Draft
) -> Performed:
    after = replace(earlier, **{name: getattr(wanted, name) for name in _SAID})
    said = instructors.to_item(after)
    effects: list[Effect] = [*corrected(key, item, instructors.to_item(earlier), said)]
    if after.name != earlier.name:
        effects += instructor_entry(earlier.id, earlier.name).renamed(after.name)
    for effect in effects:
        draft.write(effect)
    before = {name: getattr(earlier, name) for name in _SAID}
    memory = {name: was for name, was in before.items() if was != getattr(wanted, name)}
    return Performed(CHANGED, effects, memory=memory)


def _take_back(
    wanted: Sequence[StaffRow | Verdict],
    memory: Sequence[Any],
    records: Records,
    _undoing: Undoing[Any],
) -> list[Performed]:
    draft = Draft(records.get({row.key for row in wanted if isinstance(row, StaffRow)}))
    return [
        forgotten() if known is None or isinstance(row, Verdict) else _undo(row, known, draft)
        for row, known in zip(wanted, memory, strict=True)
    ]


def _undo(row: StaffRow, memory: Any, draft: Draft) -> Performed:
    item = draft.get(row.key)
    if item is None:
        return edited_since("There is no such staff member any more.")
    found = instructors.from_item(item)
    if memory == NEW:
        if found != row.instructor:
            return edited_since("Somebody has changed it since, or it teaches a class.")
        effects: list[Effect] = [Delete(row.key, as_read(item, *item))]
        effects += instructor_entry(found.id, found.name).removed()
        return Performed(Verdict(), effects, {_TALLY: -1})
    if any(getattr(found, name) != getattr(row.instructor, name) for name in memory):
        return edited_since("Somebody has changed the same fields since.")
    restored = _restate(row.key, item, found, replace(found, **memory), draft)
    return Performed(Verdict(), restored.effects)


def _verdict(instructor: Instructor) -> Verdict:
    if instructor.email and not is_address(normal(instructor.email)):
        sentence = f"Added, but '{instructor.email[:80]}' cannot be a mail address."
        return Verdict(Outcome.WARNING, "bad_address", sentence)
    return Verdict()


ENTITY = Entity(
    name="staff",
    columns=COLUMNS,
    tally=_TALLY,
    row=StaffRow,
    read=_read,
    target=_target,
    save=_save,
    key=lambda row: row.key,
    upsert_writes=_UPSERT_WRITES,
    undo=_take_back,
    undo_writes=_WRITES + _UPSERT_WRITES,
)
