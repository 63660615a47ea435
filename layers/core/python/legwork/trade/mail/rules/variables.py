"""The variables of a mailing's templates, and their values for a family."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes.enrolled import classes_left
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family
from legwork.trade.families.student import Student

VARIABLES: Final = {
    "family": "The family's id.",
    "email": "The address that the mail goes to.",
    "students": "The family's students, separated by commas.",
    "first_class": "The first class that they are in; of the chosen ones, if classes were chosen.",
    "classes": "All those classes, separated by commas.",
}
"""What each variable stands for."""
_OF_CLASSES = frozenset({"first_class", "classes"})


def values_of(
    wanted: Collection[str], asked: Iterable[str], chosen: Collection[str], records: Records
) -> dict[str, dict[str, str]]:
    """The values of some variables for some families; no more is read than these need.

    The address is left out: it is known when the mail is written.

    Args:
        wanted: names of the variables.
        asked: ids of the families.
        chosen: the classes that count; all of them when empty.
        records: the account's.
    """
    ids = list(asked)
    if not _OF_CLASSES.union({"students"}).intersection(wanted):
        return {name: {"family": name} if "family" in wanted else {} for name in ids}
    known = families.find(ids, records)
    titles: Mapping[str, list[str]] = {}
    if _OF_CLASSES.intersection(wanted):
        titles = _titles(known, chosen, records)
    return {name: _values(name, known.get(name), titles.get(name, []), wanted) for name in ids}


def _values(
    name: str, family: Family | None, titles: list[str], wanted: Collection[str]
) -> dict[str, str]:
    every = {
        "family": name,
        "students": ", ".join(family.students if family else ()),
        "first_class": titles[0] if titles else "",
        "classes": ", ".join(titles),
    }
    return {variable: value for variable, value in every.items() if variable in wanted}


def _titles(
    known: Mapping[str, Family], chosen: Collection[str], records: Records
) -> dict[str, list[str]]:
    pupils = students.find((s for family in known.values() for s in family.students), records)
    left = classes_left(pupils.values(), records)
    ids = {
        name: list(dict.fromkeys(_classes(family, pupils, left, chosen)))
        for name, family in known.items()
    }
    found = classes.find((one for named in ids.values() for one in named), records)
    return {name: [found[one].name for one in named if one in found] for name, named in ids.items()}


def _classes(
    family: Family,
    pupils: Mapping[str, Student],
    left: Mapping[str, Collection[str]],
    chosen: Collection[str],
) -> Iterator[str]:
    for student in (one for one in family.students if one in pupils):
        here = (one for one in pupils[student].classes if one not in left[student])
        yield from (one for one in here if not chosen or one in chosen)
