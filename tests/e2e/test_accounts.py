"""Two accounts see nothing of each other, whatever they call."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.bookings import games
from tests.e2e.park import Park
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator

HOOK = {"url": "https://hooks.example.com/", "events": ["mail.bounced"]}
Call = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def theirs(park: Park) -> dict[str, str]:
    """What Parkside has, by the words that stand for it in a route."""
    permit = park.label("SECRET")
    holder, path = permit.lower(), f"/v1/permits/{permit}"
    body = {"holder": holder, "reservations": games(3, permit)}
    assert park.ana.launch("PUT", path, body).status_code == 200
    receipt = park.ana.launch("POST", f"{path}/billout").json()["id"]
    task = park.ana.importing(b"permit,event,facility,starts_at,ends_at,amount_cents\n")
    park.ana.ended(task)
    task_id = task.rsplit("/", 1)[1]

    def notified() -> bool:
        listed = park.ana.get("/v1/notifications", limit="100")["notifications"]
        return task_id in [one["id"] for one in listed]

    until(notified, "a notification")
    board = {"type": "family", "ids": ["F1"]}
    assert park.ana.ask("PUT", "/v1/lists/board-of-parkside", json=board).status_code == 201
    names = {word: park.label(word).lower() for word in ("class", "student", "family")}
    _enroll(park, **names)
    workflow = park.ana.ask("POST", "/v1/autopilots", json=_workflow(permit)).json()["id"]
    credential = park.ana.ask("POST", "/v1/credentials", json={"name": "Till"}).json()["id"]
    return {
        "permit": permit,
        "receipt": receipt,
        "holder": holder,
        "task": task_id,
        "workflow": workflow,
        "credential": credential,
        "webhook": park.ana.ask("POST", "/v1/webhooks", json=HOOK).json()["id"],
        **names,
    }


def calls(theirs: dict[str, str], park: Park) -> Iterator[tuple[str, Call | None]]:
    """For each route the call that asks for what is not the caller's; none where none can."""
    task, permit = f"/v1/tasks/{theirs['task']}", f"/v1/permits/{theirs['permit']}"
    yield "GET /v1/kinds", None
    yield "GET /v1/openapi.json", None
    yield "GET /v1/reference", None
    yield "POST /v1/tasks", _call("/v1/tasks", _billout(theirs))
    yield "POST /v1/previews", _call("/v1/previews", _billout(theirs))
    yield "POST /v1/uploads", None
    for part in ("", "/outcomes", "/outcomes/summary", "/outcomes.csv", "/audit"):
        yield f"GET /v1/tasks/{{id}}{part}", _call(task + part)
    for part in ("/cancel", "/retry", "/pause", "/resume", "/undo"):
        yield f"POST /v1/tasks/{{id}}{part}", _call(task + part)
    for answer in ("approve", "reject"):
        path = f"/v1/previews/{theirs['task']}/{answer}"
        yield f"POST /v1/previews/{{id}}/{answer}", _call(path)
    yield "GET /v1/reports/{id}", _call(f"/v1/reports/{theirs['task']}")
    yield "DELETE /v1/tasks/{id}", _call(task)
    yield (
        "POST /v1/notifications/{id}/read",
        _call(f"/v1/notifications/{theirs['task']}/read"),
    )
    for part in ("", "/reservations"):
        yield f"GET /v1/permits/{{permit}}{part}", _call(permit + part)
    yield from _of_reservations(permit)
    yield "POST /v1/permits/{permit}/billout", _call(f"{permit}/billout")
    yield "GET /v1/receipts/{id}", _call(f"/v1/receipts/{theirs['receipt']}")
    yield "GET /v1/holders/{id}", _call(f"/v1/holders/{theirs['holder']}")
    for part in ("", "/sessions", "/enrollments"):
        yield f"GET /v1/classes/{{class_id}}{part}", _call(f"/v1/classes/{theirs['class']}{part}")
    yield from _of_families(theirs)
    yield from _of_classes(theirs)
    yield _transfer(theirs)
    yield from _of_money(f"/v1/families/{theirs['family']}")
    for method in ("GET", "POST"):
        # Who holds the link is asked for no token, hence belongs to no account.
        yield f"{method} /v1/unsubscribe/{{token}}", None
    yield "GET /v1/statements/{token}", None
    workflow = f"/v1/autopilots/{theirs['workflow']}"
    for method in ("GET", "DELETE"):
        yield f"{method} /v1/autopilots/{{id}}", _call(workflow)
    yield "PUT /v1/autopilots/{id}", _call(workflow, _workflow(theirs["permit"]))
    yield "POST /v1/autopilots/{id}/run", _call(f"{workflow}/run")
    yield "DELETE /v1/credentials/{id}", _call(f"/v1/credentials/{theirs['credential']}")
    hook = f"/v1/webhooks/{theirs['webhook']}"
    yield "GET /v1/webhooks/{id}", _call(hook)
    yield "PUT /v1/webhooks/{id}", _call(hook, HOOK)
    yield "DELETE /v1/webhooks/{id}", _call(hook)
    yield "POST /v1/webhooks/{id}/rotate-secret", _call(f"{hook}/rotate-secret")
    yield "GET /v1/webhooks/{id}/deliveries", _call(f"{hook}/deliveries")
    again = "/deliveries/{delivery}/redeliver"
    yield f"POST /v1/webhooks/{{id}}{again}", _call(f"{hook}/deliveries/x/redeliver")


def _of_reservations(permit: str) -> Iterator[tuple[str, Call]]:
    for method, said in (("GET", None), ("PUT", {"event": "Own"}), ("PATCH", {"event": "Own"})):
        route = f"{method} /v1/permits/{{permit}}/reservations/{{id}}"
        yield route, _call(f"{permit}/reservations/{'0' * 16}", said)


def _transfer(theirs: dict[str, str]) -> tuple[str, Call]:
    path = f"/v1/classes/{theirs['class']}/enrollments/{theirs['student']}/transfer"
    route = "POST /v1/classes/{class_id}/enrollments/{student}/transfer"
    return route, _call(path, {"class": theirs["class"]})


def _of_families(theirs: dict[str, str]) -> Iterator[tuple[str, Call | None]]:
    for method, body in (("GET", None), ("PUT", {"name": "Own"}), ("PATCH", {"name": "Own"})):
        for noun, one in (("families", "family"), ("students", "student")):
            yield f"{method} /v1/{noun}/{{{one}}}", _call(f"/v1/{noun}/{theirs[one]}", body)
    for method in ("GET", "DELETE"):
        yield f"{method} /v1/lists/{{list_id}}", _call("/v1/lists/board-of-parkside")


def _of_money(family: str) -> Iterator[tuple[str, Call | None]]:
    yield "GET /v1/families/{family}/account", _call(f"{family}/account")
    amount = {"amount_cents": 1, "category": "costume"}
    for what in ("charges", "payments", "credits"):
        yield f"POST /v1/families/{{family}}/{what}", _call(f"{family}/{what}", amount)
    yield "GET /v1/families/{family}/payment-methods", _call(f"{family}/payment-methods")
    card = {"customer": "cus_1", "token": "pm_1", "brand": "visa", "last4": "4242"}
    for method, body in (("PUT", {**card, "expires": "2099-12"}), ("DELETE", None)):
        route = f"{method} /v1/families/{{family}}/payment-methods/{{method}}"
        yield route, _call(f"{family}/payment-methods/card", body)
    for what in ("counter", "unlink"):
        route = f"POST /v1/families/{{family}}/postings/{{posting}}/{what}"
        yield route, _call(f"{family}/postings/CALL-1/{what}")


def _of_classes(theirs: dict[str, str]) -> Iterator[tuple[str, Call | None]]:
    class_ = f"/v1/classes/{theirs['class']}"
    titled, named, priced = {"title": "Own"}, {"name": "Own"}, {"tuition_cents": 1}
    for method in ("PUT", "PATCH"):
        yield f"{method} /v1/classes/{{class_id}}", _call(class_, titled)
    session = {"class": theirs["class"], "date": "2099-01-01", "starts": "09:00"}
    yield (
        "POST /v1/students/{student}/tokens/{token}/redeem",
        _call(f"/v1/students/{theirs['student']}/tokens/{theirs['task']}/redeem", session),
    )
    for method in ("GET", "PUT", "PATCH"):
        read = method == "GET"
        yield (
            f"{method} /v1/classes/{{class_id}}/enrollments/{{student}}",
            _call(f"{class_}/enrollments/{theirs['student']}", None if read else priced),
        )
        # The account has no staff of that name; nor would it be there for another one.
        yield (
            f"{method} /v1/staff/{{staff}}",
            _call(f"/v1/staff/{theirs['student']}", None if read else named),
        )


def _enroll(park: Park, **names: str) -> None:
    row = f"{names['class']},{names['student']},{names['family']},a@parkside.example,0,6000"
    header = "class,student,family,email,enrolled_day,tuition_cents"
    params = {"entity": "enrollments", "upload_id": park.ana.upload(f"{header}\n{row}\n".encode())}
    launch = {"kind": "import_records", "params": params}
    imported = park.ana.ended(park.ana.launched("POST", "/v1/tasks", launch))
    assert imported["progress"]["succeeded"] == 1
    assert park.ana.ask("GET", f"/v1/students/{names['student']}").status_code == 200


def _workflow(permit: str) -> dict[str, Any]:
    schedule = {"schedule": "at(2099-01-01T06:00:00)", "enabled": False}
    return {"name": "Billing", "kind": "permit_billout", "params": {"permit": permit}, **schedule}


def _call(path: str, body: dict[str, Any] | None = None) -> Call:
    return path, {"json": body} if body else {}


def _billout(theirs: dict[str, str]) -> dict[str, Any]:
    return {"kind": "permit_billout", "params": {"permit": theirs["permit"]}}


# Lists, what is about the caller's own account, and what may have the same name in both accounts
# without being the same.
NAMES = ("permits", "holders", "classes", "families", "students", "staff")
LISTS = {
    "GET /v1/account",
    "GET /v1/costs",
    "GET /v1/trail",
    "GET /v1/trail.csv",
    "GET /v1/approval-rules",
    "PUT /v1/approval-rules",
    *(f"{method} /v1/account/{of}" for method in ("PUT", "DELETE") for of in ("hold", "stop-when")),
    *(f"GET /v1/{name}" for name in NAMES),
    "GET /v1/keywords",
    "GET /v1/lists",
    "PUT /v1/lists/{list_id}",
    "GET /v1/tasks",
    "GET /v1/notifications",
    "GET /v1/autopilots",
    "GET /v1/accounts/audit",
    "GET /v1/payment-terms",
    "PUT /v1/payment-terms",
    "POST /v1/tasks/preflight",
    "GET /v1/account/profile",
    "PUT /v1/account/profile",
    "POST /v1/autopilots",
    "GET /v1/credentials",
    "POST /v1/credentials",
    "GET /v1/webhooks",
    "POST /v1/webhooks",
    "GET /v1/permits/{permit}/background-jobs",
    "PUT /v1/permits/{permit}",
    "POST /v1/kinds/email_blast/preview",
}


def test_what_another_account_has_is_not_there(park: Park, theirs: dict[str, str]) -> None:
    before = park.records("parkside")
    version = {"If-Match": "*"}
    answers = {
        route: park.dana.ask(
            route.split()[0],
            call[0],
            headers={**version, "Idempotency-Key": route},
            **call[1],
        )
        for route, call in calls(theirs, park)
        if call is not None
    }

    assert {route: answer.status_code for route, answer in answers.items()} == dict.fromkeys(
        answers, httpx.codes.NOT_FOUND
    )
    for answer in answers.values():
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert park.records("parkside") == before


def test_the_calls_above_are_all_there_are(park: Park, theirs: dict[str, str]) -> None:
    described = park.ana.get("/v1/openapi.json")["paths"]
    every = {f"{verb.upper()} {path}" for path, item in described.items() for verb in item}
    tried = {route for route, _ in calls(theirs, park)} | LISTS

    assert {_nameless(route) for route in tried} == {_nameless(route) for route in every}


def _nameless(route: str) -> str:
    return re.sub(r"\{\w+\}", "{}", route)


def test_lists_hold_nothing_of_another_account(park: Park, theirs: dict[str, str]) -> None:
    jobs = park.dana.get(f"/v1/permits/{theirs['permit']}/background-jobs")
    listed = park.dana.whole("/v1/tasks", "tasks")
    notices = park.dana.whole("/v1/notifications", "notifications")
    workflows = park.dana.get("/v1/autopilots")["autopilots"]

    assert jobs == {"jobs": []}
    assert theirs["task"] not in [task["id"] for task in listed]
    assert theirs["task"] not in [notice["id"] for notice in notices]
    assert theirs["workflow"] not in [workflow["id"] for workflow in workflows]
    subject = park.dana.get("/v1/tasks", subject=f"permit:{theirs['permit']}")
    assert subject["tasks"] == []
    for name in ("classes", "families", "students"):
        assert not {one["id"] for one in park.dana.whole(f"/v1/{name}", name)} & {*theirs.values()}


def test_a_cursor_of_another_account_opens_nothing(park: Park, theirs: dict[str, str]) -> None:
    park.ana.ended(park.ana.importing(b"permit,event,facility,starts_at,ends_at,amount_cents\n"))
    cursor = park.ana.get("/v1/tasks", limit="1")["next_cursor"]

    assert cursor
    refused = park.dana.ask("GET", "/v1/tasks", params={"limit": "1", "cursor": cursor})
    assert refused.status_code == 400


def test_the_same_names_are_other_things_in_another_account(
    park: Park, theirs: dict[str, str]
) -> None:
    path = f"/v1/permits/{theirs['permit']}"
    before = park.ana.get(path)

    body = {"holder": theirs["holder"], "reservations": games(2, theirs["permit"])}
    saved = park.dana.launch("PUT", path, body).json()

    assert saved["reservations"] == {"total": 2, "reserved": 2, "cancelled": 0, "billed": 0}
    assert saved["outcomes"] == []
    # Her permit names a holder of that name, who owes nothing.
    own = park.dana.get(f"/v1/holders/{theirs['holder']}")
    assert (own["balance_cents"], own["postings"]) == (0, [])
    assert park.ana.get(path) == before


def test_nobody_is_let_in_without_a_token(park: Park) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        answer = httpx.get(
            f"{park.running.api_url}/v1/tasks", headers=headers, trust_env=False, timeout=35
        )

        assert answer.status_code == 401
