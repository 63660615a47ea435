"""What a batch of enrollments to charge needs to know, read at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from legwork.domain.effect import Item, Key
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.enrolled import Place, read_places
from legwork.trade.classes.enrollment import Enrollment, enrollment_key
from legwork.trade.classes.session import sessions_of
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family, family_key
from legwork.trade.families.student import Student
from legwork.trade.money import account as accounts
from legwork.trade.money.account import account_key
from legwork.trade.money.book import Book


@dataclass
class Households:
    """Families with their accounts; two requests for a hundred of them, and one for students."""

    families: Mapping[str, Family]
    books: Mapping[str, Book]
    """Those of one family share it, target after target."""
    others: Mapping[Key, Item]
    """Whatever else was to be read with them."""

    @classmethod
    def read(cls, names: Iterable[str], records: Records, others: Iterable[Key] = ()) -> Households:
        """Read some families.

        Args:
            names: of the families.
            records: the account's.
            others: keys of more that is read along.
        """
        wanted = set(names)
        keys = [key for name in wanted for key in (family_key(name), account_key(name))]
        found = records.get([*keys, *others])
        homes = {n: families.from_item(found[k]) for n in wanted if (k := family_key(n)) in found}
        read = {n: accounts.of_item(n, found.get(account_key(n))) for n in wanted}
        return cls(homes, {name: Book(account) for name, account in read.items()}, found)

    def enrolled(self, records: Records) -> tuple[dict[str, Student], dict[str, list[Enrollment]]]:
        """The active students of the families, and by family what they are enrolled in."""
        names = [student for one in self.families.values() for student in one.students]
        known = students.find(names, records)
        found = {name: one for name, one in known.items() if one.active}
        keys = {
            enrollment_key(name, one.family, one.id): name
            for one in found.values()
            for name in one.classes
        }
        by_family: dict[str, list[Enrollment]] = {name: [] for name in self.families}
        for key, item in records.get(keys).items():
            one = enrollments.from_item(keys[key], item)
            by_family.setdefault(one.family, []).append(one)
        return found, by_family


@dataclass
class ChargeBatch:
    """The enrollments of a batch with all that their charges depend on."""

    enrollments: Mapping[Place, Item]
    homes: Households
    classes: dict[str, Class]
    siblings: Mapping[str, Sequence[Enrollment]]
    """By family whatever its students are enrolled in, where discounts count that."""
    _meetings: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, places: Sequence[Place], records: Records, *, discounts: bool) -> ChargeBatch:
        """Read what a batch needs."""
        named = {place.class_id for place in places}
        homes = Households.read(
            (place.family for place in places), records, map(class_key, sorted(named))
        )
        siblings = homes.enrolled(records)[1] if discounts else {}
        more = {one.class_id for listed in siblings.values() for one in listed} - named
        found = {**homes.others, **records.get(map(class_key, more))}
        known = {
            name: classes.from_item(found[key])
            for name in (*named, *more)
            if (key := class_key(name)) in found
        }
        return cls(read_places(places, records), homes, known, siblings)

    def class_of(self, class_id: str) -> Class:
        """A class, as far as it is known."""
        return self.classes.get(class_id) or Class(id=class_id)

    def meetings(self, class_id: str, records: Records) -> list[str]:
        """The days on which a class meets, read when they are needed."""
        if class_id not in self._meetings:
            days: Iterator[str] = (one.date for one in sessions_of(class_id, records))
            self._meetings[class_id] = list(days)
        return self._meetings[class_id]
