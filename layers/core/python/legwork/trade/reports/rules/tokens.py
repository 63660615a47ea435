"""Makeup tokens that students may still use, or have let expire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from legwork.domain.day import today
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes.makeup_token import MakeupToken, token_key
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family
from legwork.trade.families.student import Student
from legwork.trade.reports.report import Choice, Column, ColumnKind, Found, Report, no_check
from legwork.trade.reports.rules.listing import ids_of, key_of, parts_of

CODES = {
    "gone": "What it would have shown is there no more.",
    "no_tokens": "The student has no makeup tokens, and no line in the report.",
}
"""What its codes mean."""

COLUMNS = (
    Column("Student"),
    Column("Family"),
    Column("Given", ColumnKind.DAY),
    Column("Expires", ColumnKind.DAY),
    Column("State"),
    Column("Where"),
    Column("Missed class"),
    Column("Missed session", ColumnKind.DAY),
    Column("Reason"),
)
_NONE = Found(code="no_tokens", sentence="The student has no makeup tokens.")
_GONE = Found(code="gone", sentence="There is no such student any more.")


def _targets(_choice: Choice, records: Records, after: str | None) -> Iterator[Target]:
    for student in ids_of("students", records, after=after):
        yield Target(key_of(student))


def _lines(targets: Sequence[str], choice: Choice, records: Records) -> Sequence[Found]:
    ids = [parts_of(target)[0] for target in targets]
    known = students.find(ids, records)
    keys = [token_key(one.id, token) for one in known.values() for token in one.open_tokens]
    held: dict[str, list[MakeupToken]] = {}
    for item in records.get(keys).values():
        token = tokens.from_item(item)
        held.setdefault(token.student, []).append(token)
    homes = families.find({known[name].family for name in held if name in known}, records)
    day = today(choice.now)
    found = []
    for name in ids:
        if name not in known:
            found.append(_GONE)
        elif name not in held:
            found.append(_NONE)
        else:
            home = homes.get(known[name].family)
            lines = [_line(token, known[name], home, day) for token in held[name]]
            found.append(Found(lines))
    return found


def _line(
    token: MakeupToken, student: Student, family: Family | None, day: str
) -> tuple[str | None, ...]:
    expired = token.expires_on is not None and token.expires_on < day
    class_id, _, slot = (token.session or "").partition("#")
    return (
        student.shown_name,
        family.shown_name if family else student.family,
        token.made_at.date().isoformat(),
        token.expires_on,
        "expired" if expired else "open",
        token.location or "anywhere",
        class_id or None,
        slot[:10] or None,
        token.reason or None,
    )


TOKENS = Report(
    name="makeup_tokens",
    title="Makeup tokens",
    columns=COLUMNS,
    order=(1, 0, 3),
    check=no_check,
    targets=_targets,
    lines=_lines,
    about=lambda _choice: "Tokens that are not used",
    label=lambda target: parts_of(target)[0],
)
