"""Changing a class: the same rules for a correction and for a quick edit of many."""

from __future__ import annotations

from collections.abc import Iterator

from legwork.domain.correction import corrected
from legwork.domain.directory import LISTED
from legwork.domain.draft import Draft
from legwork.domain.effect import Absent, Effect, Item, Key, Put
from legwork.domain.errors import InvalidInput
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.class_ import Class, class_entry, class_key
from legwork.trade.classes.instructor import Instructor, instructor_key


def keys_of(*versions: Class) -> set[Key]:
    """The records that changing a class from one version to another looks at, besides its own."""
    return {instructor_key(one.instructor) for one in versions if one.instructor is not None}


def check(before: Class, after: Class, draft: Draft) -> None:
    """Refuse a change that cannot be.

    Args:
        before, after: the class.
        draft: holds what ``keys_of`` names.

    Raises:
        InvalidInput: names the field.
    """
    if before.billing_enabled and not after.billing_enabled and not after.active:
        raise InvalidInput.of(
            "billing_enabled", "billing cannot be disabled on an inactive class: make it active"
        )
    if None not in {after.age_min, after.age_max} and (after.age_max or 0) < (after.age_min or 0):
        raise InvalidInput.of("age_max", "below age_min")
    if after.instructor is not None and after.instructor != before.instructor:
        teacher = _teacher(after, draft)
        if teacher is None:
            raise InvalidInput.of(
                "instructor", f"there is no staff member '{after.instructor[:64]}'"
            )
        if not teacher.active:
            raise InvalidInput.of(
                "instructor", f"'{after.instructor[:64]}' does not teach any more"
            )


def made(class_: Class, draft: Draft) -> Iterator[Effect]:
    """A new class, with its entries in the directory; its instructor has it, too.

    Args:
        class_: checked.
        draft: holds what ``keys_of`` names.
    """
    yield draft.write(Put(class_key(class_.id), classes.to_item(class_), (Absent(),)))
    yield from class_entry(class_.id, class_.title).put()
    if (teacher := _teacher(class_, draft)) is not None:
        yield draft.write(instructors.with_class(teacher, class_.id))


def effects(found: Item, after: Class, draft: Draft, *, listing: bool = True) -> Iterator[Effect]:
    """The writes that change a class, on condition that all of it still is as it was read.

    Args:
        found: its record, as it was read.
        after: what it is to be; checked.
        draft: holds what ``keys_of`` names of both versions.
        listing: whether one of the last release gets its entries in the directory, too.
    """
    before = classes.from_item(found)
    yield from corrected(
        class_key(after.id),
        found,
        as_listed(found, classes.to_item(before), listing=listing),
        as_listed(found, classes.to_item(after), listing=listing),
    )
    if listing and (before.title != after.title or LISTED not in found):
        yield from class_entry(before.id, before.title).renamed(after.title)
    if before.instructor != after.instructor:
        if (teacher := _teacher(before, draft)) is not None:
            yield draft.write(instructors.without_class(teacher, before.id))
        if (teacher := _teacher(after, draft)) is not None:
            yield draft.write(instructors.with_class(teacher, after.id))


def as_listed(found: Item, item: Item, *, listing: bool) -> Item:
    """What is to be written of a record whose entries in the directory are left as they are."""
    if listing or LISTED in found:
        return item
    return {name: value for name, value in item.items() if name != LISTED}


def _teacher(class_: Class, draft: Draft) -> Instructor | None:
    item = draft.get(instructor_key(class_.instructor)) if class_.instructor else None
    return None if item is None else instructors.from_item(item)
