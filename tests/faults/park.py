"""A small park with tasks that are worth breaking: several batches in each of several lanes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from legwork import kinds
from legwork.domain.kind import Kind
from legwork.domain.plan import EFFECTS_LIMIT, NOTICE_ROWS
from legwork.domain.task import Task
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave
from tests.faults.bank import MONEY
from tests.faults.school import MAILINGS, open_school
from tests.faults.teaching import TEACHING
from tests.faults.work import Work, previewed, ready

ROOM = {
    "assign_keywords": 3,
    "import_records": 5,
    "permit_save": 3,
    "permit_billout": 2,
    "email_blast": 2 + NOTICE_ROWS,
    "generate_makeup_tokens": 4 + NOTICE_ROWS,
    "cancel_classes": 7 + NOTICE_ROWS,
    "assign_substitute": 4 + NOTICE_ROWS,
    "quick_edit": 3,
    "generate_report": 2,
    "send_statements": 4 + NOTICE_ROWS,
    "post_charges": 4,
    "post_late_charges": 4,
    "apply_credits": 6,
    "drop_enrollments": 5,
}
"""Writes that a batch has room for: two targets, so that little work makes many batches."""
UNDO_ROOM = {"permit_billout": 2}
"""The same for taking back, where that takes another number of writes."""
FIELDS = ("Field 1", "Field 2", "Field 3")
"""Each goes to a lane of its own, of three."""
HOURS = ("08", "09", "10", "11")
HOMES_HEADER = "family,name,email,guardian,consent,consent_source,consent_at,keywords"
HEADER = "permit,event,facility,starts_at,ends_at,amount_cents"


def set_room(patch: pytest.MonkeyPatch, **room: int) -> None:
    """Leave the kinds as they are, but for the writes that a batch has room for."""
    found = kinds.all_kinds()
    sized = {n: _sized(found[n], size) for n, size in room.items()}
    patch.setattr(kinds, "all_kinds", lambda: {**found, **sized})


def _sized(kind: Kind[Any], size: int) -> Kind[Any]:
    room = UNDO_ROOM.get(kind.name, size)
    reverse = kind.reverse and replace(kind.reverse, batch_writes=EFFECTS_LIMIT - room)
    return replace(
        kind, batch_writes=EFFECTS_LIMIT - size, writes=kind.writes or 1, reverse=reverse
    )


def row(facility: str, start: str, end: str, *, permit: str = "P-1", cents: int = 1_000) -> str:
    return f"{permit},Game,{facility},2027-04-05T{start},2027-04-05T{end},{cents}"


def season(permit: str = "P-1", facilities: tuple[str, ...] = FIELDS) -> list[str]:
    """Of each facility: four games, one that overlaps, one twice, and a row that is none."""
    rows = []
    for cents, facility in enumerate(facilities, start=100):
        rows += [
            row(facility, "08:00", "09:00", permit=permit, cents=cents),
            row(facility, "09:00", "10:00", permit=permit, cents=cents),
            row(facility, "10:00", "11:00", permit=permit, cents=cents),
            row(facility, "10:30", "11:30", permit=permit, cents=cents),
            row(facility, "12:00", "13:00", permit=permit, cents=cents),
            row(facility, "12:00", "13:00", permit=permit, cents=cents),
            f"{permit},Game,{facility},someday,2027-04-05T09:00,1",
        ]
    return rows


def file_of(rows: list[str]) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def values(facility: str, start: str, end: str, cents: int) -> Mapping[str, Any]:
    return {
        "facility": facility,
        "starts_at": f"2027-04-05T{start}",
        "ends_at": f"2027-04-05T{end}",
        "amount_cents": cents,
    }


GAMES = [values(field, f"{h}:00", f"{h}:59", 100 + int(h)) for field in FIELDS for h in HOURS]


def _with_file(fleet: Fleet) -> None:
    Owner(fleet).upload("UP1", file_of(season()))


def _with_permit(fleet: Fleet) -> None:
    Owner(fleet).save(PermitSave(permit="P-1", holder="H-1", reservations=GAMES), key="base")


def _import(owner: Owner) -> Task:
    return owner.launch(
        "import_records", {"entity": "reservations", "upload_id": "UP1"}, key="import"
    )


def _save(owner: Owner) -> Task:
    return Owner(owner.world, background_at=1).save(
        PermitSave(permit="P-1", holder="H-1", upload="UP1"), key="save"
    )


def _save_now(owner: Owner) -> Task:
    return owner.save(PermitSave(permit="P-1", holder="H-1", upload="UP1"), key="save now")


def _bill_out(owner: Owner) -> Task:
    return Owner(owner.world, background_at=1).bill_out("P-1", key="bill")


def _bill_out_now(owner: Owner) -> Task:
    return owner.bill_out("P-1", key="bill now")


def _with_a_half_done_import(fleet: Fleet) -> None:
    _with_file(fleet)
    owner = Owner(fleet)
    task = _import(owner)
    for _ in range(4):
        fleet.step()
    owner.cancel(task.ref)


def _retry(owner: Owner) -> Task:
    [first] = [task for task in tasks_of(owner.world) if task.retry_of is None]
    return owner.retry(first, key="retry")


def _report(owner: Owner) -> Task:
    return owner.launch(
        "generate_report", {"report": "reservations", "format": "csv"}, key="report"
    )


def _open_school(fleet: Fleet) -> None:
    open_school(fleet)
    rows = [f"F{n},Moss {n},new{n % 4}@example.com,,yes,form,2026-01-01,vip" for n in range(5)]
    Owner(fleet).upload("UP1", "\n".join([HOMES_HEADER, *rows, "F9,,,,maybe,,,", ""]).encode())


def _keywords(owner: Owner) -> Task:
    params = {"type": "student", "keywords": ["swimmer"], "everyone": True}
    return owner.launch("assign_keywords", params, key="keywords")


def _families(owner: Owner) -> Task:
    params = {"entity": "families", "upload_id": "UP1", "mode": "upsert"}
    return owner.launch("import_records", params, key="families")


FILING = {
    "keywords": Work(open_school, _keywords),
    "families": Work(_open_school, _families),
}
"""Records of families: what one record is filed under; and with all that a new address moves."""
WORKS = {
    "import": Work(_with_file, _import, double_bookings=True),
    "save": Work(_with_file, _save),
    "bill-out": Work(_with_permit, _bill_out),
    "retry": Work(_with_a_half_done_import, _retry, double_bookings=True),
    "report": Work(_with_permit, _report),
}
"""Driven by messages."""
UNDOS = {
    "bill-out": "permit_billout",
    "save": "permit_save",
    "import": "import_records",
    "keywords": "assign_keywords",
    "families": "import_records",
    "charges": "post_charges",
    "drops": "drop_enrollments",
    "quick edit": "quick_edit",
    "tokens": "generate_makeup_tokens",
    "cancellation": "cancel_classes",
    "assignment": "assign_substitute",
}
"""Works that are undone, with the kinds that they are of."""
PREVIEWS = {
    "preview": previewed(Work(_with_permit, _bill_out)),
    "run": ready(Work(_with_permit, _bill_out)),
    "preview of mail": previewed(MAILINGS["tokens"]),
}
"""What only shows, and what runs that."""
INLINE = {
    "save now": Work(_with_file, _save_now),
    "bill-out now": Work(_with_permit, _bill_out_now),
}
"""Driven to their end within the call."""


def work(name: str) -> Work:
    """The work of that name."""
    if name.startswith("undo "):
        return undoing(name.removeprefix("undo "))
    return {**WORKS, **INLINE, **MAILINGS, **MONEY, **FILING, **TEACHING, **PREVIEWS}[name]


def undoing(name: str) -> Work:
    """The undo of a work that has come to its end."""
    first = work(name)

    def prepare(fleet: Fleet) -> None:
        first.prepare(fleet)
        fleet.settle()
        first.launch(Owner(fleet))

    def launch(owner: Owner) -> Task:
        every = tasks_of(owner.world)
        [done] = [t for t in every if t.kind == UNDOS[name] and t.undo_of is None and t.ref.listed]
        return owner.undo(done.ref, key="undo")

    return Work(prepare, launch, first.double_bookings)


@cache
def prepared(name: str) -> Fleet:
    """What has to be there before a work."""
    fleet = Fleet()
    work(name).prepare(fleet)
    fleet.settle()
    return fleet
