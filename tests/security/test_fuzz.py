"""Whatever comes in from outside is read or refused with a word: no crash, no 5xx."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from legwork.domain.cursor import seal
from legwork.testing.invariants import problems
from legwork.trade.mail.rules.variables import VARIABLES
from legwork.trade.mail.template import faults, fill_in, fill_in_html
from legwork.usecases.list_tasks import TaskFilter
from tests.security.belongings import (
    BOOKINGS,
    ENROLLMENTS,
    FAMILIES,
    SESSIONS,
    STAFF,
    Belongings,
    belongings,
    daily,
    game,
)
from tests.security.house import Answer, House, Member, in_path

FUZZ = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", " ", "\x00", "￿", "#", "..", "%00", "%", "{{", "=1+1", "é" * 300, "9" * 600]
    ),
)
JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.floats(),
        TEXTS,
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


@dataclass(frozen=True)
class Scene:
    """An owner, and one of everything."""

    owner: Member
    has: Belongings


@pytest.fixture(scope="module")
def scene(house: House) -> Scene:
    owner = house.opened("parkside", "office@parkside.example")
    return Scene(owner, belongings(owner, "Own"))


def understood(answer: Answer) -> None:
    """Make sure that an answer is one: done, or refused as a problem that says why."""
    assert answer.status < 500, answer.text
    if answer.headers["content-type"].startswith("text/html"):
        assert "<h1>" in answer.text
    elif answer.status >= 400:
        assert answer.body["detail"]


# --- Paths, keys, cursors ----------------------------------------------------------------------

ABOUT = (
    ("GET", "/v1/tasks/{}"),
    ("GET", "/v1/tasks/{}/outcomes"),
    ("GET", "/v1/tasks/{}/audit"),
    ("POST", "/v1/tasks/{}/pause"),
    ("POST", "/v1/tasks/{}/resume"),
    ("POST", "/v1/tasks/{}/cancel"),
    ("POST", "/v1/tasks/{}/retry"),
    ("POST", "/v1/tasks/{}/undo"),
    ("DELETE", "/v1/tasks/{}"),
    ("POST", "/v1/notifications/{}/read"),
    ("GET", "/v1/permits/{}"),
    ("GET", "/v1/permits/{}/reservations"),
    ("GET", "/v1/permits/{}/background-jobs"),
    ("GET", "/v1/permits/Own-P/reservations/{}"),
    ("PATCH", "/v1/permits/Own-P/reservations/{}"),
    ("PATCH", "/v1/permits/{}/reservations/0123456789abcdef"),
    ("POST", "/v1/permits/{}/billout"),
    ("GET", "/v1/receipts/{}"),
    ("GET", "/v1/holders/{}"),
    ("GET", "/v1/classes/{}"),
    ("PUT", "/v1/classes/{}"),
    ("PATCH", "/v1/classes/{}"),
    ("GET", "/v1/classes/Own-C/enrollments/{}"),
    ("PATCH", "/v1/classes/Own-C/enrollments/{}"),
    ("PATCH", "/v1/classes/{}/enrollments/Own-S"),
    ("GET", "/v1/staff/{}"),
    ("POST", "/v1/students/{}/tokens/x/redeem"),
    ("POST", "/v1/students/Own-S/tokens/{}/redeem"),
    ("PATCH", "/v1/staff/{}"),
    ("GET", "/v1/classes/{}/sessions"),
    ("GET", "/v1/classes/{}/enrollments"),
    ("GET", "/v1/families/{}"),
    ("PUT", "/v1/families/{}"),
    ("PATCH", "/v1/families/{}"),
    ("GET", "/v1/families/{}/account"),
    ("GET", "/v1/families/{}/payment-methods"),
    ("DELETE", "/v1/families/{}/payment-methods/Own"),
    ("DELETE", "/v1/families/Own-F/payment-methods/{}"),
    ("POST", "/v1/families/{}/postings/Own/counter"),
    ("POST", "/v1/classes/{}/enrollments/Own-S/transfer"),
    ("POST", "/v1/classes/Own-C/enrollments/{}/transfer"),
    ("POST", "/v1/families/Own-F/postings/{}/counter"),
    ("POST", "/v1/families/Own-F/postings/{}/unlink"),
    ("GET", "/v1/lists/{}"),
    ("PUT", "/v1/lists/{}"),
    ("DELETE", "/v1/lists/{}"),
    ("GET", "/v1/students/{}"),
    ("PUT", "/v1/students/{}"),
    ("PATCH", "/v1/students/{}"),
    ("GET", "/v1/autopilots/{}"),
    ("DELETE", "/v1/autopilots/{}"),
    ("POST", "/v1/autopilots/{}/run"),
    ("DELETE", "/v1/credentials/{}"),
    ("GET", "/v1/webhooks/{}"),
    ("DELETE", "/v1/webhooks/{}"),
    ("GET", "/v1/webhooks/{}/deliveries"),
    ("POST", "/v1/webhooks/{}/deliveries/Own/redeliver"),
    ("GET", "/v1/reports/{}"),
    ("GET", "/v1/statements/{}"),
    ("GET", "/v1/unsubscribe/{}"),
    ("POST", "/v1/unsubscribe/{}"),
)


@FUZZ
@given(call=st.sampled_from(ABOUT), name=TEXTS)
def test_names_in_paths(scene: Scene, call: tuple[str, str], name: str) -> None:
    method, path = call
    understood(scene.owner.ask(method, path.format(in_path(name))))


@FUZZ
@given(key=TEXTS)
def test_keys_of_launches(scene: Scene, key: str) -> None:
    body = json.dumps({"kind": "email_blast", "params": {}})
    understood(scene.owner.ask("POST", "/v1/tasks", body, headers={"idempotency-key": key}))


def lists(has: Belongings, owner: Member) -> dict[str, str]:
    """Every list that has pages, and what its cursors are sealed for: no secret to anybody."""
    return {
        "/v1/tasks": f"tasks {TaskFilter()}",
        "/v1/notifications": f"notifications {owner.name}-id",
        f"/v1/tasks/{has.task_id}/outcomes": f"outcomes {has.task_id} ",
        f"/v1/permits/{has.permit}/reservations": f"reservations {has.permit}",
        f"/v1/receipts/{has.receipt}": f"lines {has.receipt}",
        f"/v1/holders/{has.holder}": f"postings {has.holder}",
        f"/v1/classes/{has.class_id}/sessions": f"sessions {has.class_id}",
        f"/v1/classes/{has.class_id}/enrollments": f"enrollments {has.class_id}",
        f"/v1/students/{has.student}": f"tokens {has.student}",
    }


PLACES = st.one_of(
    TEXTS,
    st.sampled_from(["0", "0.0", "0.0.0", "a.b.c", "-1.0.0", "9.9.9", "7#", "#", "8#x#y", "x#y"]),
    st.lists(st.integers(-3, 10**7).map(str), min_size=1, max_size=4).map(".".join),
    st.lists(TEXTS, min_size=1, max_size=3).map("#".join),
)


@pytest.mark.parametrize("place", range(9))
@FUZZ
@given(position=PLACES)
@example(position="a.b.c")
@example(position="0")
def test_cursors_that_somebody_has_sealed(scene: Scene, place: int, position: str) -> None:
    path, scope = list(lists(scene.has, scene.owner).items())[place]
    cursor = seal("parkside", scope, position)
    understood(scene.owner.get(path, cursor=cursor))


@FUZZ
@given(cursor=TEXTS, limit=TEXTS, state=TEXTS, subject=TEXTS)
def test_queries(scene: Scene, cursor: str, limit: str, state: str, subject: str) -> None:
    for query in ({"cursor": cursor}, {"limit": limit}, {"state": state}, {"subject": subject}):
        understood(scene.owner.get("/v1/tasks", **query))
        understood(scene.owner.get(f"/v1/tasks/{scene.has.task_id}/outcomes", **query))


# --- Bodies ------------------------------------------------------------------------------------


def params(has: Belongings) -> dict[str, dict[str, Any]]:
    """Good parameters of every kind."""
    days = {"classes": [has.class_id], "from_date": "2027-05-01", "to_date": "2027-05-02"}
    return {
        "import_records": {"entity": "reservations", "upload_id": has.upload_id},
        "permit_save": {"permit": "Own-3", "holder": "Own", "upload_id": has.upload_id},
        "permit_billout": {"permit": has.permit, "reservations": [has.reservation]},
        "assign_keywords": {"type": "family", "keywords": ["vip"], "families": [has.family]},
        "email_blast": {"subject": "Hi", "text": "Hi {{family}}", "everyone": True},
        "assign_substitute": {**days, "substitute": "none", "notify": True},
        "cancel_classes": {**days, "reason": "Storm", "notify": True, "tokens": True},
        "quick_edit": {"what": "classes", "ids": [has.class_id], "capacity": 9},
        "restore_classes": {**days, "notify": True},
        "generate_makeup_tokens": {"classes": [has.class_id]},
        "drop_enrollments": {"classes": [has.class_id], "reason": "Unpaid", "on": "2027-05-01"},
        "apply_credits": {"families": [has.family], "categories": ["costume"]},
        "post_late_charges": {"families": [has.family], "amount_cents": 5, "day": "2999-01-01"},
        "post_charges": {
            "classes": [has.class_id],
            "day": "2027-05-01",
            "prorate": "meetings",
            "discount": "students",
            "discount_percents": [0, 5],
            "look_back_days": 30,
        },
    }


@pytest.mark.parametrize("kind", params(Belongings(*[""] * len(fields(Belongings)))))
@FUZZ
@given(data=st.data())
def test_parameters_of_kinds(scene: Scene, kind: str, data: st.DataObject) -> None:
    good = params(scene.has)[kind]
    name = data.draw(st.sampled_from([*good, "another"]))
    changed = {**good, name: data.draw(JUNK)}
    answer = scene.owner.post("/v1/tasks", {"kind": kind, "params": changed})

    understood(answer)
    workflow = {"name": "W", "kind": kind, "params": changed, "schedule": "rate(1 day)"}
    understood(scene.owner.post("/v1/autopilots", workflow))
    if answer.status == 202:
        scene.owner.house.world.settle()
        task = scene.owner.get(f"/v1/tasks/{answer.body['id']}")
        assert task.body["state"] in {"completed", "failed"}, task.text


BODIES = (
    ("POST", "/v1/tasks"),
    ("POST", "/v1/uploads"),
    ("POST", "/v1/autopilots"),
    ("POST", "/v1/credentials"),
    ("POST", "/v1/webhooks"),
    ("PUT", "/v1/permits/Own-9"),
    ("POST", "/v1/permits/Own-9/billout"),
    ("POST", "/v1/kinds/email_blast/preview"),
    ("PUT", "/v1/families/Own-F"),
    ("PATCH", "/v1/families/Own-F"),
    ("POST", "/v1/students/Own-S/tokens/x/redeem"),
    ("POST", "/v1/classes/Own-C/enrollments/Own-S/transfer"),
    ("POST", "/v1/families/Own-F/charges"),
    ("POST", "/v1/families/Own-F/payments"),
    ("POST", "/v1/families/Own-F/credits"),
    ("PUT", "/v1/lists/Own-L"),
    ("PUT", "/v1/students/Own-S"),
    ("PATCH", "/v1/students/Own-S"),
    ("PUT", "/v1/classes/Own-C"),
    ("PATCH", "/v1/classes/Own-C"),
    ("PUT", "/v1/classes/Own-C/enrollments/Own-S"),
    ("PATCH", "/v1/classes/Own-C/enrollments/Own-S"),
)


@FUZZ
@given(call=st.sampled_from(BODIES), body=st.one_of(JUNK.map(json.dumps), TEXTS))
@example(call=("POST", "/v1/tasks"), body='{"kind": "\\ud800"}')
@example(call=("POST", "/v1/tasks"), body="[" * 5_000)
def test_bodies(scene: Scene, call: tuple[str, str], body: str) -> None:
    understood(scene.owner.ask(*call, body))


@FUZZ
@given(data=st.data())
def test_reservations_and_schedules(scene: Scene, data: st.DataObject) -> None:
    one = {**game("Own"), data.draw(st.sampled_from([*game("Own"), "x"])): data.draw(JUNK)}
    save = {"holder": data.draw(TEXTS), "reservations": [one]}
    understood(scene.owner.put("/v1/permits/Own-8", save))
    workflow = daily("Own-8", "Own")
    changed = {**workflow, data.draw(st.sampled_from([*workflow])): data.draw(JUNK)}
    understood(scene.owner.post("/v1/autopilots", changed))


# --- Templates ---------------------------------------------------------------------------------

TEMPLATES = st.lists(
    st.one_of(st.sampled_from(["{{", "}}", "{", "}", "{{family}}", "\n", "<b>"]), TEXTS), max_size=8
).map("".join)


@FUZZ
@given(template=TEMPLATES, value=TEXTS)
def test_templates(template: str, value: str) -> None:
    wrong = faults("text", template, VARIABLES)
    values = dict.fromkeys(VARIABLES, value)
    if not wrong:
        assert "<script>" not in fill_in_html(template, dict.fromkeys(VARIABLES, "<script>"))
        fill_in(template, values)
    for fault in wrong:
        assert fault.field == "text"
        assert fault.message


@FUZZ
@given(subject=TEMPLATES, text=TEMPLATES, html=TEMPLATES)
def test_previews_of_templates(scene: Scene, subject: str, text: str, html: str) -> None:
    blast = {"subject": subject, "text": text, "html": html, "everyone": True}
    understood(scene.owner.post("/v1/kinds/email_blast/preview", {"params": blast}))


# --- Files -------------------------------------------------------------------------------------

CELLS = st.one_of(
    TEXTS.map(str.encode),
    st.binary(max_size=20),
    st.sampled_from([b'"', b'""', b"\r", b"\xef\xbb\xbf", b"x" * 17_000, b"2027-05-01T09:00"]),
)
ROWS = st.lists(CELLS, max_size=9).map(b",".join)
HEADERS = {
    "reservations": BOOKINGS,
    "enrollments": ENROLLMENTS,
    "class_sessions": SESSIONS,
    "families": FAMILIES,
    "staff": STAFF,
}


@pytest.mark.parametrize("entity", HEADERS)
@FUZZ
@given(rows=st.lists(ROWS, max_size=6), end=st.sampled_from([b"\n", b"\r\n", b""]))
@example(rows=[b"\x00" * 40], end=b"\n")
def test_rows_of_files(entity: str, rows: list[bytes], end: bytes) -> None:
    imported(entity, b"\n".join([HEADERS[entity].encode(), *rows]) + end)


@pytest.mark.parametrize("entity", HEADERS)
@FUZZ
@given(content=st.one_of(st.binary(max_size=200), ROWS))
@example(content=b"")
@example(content=b"permit," * 100_000)
def test_files_that_are_none(entity: str, content: bytes) -> None:
    imported(entity, content)


def imported(entity: str, content: bytes) -> None:
    """Import a file in a world of its own: it is refused, or every row has an outcome."""
    with pytest.MonkeyPatch.context() as patch:
        house = House()
        house.set_up(patch)
        owner = house.opened("parkside", "office@parkside.example")
        asked = {"entity": entity, "upload_id": owner.upload(content)}
        answer = owner.post("/v1/tasks", {"kind": "import_records", "params": asked})
        understood(answer)
        if answer.status == 202:
            house.world.settle()
            task = owner.get(f"/v1/tasks/{answer.body['id']}").body
            assert task["state"] == "completed", task
            assert task["progress"]["remaining"] == 0
            understood(owner.get(f"/v1/tasks/{answer.body['id']}/outcomes.csv"))
            assert house.world.surprises == []
            assert problems(house.world) == []
