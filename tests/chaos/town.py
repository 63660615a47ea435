"""Two accounts with classes, families, permits and files: little records for every kind of task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from legwork import kinds
from legwork.domain.effect import Effect
from legwork.domain.kind import Kind
from legwork.domain.notice import Message
from legwork.domain.plan import EFFECTS_LIMIT, NOTICE_ROWS
from legwork.domain.task import OfWorkflow
from legwork.domain.workflow import Workflow
from legwork.store import keys, schedule_notes, workflows
from legwork.store.records import effects_in_account
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from legwork.trade.mail import sender as senders
from legwork.trade.money.account import Account
from legwork.trade.money.book import Book
from legwork.trade.money.posting import Posting, PostingType
from legwork.trade.permits.usecases.save_permit import PermitSave
from legwork.usecases import plan_task
from tests.faults.park import file_of, row, values

ACCOUNTS = ("parkside", "riverside")
WORKFLOW = OfWorkflow("01J0000000000000000000WAIT", "Nightly")
ROOM = {
    "cancel_classes": 7,
    "email_blast": 2,
    "assign_keywords": 3,
    "generate_makeup_tokens": 4,
    "import_records": 5,
    "permit_billout": 2,
    "permit_save": 3,
    "restore_classes": 7,
    "post_charges": 4,
    "apply_credits": 5,
}
"""Writes that a batch has room for: one target or two, so that little work makes many batches."""
FAMILIES = 3
STUDENTS = ("S0", "S1", "S2", "S5")
DAYS = ("2026-03-09", "2026-03-10")
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
FIELDS = ("Field 1", "Field 2")
GAMES = [values(field, f"{h:02d}:00", f"{h:02d}:59", 100 + h) for field in FIELDS for h in (8, 9)]
OTHERS = [values(field, f"{h:02d}:30", f"{h:02d}:40", 5) for field in FIELDS for h in (9, 10)]
UPLOADS = {
    "enrollments": "MORESTUDENTS",
    "families": "MOREHOMES",
    "class_sessions": "MOREDAYS",
    "reservations": "CONFLICTS",
}
"""Files that wait to be imported, by what is in them."""
HOMES = "family,name,email,guardian,consent,consent_source,consent_at,keywords"
ENROLLMENTS = "class,student,family,email,enrolled_day,tuition_cents"
SESSIONS = "class,title,section,location,date,starts,ends,age_min,age_max"


@contextmanager
def little_room() -> Iterator[None]:
    """Leave the kinds as they are, but for the writes that a batch has room for.

    Planners write what they have after two batches, and look at the time.
    """
    whole, write_at = kinds.all_kinds, plan_task._WRITE_AT
    every = {**whole(), **{name: _with_room(whole()[name], room) for name, room in ROOM.items()}}
    kinds.all_kinds = lambda: every  # type: ignore[assignment]
    plan_task._WRITE_AT = 2
    try:
        yield
    finally:
        kinds.all_kinds, plan_task._WRITE_AT = whole, write_at


def _with_room(kind: Kind[Any], room: int) -> Kind[Any]:
    for_notices = NOTICE_ROWS if kind.message else 0
    return replace(kind, batch_writes=EFFECTS_LIMIT - room - for_notices)


def home(account: str, family: int) -> str:
    """The address of a family."""
    return f"home{family}@{account}.example"


def refused(message: Message) -> str | None:
    """The mail service knows that one family's mailbox is not there."""
    return "no such mailbox" if message.to.startswith("home2@") else None


@cache
def town() -> Fleet:
    """What is there before anything goes wrong."""
    fleet = Fleet(Settings(lanes_max=2))
    fleet.post.refuses = refused
    for account in ACCOUNTS:
        _found(fleet, account)
    fleet.settle()
    assert not fleet.surprises, fleet.surprises
    assert not problems(fleet), problems(fleet)
    _forget_tasks(fleet)
    for account in ACCOUNTS:
        _keep_workflow(fleet, account)
    return fleet


def _keep_workflow(fleet: Fleet, account: str) -> None:
    """A workflow of the owner's whose previews are run."""
    caller, login = Owner(fleet, account).caller, f"owner@{account}"
    fleet.staff.by_login[login] = caller
    workflow = Workflow(
        account=account,
        id=WORKFLOW.id,
        name=WORKFLOW.name,
        kind="permit_billout",
        params={"permit": "P-1"},
        schedule="at(2099-01-01T06:00:00)",
        timezone="UTC",
        enabled=True,
        owner_id=caller.id,
        owner_name=caller.name,
        owner_login=login,
        created_at=fleet.clock.now(),
    )
    workflows.add(fleet.tables, workflow, fleet.clock.now())
    schedule_notes.mark_caught_up(fleet.tables, workflow)


def _forget_tasks(fleet: Fleet) -> None:
    """As if their time were over; what they saved is still told of by their lanes."""
    rows = fleet.tables.tasks.rows
    for key in [key for key in rows if key.sort != keys.LANE_SORT]:
        del rows[key]
    fleet.bus.published.clear()


def _found(fleet: Fleet, account: str) -> None:
    for effect in effects_in_account(
        account, senders.verified(f"office@{account}.example", default=True)
    ):
        fleet.tables.records.write(effect)
    owner = Owner(fleet, account)
    students = [*_enrolled(account, "A", FAMILIES), *_enrolled(account, "B", 2)]
    _upload(owner, "STUDENTS", ENROLLMENTS, students)
    consents = [f"F{f},,{home(account, f)},,yes,form,2026-01-01," for f in range(FAMILIES)]
    _upload(owner, "HOMES", HOMES, consents)
    sessions = [*(_session("A", day) for day in DAYS), _session("B", DAYS[0])]
    _upload(owner, "DAYS", SESSIONS, sessions)
    for upload, entity in (
        ("STUDENTS", "enrollments"),
        ("HOMES", "families"),
        ("DAYS", "class_sessions"),
    ):
        params = {"entity": entity, "upload_id": upload}
        owner.launch("import_records", params, key=upload)
        fleet.settle()
    for effect in effects_in_account(account, _paid_and_owed()):
        fleet.tables.records.write(effect)
    cancelled = {"classes": ["B"], "from_date": DAYS[0], "reason": "Flood", "tokens": True}
    owner.launch("cancel_classes", cancelled, key="B")
    fleet.settle()
    owner.save(PermitSave(permit="P-1", holder="H-1", reservations=GAMES), key="P-1")
    _upload(owner, "MORESTUDENTS", ENROLLMENTS, _more(account))
    _upload(owner, "MOREHOMES", HOMES, _more_homes(account))
    _upload(owner, "MOREDAYS", SESSIONS, [_session(name, DAYS[1]) for name in ("B", "C", "C")])
    games = file_of([row(field, "11:00", "12:00", permit="P-3", cents=7) for field in FIELDS * 2])
    owner.upload("GAMES", games)
    conflicts = [row(field, "09:10", "09:50", permit="P-3", cents=3) for field in FIELDS]
    owner.upload("CONFLICTS", file_of([*conflicts, row("Field 3", "08:00", "09:00", permit="P-3")]))


def _paid_and_owed() -> Iterator[Effect]:
    """Each family has paid more than the one charge that it owes."""
    for family in range(FAMILIES):
        book = Book(Account(family=f"F{family}"))
        charge = Posting(
            id="OLD",
            family=f"F{family}",
            type=PostingType.CHARGE,
            category="tuition",
            amount_cents=1_000,
            at=LONG_AGO,
            day=LONG_AGO.date().isoformat(),
        )
        book.charge(charge)
        book.pay(replace(charge, id="PAID", type=PostingType.PAYMENT, amount_cents=-9_000))
        yield from book.take()


def _upload(owner: Owner, name: str, header: str, rows: list[str]) -> None:
    owner.upload(name, "\n".join([header, *rows, ""]).encode())


def _enrolled(account: str, class_id: str, families: int) -> list[str]:
    """One student a family, and the first one has two."""
    rows = [f"{class_id},S{f},F{f},{home(account, f)},0,6000" for f in range(families)]
    return [*rows, f"{class_id},S5,F0,{home(account, 0)},0,6000"]


def _more(account: str) -> list[str]:
    """Enrollments of families that are known, of new ones, one that is there, one that is none."""
    return [
        f"C,S1,F1,{home(account, 1)},3,100",
        f"C,S8,F8,{home(account, 8)},3,100",
        f"C,S9,F8,{home(account, 8)},3,100",
        f"A,S2,F2,{home(account, 2)},0,6000",
        "C,S7,F7,,someday,100",
    ]


def _more_homes(account: str) -> list[str]:
    """Families that are known, with names, keywords and consent; a new one; one that is none."""
    return [
        f"F1,Moss,{home(account, 1)},Ada Moss,yes,form,2026-01-02,vip",
        f"F2,Fern,{home(account, 2)},,no,,,vip;choir",
        f"F8,Reed,{home(account, 8)},,yes,form,2026-01-02,",
        "F1,Sedge,,,,,,choir",
        "F7,,,,perhaps,,,",
    ]


def _session(class_id: str, day: str) -> str:
    return f"{class_id},Judo,Sport,Gym,{day},09:00,10:00,6,9"
