"""Making and changing families, with all that depends on what they are: lists and directory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from legwork.domain.correction import corrected
from legwork.domain.directory import LISTED
from legwork.domain.effect import Absent, Check, Delete, Effect, Item, Key, Put, as_read
from legwork.domain.errors import InvalidInput
from legwork.domain.recipient import is_address, normal
from legwork.trade.families import family as families
from legwork.trade.families.family import Family, entry_of_item, family_key
from legwork.trade.families.student import student_key
from legwork.trade.mail.audience import entry_of, listing_item, listing_key


def make(family: Family) -> Iterator[Effect]:
    """A new family, on the account's list and in the directory."""
    item = families.to_item(family)
    yield Put(family_key(family.id), item, (Absent(),))
    yield from entry_of_item(item).put()
    entry = entry_of(family)
    yield Put(listing_key(entry), listing_item(entry))


def check(after: Family, *, known_as: str = "") -> None:
    """Refuse what no family is, and a new address that cannot be one.

    Args:
        after: what it is to be.
        known_as: the address that it has, whatever that is.

    Raises:
        InvalidInput: names the field.
    """
    families.check(after)
    if after.email and after.email != known_as and not is_address(normal(after.email)):
        raise InvalidInput.of("email", f"'{after.email[:80]}' cannot be a mail address")


def moves(before: Family, after: Family) -> bool:
    """Whether a family gets another place on the lists of addresses."""
    return entry_of(before).key != entry_of(after).key


def students_of(family: Family) -> list[Key]:
    """The records that say on which classes' lists a family is: to be read before it moves."""
    return [student_key(student) for student in family.students]


def change(
    found: Item, before: Family, after: Family, students: Mapping[Key, Item]
) -> Iterator[Effect]:
    """What makes one family of another, on condition that nothing has changed since it was read.

    Args:
        found: its record as it was read.
        before: what that says.
        after: what it is to be.
        students: the records of its students, where it gets another address.

    Raises:
        InvalidInput: it is no family, or the new address cannot be one.
    """
    check(after, known_as=before.email)
    item = families.to_item(after)
    yield from corrected(family_key(after.id), found, families.to_item(before), item)
    entry, moved = entry_of_item(found), entry_of_item(item)
    if entry != moved or LISTED not in found:
        yield from entry.renamed(moved.name, moved.also)
    if moves(before, after):
        yield from _move(before, after, students)


def _move(before: Family, after: Family, students: Mapping[Key, Item]) -> Iterator[Effect]:
    # A student who is enrolled meanwhile would be listed under the old address.
    for key, item in sorted(students.items()):
        yield Check(key, as_read(item, "classes"))
    old, new = entry_of(before), entry_of(after)
    for class_id in (None, *_classes(students.values())):
        yield Delete(listing_key(old, class_id))
        yield Put(listing_key(new, class_id), listing_item(new))


def _classes(students: Iterable[Item]) -> list[str]:
    return sorted({class_id for item in students for class_id in item["classes"]})
