"""The work that is measured: for each kind a number of targets, and the call that launches them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from bench import imported, office
from bench.meter import LAUNCH
from bench.scene import Scene, launched
from bench.school import (
    store_accounts,
    store_class,
    store_family,
    store_sender,
    store_session,
)
from bench.stack import Stack
from legwork.domain.effect import Item, Key
from legwork.domain.task import Task
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.instructor import Instructor
from legwork.trade.permits import permit as permits
from legwork.trade.permits import reservation as reservations
from legwork.trade.permits.reservation import Reservation
from legwork.trade.permits.usecases.save_permit import PermitSave

PERMIT: Final = "606405"
HOLDER: Final = "Parkside Little League"
_HEADER: Final = "permit,event,facility,starts_at,ends_at,amount_cents"
_FIRST_DAY: Final = date(2027, 4, 5)
_OF_FACILITY: Final = 250
"""Reservations of one facility: five a day, for fifty days."""
_OF_CLASS: Final = 49
"""Families of a class. With its sessions they make 250 targets: one session and 49 families, five
times."""
_SESSIONS: Final = 5


def _reservation(place: int, permit: str = PERMIT) -> Reservation:
    day = _FIRST_DAY + timedelta(days=place % _OF_FACILITY // 5)
    hour = 8 + 2 * (place % 5)
    return Reservation(
        permit=permit,
        facility=f"Riverside Field {place // _OF_FACILITY + 1}",
        starts_at=f"{day}T{hour:02d}:00",
        ends_at=f"{day}T{hour + 2:02d}:00",
        amount_cents=4_500,
        event="Spring season",
    )


def _csv(targets: int) -> bytes:
    """As a person would write it: facility by facility, in the order of time."""
    return "\n".join([_HEADER, *map(_line, map(_reservation, range(targets))), ""]).encode()


def _line(one: Reservation) -> str:
    values = (one.permit, one.event, one.facility, one.starts_at, one.ends_at, one.amount_cents)
    return ",".join(map(str, values))


def store_permit(stack: Stack, targets: int) -> None:
    """A permit with as many reservations that are not billed."""
    for key, item in rows_of_permit(targets):
        stack.store(key, item)


def rows_of_permit(targets: int, permit: str = PERMIT) -> Iterator[tuple[Key, Item]]:
    """The records of a permit with as many reservations that are not billed."""
    yield permits.permit_key(permit), permits.permit_item(permit, HOLDER, {})
    for place in range(targets):
        one = _reservation(place, permit)
        yield reservations.reservation_key(permit, one.id), reservations.to_item(one)


def _bill_out(stack: Stack, targets: int) -> Task:
    store_permit(stack, targets)
    with stack.call(LAUNCH):
        return stack.owner.bill_out(PERMIT, key="bench")


def _save(stack: Stack, targets: int) -> Task:
    stack.owner.upload("season", _csv(targets))
    with stack.call(LAUNCH):
        request = PermitSave(permit=PERMIT, holder=HOLDER, upload="season")
        return stack.owner.save(request, key="bench")


def _import(stack: Stack, targets: int) -> Task:
    stack.owner.upload("season", _csv(targets))
    params = {"entity": "reservations", "upload_id": "season", "on_conflict": "warn"}
    return launched(stack, "import_records", params)


def _blast(stack: Stack, targets: int) -> Task:
    store_sender(stack)
    for place in range(targets):
        store_family(stack, place, None)
    params = {
        "subject": "Closed on Monday",
        "text": "Hello {{email}},\n\nwe are closed on Monday.",
        "everyone": True,
    }
    return launched(stack, "email_blast", params)


def _tokens(stack: Stack, targets: int) -> Task:
    store_sender(stack)
    store_class(stack, "JUDO", range(targets))
    params = {"classes": ["JUDO"], "count": 1, "notify": True, "reason": "We moved."}
    return launched(stack, "generate_makeup_tokens", params)


def _cancel(stack: Stack, targets: int) -> Task:
    return launched(stack, "cancel_classes", _cancellation(stack, targets))


def _restore(stack: Stack, targets: int) -> Task:
    wanted = _cancellation(stack, targets)
    with stack.meter.paused(), stack.mailing_at_once():
        stack.finish(stack.owner.launch("cancel_classes", wanted, key="before"))
    days = {name: wanted[name] for name in ("classes", "from_date", "to_date", "notify")}
    return launched(stack, "restore_classes", days)


def _cancellation(stack: Stack, targets: int) -> dict[str, Any]:
    """Some classes with their sessions and families, and the parameters that cancel them all."""
    store_sender(stack)
    number = max(1, targets // (_SESSIONS * (_OF_CLASS + 1)))
    names = [f"JUDO-{place:04d}" for place in range(number)]
    for place, name in enumerate(names):
        store_class(stack, name, range(place * _OF_CLASS, (place + 1) * _OF_CLASS))
        for day in range(_SESSIONS):
            store_session(stack, name, (_FIRST_DAY + timedelta(days=day)).isoformat())
    return {
        "classes": names,
        "from_date": _FIRST_DAY.isoformat(),
        "to_date": (_FIRST_DAY + timedelta(days=_SESSIONS)).isoformat(),
        "reason": "The heating has broken down.",
        "notify": True,
        "tokens": True,
    }


def _assign(stack: Stack, targets: int) -> Task:
    """Each class has a substitute of its own: all of them meet at the same time."""
    number = max(1, targets // (_SESSIONS * (_OF_CLASS + 2)))
    wanted = _cancellation(stack, number * _SESSIONS * (_OF_CLASS + 1))
    days = [(_FIRST_DAY + timedelta(days=day)).isoformat() for day in range(_SESSIONS)]
    for name in wanted["classes"]:
        one = Instructor(id=f"SUB-{name}", email=f"{name.lower()}@example.com")
        stack.store(instructors.instructor_key(one.id), instructors.to_item(one))
    params = {
        **{name: wanted[name] for name in ("classes", "from_date", "to_date", "notify", "reason")},
        "meetings": {f"{n} {day}T09:00": f"SUB-{n}" for n in wanted["classes"] for day in days},
    }
    return launched(stack, "assign_substitute", params)


def _edit(stack: Stack, targets: int) -> Task:
    store_class(stack, "JUDO", range(targets))
    params = {"what": "students", "in_classes": ["JUDO"], "active": False}
    return launched(stack, "quick_edit", params)


def _charges(stack: Stack, targets: int) -> Task:
    store_class(stack, "JUDO", range(targets))
    params = {"classes": ["JUDO"], "day": _FIRST_DAY.isoformat()}
    return launched(stack, "post_charges", params)


def _late(stack: Stack, targets: int) -> Task:
    """Every family owes one charge that was due before."""
    store_class(stack, "JUDO", range(targets))
    store_accounts(stack, targets, payments=False)
    params = {"classes": ["JUDO"], "amount_cents": 500, "day": _FIRST_DAY.isoformat()}
    return launched(stack, "post_late_charges", params)


def _credits(stack: Stack, targets: int) -> Task:
    """Every family owes one charge, and has paid some of it."""
    store_class(stack, "JUDO", range(targets))
    store_accounts(stack, targets, payments=True)
    return launched(stack, "apply_credits", {"classes": ["JUDO"]})


def _drops(stack: Stack, targets: int) -> Task:
    store_class(stack, "JUDO", range(targets))
    store_accounts(stack, targets, payments=False)
    params = {"classes": ["JUDO"], "reason": "Not paid."}
    return launched(stack, "drop_enrollments", params)


SCENES: Final = (
    Scene("import_records", "a reservation of a CSV file", _import, of="reservations"),
    Scene("permit_save", "a reservation of a CSV file", _save),
    Scene("permit_billout", "a reservation", _bill_out),
    Scene("email_blast", "a family", _blast),
    Scene("generate_makeup_tokens", "a student, and a mail", _tokens),
    Scene("cancel_classes", "a family of a session, a token and a mail", _cancel),
    Scene("restore_classes", "a family of a session, its token and a mail", _restore),
    Scene("assign_substitute", "a family of a session, and a mail", _assign, counted=1_020),
    Scene("quick_edit", "a student", _edit),
    Scene("post_charges", "an enrollment", _charges),
    Scene("post_late_charges", "a family", _late),
    Scene("apply_credits", "a family, one application", _credits),
    Scene("drop_enrollments", "an enrollment", _drops),
    *office.SCENES,
    *imported.SCENES,
)
