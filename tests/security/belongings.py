"""One of everything that an account can have, made through the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from legwork.domain.webhook import WebhookEvent
from legwork.domain.webhook_call import Happening
from legwork.store import webhook_calls, webhooks
from tests.security.house import Member

BOOKINGS = "permit,event,facility,starts_at,ends_at,amount_cents"
ENROLLMENTS = "class,student,family,email,enrolled_day,tuition_cents"
FAMILIES = "family,name,email,guardian,consent,consent_source,consent_at,keywords"
STAFF = "staff,name,email,phone,location"
SESSIONS = "class,title,section,location,date,starts,ends,age_min,age_max"


@dataclass(frozen=True)
class Belongings:
    """What an account has, by the names that paths and parameters give it."""

    task_id: str
    report_id: str
    """A task that has made one."""
    notification_id: str
    workflow_id: str
    credential_id: str
    webhook_id: str
    delivery_id: str
    permit: str
    receipt: str
    holder: str
    class_id: str
    family: str
    student: str
    staff: str
    token: str
    list_id: str
    upload_id: str
    reservation: str
    posting: str
    method: str

    def named(self) -> dict[str, str]:
        """All of it by name."""
        return {name: str(value) for name, value in vars(self).items()}


def belongings(owner: Member, label: str) -> Belongings:
    """Make one of everything; whatever a person wrote has the label in it."""
    permit, holder = f"{label}-P", f"{label}-H"
    saved = owner.put(f"/v1/permits/{permit}", {"holder": holder, "reservations": [game(label)]})
    assert saved.status == 200, saved.text
    [reservation] = owner.get(f"/v1/permits/{permit}/reservations").body["reservations"]
    receipt = owner.post(f"/v1/permits/{permit}/billout", {})
    assert receipt.status == 200, receipt.text
    upload = owner.upload(bookings(label))
    task = owner.launched("import_records", entity="reservations", upload_id=upload)
    classes(owner, label)
    board = {"type": "family", "name": f"{label} board", "ids": [f"{label}-F"]}
    assert owner.put(f"/v1/lists/{label}-L", board).status == 201
    workflow = owner.post("/v1/autopilots", daily(permit, label))
    assert workflow.status == 201, workflow.text
    credential = owner.post("/v1/credentials", {"name": label, "permissions": ["permits"]})
    assert credential.status == 201, credential.text
    webhook, delivery = hooked(owner, label)
    return Belongings(
        report_id=owner.launched("generate_report", report="roster", classes=[f"{label}-C"]),
        task_id=task,
        notification_id=task,
        workflow_id=workflow.body["id"],
        credential_id=credential.body["id"],
        webhook_id=webhook,
        delivery_id=delivery,
        permit=permit,
        receipt=receipt.body["id"],
        holder=holder,
        class_id=f"{label}-C",
        family=f"{label}-F",
        student=f"{label}-S",
        staff=f"{label}-I",
        token=token(owner, f"{label}-S"),
        list_id=f"{label}-L",
        upload_id=upload,
        reservation=reservation["id"],
        posting=charged(owner, label),
        method=with_card(owner, label),
    )


OF_OWNERS = ("workflow_id", "credential_id", "webhook_id", "delivery_id")


def hooked(owner: Member, label: str) -> tuple[str, str]:
    """A webhook, and what it was called for."""
    said = {"url": f"https://hooks.example.com/{label}", "events": ["task.ended"]}
    added = owner.post("/v1/webhooks", said)
    assert added.status == 201, added.text
    webhook, now = str(added.body["id"]), owner.house.world.clock.now()
    happening = Happening(
        account=owner.account,
        id=f"{label}.ended",
        event=WebhookEvent.TASK_ENDED,
        at=now,
        body=f'{{"title":"{label}"}}',
    )
    database = owner.house.world.database
    found = webhooks.load(database, owner.account, webhook)
    return webhook, webhook_calls.add(database, found, happening, now).id


def absent() -> dict[str, str]:
    """Names of the same form that nobody has."""
    ulid = "01K7ZQ2W8R5T9YV3XN4M6P0ABC"
    of_things = ("task_id", "report_id", "notification_id", "upload_id")
    ulids = dict.fromkeys((*of_things, *OF_OWNERS), ulid)
    names = ("permit", "holder", "class_id", "family", "student", "list_id", "staff", "token")
    return {
        **ulids,
        **{name: f"NOBODY-{name}" for name in names},
        "receipt": "0" * 26,
        "reservation": "0" * 16,
        "posting": "CALL-" + "0" * 20,
        "method": "NOBODY-method",
    }


def game(label: str, hour: int = 9) -> dict[str, Any]:
    """A reservation."""
    return {
        "facility": f"{label} Meadow",
        "starts_at": f"2027-05-01T{hour:02d}:00",
        "ends_at": f"2027-05-01T{hour + 1:02d}:00",
        "amount_cents": 1_600,
        "event": f"{label} Game",
    }


def bookings(label: str) -> bytes:
    """A file of reservations: a good row and a bad one."""
    day = "2027-06-01"
    good = f"{label}-I,{label} Game,{label} Hall,{day}T09:00,{day}T10:00,100"
    return "\n".join([BOOKINGS, good, f"{label}-I,{label} Bad,Hall,someday,never,x", ""]).encode()


def classes(owner: Member, label: str) -> None:
    """A class with a session, a family with a student in it, and somebody who teaches."""
    row = f"{label}-C,{label}-S,{label}-F,{label}@example.com,0,100"
    upload = owner.upload("\n".join([ENROLLMENTS, row, ""]).encode())
    owner.launched("import_records", entity="enrollments", upload_id=upload)
    row = f"{label}-F,{label} Moss,{label}@example.com,{label} Moss,yes,form,2026-01-05,"
    upload = owner.upload("\n".join([FAMILIES, row, ""]).encode())
    owner.launched("import_records", entity="families", upload_id=upload)
    row = f"{label}-C,{label} Judo,Sport,Gym,2027-05-01,09:00,10:00,6,9"
    upload = owner.upload("\n".join([SESSIONS, row, ""]).encode())
    owner.launched("import_records", entity="class_sessions", upload_id=upload)
    row = f"{label}-I,{label} Moss,{label}-I@example.com,555,{label} Gym"
    upload = owner.upload("\n".join([STAFF, row, ""]).encode())
    owner.launched("import_records", entity="staff", upload_id=upload)


def token(owner: Member, student: str) -> str:
    """A makeup token."""
    owner.launched("generate_makeup_tokens", students=[student])
    [made] = owner.get(f"/v1/students/{student}").body["tokens"]
    return str(made["id"])


def charged(owner: Member, label: str) -> str:
    """A charge on the family's account."""
    charge = {"amount_cents": 100, "category": "costume", "note": label}
    made = owner.post(f"/v1/families/{label}-F/charges", charge)
    assert made.status == 201, made.text
    return str(made.body["id"])


def card(token: str = "pm_1") -> dict[str, Any]:
    """A payment method."""
    names = {"customer": "cus_1", "token": token, "brand": "visa", "last4": "4242"}
    return {**names, "expires": "2099-12"}


def with_card(owner: Member, label: str) -> str:
    """A payment method of the family."""
    name = f"{label}-card"
    made = owner.put(
        f"/v1/families/{label}-F/payment-methods/{name}", card(f"pm_{label.replace('-', '_')}")
    )
    assert made.status == 200, made.text
    return name


def daily(permit: str, label: str) -> dict[str, Any]:
    """A workflow."""
    return {
        "name": f"{label} billing",
        "kind": "permit_billout",
        "params": {"permit": permit},
        "schedule": "rate(1 day)",
    }
