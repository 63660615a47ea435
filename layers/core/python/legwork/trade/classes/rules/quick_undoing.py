"""Taking a quick edit back: each field that it changed is as before, if nobody has changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from legwork.domain.correction import corrected, restated
from legwork.domain.draft import Draft
from legwork.domain.effect import Effect, Item, Key
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Performed
from legwork.domain.outcome import Verdict
from legwork.domain.record import Records
from legwork.domain.reverse import cannot_undo, edited_since, forgotten
from legwork.trade.classes import class_ as classes
from legwork.trade.classes.instructor import instructor_key
from legwork.trade.classes.rules import class_change
from legwork.trade.classes.rules.edit_selection import What
from legwork.trade.families import family as families
from legwork.trade.families import student as students


class QuickUndoing:
    """Decides on the records of one batch, in order.

    Args:
        what: they are.
        names: their ids.
        said: fields with what they were to be.
        memory: by id what each had before, by attribute.
        records: the account's.
    """

    def __init__(
        self,
        what: What,
        names: Sequence[str],
        said: Mapping[str, Any],
        memory: Mapping[str, Mapping[str, Any] | None],
        records: Records,
    ) -> None:
        self._what, self._said, self._memory = what, said, memory
        found = records.get(what.key(name) for name in names)
        people = {item.get("instructor") for item in found.values()}
        people |= {(before or {}).get("instructor") for before in memory.values()}
        keys = [instructor_key(who) for who in people if who] if "instructor" in said else []
        self._draft = Draft({**found, **records.get(keys)})

    def decide(self, name: str) -> Performed:
        """Decide on a record."""
        key, before = self._what.key(name), self._memory.get(name)
        item = self._draft.get(key)
        if before is None:
            return forgotten()
        if item is None or not self._what.has(item):
            return edited_since("There is no such record any more.")
        left = self._left(item)
        if any(item.get(attribute) != left.get(attribute) for attribute in before):
            return edited_since("Somebody has changed the same fields since.")
        restored = {**item, **{k: value for k, value in before.items() if value is not None}}
        for attribute in [k for k, value in before.items() if value is None]:
            restored.pop(attribute, None)
        try:
            effects = self._effects(key, item, restored)
        except InvalidInput as error:
            [wrong] = error.errors
            return cannot_undo(f"As it was before it cannot be any more: {wrong.message}.")
        return Performed(Verdict(), effects, {"edited": -1})

    def _left(self, item: Item) -> Item:
        """The record as the task would leave it now: just as it is, if nobody has changed it."""
        return self._to_item(restated(self._read(item), self._said))

    def _effects(self, key: Key, item: Item, restored: Item) -> list[Effect]:
        if self._what.noun == What.CLASSES.value:
            before, after = classes.from_item(item), classes.from_item(restored)
            class_change.check(before, after, self._draft)
            return list(class_change.effects(item, after, self._draft, listing=False))
        one, other = (
            class_change.as_listed(item, self._to_item(self._read(it)), listing=False)
            for it in (item, restored)
        )
        return list(corrected(key, item, one, other))

    def _read(self, item: Item) -> Any:
        if self._what.noun == What.CLASSES.value:
            return classes.from_item(item)
        is_student = self._what is What.STUDENTS
        return students.from_item(item) if is_student else families.from_item(item)

    def _to_item(self, record: Any) -> Item:
        if self._what.noun == What.CLASSES.value:
            return classes.to_item(record)
        is_student = self._what is What.STUDENTS
        return students.to_item(record) if is_student else families.to_item(record)
