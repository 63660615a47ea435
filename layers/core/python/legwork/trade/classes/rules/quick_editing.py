"""Quick edit: for each field "do not change", or a value. Source: iClassPro's Quick Edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from legwork.domain.correction import corrected, restated
from legwork.domain.day import today
from legwork.domain.directory import LISTED
from legwork.domain.draft import Draft
from legwork.domain.effect import Effect, Item, Key, Update
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Performed
from legwork.domain.outcome import TargetWarning, Verdict
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.instructor import instructor_key
from legwork.trade.classes.rules import class_change
from legwork.trade.classes.rules.edit_selection import What, active_students
from legwork.trade.families import family as families
from legwork.trade.families import student as students

CODES = {
    "not_found": "There is no such record.",
    "other_type": "It is a camp and no class by now, or the other way round.",
    "unchanged": "It is so already.",
    "billing_enabled": "Billing cannot be disabled on an inactive class.",
    "instructor": "The instructor does not teach any more.",
    "age_max": "The oldest age is below the youngest.",
    "enrolled": "The tuition is changed; those who are enrolled keep what their enrollment says.",
}
"""What its codes mean."""

_OF_CLASS: Final = (
    "active",
    "location",
    "instructor",
    "tuition_cents",
    "billing_enabled",
    "proration",
    "capacity",
    "age_min",
    "age_max",
)
FIELDS: Final[Mapping[What, tuple[str, ...]]] = {
    What.CLASSES: _OF_CLASS,
    What.CAMPS: _OF_CLASS,
    What.STUDENTS: ("active",),
    What.FAMILIES: ("active", "location", "omit_from"),
}
"""What can be changed of them."""
MARK: Final = "edited_by"
"""Attribute of a record: the tasks that edited it, the latest last; not more than some."""
MARKS: Final = 20


def check_fields(what: What, said: Mapping[str, Any]) -> None:
    """Refuse a change of nothing, and of what such records do not have.

    Raises:
        InvalidInput: names the field.
    """
    if not said:
        raise InvalidInput.of(FIELDS[what][0], "nothing is to change: give a field a value")
    for name in said:
        if name not in FIELDS[what]:
            having = ", ".join(FIELDS[what])
            raise InvalidInput.of(name, f"not a field of {what}: they have {having}")


class QuickEditing:
    """Decides on the records of one batch, in order.

    Args:
        what: they are.
        names: their ids.
        said: fields with what they are to be; None for what new records have.
        task: that edits them.
        now: when.
        records: the account's.
    """

    def __init__(
        self,
        what: What,
        names: Sequence[str],
        said: Mapping[str, Any],
        task: str,
        now: datetime,
        records: Records,
    ) -> None:
        self._what, self._said, self._task, self._day = what, said, task, today(now)
        self._records = records
        found = records.get(what.key(name) for name in names)
        people = {item.get("instructor") for item in found.values()} | {said.get("instructor")}
        keys = [instructor_key(who) for who in people if who] if "instructor" in said else []
        self._draft = Draft({**found, **records.get(keys)})

    def decide(self, name: str) -> Performed:
        """Decide on a record."""
        key = self._what.key(name)
        item = self._draft.get(key)
        if item is None:
            return Performed.error("not_found", "There is no such record.")
        if not self._what.has(item):
            return Performed.skipped("other_type", f"It is none of the {self._what} any more.")
        if self._what.noun == What.CLASSES.value:
            return self._class(key, item)
        before, after = (
            class_change.as_listed(item, one, listing=False) for one in self._person(item)
        )
        return self._edited(key, item, list(corrected(key, item, before, after)), [])

    def _person(self, item: Item) -> tuple[Item, Item]:
        if self._what is What.STUDENTS:
            student = students.from_item(item)
            return students.to_item(student), students.to_item(restated(student, self._said))
        family = families.from_item(item)
        # None of these fields can make it wrong, and what is wrong with it already may stay.
        return families.to_item(family), families.to_item(restated(family, self._said))

    def _class(self, key: Key, item: Item) -> Performed:
        before = classes.from_item(item)
        after = restated(before, self._said)
        try:
            class_change.check(before, after, self._draft)
        except InvalidInput as error:
            [wrong] = error.errors
            return Performed.error(wrong.field, f"{wrong.message[:1].upper()}{wrong.message[1:]}.")
        effects = list(class_change.effects(item, after, self._draft, listing=False))
        return self._edited(key, item, effects, list(self._warnings(before, after)))

    def _warnings(self, before: Class, after: Class) -> Iterator[TargetWarning]:
        if before.tuition_cents == after.tuition_cents:
            return
        enrolled = active_students(before.id, self._records, self._day)
        if enrolled:
            sentence = f"{enrolled:,} active enrollments keep the tuition that they have."
            yield TargetWarning("enrolled", sentence)

    def _edited(
        self, key: Key, item: Item, effects: Sequence[Effect], warnings: Sequence[TargetWarning]
    ) -> Performed:
        if not effects:
            return Performed.skipped("unchanged", "It is so already.")
        marks = [*item.get(MARK, ()), self._task][-MARKS:]
        marked = [
            replace(effect, set={**effect.set, MARK: marks})
            if isinstance(effect, Update) and effect.key == key
            else effect
            for effect in effects
        ]
        memory = _written_over(key, item, effects)
        return Performed(Verdict.with_warnings(warnings), marked, {"edited": 1}, memory=memory)


def _written_over(key: Key, item: Item, effects: Sequence[Effect]) -> Item:
    """What a record had, by attribute, where something else is written; nothing for what is new."""
    own = [one for one in effects if isinstance(one, Update) and one.key == key]
    names = {name for one in own for name in (*one.set, *one.remove)} - {LISTED}
    return {name: item.get(name) for name in sorted(names)}


def unmarked(what: What, names: Sequence[str], task: str, records: Records) -> int:
    """How many of these records do not bear the mark of a task: for audits.

    One that was edited very often since may have lost it.
    """
    found = records.get({what.key(name) for name in names})
    marked = sum(
        task in (marks := item.get(MARK, ())) or len(marks) >= MARKS for item in found.values()
    )
    return len(names) - marked
