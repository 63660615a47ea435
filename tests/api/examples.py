"""The examples of the OpenAPI document: answers that the functions give, in a town made for them.

``python -m tests.api.examples`` writes them to where the document takes them from; a test fails
when that was forgotten. The clock stands still and ids count, so that they are the same each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import Any

import boto3
import pytest

from legwork import bootstrap
from legwork.api import examples
from legwork.api.callers import STRANGER
from legwork.contracts.problem import problem_of
from legwork.domain.effect import Effect, Put
from legwork.domain.errors import NotLoggedIn, Throttled, TooManyCalls
from legwork.domain.recipient import recipient_key
from legwork.domain.task import TaskRef, TaskState
from legwork.domain.webhook import WebhookEvent
from legwork.domain.webhook_call import Answer as CallAnswer
from legwork.domain.webhook_call import Happening
from legwork.store import keys, webhook_calls, webhooks
from legwork.store.files import incoming_key
from legwork.store.records import effects_in_account
from legwork.testing.clock import CountingIds, FrozenClock
from legwork.trade.classes.class_ import class_entry
from legwork.trade.classes.instructor import (
    Instructor,
    instructor_entry,
    instructor_key,
    to_item,
)
from legwork.trade.families.family import family_entry
from legwork.trade.families.student import student_entry
from legwork.trade.mail import sender as senders
from legwork.trade.mail.usecases.unsubscribe import sign
from tests.functions.invoking import Functions, change
from tests.functions.people import Answer, Person
from tests.matrix.stage import functions_in_process
from tests.unit.families import class_, enrolled, session

ACCOUNT, SECRET = "parkside", "a secret"
PERMIT, HOLDER, CLASS, DAY = "LEAGUE-2027", "parkside-league", "JUDO-2026", "2026-04-13"
HEADER = "permit,event,facility,starts_at,ends_at,amount_cents"
SIGNED = ("policy", "signature", "credential", "date", "token")
"""Fields of a form that differ each time, by a part of their names."""


def game(hour: int, **changes: Any) -> dict[str, Any]:
    """A reservation."""
    return {
        "facility": "Meadow Field 1",
        "starts_at": f"2027-05-01T{hour:02d}:00",
        "ends_at": f"2027-05-01T{hour + 1:02d}:00",
        "amount_cents": 1_600,
        "event": "League game",
        **changes,
    }


def row(permit: str, one: dict[str, Any]) -> str:
    """A reservation as a row of a file."""
    names = HEADER.split(",")[1:]
    return ",".join([permit, *(str(one[name]) for name in names)])


class Showing:
    """Makes calls, and keeps what they are answered."""

    def __init__(self, functions: Functions) -> None:
        self.functions = functions
        self.given: dict[str, dict[str, Any]] = {}
        self._keys = 0
        self.ana = Person(functions, "Ana", ACCOUNT, ["owner"])
        self.gil = Person(functions, "Gil", ACCOUNT, [])

    def show(
        self,
        name: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        status: int = 200,
        by: Person | None = None,
        headers: Mapping[str, str] | None = None,
        **query: str,
    ) -> Answer:
        """Keep the answer as the example of this status."""
        answer = self.ask(method, path, body, by=by, headers=headers, **query)
        assert answer.status == status, f"{name}: {answer.status} {answer.text}"
        is_json = "json" in answer.headers["content-type"]
        shown = self.given.setdefault(name, {})
        shown[str(status)] = answer.body if is_json else answer.text
        return answer

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: Person | None = None,
        headers: Mapping[str, str] | None = None,
        **query: str,
    ) -> Answer:
        """Make a call, with a new Idempotency-Key."""
        self._keys += 1
        key = {"Idempotency-Key": f"key-{self._keys}", **(headers or {})}
        return (by or self.ana).ask(method, path, body, headers=key, query=query)

    def launched(self, kind: str, **params: Any) -> str:
        """The path of a task that has been worked off."""
        answer = self.ask("POST", "/v1/tasks", {"kind": kind, "params": params})
        assert answer.status == 202, answer.text
        self.functions.work()
        return answer.headers["location"]


def collected() -> dict[str, Any]:
    """Every example."""
    # Functions write their metrics there.
    with _town() as functions, redirect_stdout(StringIO()):
        showing = Showing(functions)
        _permits(showing)
        _tasks(showing)
        _school(showing)
        _autopilots(showing)
        _programs(showing)
        _account(showing)
        _refusals(showing)
    return showing.given


def text() -> str:
    """The examples as they are kept."""
    return json.dumps(collected(), indent=1, sort_keys=True) + "\n"


@contextmanager
def _town() -> Iterator[Functions]:
    clock = FrozenClock()
    ids = CountingIds(clock)
    with functions_in_process() as functions, pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "clock", lambda: clock)
        patch.setattr(bootstrap, "ids", lambda: ids)
        secret = boto3.client("secretsmanager").create_secret(Name="links", SecretString=SECRET)
        functions.configure(PERMIT_SAVE_BACKGROUND_AT=5, PERMIT_BILLOUT_BACKGROUND_AT=5)
        functions.variables["UNSUBSCRIBE_SECRET_ARN"] = secret["ARN"]
        yield functions


def _permits(showing: Showing) -> None:
    path, games = f"/v1/permits/{PERMIT}", [game(hour) for hour in (8, 10, 12, 14)]
    asked = {"prompts": 1, "waivers": ["Field use"], "forms": []}
    save = {"holder": HOLDER, "reservations": games[:2], "requirements": asked}
    showing.show("save_permit", "PUT", path, save)
    showing.show("bill_out_permit", "POST", f"{path}/billout")
    showing.show("list_permits", "GET", "/v1/permits", q=PERMIT[:3])
    showing.show("list_holders", "GET", "/v1/holders", q=HOLDER[:3].upper())
    again = [*games, game(10, event="Final"), game(16)]
    save = {"holder": HOLDER, "reservations": again, "on_conflict": "warn"}
    showing.show("save_permit", "PUT", path, save, status=202)
    showing.functions.work()
    more = {"holder": HOLDER, "reservations": [game(hour) for hour in (18, 20)]}
    assert showing.ask("PUT", path, more).status == 200
    showing.show("bill_out_permit", "POST", f"{path}/billout", status=202)
    showing.functions.work()
    assert showing.ask("PUT", path, {**more, "reservations": [game(22)]}).status == 200
    showing.show("get_permit", "GET", path)
    showing.show("list_reservations", "GET", f"{path}/reservations", limit="2")
    every = showing.ask("GET", f"{path}/reservations", limit="100").body["reservations"]
    [unbilled] = [one["id"] for one in every if one["status"] == "reserved"]
    _reservation(showing, f"{path}/reservations/{unbilled}")
    jobs = showing.show("list_background_jobs", "GET", f"{path}/background-jobs").body["jobs"]
    receipt = next(job["result"] for job in jobs if job["type"] == "Permit Billout")
    showing.show("get_receipt", "GET", receipt, limit="2")
    showing.show("get_holder", "GET", f"/v1/holders/{HOLDER}")
    bill = next(job["href"] for job in jobs if job["type"] == "Permit Billout")
    showing.show("undo_task", "POST", f"{bill}/undo", status=202)
    showing.functions.work()


def _tasks(showing: Showing) -> None:
    asked = {"filename": "reservations.csv", "content_type": "text/csv"}
    upload = showing.show("prepare_upload", "POST", "/v1/uploads", asked, status=201).body
    fields = showing.given["prepare_upload"]["201"]["fields"]
    fields |= {name: "…" for name in fields if any(part in name.lower() for part in SIGNED)}
    rows = [row("POOL-7", game(hour, facility="Pool")) for hour in (8, 10)]
    file = "\n".join([HEADER, *rows, row("POOL-7", game(12, starts_at="noon")), ""])
    key = incoming_key(ACCOUNT, upload["upload_id"])
    showing.functions.aws.put_file(key, file.encode())
    ben = Person(showing.functions, "Ben", ACCOUNT, ["permits"])
    showing.show("list_kinds", "GET", "/v1/kinds", by=ben)
    launch = {
        "kind": "import_records",
        "params": {"entity": "reservations", "upload_id": upload["upload_id"]},
    }
    task = showing.show("launch_task", "POST", "/v1/tasks", launch, status=202).headers["location"]
    showing.functions.work()
    showing.show("get_task", "GET", task)
    showing.show("list_outcomes", "GET", f"{task}/outcomes", limit="2")
    showing.show("summarize_outcomes", "GET", f"{task}/outcomes/summary")
    showing.show("export_outcomes", "GET", f"{task}/outcomes.csv")
    showing.show("audit_task", "GET", f"{task}/audit")
    retry = showing.show("retry_task", "POST", f"{task}/retry", status=202).headers["location"]
    doubt = {"reason": "Is this last year's file?"}
    showing.show("pause_task", "POST", f"{retry}/pause", doubt)
    showing.show("resume_task", "POST", f"{retry}/resume", {"stop_when": {"errors": 10}})
    reason = {"reason": "The file was last year's."}
    showing.show("cancel_task", "POST", f"{retry}/cancel", reason)
    showing.show("list_tasks", "GET", "/v1/tasks", limit="2")
    _announced(showing, task)
    told = showing.show("list_notifications", "GET", "/v1/notifications").body["notifications"][0]
    path = f"/v1/notifications/{told['id']}/read"
    showing.show("mark_notification_read", "POST", path)


def _account(showing: Showing) -> None:
    audit = {"reason": "The auditors are here."}
    showing.show("hold_account", "PUT", "/v1/account/hold", audit)
    showing.show("lift_hold", "DELETE", "/v1/account/hold")
    showing.show("set_stop_when", "PUT", "/v1/account/stop-when", {"error_percent": 5})
    showing.show("get_account_settings", "GET", "/v1/account")
    showing.show("remove_stop_when", "DELETE", "/v1/account/stop-when")
    showing.show("list_trail", "GET", "/v1/trail", act="cancelled")
    showing.show("export_trail", "GET", "/v1/trail.csv", act="settings_changed")
    showing.show("get_costs", "GET", "/v1/costs")


def _announced(showing: Showing, task: str) -> None:
    """Let the end of a task be told, as the stream does."""
    key = keys.task(TaskRef(ACCOUNT, task.rpartition("/")[2]))
    ended = showing.functions.aws.database.tasks.get(key) or {}
    running = {**ended, "state": TaskState.RUNNING.value}
    assert showing.functions.changes([change(key, ended, running)]) == []


def _school(showing: Showing) -> None:
    home = "home@example.com"
    _put(
        showing,
        [
            *senders.verified("office@parkside.example", default=True),
            *class_(CLASS, "Judo for beginners"),
            *session(CLASS, DAY),
            *enrolled(CLASS, "F-17", "S-31", "S-32", email=home),
            *enrolled(CLASS, "F-18", "S-33"),
            *enrolled("AIKIDO-2026", "F-19", "S-34"),
            *class_("AIKIDO-2026", "Aikido"),
            Put(recipient_key(home), {"email": home, "opted_in": True}),
            *class_entry(CLASS, "Judo for beginners").put(),
            Put(instructor_key("ana"), to_item(Instructor(id="ana", name="Ana Fern"))),
            *instructor_entry("ana", "Ana Fern").put(),
            *family_entry("F-17", home).put(),
            *(entry for pupil in ("S-31", "S-32") for entry in student_entry(pupil).put()),
        ],
    )
    tokens = {"classes": [CLASS, "AIKIDO-2026"], "reason": "The hall was closed."}
    showing.launched("generate_makeup_tokens", **tokens)
    showing.functions.work()
    path = "/v1/students/S-34"
    token = showing.ask("GET", path).body["tokens"][0]["id"]
    wanted = {"class": CLASS, "date": DAY, "starts": "09:00"}
    showing.show("redeem_token", "POST", f"{path}/tokens/{token}/redeem", wanted)
    showing.show("list_classes", "GET", "/v1/classes", q=CLASS[:2])
    showing.show("list_families", "GET", "/v1/families", q="home")
    showing.show("list_students", "GET", "/v1/students")
    _class(showing, f"/v1/classes/{CLASS}")
    showing.show("list_sessions", "GET", f"/v1/classes/{CLASS}/sessions")
    showing.show("list_enrollments", "GET", f"/v1/classes/{CLASS}/enrollments")
    _family(showing, "/v1/families/F-17")
    _money(showing, "/v1/families/F-17")
    _profile(showing)
    read = showing.show("get_student", "GET", "/v1/students/S-31")
    _lists(showing)
    _student(showing, "/v1/students/S-31", read.headers["etag"])
    news = {"subject": "News", "text": "Dear family {{family}}, hello.", "classes": [CLASS]}
    path = "/v1/kinds/email_blast/preview"
    showing.show("preview_email_blast", "POST", path, {"params": news, "limit": 1})
    link = f"/v1/unsubscribe/{sign(SECRET, ACCOUNT, home)}"
    showing.show("show_unsubscribe_page", "GET", link)
    showing.show("unsubscribe", "POST", link)
    showing.show("open_statement", "GET", "/v1/statements/cut-off", status=404)


def _profile(showing: Showing) -> None:
    path = "/v1/account/profile"
    etag = {"If-Match": showing.show("get_profile", "GET", path).headers["etag"]}
    said = {"name": "Parkside Swim & Gym", "address": "12 Harbour Street\nParkside, ME 04101"}
    showing.show("replace_profile", "PUT", path, said, headers=etag)


def _reservation(showing: Showing, path: str) -> None:
    read = showing.show("get_reservation", "GET", path)
    later = {"starts_at": "2027-08-02T18:00", "ends_at": "2027-08-02T20:00"}
    etag = {"If-Match": read.headers["etag"]}
    moved = showing.show("change_reservation", "PATCH", path, later, headers=etag)
    names = ("facility", "starts_at", "ends_at", "amount_cents", "event")
    whole = {name: read.body[name] for name in names}
    etag = {"If-Match": moved.headers["etag"]}
    showing.show("replace_reservation", "PUT", path, whole, headers=etag)


def _class(showing: Showing, path: str) -> None:
    showing.launched(
        "assign_substitute", classes=[CLASS], from_date=DAY, substitute="ana", notify=True
    )
    showing.launched("quick_edit", what="classes", ids=[CLASS], capacity=12, location="Pool")
    showing.show("list_staff", "GET", "/v1/staff", q="an")
    named = {"name": "Ana Fern", "email": "ana@parkside.example"}
    priced = {"tuition_cents": 7_000, "billing_cycle": "monthly"}
    for noun, of, said in (
        ("class", path, {"title": "Judo for beginners", "instructor": "ana", "capacity": 12}),
        ("enrollment", f"{path}/enrollments/S-31", priced),
        ("staff", "/v1/staff/ana", named),
    ):
        read = showing.show(f"get_{noun}", "GET", of)
        etag = {"If-Match": read.headers["etag"]}
        changed = showing.show(f"change_{noun}", "PATCH", of, said, headers=etag)
        etag = {"If-Match": changed.headers["etag"]}
        showing.show(f"replace_{noun}", "PUT", of, said, headers=etag)


def _family(showing: Showing, path: str) -> None:
    read = showing.show("get_family", "GET", path)
    named = {"name": "Moss", "guardians": [{"name": "Ada Moss", "primary": True}]}
    etag = {"If-Match": read.headers["etag"]}
    changed = showing.show("change_family", "PATCH", path, named, headers=etag)
    whole = {**named, "address": "1 Mill Lane", "location": "North"}
    etag = {"If-Match": changed.headers["etag"]}
    showing.show("replace_family", "PUT", path, whole, headers=etag)
    showing.show("refusals", "PUT", path, whole, headers=etag, status=412)
    made = {"name": "Fern", "guardians": [{"name": "Bo Fern", "primary": True}]}
    _made(showing, "family", "/v1/families/F-40", made)
    _made(showing, "student", "/v1/students/S-40", {"family": "F-40", "name": "Cy Fern"})
    _made(showing, "staff", "/v1/staff/cleo", {"name": "Cleo Reed"})
    _made(showing, "class", "/v1/classes/CHESS", {"title": "Chess", "instructor": "cleo"})
    _made(showing, "enrollment", "/v1/classes/CHESS/enrollments/S-40", {"tuition_cents": 7_000})
    showing.show("refusals", "PUT", path, whole, status=428)


def _made(showing: Showing, noun: str, path: str, said: object) -> None:
    new = {"If-None-Match": "*"}
    showing.show(f"replace_{noun}", "PUT", path, said, headers=new, status=201)


def _money(showing: Showing, family: str) -> None:
    costume = {"amount_cents": 4_500, "category": "costume", "student": "S-31"}
    charge = showing.show("post_charge", "POST", f"{family}/charges", costume, status=201)
    paid = {"amount_cents": 2_000, "reference": "Check 17", "apply": True}
    showing.show("post_payment", "POST", f"{family}/payments", paid, status=201)
    gift = {"amount_cents": 500, "category": "scholarship"}
    showing.show("post_credit", "POST", f"{family}/credits", gift, status=201)
    path = f"{family}/postings/{charge.body['id']}"
    showing.show("unlink_posting", "POST", f"{path}/unlink")
    note = {"note": "The costume was returned."}
    showing.show("counter_posting", "POST", f"{path}/counter", note, status=201)
    _payments(showing, family)
    tuition = {"amount_cents": 6_000, "category": "tuition", "class": CLASS, "student": "S-31"}
    showing.ask("POST", f"{family}/charges", tuition)
    _put(showing, class_("KARATE-2027", "Karate"))
    path = f"/v1/classes/{CLASS}/enrollments/S-31/transfer"
    to = {"class": "KARATE-2027", "on": "2027-03-31"}
    showing.show("transfer_enrollment", "POST", path, to)
    showing.show("get_account", "GET", f"{family}/account")
    showing.show("audit_accounts", "GET", "/v1/accounts/audit")


def _payments(showing: Showing, family: str) -> None:
    path = f"{family}/payment-methods"
    read = showing.show("list_payment_methods", "GET", path)
    card = {
        "customer": "cus_Moss17",
        "token": "pm_Moss17",
        "brand": "visa",
        "last4": "4242",
        "expires": "2031-12",
        "recurring": True,
        "consent_source": "autopay form",
        "consent_at": "2026-01-05",
    }
    etag = {"If-Match": read.headers["etag"]}
    made = showing.show("put_payment_method", "PUT", f"{path}/card", card, headers=etag)
    etag = {"If-Match": made.headers["etag"]}
    showing.show("remove_payment_method", "DELETE", f"{path}/card", headers=etag)
    read = showing.show("get_payment_terms", "GET", "/v1/payment-terms")
    terms = {"retries": 3, "days_apart": 3, "fee_cents": 150}
    etag = {"If-Match": read.headers["etag"]}
    showing.show("put_payment_terms", "PUT", "/v1/payment-terms", terms, headers=etag)
    draft = {"kind": "take_payments", "params": {"everyone": True}}
    showing.show("preflight_task", "POST", "/v1/tasks/preflight", draft)
    showing.show("preview_task", "POST", "/v1/previews", draft, status=202)
    showing.functions.work()
    _approvals(showing, draft)


def _approvals(showing: Showing, draft: dict[str, Any]) -> None:
    rules = {"rules": [{"kind": "take_payments", "from_targets": 1}]}
    showing.show("put_approval_rules", "PUT", "/v1/approval-rules", rules)
    showing.show("get_approval_rules", "GET", "/v1/approval-rules")
    ben = Person(showing.functions, "Ben", ACCOUNT, ["owner"])
    for answer in ("approve", "reject"):
        made = showing.ask("POST", "/v1/previews", draft)
        showing.functions.work()
        path = f"/v1/previews/{made.body['id']}/{answer}"
        body = {"reason": "As agreed in the meeting."}
        showing.show(f"{answer}_preview", "POST", path, body, by=ben)
    showing.ask("PUT", "/v1/approval-rules", {"rules": []})


def _lists(showing: Showing) -> None:
    filing = {"type": "family", "keywords": ["vip"], "families": ["F-17"]}
    showing.launched("assign_keywords", **filing)
    showing.show("list_keywords", "GET", "/v1/keywords", type="family")
    board = {"type": "family", "name": "The board", "ids": ["F-17"]}
    made = showing.show("save_list", "PUT", "/v1/lists/board", board, status=201)
    etag = {"If-Match": made.headers["etag"]}
    both = {**board, "ids": ["F-17", "F-18"]}
    showing.show("save_list", "PUT", "/v1/lists/board", both, headers=etag)
    showing.show("list_saved_lists", "GET", "/v1/lists", q="bo")
    showing.show("get_saved_list", "GET", "/v1/lists/board")


def _student(showing: Showing, path: str, etag: str) -> None:
    named = {"name": "Ada Moss", "birth_day": "2019-05-31"}
    changed = showing.show("change_student", "PATCH", path, named, headers={"If-Match": etag})
    headers = {"If-Match": changed.headers["etag"]}
    showing.show("replace_student", "PUT", path, {"name": "Ada Moss"}, headers=headers)


def _autopilots(showing: Showing) -> None:
    nightly = {
        "name": "Nightly bill-out",
        "kind": "permit_billout",
        "params": {"permit": PERMIT},
        "schedule": "cron(0 3 * * ? *)",
        "timezone": "America/New_York",
    }
    made = showing.show("add_autopilot", "POST", "/v1/autopilots", nightly, status=201)
    path = f"/v1/autopilots/{made.body['id']}"
    showing.show("list_autopilots", "GET", "/v1/autopilots")
    tag = showing.show("get_autopilot", "GET", path).headers["etag"]
    showing.show("run_autopilot", "POST", f"{path}/run", status=202)
    off = {**nightly, "enabled": False}
    showing.show("change_autopilot", "PUT", path, off, headers={"If-Match": tag})


def _programs(showing: Showing) -> None:
    till = {"name": "Till at the front desk", "permissions": ["permits", "reports"]}
    made = showing.show("add_credential", "POST", "/v1/credentials", till, status=201)
    # It is another one each time, and nothing that looks like one belongs into a document.
    showing.given["add_credential"]["201"] = {**made.body, "key": "lwk_cGFya3NpZGU.….…"}
    showing.show("list_credentials", "GET", "/v1/credentials")
    _webhooks(showing)


def _webhooks(showing: Showing) -> None:
    hook = {"url": "https://hooks.example.com/legwork", "events": ["task.ended", "mail.bounced"]}
    made = showing.show("add_webhook", "POST", "/v1/webhooks", hook, status=201)
    path = f"/v1/webhooks/{made.body['id']}"
    showing.show("list_webhooks", "GET", "/v1/webhooks")
    showing.show("get_webhook", "GET", path)
    showing.show("change_webhook", "PUT", path, {**hook, "events": ["task.ended"]})
    showing.show("rotate_webhook_secret", "POST", f"{path}/rotate-secret")
    for name, status in (("add_webhook", "201"), ("rotate_webhook_secret", "200")):
        showing.given[name][status]["secret"] = "whsec_…"
    database, clock = showing.functions.aws.database, bootstrap.clock()
    happening = Happening(
        account=ACCOUNT,
        id="01JZ0000000000000000000001.ended",
        event=WebhookEvent.TASK_ENDED,
        at=clock.now(),
        body='{"type":"task.ended","timestamp":"2026-03-02T09:00:00+00:00","data":{}}',
    )
    webhook = webhooks.load(database, ACCOUNT, made.body["id"])
    call = webhook_calls.add(database, webhook, happening, clock.now())
    begun = webhook_calls.put_off(database, call, clock.now())
    assert begun
    webhook_calls.record(database, begun, CallAnswer(503), clock.now(), clock.now())
    showing.show("list_webhook_deliveries", "GET", f"{path}/deliveries")
    again = f"{path}/deliveries/{call.id}/redeliver"
    showing.show("redeliver", "POST", again)


def _refusals(showing: Showing) -> None:
    def refuse(status: int, method: str, path: str, body: Any = None, **more: Any) -> None:
        showing.show("refusals", method, path, body, status=status, **more)

    wrong = {"kind": "permit_billout", "params": {"permit": "#", "colour": "red"}}
    refuse(400, "POST", "/v1/tasks", wrong)
    launch = {"kind": "permit_billout", "params": {"permit": PERMIT}}
    refuse(403, "POST", "/v1/tasks", launch, by=showing.gil)
    refuse(404, "GET", "/v1/tasks/01JZ0000000000000000000001")
    running = showing.ask("POST", "/v1/tasks", launch)
    refuse(409, "DELETE", running.headers["location"])
    refuse(413, "POST", "/v1/tasks", "x" * 5_000_001)
    key = {"Idempotency-Key": "key-of-another"}
    showing.ana.ask("POST", "/v1/tasks", launch, headers=key)
    reused = showing.ana.ask("POST", "/v1/tasks", {**launch, "title": "Other"}, headers=key)
    assert reused.status == 422
    busy = problem_of(Throttled("The tables are busy. Make the same call again."), "/v1/tasks")
    often = problem_of(TooManyCalls(1), "/v1/tasks")
    unknown = problem_of(NotLoggedIn(STRANGER), "/v1/tasks")
    showing.given["refusals"] |= {
        "401": unknown.model_dump(exclude_none=True),
        "401Gateway": {"message": "Unauthorized"},
        "422": reused.body,
        "429": often.model_dump(exclude_none=True),
        "429Gateway": {"message": "Too Many Requests"},
        "503": busy.model_dump(exclude_none=True),
    }


def _put(showing: Showing, effects: Iterable[Effect]) -> None:
    for effect in effects_in_account(ACCOUNT, list(effects)):
        showing.functions.aws.database.records.write(effect)


if __name__ == "__main__":
    examples.PATH.write_text(text())
