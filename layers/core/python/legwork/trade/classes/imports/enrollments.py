"""Importing enrollments: with the classes, families and students that are named for the first time.

The first row of a class and a student stands; a later one that says something else is left out and
says so, unless the import upserts. Either way a second import of the same file changes nothing.
Nobody agrees to mailings by being enrolled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from legwork.domain.correction import corrected
from legwork.domain.draft import Draft
from legwork.domain.effect import Item, Key
from legwork.domain.kind import Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import Target
from legwork.domain.recipient import is_address, normal
from legwork.domain.record import Records
from legwork.domain.reverse import Undoing, forgotten
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrollment import Enrollment, enrollment_key
from legwork.trade.classes.rules.enrolling import catch_up, enroll, keys_of
from legwork.trade.classes.rules.unenrolling import Unenrolling
from legwork.trade.families import family as families
from legwork.trade.families.family import Family, family_key
from legwork.trade.families.student import student_key
from legwork.trade.imports.entity import CHANGED, NEW, UNCHANGED, Entity, Manner, differs
from legwork.trade.imports.row_values import RowValues
from legwork.trade.mail.audience import Entry, entry_of
from legwork.trade.permits.reservation import MAX_CENTS

CODES = {
    "other_family": "The student belongs to another family.",
    "other_email": "Enrolled; the family keeps the address that it has.",
    "no_address": "Enrolled; the family has no mail address.",
    "bad_address": "Enrolled; the address cannot be one.",
}
"""What its codes mean."""

COLUMNS = ("class", "student", "family", "email", "enrolled_day", "tuition_cents")
"""Columns of a CSV file of enrollments."""
_WRITES = 10
"""Enrollment, class, family, student, a line on each of two lists of addresses, and four entries in
the directory: the class, the student, the family by its id and by its address."""
_TALLY = "enrolled"
_DAYS = 36_600
_EMAIL_LENGTH = 254


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    """A row: the enrollment, and the address that it gives for the family."""

    enrollment: Enrollment
    email: str

    @property
    def key(self) -> Key:
        """Where the enrollment lies."""
        one = self.enrollment
        return enrollment_key(one.class_id, one.family, one.student)

    @property
    def entry(self) -> Entry:
        """The family's line on the lists, as this row has it."""
        return entry_of(Family(id=self.enrollment.family, email=self.email))


def _read(values: Mapping[str, str]) -> EnrollmentRow:
    row = RowValues(values)
    read = EnrollmentRow(
        Enrollment(
            class_id=row.name("class"),
            student=row.name("student"),
            family=row.name("family"),
            enrolled_day=row.whole("enrolled_day", -_DAYS, _DAYS),
            tuition_cents=row.whole("tuition_cents", 0, MAX_CENTS),
        ),
        row.text("email", longest=_EMAIL_LENGTH),
    )
    row.check()
    return read


def _target(key: str, row: EnrollmentRow) -> Target:
    """Rows of one family share its records: they go to one lane, in the order of the file."""
    return Target(key, writes=_WRITES, affinity=row.enrollment.family)


def _save(
    wanted: Sequence[EnrollmentRow | Verdict], records: Records, manner: Manner
) -> list[Performed]:
    rows = [row for row in wanted if isinstance(row, EnrollmentRow)]
    keys = {key for row in rows for key in keys_of(row.enrollment, row.entry)}
    draft = Draft(records.get(keys))
    return [
        Performed(one) if isinstance(one, Verdict) else _enroll(one, draft, manner)
        for one in wanted
    ]


def _enroll(row: EnrollmentRow, draft: Draft, manner: Manner) -> Performed:
    one = row.enrollment
    standing = draft.get(student_key(one.student))
    if standing is not None and standing["family"] != one.family:
        sentence = f"Student {one.student} belongs to family {standing['family']}."
        return Performed(Verdict(Outcome.ERROR, "other_family", sentence))
    earlier = draft.get(row.key)
    if earlier is not None:
        return _again(row, earlier, draft, manner)
    family = draft.get(family_key(one.family))
    known = None if family is None else families.from_item(family)
    effects = [*enroll(one, row.email, draft, by=manner.task)]
    return Performed(_verdict(row, known), effects, {_TALLY: 1}, memory=NEW)


def _again(row: EnrollmentRow, item: Item, draft: Draft, manner: Manner) -> Performed:
    wanted, listed = row.enrollment, [*catch_up(row.enrollment, draft)]
    earlier = enrollments.from_item(wanted.class_id, item)
    after = replace(earlier, enrolled_day=wanted.enrolled_day, tuition_cents=wanted.tuition_cents)
    if after == earlier:
        return Performed(UNCHANGED, listed)
    if not manner.upsert:
        stands = f"on day {earlier.enrolled_day} for {earlier.tuition_cents} cents"
        return Performed(differs(f"Enrolled already, {stands}."), listed)
    before, now = enrollments.to_item(earlier), enrollments.to_item(after)
    changes = [draft.write(change) for change in corrected(row.key, item, before, now)]
    memory = [earlier.enrolled_day, earlier.tuition_cents]
    return Performed(CHANGED, [*listed, *changes], memory=memory)


def _verdict(row: EnrollmentRow, known: Family | None) -> Verdict:
    email = row.email if known is None else known.email
    if normal(email) != normal(row.email):
        sentence = f"Enrolled; family {row.enrollment.family} keeps its address, {email or 'none'}."
        return Verdict(Outcome.WARNING, "other_email", sentence)
    if not email:
        return Verdict(Outcome.WARNING, "no_address", "Enrolled; the family gets no mail.")
    if not is_address(normal(email)):
        sentence = f"Enrolled, but '{email[:80]}' cannot be a mail address: no mail will be sent."
        return Verdict(Outcome.WARNING, "bad_address", sentence)
    return Verdict()


def _take_back(
    wanted: Sequence[EnrollmentRow | Verdict],
    memory: Sequence[Any],
    records: Records,
    undoing: Undoing[Any],
) -> list[Performed]:
    rows = [row for row in wanted if isinstance(row, EnrollmentRow)]
    unenrolling = Unenrolling((row.enrollment for row in rows), undoing, records)
    return [
        forgotten()
        if known is None or isinstance(row, Verdict)
        else unenrolling.decide(row.enrollment, None if known == NEW else known)
        for row, known in zip(wanted, memory, strict=True)
    ]


ENTITY = Entity(
    name="enrollments",
    columns=COLUMNS,
    tally=_TALLY,
    row=EnrollmentRow,
    read=_read,
    target=_target,
    save=_save,
    key=lambda row: row.key,
    undo=_take_back,
    undo_writes=_WRITES + 2,
)
