"""The roster: who is in which class, and who comes to make up for a session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from legwork.domain.day import today
from legwork.domain.plan import Passed, Target
from legwork.domain.record import ReadAhead, Records, read_neighbours
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.enrollment import (
    Enrollment,
    EnrollmentStatus,
    enrollments_of,
    key_at,
)
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family, family_key
from legwork.trade.families.student import Student, student_key
from legwork.trade.reports.report import Choice, Column, ColumnKind, Found, Report
from legwork.trade.reports.rules.listing import END, begin_in, chosen, key_of, parts_of, passed

CODES = {
    "dropped": "The student has dropped the class, and is not on its roster.",
    "gone": "What it would have shown is there no more.",
}
"""What its codes mean."""

COLUMNS = (
    Column("Class"),
    Column("Location"),
    Column("Student"),
    Column("Status"),
    Column("Makeup for", ColumnKind.DAY),
    Column("Family"),
    Column("Contact"),
    Column("Phone"),
    Column("Email"),
    Column("Tuition", ColumnKind.MONEY, total=True),
)
_GONE = Found(code="gone", sentence="The student has left the class meanwhile.")
_DROPPED = Found(code="dropped", sentence="The student has dropped the class.")


def _check(choice: Choice, records: Records) -> None:
    classes.check_all(choice.classes, records)


def _targets(choice: Choice, records: Records, after: str | None) -> Iterator[Target | Passed]:
    for class_id in chosen(choice.classes, "classes", records, after):
        begin = begin_in(class_id, after)
        if begin == END:
            continue
        for enrollment in enrollments_of(class_id, records, after=begin, strict=False):
            yield Target(key_of(class_id, enrollment.place))
        # Most classes of a large account may be over, with nobody in them.
        yield passed(class_id)


def _lines(targets: Sequence[str], choice: Choice, records: Records) -> Sequence[Found]:
    named = [parts_of(target) for target in targets]
    keys = [key_at(class_id, place) for class_id, place in named]
    found = read_neighbours(keys, records)
    class_ids, places = {class_id for class_id, _ in named}, [place for _, place in named]
    homes, pupils = ({place.split("#")[n] for place in places} for n in (1, 2))
    keys_of = (map(class_key, class_ids), map(family_key, homes), map(student_key, pupils))
    ahead = ReadAhead(records, chain(*keys_of))
    of_class, of_family = classes.find(class_ids, ahead), families.find(homes, ahead)
    of_student = students.find(pupils, ahead)
    lines = []
    for (class_id, _), key in zip(named, keys, strict=True):
        item = found.get(key)
        if item is None:
            lines.append(_GONE)
            continue
        enrollment = enrollments.from_item(class_id, item)
        home = of_family.get(enrollment.family)
        student = of_student.get(enrollment.student)
        class_ = of_class.get(class_id) or Class(id=class_id)
        lines.append(_line(class_, enrollment, student, home, today(choice.now)))
    return lines


def _line(
    class_: Class,
    enrollment: Enrollment,
    student: Student | None,
    family: Family | None,
    day: str,
) -> Found:
    status = enrollment.on(day)
    if status is EnrollmentStatus.DROPPED:
        return _DROPPED
    name = f"{class_.title} ({class_.id})" if class_.title else class_.id
    guardian = family.primary_guardian if family else None
    cells = (
        name,
        class_.location,
        student.shown_name if student else enrollment.student,
        "makeup" if enrollment.makeup else status.value,
        enrollment.makeup,
        family.shown_name if family else enrollment.family,
        guardian.name if guardian else None,
        guardian.phone if guardian else None,
        family.email if family else None,
        enrollment.tuition_cents,
    )
    return Found([cells])


def _label(target: str) -> str:
    class_id, place = parts_of(target)
    return f"{place.split('#')[2]} in {class_id}"


def _about(choice: Choice) -> str:
    if not choice.classes:
        return "All classes"
    shown = ", ".join(choice.classes[:5])
    more = f" and {len(choice.classes) - 5} more" if len(choice.classes) > 5 else ""
    return f"Classes {shown}{more}"


ROSTER = Report(
    name="roster",
    title="Class roster",
    columns=COLUMNS,
    order=(0, 2),
    group=0,
    check=_check,
    targets=_targets,
    lines=_lines,
    about=_about,
    label=_label,
)
