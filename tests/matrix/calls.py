"""The calls of the permission matrix: what each does, and how its answer is told in a word."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from legwork.domain.part import Made
from legwork.domain.task import Result, TaskState, Via
from legwork.trade.permits.reservation import Reservation
from tests.matrix.person import Answer
from tests.matrix.roles import Whose
from tests.matrix.scene import (
    CLASS,
    DAY,
    FAMILY,
    GAME,
    HOLDER,
    HOOK,
    KEYWORD,
    LATER,
    LIST,
    METHOD,
    OTHER_CLASS,
    PERMIT,
    POSTING,
    RECEIPT,
    STAFF,
    STUDENT,
    UPLOAD,
    WORKFLOW,
    Scene,
)

Make = Callable[[Scene, Whose], str]


@dataclass(frozen=True)
class Call:
    """One call of the HTTPS API.

    Args:
        operation: its method and path.
        make: makes it about a thing, and tells the answer.
    """

    operation: str
    make: Make


def _about_task(method: str, part: str = "", state: TaskState = TaskState.QUEUED) -> Call:
    def make(scene: Scene, whose: Whose) -> str:
        scene.permit(whose)
        task = scene.task(whose, state)
        return str(scene.caller.ask(method, f"/v1/tasks/{task.ref.id}{part}"))

    return Call(f"{method} /v1/tasks/{{task_id}}{part}", make)


def _about_record(operation: str, *, billed: bool = False, body: Any = None) -> Call:
    method, template = operation.split(" ")

    def make(scene: Scene, whose: Whose) -> str:
        scene.permit(whose, billed=billed)
        reservation = Reservation(permit=PERMIT, **GAME).id
        path = template.format(
            permit=PERMIT, receipt=RECEIPT, holder=HOLDER, reservation=reservation
        )
        return str(scene.caller.ask(method, path, body))

    return Call(operation, make)


def _about_school(operation: str, body: Any = None) -> Call:
    method, template = operation.split(" ")

    def make(scene: Scene, whose: Whose) -> str:
        scene.school(whose)
        path = template.format(
            class_id=CLASS,
            family=FAMILY,
            student=STUDENT,
            staff=STAFF,
            posting=POSTING,
            method=METHOD,
        )
        return str(scene.caller.ask(method, path, body))

    return Call(operation, make)


def _make(operation: str, body: Any = None, name: str = "NEW") -> Call:
    """Make a record of that name; of one that is there already the caller says so."""
    method, template = operation.split(" ")

    def make(scene: Scene, whose: Whose) -> str:
        if whose is not Whose.NOBODY:
            scene.school(whose)
        path = template[: template.rindex("{")] + name
        return str(scene.caller.ask(method, path, body or {}, new=True))

    return Call(operation, make)


def _enroll(scene: Scene, whose: Whose) -> str:
    scene.school(whose)
    scene.other_class(whose)
    path = f"/v1/classes/{OTHER_CLASS}/enrollments/{STUDENT}"
    return str(scene.caller.ask("PUT", path, {"tuition_cents": 1}, new=True))


def _redeem(scene: Scene, whose: Whose) -> str:
    scene.school(whose)
    token = scene.token(whose)
    session = {"class": CLASS, "date": LATER, "starts": "09:00"}
    return str(scene.caller.ask("POST", f"/v1/students/{STUDENT}/tokens/{token}/redeem", session))


def _about_list(method: str) -> Call:
    def make(scene: Scene, whose: Whose) -> str:
        scene.school(whose)
        body = _BOARD if method == "PUT" else None
        return str(scene.caller.ask(method, f"/v1/lists/{LIST}", body))

    return Call(f"{method} /v1/lists/{{list_id}}", make)


def _save_list(scene: Scene, _whose: Whose) -> str:
    return str(scene.caller.ask("PUT", f"/v1/lists/{LIST}", _BOARD))


def _list_keywords(scene: Scene, whose: Whose) -> str:
    scene.school(whose)
    return _told(scene.caller.get("/v1/keywords"), "keywords", KEYWORD, by="name")


def _list_lists(scene: Scene, whose: Whose) -> str:
    scene.school(whose)
    return _told(scene.caller.get("/v1/lists", q=LIST), "lists", LIST)


def _list_names(noun: str, name: str) -> Call:
    def make(scene: Scene, whose: Whose) -> str:
        scene.permit(whose)
        scene.school(whose)
        return _told(scene.caller.get(f"/v1/{noun}", q=name[:3].upper()), noun, name)

    return Call(f"GET /v1/{noun}", make)


def _about_workflow(method: str, body: Any = None, part: str = "") -> Call:
    def make(scene: Scene, whose: Whose) -> str:
        workflow = scene.workflow(whose)
        return str(scene.caller.ask(method, f"/v1/autopilots/{workflow}{part}", body))

    return Call(f"{method} /v1/autopilots/{{workflow_id}}{part}", make)


def _launch(kind: str, **params: Any) -> Call:
    def make(scene: Scene, whose: Whose) -> str:
        scene.permit(whose)
        scene.upload(whose)
        scene.school(whose)
        return str(scene.caller.ask("POST", "/v1/tasks", {"kind": kind, "params": params}))

    return Call("POST /v1/tasks", make)


def _list_tasks(scene: Scene, whose: Whose) -> str:
    """A task is in the list and in every filtered list that it belongs to, or in none of them."""
    task = scene.task(whose)
    by = "autopilot" if task.launched_by.via is Via.AUTOPILOT else task.launched_by.id
    filters = [
        {},
        {"state": "queued"},
        {"kind": task.kind},
        {"subject": f"permit:{PERMIT}"},
        {"launched_by": by},
        {"launched_by": by, "subject": f"permit:{PERMIT}"},
    ]
    if whose is Whose.OWN:
        filters.append({"launched_by": "me"})
    told = {
        _told(scene.caller.get("/v1/tasks", **wanted), "tasks", task.ref.id) for wanted in filters
    }
    return " or ".join(sorted(told))


def _open_report(scene: Scene, whose: Whose) -> str:
    made = Made("roster.csv", 10, 1)
    result = Result("report", "", "", "1 line.")
    task = scene.task(whose, TaskState.COMPLETED, made=made, result=result)
    return str(scene.caller.ask("GET", f"/v1/reports/{task.ref.id}"))


def _background_jobs(scene: Scene, whose: Whose) -> str:
    task = scene.task(whose)
    answer = scene.caller.get(f"/v1/permits/{PERMIT}/background-jobs")
    return _told(answer, "jobs", task.ref.id)


def _list_notifications(scene: Scene, whose: Whose) -> str:
    notification = scene.notification(whose)
    return _told(scene.caller.get("/v1/notifications"), "notifications", notification)


def _read_notification(scene: Scene, whose: Whose) -> str:
    notification = scene.notification(whose)
    return str(scene.caller.ask("POST", f"/v1/notifications/{notification}/read"))


def _transfer(scene: Scene, whose: Whose) -> str:
    scene.school(whose)
    scene.other_class(whose)
    path = f"/v1/classes/{CLASS}/enrollments/{STUDENT}/transfer"
    return str(scene.caller.ask("POST", path, {"class": OTHER_CLASS}))


def _audit_accounts(scene: Scene, _whose: Whose) -> str:
    return str(scene.caller.ask("GET", "/v1/accounts/audit"))


def _payment_terms(scene: Scene, _whose: Whose) -> str:
    return str(scene.caller.ask("GET", "/v1/payment-terms"))


def _put_payment_terms(scene: Scene, _whose: Whose) -> str:
    return str(scene.caller.ask("PUT", "/v1/payment-terms", {"retries": 1}))


def _look_ahead(scene: Scene, whose: Whose) -> str:
    scene.school(whose)
    asked = {"kind": "take_payments", "params": {"families": [FAMILY]}}
    return str(scene.caller.ask("POST", "/v1/tasks/preflight", asked))


def _show(scene: Scene, whose: Whose) -> str:
    scene.permit(whose)
    asked = {"kind": "permit_billout", "params": {"permit": PERMIT}}
    return str(scene.caller.ask("POST", "/v1/previews", asked))


def _decide(answer: str) -> Call:
    def make(scene: Scene, whose: Whose) -> str:
        shown = {"preview": True, "digest": "d", "needs_approval": True}
        preview = scene.task(whose, TaskState.COMPLETED, **shown)
        return str(scene.caller.ask("POST", f"/v1/previews/{preview.ref.id}/{answer}"))

    return Call(f"POST /v1/previews/{{task_id}}/{answer}", make)


def _profile(method: str, body: Any = None) -> Call:
    def make(scene: Scene, _whose: Whose) -> str:
        return str(scene.caller.ask(method, "/v1/account/profile", body))

    return Call(f"{method} /v1/account/profile", make)


def _list_kinds(kind: str) -> Call:
    def make(scene: Scene, _whose: Whose) -> str:
        return _told(scene.caller.get("/v1/kinds"), "kinds", kind, by="name")

    return Call("GET /v1/kinds", make)


def _prepare_upload(scene: Scene, _whose: Whose) -> str:
    asked = {"filename": "reservations.csv", "content_type": "text/csv"}
    answer = scene.caller.ask("POST", "/v1/uploads", asked)
    if answer.status != 201:
        return str(answer)
    own = f"incoming/{scene.caller.account}/"
    return "201" if answer.body["fields"]["key"].startswith(own) else "201 elsewhere"


def _save_permit(scene: Scene, _whose: Whose) -> str:
    body = {"holder": HOLDER, "reservations": [GAME]}
    return str(scene.caller.ask("PUT", f"/v1/permits/{PERMIT}", body))


def _preview(scene: Scene, whose: Whose) -> str:
    scene.school(whose)
    return str(scene.caller.ask("POST", "/v1/kinds/email_blast/preview", {"params": _BLAST}))


def _asked(method: str, path: str, body: Any = None) -> Make:
    return lambda scene, _whose: str(scene.caller.ask(method, path, body))


def _list_workflows(scene: Scene, whose: Whose) -> str:
    workflow = scene.workflow(whose)
    return _told(scene.caller.get("/v1/autopilots"), "autopilots", workflow)


def _add_workflow(scene: Scene, _whose: Whose) -> str:
    return str(scene.caller.ask("POST", "/v1/autopilots", WORKFLOW))


def _list_credentials(scene: Scene, whose: Whose) -> str:
    credential = scene.credential(whose)
    return _told(scene.caller.get("/v1/credentials"), "credentials", credential)


def _revoke(scene: Scene, whose: Whose) -> str:
    return str(scene.caller.ask("DELETE", f"/v1/credentials/{scene.credential(whose)}"))


def _list_webhooks(scene: Scene, whose: Whose) -> str:
    webhook = scene.webhook(whose)
    return _told(scene.caller.get("/v1/webhooks"), "webhooks", webhook)


def _about_webhook(method: str, part: str = "", body: Any = None) -> Call:
    def make(scene: Scene, whose: Whose) -> str:
        return str(scene.caller.ask(method, f"/v1/webhooks/{scene.webhook(whose)}{part}", body))

    return Call(f"{method} /v1/webhooks/{{webhook_id}}{part}", make)


def _redeliver(scene: Scene, whose: Whose) -> str:
    webhook, delivery = scene.delivery(whose)
    path = f"/v1/webhooks/{webhook}/deliveries/{delivery}/redeliver"
    return str(scene.caller.ask("POST", path))


def _told(answer: Answer, member: str, name: str, by: str = "id") -> str:
    if answer.status != 200:
        return str(answer)
    return "seen" if name in [entry[by] for entry in answer.body[member]] else "hidden"


_BOARD = {"type": "family", "ids": [FAMILY]}
_BLAST = {"subject": "News", "text": "Hello.", "classes": [CLASS]}
_SESSIONS = {"classes": [CLASS], "from_date": DAY, "include_past": True}
_RESERVATION = "/v1/permits/{permit}/reservations/{reservation}"
_POSTING = "/v1/families/{family}/postings/{posting}"
_METHOD = "/v1/families/{family}/payment-methods/{method}"
_CARD = {
    "customer": "cus_1",
    "token": "pm_1",
    "brand": "visa",
    "last4": "4242",
    "expires": "2099-12",
}
_CHARGE = {"amount_cents": 100, "category": "costume"}
_ENROLLMENT = "/v1/classes/{class_id}/enrollments/{student}"

CALLS = {
    "list tasks": Call("GET /v1/tasks", _list_tasks),
    "read": _about_task("GET"),
    "outcomes": _about_task("GET", "/outcomes"),
    "outcomes summary": _about_task("GET", "/outcomes/summary"),
    "outcomes.csv": _about_task("GET", "/outcomes.csv"),
    "audit": _about_task("GET", "/audit"),
    "open report": Call("GET /v1/reports/{report_id}", _open_report),
    "cancel": _about_task("POST", "/cancel"),
    "pause": _about_task("POST", "/pause"),
    "resume": _about_task("POST", "/resume", TaskState.PAUSED),
    "costs": Call("GET /v1/costs", _asked("GET", "/v1/costs")),
    "account settings": Call("GET /v1/account", _asked("GET", "/v1/account")),
    "approve": _decide("approve"),
    "reject": _decide("reject"),
    "approval rules": Call("GET /v1/approval-rules", _asked("GET", "/v1/approval-rules")),
    "put approval rules": Call(
        "PUT /v1/approval-rules", _asked("PUT", "/v1/approval-rules", {"rules": []})
    ),
    "hold account": Call("PUT /v1/account/hold", _asked("PUT", "/v1/account/hold")),
    "lift hold": Call("DELETE /v1/account/hold", _asked("DELETE", "/v1/account/hold")),
    "trail": Call("GET /v1/trail", _asked("GET", "/v1/trail")),
    "trail as a file": Call("GET /v1/trail.csv", _asked("GET", "/v1/trail.csv")),
    "set stop-when": Call(
        "PUT /v1/account/stop-when", _asked("PUT", "/v1/account/stop-when", {"errors": 10})
    ),
    "remove stop-when": Call(
        "DELETE /v1/account/stop-when", _asked("DELETE", "/v1/account/stop-when")
    ),
    "retry": _about_task("POST", "/retry", TaskState.COMPLETED),
    "undo": _about_task("POST", "/undo", TaskState.COMPLETED),
    "delete": _about_task("DELETE", "", TaskState.COMPLETED),
    "background jobs": Call("GET /v1/permits/{permit}/background-jobs", _background_jobs),
    "list notifications": Call("GET /v1/notifications", _list_notifications),
    "mark notification": Call("POST /v1/notifications/{notification_id}/read", _read_notification),
    "kind import_records": _list_kinds("import_records"),
    "kind email_blast": _list_kinds("email_blast"),
    "kind assign_keywords": _list_kinds("assign_keywords"),
    "kind generate_makeup_tokens": _list_kinds("generate_makeup_tokens"),
    "kind generate_report": _list_kinds("generate_report"),
    "kind assign_substitute": _list_kinds("assign_substitute"),
    "kind cancel_classes": _list_kinds("cancel_classes"),
    "kind quick_edit": _list_kinds("quick_edit"),
    "kind restore_classes": _list_kinds("restore_classes"),
    "kind drop_enrollments": _list_kinds("drop_enrollments"),
    "kind apply_credits": _list_kinds("apply_credits"),
    "kind post_late_charges": _list_kinds("post_late_charges"),
    "kind post_charges": _list_kinds("post_charges"),
    "kind refund_payments": _list_kinds("refund_payments"),
    "kind take_payments": _list_kinds("take_payments"),
    "kind permit_billout": _list_kinds("permit_billout"),
    "kind permit_save": _list_kinds("permit_save"),
    "launch import_records": _launch("import_records", entity="reservations", upload_id=UPLOAD),
    "launch drop_enrollments": _launch("drop_enrollments", classes=[CLASS], reason="Unpaid"),
    "launch apply_credits": _launch("apply_credits", families=[FAMILY]),
    "launch post_late_charges": _launch("post_late_charges", families=[FAMILY], amount_cents=1),
    "launch post_charges": _launch("post_charges", classes=[CLASS]),
    "launch take_payments": _launch("take_payments", families=[FAMILY]),
    "launch refund_payments": _launch("refund_payments", payments=[f"{FAMILY}/{POSTING}"]),
    "preview": Call("POST /v1/previews", _show),
    "look ahead": Call("POST /v1/tasks/preflight", _look_ahead),
    "launch permit_billout": _launch("permit_billout", permit=PERMIT),
    "launch permit_save": _launch("permit_save", permit=PERMIT, holder=HOLDER, upload_id=UPLOAD),
    "launch email_blast": _launch("email_blast", **_BLAST),
    "launch assign_keywords": _launch(
        "assign_keywords", type="family", keywords=["vip"], families=[FAMILY]
    ),
    "launch generate_makeup_tokens": _launch("generate_makeup_tokens", classes=[CLASS]),
    "launch generate_report": _launch("generate_report", report="roster", classes=[CLASS]),
    "kind send_statements": _list_kinds("send_statements"),
    "launch assign_substitute": _launch("assign_substitute", substitute="none", **_SESSIONS),
    "launch cancel_classes": _launch("cancel_classes", reason="Storm", **_SESSIONS),
    "launch quick_edit": _launch("quick_edit", what="classes", ids=[CLASS], capacity=9),
    "launch restore_classes": _launch("restore_classes", **_SESSIONS),
    "preview email_blast": Call("POST /v1/kinds/email_blast/preview", _preview),
    "class": _about_school("GET /v1/classes/{class_id}"),
    "replace class": _about_school("PUT /v1/classes/{class_id}", {"title": "Judo"}),
    "change class": _about_school("PATCH /v1/classes/{class_id}", {"title": "Judo"}),
    "make class": _make("PUT /v1/classes/{class_id}", {"title": "Judo"}),
    "make class again": _make("PUT /v1/classes/{class_id}", {"title": "Judo"}, CLASS),
    "make family": _make("PUT /v1/families/{family}", {"name": "Moss"}),
    "make family again": _make("PUT /v1/families/{family}", {"name": "Moss"}, FAMILY),
    "make staff": _make("PUT /v1/staff/{staff}", {"name": "Ana"}),
    "make staff again": _make("PUT /v1/staff/{staff}", {"name": "Ana"}, STAFF),
    "make student": _make("PUT /v1/students/{student}", {"family": FAMILY}),
    "make list": _make("PUT /v1/lists/{list_id}", _BOARD),
    "make list again": _make("PUT /v1/lists/{list_id}", _BOARD, LIST),
    "enroll": Call(f"PUT {_ENROLLMENT}", _enroll),
    "enrollment": _about_school(f"GET {_ENROLLMENT}"),
    "replace enrollment": _about_school(f"PUT {_ENROLLMENT}", {"tuition_cents": 1}),
    "change enrollment": _about_school(f"PATCH {_ENROLLMENT}", {"tuition_cents": 1}),
    "staff": _about_school("GET /v1/staff/{staff}"),
    "replace staff": _about_school("PUT /v1/staff/{staff}", {"name": "Ana"}),
    "change staff": _about_school("PATCH /v1/staff/{staff}", {"name": "Ana"}),
    "sessions": _about_school("GET /v1/classes/{class_id}/sessions"),
    "enrollments": _about_school("GET /v1/classes/{class_id}/enrollments"),
    "family": _about_school("GET /v1/families/{family}"),
    "replace family": _about_school("PUT /v1/families/{family}", {"name": "Moss"}),
    "change family": _about_school("PATCH /v1/families/{family}", {"name": "Moss"}),
    "account": _about_school("GET /v1/families/{family}/account"),
    "transfer": Call(f"POST {_ENROLLMENT}/transfer", _transfer),
    "audit accounts": Call("GET /v1/accounts/audit", _audit_accounts),
    "post charge": _about_school("POST /v1/families/{family}/charges", _CHARGE),
    "post payment": _about_school("POST /v1/families/{family}/payments", {"amount_cents": 1}),
    "post credit": _about_school("POST /v1/families/{family}/credits", _CHARGE),
    "counter posting": _about_school(f"POST {_POSTING}/counter", {"note": "Wrong"}),
    "unlink posting": _about_school(f"POST {_POSTING}/unlink"),
    "payment methods": _about_school("GET /v1/families/{family}/payment-methods"),
    "put payment method": _about_school(f"PUT {_METHOD}", _CARD),
    "remove payment method": _about_school(f"DELETE {_METHOD}"),
    "payment terms": Call("GET /v1/payment-terms", _payment_terms),
    "put payment terms": Call("PUT /v1/payment-terms", _put_payment_terms),
    "list keywords": Call("GET /v1/keywords", _list_keywords),
    "list lists": Call("GET /v1/lists", _list_lists),
    "list": _about_list("GET"),
    "replace list": _about_list("PUT"),
    "delete list": _about_list("DELETE"),
    "save list": Call("PUT /v1/lists/{list_id}", _save_list),
    "student": _about_school("GET /v1/students/{student}"),
    "redeem token": Call("POST /v1/students/{student}/tokens/{token}/redeem", _redeem),
    "replace student": _about_school("PUT /v1/students/{student}", {"name": "Bo"}),
    "change student": _about_school("PATCH /v1/students/{student}", {"name": "Bo"}),
    "list classes": _list_names("classes", CLASS),
    "list families": _list_names("families", FAMILY),
    "list students": _list_names("students", STUDENT),
    "list staff": _list_names("staff", STAFF),
    "list permits": _list_names("permits", PERMIT),
    "list holders": _list_names("holders", HOLDER),
    "upload": Call("POST /v1/uploads", _prepare_upload),
    "save permit": Call("PUT /v1/permits/{permit}", _save_permit),
    "bill out permit": _about_record("POST /v1/permits/{permit}/billout"),
    "permit": _about_record("GET /v1/permits/{permit}"),
    "reservations": _about_record("GET /v1/permits/{permit}/reservations"),
    "reservation": _about_record(f"GET {_RESERVATION}"),
    "replace reservation": _about_record(f"PUT {_RESERVATION}", body={**GAME, "event": "Cup"}),
    "change reservation": _about_record(f"PATCH {_RESERVATION}", body={"event": "Cup"}),
    "receipt": _about_record("GET /v1/receipts/{receipt}", billed=True),
    "holder": _about_record("GET /v1/holders/{holder}", billed=True),
    "list credentials": Call("GET /v1/credentials", _list_credentials),
    "add credential": Call(
        "POST /v1/credentials", _asked("POST", "/v1/credentials", {"name": "Till"})
    ),
    "revoke credential": Call("DELETE /v1/credentials/{credential_id}", _revoke),
    "list webhooks": Call("GET /v1/webhooks", _list_webhooks),
    "add webhook": Call("POST /v1/webhooks", _asked("POST", "/v1/webhooks", HOOK)),
    "webhook": _about_webhook("GET"),
    "change webhook": _about_webhook("PUT", body=HOOK),
    "remove webhook": _about_webhook("DELETE"),
    "rotate secret": _about_webhook("POST", "/rotate-secret"),
    "deliveries": _about_webhook("GET", "/deliveries"),
    "redeliver": Call(
        "POST /v1/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver", _redeliver
    ),
    "profile": _profile("GET"),
    "replace profile": _profile("PUT", {"name": "Parkside Swim"}),
    "list workflows": Call("GET /v1/autopilots", _list_workflows),
    "add workflow": Call("POST /v1/autopilots", _add_workflow),
    "workflow": _about_workflow("GET"),
    "change workflow": _about_workflow("PUT", {**WORKFLOW, "enabled": False}),
    "delete workflow": _about_workflow("DELETE"),
    "run workflow": _about_workflow("POST", part="/run"),
}
"""By the name that the matrix gives them."""


def operations() -> Iterator[str]:
    """Every method and path that the matrix tries."""
    yield from (call.operation for call in CALLS.values())
