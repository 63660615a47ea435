"""The roster: who is in which class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from legwork.domain.plan import Target
from legwork.domain.record import Records, read_neighbours
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.enrollment import Enrollment, enrollment_key, enrollments_of
from legwork.trade.families import family as families
from legwork.trade.reports.report import Choice, Column, ColumnKind, Found, Report
from legwork.trade.reports.rules.listing import chosen, key_of, parts_of

COLUMNS = (
    Column("Class"),
    Column("Location"),
    Column("Student"),
    Column("Family"),
    Column("Email"),
    Column("Makeup for", ColumnKind.DAY),
    Column("Tuition", ColumnKind.MONEY, total=True),
)
_GONE = Found(code="gone", sentence="The student has left the class meanwhile.")


def _check(choice: Choice, records: Records) -> None:
    classes.check_all(choice.classes, records)


def _targets(choice: Choice, records: Records, after: str | None) -> Iterator[Target]:
    for class_id in chosen(choice.classes, "classes", records, after):
        begin = parts_of(after)[1] if after and parts_of(after)[0] == class_id else None
        for enrollment in enrollments_of(class_id, records, after=begin, strict=False):
            yield Target(key_of(class_id, enrollment.place))


def _lines(targets: Sequence[str], _choice: Choice, records: Records) -> Sequence[Found]:
    named = [_enrolled(target) for target in targets]
    keys = [enrollment_key(*one) for one in named]
    found = read_neighbours(keys, records)
    of_class = classes.find({class_id for class_id, _, _ in named}, records)
    of_family = families.find({family for _, family, _ in named}, records)
    lines = []
    for (class_id, family, _), key in zip(named, keys, strict=True):
        item = found.get(key)
        if item is None:
            lines.append(_GONE)
            continue
        enrollment = enrollments.from_item(class_id, item)
        email = of_family[family].email if family in of_family else ""
        lines.append(_line(of_class.get(class_id) or Class(id=class_id), enrollment, email))
    return lines


def _line(class_: Class, enrollment: Enrollment, email: str) -> Found:
    name = f"{class_.title} ({class_.id})" if class_.title else class_.id
    cells = (
        name,
        class_.location,
        enrollment.student,
        enrollment.family,
        email,
        enrollment.makeup,
        enrollment.tuition_cents,
    )
    return Found([cells])


def _enrolled(target: str) -> tuple[str, str, str]:
    """Class, family and student of a target."""
    class_id, place = parts_of(target)
    _, family, student = place.split("#")
    return class_id, family, student


def _label(target: str) -> str:
    class_id, _, student = _enrolled(target)
    return f"{student} in {class_id}"


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
