"""Taking imported enrollments back, with the students and families that came by them alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from legwork.domain.correction import corrected
from legwork.domain.draft import Draft
from legwork.domain.effect import Absent, Check, Delete, Effect, Item, Update, as_read
from legwork.domain.kind import Performed
from legwork.domain.outcome import Verdict
from legwork.domain.record import Records
from legwork.domain.reverse import Undoing, cannot_undo, edited_since
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.rules.enrolling import MADE_BY
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family, entry_of_item, family_key
from legwork.trade.families.student import Student, student_entry, student_key
from legwork.trade.mail.audience import entry_of, listing_key
from legwork.trade.money import account as accounts
from legwork.trade.money.account import Account, account_key, guard_of

_TALLY = "enrolled"


class Unenrolling:
    """Decides on the enrollments of one batch, in order.

    Args:
        wanted: as they were imported.
        undoing: by which undo.
        records: the account's.
    """

    def __init__(
        self, wanted: Iterable[Enrollment], undoing: Undoing[Any], records: Records
    ) -> None:
        rows, self._undone = list(wanted), undoing.undone
        homes = {one.family for one in rows}
        keys = {key for one in rows for key in (one.key, student_key(one.student))}
        found = records.get({*keys, *(k for n in homes for k in (family_key(n), account_key(n)))})
        pupils = {
            student_key(name)
            for home in homes
            if (item := found.get(family_key(home))) is not None
            for name in families.from_item(item).students
        }
        self._draft = Draft({**found, **records.get(pupils - found.keys())})

    def decide(self, wanted: Enrollment, before: list[Any] | None) -> Performed:
        """Decide on one of them.

        Args:
            wanted: as it was imported.
            before: day and tuition of one that was there before.
        """
        item = self._draft.get(wanted.key)
        if item is None:
            return edited_since("There is no such enrollment any more.")
        found = enrollments.from_item(wanted.class_id, item)
        if before is not None:
            return self._as_before(wanted, found, item, before)
        if found != wanted:
            return edited_since("The enrollment was changed or dropped since.")
        account = self._account(wanted.family)
        if _is_charged(wanted, account):
            return cannot_undo("It has been charged since: take the charges back first.")
        effects = [self._draft.write(one) for one in self._gone(wanted, item)]
        return Performed(Verdict(), effects, {_TALLY: -1})

    def _as_before(
        self, wanted: Enrollment, found: Enrollment, item: Item, before: list[Any]
    ) -> Performed:
        day, cents = before
        left = (wanted.enrolled_day, wanted.tuition_cents)
        if (found.enrolled_day, found.tuition_cents) != left:
            return edited_since("Day or tuition were changed since.")
        after = enrollments.to_item(replace(found, enrolled_day=day, tuition_cents=cents))
        changes = corrected(wanted.key, item, enrollments.to_item(found), after)
        return Performed(Verdict(), [self._draft.write(change) for change in changes])

    def _account(self, family: str) -> Account | None:
        item = self._draft.get(account_key(family))
        return None if item is None else accounts.from_item(family, item)

    # --- What goes with an enrollment ------------------------------------------------------------

    def _gone(self, wanted: Enrollment, item: Item) -> Iterator[Effect]:
        yield Delete(wanted.key, as_read(item, *item, "dropped_on", "status"))
        held, home = (
            self._draft.get(key) for key in (student_key(wanted.student), family_key(wanted.family))
        )
        if held is None or home is None:
            return
        student, family = students.from_item(held), families.from_item(home)
        yield from self._unlisted(wanted, family)
        left = tuple(name for name in student.classes if name != wanted.class_id)
        if left or not self._made_here(held, replace(student, classes=()), _bare(student)):
            key = student_key(student.id)
            yield Update(key, set={"classes": list(left)}, expect=as_read(held, "classes"))
            return
        yield Delete(student_key(student.id), as_read(held, *held))
        yield from student_entry(student.id).removed()
        yield from self._family(student.id, family, home)

    def _unlisted(self, wanted: Enrollment, family: Family) -> Iterator[Effect]:
        """The family leaves the list of the class, unless it has somebody else there."""
        for name in family.students:
            other = self._draft.get(student_key(name))
            if name == wanted.student or other is None:
                continue
            if wanted.class_id in other["classes"]:
                return
            # Nobody else of it is enrolled meanwhile.
            yield Check(student_key(name), as_read(other, "classes"))
        yield Delete(listing_key(entry_of(family), wanted.class_id))

    def _family(self, student: str, family: Family, item: Item) -> Iterator[Effect]:
        left, key = [name for name in family.students if name != student], family_key(family.id)
        bare = replace(family, students=())
        alone = not left and self._account(family.id) is None
        if alone and self._made_here(item, bare, Family(id=family.id, email=family.email)):
            yield Delete(key, as_read(item, *item))
            yield from entry_of_item(item).removed()
            yield Delete(listing_key(entry_of(family)))
            yield Check(account_key(family.id), (Absent(),))
        else:
            yield Update(key, set={"students": left}, expect=as_read(item, "students", "email"))

    def _made_here(self, item: Item, found: object, bare: object) -> bool:
        """Whether the undone task has made a record, and nobody has added to it since."""
        return item.get(MADE_BY) == self._undone and found == bare


def _bare(student: Student) -> Student:
    return Student(id=student.id, family=student.family)


def _is_charged(one: Enrollment, account: Account | None) -> bool:
    if account is None:
        return False
    whose = guard_of("", one.class_id, one.student)
    opened = account.open.values()
    return any(name.endswith(whose) for name in account.charged) or any(
        (due.class_id, due.student) == (one.class_id, one.student) for due in opened
    )
