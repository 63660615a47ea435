"""A small school with people who teach: tasks that say who does, and that edit many records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import Any

from legwork.domain.effect import Effect, Put
from legwork.domain.task import Task
from legwork.store import notices
from legwork.store.records import AccountRecords, effects_in_account
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.testing.world import World
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.class_ import Class, class_entry, class_key
from legwork.trade.classes.instructor import Instructor, instructor_key
from legwork.trade.classes.session import Session, sessions_of
from legwork.trade.classes.timetable import overlap
from legwork.trade.classes.told import told_of
from legwork.trade.mail import sender as senders
from tests.faults.work import Work
from tests.unit.families import enrolled, session

ACCOUNT = "parkside"
DAYS = ("2026-03-09", "2026-03-10")
TEACHERS = {"A": "ana", "B": "ben", "C": "cleo"}
"""Classes with their instructors; all of them meet at the same time."""


def _records() -> list[Effect]:
    made = senders.verified("office@parkside.example", default=True)
    people = {**{who: (name,) for name, who in TEACHERS.items()}, "dora": ()}
    for who, has in people.items():
        one = Instructor(id=who, email=f"{who}@staff.example", classes=has)
        made.append(Put(instructor_key(who), instructors.to_item(one)))
    for name, who in TEACHERS.items():
        item = classes.to_item(Class(id=name, title=f"Judo {name}", instructor=who))
        made += [Put(class_key(name), item), *class_entry(name, f"Judo {name}").put()]
    for name, days in (("A", DAYS), ("B", DAYS), ("C", DAYS[1:])):
        for day in days:
            made += session(name, day)
    for number, name in enumerate("AABB"):
        home = f"home{number}@example.com"
        made += enrolled(name, f"F{number}", f"S{number}", email=home)
    return made


def open_school(fleet: Fleet) -> None:
    """Write it all down."""
    for effect in effects_in_account(ACCOUNT, _records()):
        fleet.tables.records.write(effect)


def assign(owner: Owner, *, key: str = "assign", **params: Any) -> Task:
    """Have somebody teach class A, and somebody else class B; on the second day one cannot."""
    given = {
        "classes": ["A", "B"],
        "from_date": DAYS[0],
        "to_date": DAYS[1],
        "meetings": {f"B {day}T09:00": "dora" for day in DAYS},
        "substitute": "cleo",
        "notify": True,
    }
    return owner.launch("assign_substitute", {**given, **params}, key=key)


def edit(owner: Owner, *, key: str = "edit", **params: Any) -> Task:
    """Change all classes."""
    given = {"what": "classes", "everyone": True, "instructor": "dora", "capacity": 12}
    return owner.launch("quick_edit", {**given, **params}, key=key)


TEACHING = {
    "assignment": Work(open_school, partial(assign)),
    "quick edit": Work(open_school, partial(edit)),
}


def records_of(world: World) -> AccountRecords:
    """The school's."""
    return AccountRecords(world.tables, None, ACCOUNT)


def meetings(world: World) -> dict[str, list[Session]]:
    """Who teaches what."""
    records, found = records_of(world), defaultdict[str, list[Session]](list)
    for name, class_ in classes.find(TEACHERS, records).items():
        for one in sessions_of(name, records):
            if (who := one.taught_by(class_.instructor)) is not None:
                found[who].append(one)
    return found


def substitutes_with_two_meetings(world: World) -> Iterator[str]:
    """Who was given something that they cannot teach."""
    for who, taught in meetings(world).items():
        for one, other in combinations(taught, 2):
            if who in {one.substitute, other.substitute} and overlap(one, other):
                yield f"{who} teaches {one.class_id} and {other.class_id} on {one.date}"


def wrongly_told(task: Task, world: World) -> Iterator[str]:
    """Where the notices are not those that the records tell of."""
    told = sorted(
        (one.class_id, one.slot, one.whom)
        for name in TEACHERS
        for one_session in sessions_of(name, records_of(world))
        for one in told_of(name, one_session.slot, records_of(world))
        if one.told_by == task.ref.id and one.notified
    )
    rows = (row for lane in task.lanes for row in notices.rows(world.tables, task.ref, lane))
    staged = sum(len(row.notices) for row in rows)
    if len(told) != staged or len(set(told)) != len(told):
        yield f"{staged} notices are staged, {len(told)} are told: {told}"
