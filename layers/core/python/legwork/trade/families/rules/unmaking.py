"""Taking imported families back: new ones go, changed ones are as before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from legwork.domain.draft import Draft
from legwork.domain.effect import Absent, Check, Delete, Effect, as_read
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Performed
from legwork.domain.outcome import Verdict
from legwork.domain.record import Records
from legwork.domain.reverse import cannot_undo, edited_since
from legwork.trade.families import family as families
from legwork.trade.families.family import Family, entry_of_item, family_key
from legwork.trade.families.rules.changing import change, students_of
from legwork.trade.mail.audience import entry_of, listing_key
from legwork.trade.money.account import account_key

_FIELDS: Final = ("name", "email", "guardians", "keywords")
"""What a row may say of a family."""


def before_row(before: Family, after: Family) -> dict[str, Any]:
    """What a family had where a row says something else, as its record has it."""
    was, now = families.to_item(before), families.to_item(after)
    return {name: was.get(name) for name in _FIELDS if was.get(name) != now.get(name)}


class Unmaking:
    """Decides on the families of one batch, in order.

    Args:
        names: of the families.
        records: the account's.
    """

    def __init__(self, names: Iterable[str], records: Records) -> None:
        named = set(names)
        found = records.get([key for n in named for key in (family_key(n), account_key(n))])
        homes = [found[key] for key in map(family_key, named) if key in found]
        pupils = {key for item in homes for key in students_of(families.from_item(item))}
        self._draft = Draft({**found, **records.get(pupils)})

    def made(self, wanted: Family) -> Performed:
        """Decide on a family that the import has made."""
        key, account = family_key(wanted.id), account_key(wanted.id)
        item = self._draft.get(key)
        if item is None:
            return edited_since("There is no such family any more.")
        found = families.from_item(item)
        if found != wanted:
            return edited_since("The family was changed, or has students, since.")
        if account in self._draft:
            return cannot_undo("The family has an account by now: what is posted stays.")
        effects: list[Effect] = [
            Delete(key, as_read(item, *item)),
            *entry_of_item(item).removed(),
            Delete(listing_key(entry_of(found))),
            Check(account, (Absent(),)),
        ]
        return Performed(Verdict(), [self._draft.write(one) for one in effects], {"families": -1})

    def changed(self, wanted: Family, before: Mapping[str, Any]) -> Performed:
        """Decide on a family that the import has changed."""
        item = self._draft.get(family_key(wanted.id))
        if item is None:
            return edited_since("There is no such family any more.")
        if not before:
            return cannot_undo("It took down a consent alone, and what families agreed to stays.")
        found = families.from_item(item)
        if not all(_is_as_left(found, wanted, name) for name in before):
            return edited_since("Somebody has changed the same fields since.")
        values = {name: value for name, value in before.items() if value is not None}
        restored = {k: v for k, v in item.items() if k not in before} | values
        after = families.from_item({"email": "", "students": [], "keywords": [], **restored})
        pupils = {k: one for k in students_of(found) if (one := self._draft.get(k)) is not None}
        moved = entry_of(found).key != entry_of(after).key
        try:
            effects = [*change(item, found, after, pupils if moved else {})]
        except InvalidInput as error:
            return cannot_undo(f"As it was before it cannot be any more: {error}.")
        return Performed(Verdict(), [self._draft.write(one) for one in effects])


def _is_as_left(found: Family, wanted: Family, name: str) -> bool:
    """Whether a field still is as the import has left it."""
    if name == "guardians":
        primary, said = found.primary_guardian, wanted.primary_guardian
        return (primary and primary.name) == (said and said.name)
    if name == "keywords":
        return {*wanted.keywords} <= {*found.keywords}
    return bool(getattr(found, name) == getattr(wanted, name))
