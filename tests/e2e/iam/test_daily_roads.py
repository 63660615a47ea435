"""Every function can do its everyday work with its own role."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
import standardwebhooks

from tests.conformance.hook import answering, listening
from tests.e2e.bookings import HEADER, as_csv, games
from tests.e2e.iam.road import road
from tests.e2e.iam.roles import Roles
from tests.e2e.park import Park
from tests.e2e.person import Person
from tests.e2e.school import School
from tests.e2e.waiting import SLOWLY, until

pytestmark = pytest.mark.emulator

ENROLLMENTS = "class,student,family,email,enrolled_day,tuition_cents"
FAMILIES = "family,name,email,guardian,consent,consent_source,consent_at,keywords"
SESSIONS = "class,title,section,location,date,starts,ends,age_min,age_max"

BAD_ROWS = 8_000
"""As many outcomes as do not fit into one answer."""
MOMENT = timedelta(seconds=3)
"""Until Autopilot launches something: a schedule is to lie in the future."""


def launched(ana: Person, kind: str, **params: Any) -> dict[str, Any]:
    """A task that has come to its end."""
    path = ana.launched("POST", "/v1/tasks", {"kind": kind, "params": params})
    return ana.ended(path)


def imported(ana: Person, entity: str, header: str, *rows: str) -> dict[str, Any]:
    """The import of a file."""
    upload = ana.upload("\n".join([header, *rows, ""]).encode())
    task = launched(ana, "import_records", entity=entity, upload_id=upload)
    assert task["progress"]["succeeded"] == len(rows), task
    return task


def mails(park: Park) -> list[dict[str, Any]]:
    """What has been sent so far."""
    found = httpx.get(f"{park.running.endpoint_url}/_ministack/ses/messages", **SLOWLY)
    return [mail for sent in found.json()["messages"].values() for mail in sent]


@road
def test_permits(park: Park, roles: Roles) -> None:
    permit, ana = park.label("IAM"), park.ana
    small = {"holder": permit.lower(), "reservations": games(2, permit)}
    large = {"holder": permit.lower(), "reservations": games(220, permit)}

    saved = ana.launch("PUT", f"/v1/permits/{permit}", small)
    again = ana.ended(ana.launched("PUT", f"/v1/permits/{permit}", large))
    asked = {"kind": "permit_billout", "params": {"permit": permit}}
    shown = ana.ended(ana.launched("POST", "/v1/previews", asked))
    assert (shown["sums"]["lines"], shown["may"]["run"]) == (220, True)
    assert ana.ask("PUT", "/v1/approval-rules", json={"rules": []}).json() == {"rules": []}
    assert ana.ask("POST", f"/v1/previews/{shown['id']}/approve").status_code == 403
    billed = ana.ended(ana.launched("POST", "/v1/tasks", {"preview": shown["id"]}))

    assert saved.status_code == 200, saved.text
    upload = ana.upload("\n".join([*as_csv(games(2, permit), permit), ""]).encode())
    by_file = {"holder": permit.lower(), "upload_id": upload}
    assert ana.launch("PUT", f"/v1/permits/{permit}", by_file).status_code == 200
    assert (again["state"], billed["state"]) == ("completed", "completed")
    assert billed["progress"]["succeeded"] == 220
    assert ana.get(f"/v1/receipts/{billed['result']['id']}")["line_count"] == 220
    assert ana.get(f"/v1/holders/{permit.lower()}")["balance_cents"] > 0
    ana.agree(f"/v1/tasks/{billed['id']}")
    listed = ana.get("/v1/tasks", subject=f"permit:{permit}")["tasks"]
    assert {one["id"] for one in listed} == {again["id"], billed["id"]}
    assert ana.get("/v1/tasks", launched_by="me")["tasks"]
    assert len(ana.get(f"/v1/permits/{permit}/background-jobs")["jobs"]) == 2

    undo = ana.ended(ana.launched("POST", f"/v1/tasks/{billed['id']}/undo"))
    assert undo["progress"]["succeeded"] == 220
    assert ana.get(f"/v1/receipts/{billed['result']['id']}")["reversed"]["void"]
    for task in (billed, undo):
        ana.agree(f"/v1/tasks/{task['id']}")


@road
def test_a_bill_out_that_is_cancelled_half_way(park: Park, roles: Roles) -> None:
    """The call that cancels posts the receipt of what was done."""
    permit, ana = park.label("IAM"), park.ana
    path, large = f"/v1/permits/{permit}", {"holder": permit.lower()}
    saving = ana.launched("PUT", path, {**large, "reservations": games(220, permit)})
    ana.ended(saving)
    with park.losing_messages("TokensQueueUrl"):
        task = ana.launched("POST", f"{path}/billout")
        roles.take("TokensQueueUrl", "run_job")
        receipt = ana.ask("POST", f"{task}/cancel").json()

    assert receipt["state"] == "cancelled"
    assert 0 < receipt["progress"]["succeeded"] < 220, receipt["progress"]
    billed = receipt["result"]["id"]
    assert ana.get(f"/v1/receipts/{billed}")["line_count"] == receipt["progress"]["succeeded"]
    assert ana.ask("DELETE", saving).status_code == 204
    until(lambda: not park.task_rows(saving), "the rows to go")


@road
def test_pause_resume_hold(park: Park, roles: Roles) -> None:
    """Paused half way; resumed within a call, and by a planner once a hold is lifted."""
    permit, ana = park.label("IAM"), park.ana
    body = "\n".join([*as_csv(games(220, permit), permit), ""]).encode()
    with park.losing_messages("TokensQueueUrl"):
        task = ana.importing(body, stop_when={"errors": 100})
        until(lambda: ana.get(task)["state"] == "running", "a plan")
        roles.take("TokensQueueUrl", "run_job")
        assert ana.ask("POST", f"{task}/pause").json()["state"] == "paused"
        assert ana.ask("POST", f"{task}/resume").json()["state"] == "running"
        assert ana.ask("POST", f"{task}/pause").json()["state"] == "paused"
    assert ana.ask("PUT", "/v1/account/hold", json={"reason": "Audit"}).status_code == 200
    assert ana.ask("POST", f"{task}/resume").json()["waiting"]["for"] == "hold"
    assert ana.ask("DELETE", "/v1/account/hold").json()["hold"] is None
    assert ana.ask("GET", "/v1/costs").status_code == 200

    ended = ana.ended(task)

    assert ended["progress"]["succeeded"] == 220
    ana.agree(task)


@road
def test_mail_that_waits_while_its_task_is_paused(park: Park, roles: Roles) -> None:
    for held in (False, True):
        school = School(park, park.ana, "parkside", park.label("IAM"), families=3).open()
        with park.losing_messages("DeliveriesQueueUrl"):
            path = school.blast()
            until(partial(_all_staged, park, path), "the notices")
            assert park.ana.ask("POST", f"{path}/pause").json()["state"] == "paused"
        if held:
            assert park.ana.ask("PUT", "/v1/account/hold").status_code == 200
        park.ana.ask("POST", f"{path}/resume")
        park.ana.ask("DELETE", "/v1/account/hold")

        assert park.ana.ended(path)["progress"]["notices"]["sent"] == 3
        assert school.mails().total() == 3


def _all_staged(park: Park, path: str) -> bool:
    return bool(park.ana.get(path)["progress"]["notices"]["staged"] == 3)


@road
def test_imports_cancel_retry_delete(park: Park, roles: Roles) -> None:
    permit, ana = park.label("IAM"), park.ana
    rows = as_csv(games(120, permit), permit)
    body = "\n".join([*rows, f"{permit},Game,Nowhere,someday,never,1", ""]).encode()
    with park.losing_messages("TokensQueueUrl"):
        stopped = ana.importing(body)
        until(lambda: ana.get(stopped)["state"] == "running", "a plan")
        assert ana.ask("POST", f"{stopped}/cancel").json()["state"] == "cancelled"
    with park.losing_messages("PlanningQueueUrl"):
        unplanned = ana.importing(body)
        assert ana.ask("POST", f"{unplanned}/cancel").json()["state"] == "cancelled"

    done = ana.importing(body)
    task = ana.ended(done)
    retried = ana.ended(ana.launched("POST", f"{done}/retry"))

    assert task["progress"]["succeeded"] == 120
    assert (retried["progress"]["total"], retried["progress"]["errors"]) == (1, 1)
    table = ana.ask("GET", f"{done}/outcomes.csv").text
    assert len(table.splitlines()) == 122
    assert len(ana.whole(f"{done}/outcomes", "outcomes")) == 121
    assert ana.ask("DELETE", done).status_code == 204
    until(lambda: not park.task_rows(done), "the rows to go")


@road
def test_many_outcomes_are_a_link(park: Park, roles: Roles) -> None:
    ana, bad = park.ana, ",".join("x" * 90 for _ in range(6))
    task = ana.importing("\n".join([HEADER, *[bad] * BAD_ROWS, ""]).encode())
    ended = ana.ended(task)

    answer = ana.ask("GET", f"{task}/outcomes.csv")

    assert ended["progress"]["errors"] == BAD_ROWS
    assert answer.status_code == 302, len(answer.content)
    table = httpx.get(answer.headers["Location"], **SLOWLY)
    assert (table.status_code, len(table.text.splitlines())) == (200, BAD_ROWS + 1)
    assert ana.ask("DELETE", task).status_code == 204
    until(
        lambda: httpx.get(answer.headers["Location"], **SLOWLY).status_code == 404, "the file to go"
    )
    until(lambda: not park.task_rows(task), "the task to go, and what was uploaded for it before")


@road
def test_classes_and_their_mail(park: Park, roles: Roles) -> None:
    ana, name = park.ana, park.label("iam").lower()
    families = [f"{name},{name}-S{n},{name}-F{n},{name}-{n}@example.com,0,6000" for n in range(3)]
    imported(ana, "enrollments", ENROLLMENTS, *families)
    consents = [f"{name}-F{n},,{name}-{n}@example.com,,yes,form,2026-01-01," for n in range(3)]
    imported(ana, "families", FAMILIES, *consents)
    days = [f"{name},Judo,Sport,Gym,2030-05-{day},09:00,10:00,6,9" for day in (13, 14)]
    imported(ana, "class_sessions", SESSIONS, *days)
    blast = {"subject": f"To {name}", "text": "Hello {{family}}", "classes": [name]}

    preview = ana.ask("POST", "/v1/kinds/email_blast/preview", json={"params": blast})
    sent = launched(ana, "email_blast", **blast)
    both = {"classes": [name], "from_date": "2030-05-13", "to_date": "2030-05-14"}
    cancelled = launched(ana, "cancel_classes", **both, reason="Storm", notify=True, tokens=True)
    restored = launched(ana, "restore_classes", **both, notify=True)
    made = launched(ana, "generate_makeup_tokens", classes=[name])

    assert preview.status_code == 200, preview.text
    assert sent["progress"]["succeeded"] == 3, sent
    for task in (cancelled, restored, made):
        assert (task["state"], task["progress"]["errors"]) == ("completed", 0), task
    ours = [mail for mail in mails(park) if name in json.dumps(mail)]
    assert len(ours) == 3 + 6 + 6
    for path in (f"classes/{name}", f"classes/{name}/sessions", f"classes/{name}/enrollments"):
        ana.get(f"/v1/{path}")
    assert ana.get(f"/v1/students/{name}-S0")
    assert ana.get(f"/v1/families/{name}-F0")


@road
def test_who_unsubscribed_or_bounced_gets_no_more(park: Park, roles: Roles) -> None:
    ana, name = park.ana, park.label("iam").lower()
    families = [f"{name},{name}-S{n},{name}-F{n},{name}-{n}@example.com,0,6000" for n in range(3)]
    imported(ana, "enrollments", ENROLLMENTS, *families)
    consents = [f"{name}-F{n},,{name}-{n}@example.com,,yes,form,2026-01-01," for n in range(3)]
    imported(ana, "families", FAMILIES, *consents)
    blast = {"subject": f"To {name}", "text": "Hello", "classes": [name]}
    launched(ana, "email_blast", **blast)
    [first] = [mail for mail in mails(park) if mail["To"] == [f"{name}-0@example.com"]]
    link = next(word for word in first["BodyText"].split() if "/v1/unsubscribe/" in word)
    bounced = {
        "mail": {"tags": {"account": ["parkside"]}},
        "bounce": {
            "bounceType": "Permanent",
            "bouncedRecipients": [{"emailAddress": f"{name}-1@example.com"}],
        },
    }

    assert httpx.get(link, **SLOWLY).status_code == 200
    assert httpx.post(link, **SLOWLY).status_code == 200
    park.client("sns").publish(
        TopicArn=park.running.outputs["FeedbackTopicArn"], Message=json.dumps(bounced)
    )
    until(lambda: _suppressed(park, f"{name}-1@example.com"), "a note of the bounce")
    again = launched(ana, "email_blast", **blast)

    assert (again["progress"]["succeeded"], again["progress"]["skipped"]) == (1, 2), again


def _suppressed(park: Park, email: str) -> bool:
    records = park.records("parkside").items()
    [item] = [item for key, item in records if key.partition.endswith(f"#RECIPIENT#{email}")]
    return bool(item.get("suppressed"))


@road
def test_autopilot(park: Park, roles: Roles) -> None:
    permit, cleo = park.label("IAM"), park.ana
    body = {"holder": permit.lower(), "reservations": games(2, permit)}
    cleo.launch("PUT", f"/v1/permits/{permit}", body)
    billing = {"name": permit, "kind": "permit_billout", "params": {"permit": permit}}
    soon = {**billing, "schedule": f"at({datetime.now(UTC) + MOMENT:%Y-%m-%dT%H:%M:%S})"}

    path = "/v1/autopilots/" + cleo.ask("POST", "/v1/autopilots", json=soon).json()["id"]
    until(
        lambda: cleo.get("/v1/tasks", subject=f"permit:{permit}", launched_by="autopilot")["tasks"],
        "a launch",
    )

    assert cleo.launch("POST", f"{path}/run").status_code == 202

    tag = {"If-Match": cleo.ask("GET", path).headers["ETag"]}
    changed = cleo.ask("PUT", path, json={**soon, "enabled": False}, headers=tag)
    assert changed.status_code == 200, changed.text
    assert cleo.get(path)["enabled"] is False
    assert permit in [one["name"] for one in cleo.get("/v1/autopilots")["autopilots"]]
    assert cleo.ask("DELETE", path, headers={"If-Match": "*"}).status_code == 204


@road
def test_programs(park: Park, roles: Roles) -> None:
    path, said = "/v1/credentials", {"name": "Till", "permissions": ["permits"]}
    made = park.ana.ask("POST", path, json=said).json()
    door = f"{park.running.programs_url}/v1/tasks"
    key = {"Authorization": f"Bearer {made['key']}"}

    assert httpx.get(door, headers=key, **SLOWLY).json()["tasks"] == []
    billout = {"kind": "permit_billout", "params": {"permit": park.label("TILL")}}
    launched = httpx.post(
        door, json=billout, headers={**key, "Idempotency-Key": park.label("till")}, **SLOWLY
    )
    assert launched.status_code == 404, launched.text
    [seen] = [one for one in park.ana.get(path)["credentials"] if one["id"] == made["id"]]
    assert seen["last_used_at"] is not None
    assert park.ana.ask("DELETE", f"{path}/{made['id']}").status_code == 204
    # From the very next call on, and whatever else is sent.
    for headers in (key, {"Authorization": f"Bearer {made['key']}x"}, {"Authorization": "x"}):
        refused = httpx.get(door, headers=headers, **SLOWLY)
        assert refused.status_code == 401
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["type"] == "urn:legwork:problem:not-logged-in"
    # Without any, no function of ours is asked.
    assert httpx.get(door, **SLOWLY).json() == {"message": "Unauthorized"}


@road
def test_webhooks(park: Park, roles: Roles) -> None:
    with listening(answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as hook:
        said = {"url": hook.url, "events": ["task.started", "task.ended"]}
        made = park.ana.ask("POST", "/v1/webhooks", json=said).json()
        path = f"/v1/webhooks/{made['id']}"
        permit = park.label("HOOK")
        large = {"holder": permit.lower(), "reservations": games(220, permit)}
        park.ana.ended(park.ana.launched("PUT", f"/v1/permits/{permit}", large))

        def delivered() -> bool:
            log = park.ana.get(f"{path}/deliveries")["deliveries"]
            told = [one["event"] for one in log if one["state"] == "delivered"]
            return {"task.started", "task.ended"} <= set(told)

        until(delivered, "both events")
        [last, *_] = park.ana.get(f"{path}/deliveries")["deliveries"]
        again = park.ana.ask("POST", f"{path}/deliveries/{last['id']}/redeliver")
        assert again.status_code == 200, again.text
        until(lambda: len(hook.requests) >= 3, "the same again")
        assert park.ana.ask("DELETE", path).status_code == 204
    arrived = [verified(made["secret"], request) for request in hook.requests]
    assert {one["type"] for one in arrived} == {"task.started", "task.ended"}
    assert {one["data"]["account"] for one in arrived} == {"parkside"}


def verified(secret: str, request: bytes) -> dict[str, Any]:
    """What a call tells, if it was signed with the secret."""
    head, _, body = request.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    told: dict[str, Any] = standardwebhooks.Webhook(secret).verify(body, headers)
    return told
