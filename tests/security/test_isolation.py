"""No call tells one account anything of another, not even that something is there (P6)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from legwork.api import document
from tests.security.belongings import Belongings, absent, belongings, card, daily, game
from tests.security.house import Answer, House, Member, in_path

OPENAPI = json.loads(Path(document.PATH).read_text())
CALLS = [
    (method.upper(), path)
    for path, methods in OPENAPI["paths"].items()
    for method in methods
    if method in {"get", "put", "patch", "post", "delete"}
]
SECRET = "Zwetschge"
"""In everything that people of Parkside have written, and in nothing else."""

# A signed link is its own permission: it works for whoever holds it, without an account.
LINKS = {
    ("GET", "/v1/statements/{token}"),
    ("GET", "/v1/unsubscribe/{token}"),
    ("POST", "/v1/unsubscribe/{token}"),
}
# Names that both accounts may use for things of their own, so these are there for everybody.
OWN = {
    ("PUT", "/v1/permits/{permit}"): 200,
    ("GET", "/v1/permits/{permit}/background-jobs"): 200,
    ("PUT", "/v1/lists/{list_id}"): 201,
}
ABOUT = [call for call in CALLS if "{" in call[1] and call not in LINKS and call not in OWN]
OTHERS = [call for call in CALLS if "{" not in call[1]]


@dataclass(frozen=True)
class Two:
    """Two accounts; the second one asks for what the first one has."""

    ana: Member
    dana: Member
    theirs: Belongings


@pytest.fixture(scope="module")
def two(house: House) -> Two:
    ana = house.opened("parkside", "office@parkside.example")
    dana = house.opened("riverside", "office@riverside.example")
    theirs = belongings(ana, SECRET)
    belongings(dana, "Own")
    return Two(ana, dana, theirs)


def ask(who: Member, call: tuple[str, str], names: dict[str, str]) -> Answer:
    """Make a call about things of these names."""
    method, template = call
    path = template.format(**{name: in_path(value) for name, value in names.items()})
    return who.ask(method, path, body_of(call, names))


def body_of(call: tuple[str, str], names: dict[str, str]) -> str | None:
    """What a call sends, with everything in it that it can be about."""
    bodies: dict[tuple[str, str], Any] = {
        ("PUT", "/v1/autopilots/{workflow_id}"): daily(names["permit"], "Own"),
        ("PUT", "/v1/webhooks/{webhook_id}"): {
            "url": "https://hooks.example.com/Own",
            "events": ["task.ended"],
        },
        ("PUT", "/v1/permits/{permit}"): {
            "holder": names["holder"],
            "reservations": [game("Own", hour=12)],
        },
        ("POST", "/v1/permits/{permit}/billout"): {"reservations": [names["reservation"]]},
        ("POST", "/v1/tasks/{task_id}/cancel"): {},
        ("PUT", "/v1/permits/{permit}/reservations/{reservation}"): game("Own", hour=14),
        ("PATCH", "/v1/permits/{permit}/reservations/{reservation}"): {"event": "Own"},
        ("PUT", "/v1/families/{family}"): {"name": "Own"},
        ("PUT", "/v1/lists/{list_id}"): {"type": "family", "ids": ["Own-F"]},
        ("PATCH", "/v1/families/{family}"): {"name": "Own"},
        ("PUT", "/v1/families/{family}/payment-methods/{method}"): card(),
        ("POST", "/v1/classes/{class_id}/enrollments/{student}/transfer"): {"class": "Own-C"},
        ("POST", "/v1/families/{family}/charges"): {"amount_cents": 1, "category": "tuition"},
        ("POST", "/v1/families/{family}/payments"): {"amount_cents": 1},
        ("POST", "/v1/families/{family}/credits"): {"amount_cents": 1, "category": "gift"},
        ("PUT", "/v1/students/{student}"): {"name": "Own"},
        ("PATCH", "/v1/students/{student}"): {"name": "Own"},
        ("PUT", "/v1/classes/{class_id}"): {"title": "Own"},
        ("PATCH", "/v1/classes/{class_id}"): {"title": "Own"},
        ("PUT", "/v1/classes/{class_id}/enrollments/{student}"): {"tuition_cents": 1},
        ("PATCH", "/v1/classes/{class_id}/enrollments/{student}"): {"tuition_cents": 1},
        ("POST", "/v1/students/{student}/tokens/{token}/redeem"): {
            "class": names["class_id"],
            "date": "2027-05-01",
            "starts": "09:00",
        },
        ("PUT", "/v1/staff/{staff}"): {"name": "Own"},
        ("PATCH", "/v1/staff/{staff}"): {"name": "Own"},
    }
    return json.dumps(bodies[call]) if call in bodies else None


@pytest.mark.parametrize("call", ABOUT, ids=" ".join)
def test_what_another_account_has_is_like_what_nobody_has(two: Two, call: tuple[str, str]) -> None:
    before = (dict(two.dana.house.world.tables.tasks.rows), two.dana.house.world.inbox.waiting[:])
    names, nowhere = two.theirs.named(), absent()

    there = ask(two.dana, call, names)
    missing = ask(two.dana, call, nowhere)

    assert there.status == missing.status == 404, there.text
    assert masked(there, names) == masked(missing, nowhere)
    after = (dict(two.dana.house.world.tables.tasks.rows), two.dana.house.world.inbox.waiting)
    assert after == before


@pytest.mark.parametrize("call", [call for call in ABOUT if call[0] == "GET"], ids=" ".join)
def test_it_is_there_for_its_owner(two: Two, call: tuple[str, str]) -> None:
    """Otherwise the test above would prove nothing."""
    assert ask(two.ana, call, two.theirs.named()).status in {200, 302}


def masked(answer: Answer, names: dict[str, str]) -> tuple[Any, dict[str, str]]:
    """An answer without the names that the caller has given."""
    text = answer.text
    for name in sorted(set(names.values()), key=len, reverse=True):
        text = text.replace(name, "…").replace(in_path(name), "…")
    # How many calls the caller has left is the caller's own, and less with each.
    others = {"content-length", "ratelimit"}
    headers = {name: value for name, value in answer.headers.items() if name not in others}
    return text, headers


@pytest.mark.parametrize("call", OWN, ids=" ".join)
def test_the_same_name_is_another_thing_in_another_account(two: Two, call: tuple[str, str]) -> None:
    newcomer = two.ana.house.opened("lakeside", "office@lakeside.example")
    named = {**two.theirs.named(), "holder": "Own-H"}
    records = parkside(two)

    answer = ask(newcomer, call, named)

    assert answer.status == OWN[call], answer.text
    told = answer.text.replace(two.theirs.permit, "").replace(two.theirs.list_id, "")
    assert SECRET not in told.replace(named["family"], "")
    assert parkside(two) == records


@pytest.mark.parametrize("call", [call for call in OTHERS if call[0] == "GET"], ids=" ".join)
def test_no_list_holds_anything_of_another_account(two: Two, call: tuple[str, str]) -> None:
    filters: list[dict[str, str]] = [{}]
    if call[1] == "/v1/tasks":
        filters += [
            {"subject": f"permit:{two.theirs.permit}"},
            {"launched_by": f"{two.ana.name}-id"},
            {"launched_by": "autopilot"},
        ]
    for query in filters:
        answer = two.dana.get(call[1], **query)

        assert answer.status == 200, answer.text
        assert SECRET not in answer.text
        assert two.theirs.task_id not in answer.text


LAUNCHES: dict[str, dict[str, Any]] = {
    "import_records": {"entity": "reservations", "upload_id": "{upload_id}"},
    "permit_save": {"permit": "Own-2", "holder": "Own-H", "upload_id": "{upload_id}"},
    "permit_billout": {"permit": "{permit}", "reservations": ["{reservation}"]},
    "email_blast": {"subject": "Hello", "text": "Hello", "classes": ["{class_id}"]},
    "assign_keywords": {"type": "family", "keywords": ["vip"], "families": ["{family}"]},
    "assign_substitute": {
        "classes": ["{class_id}"],
        "from_date": "2027-05-01",
        "substitute": "none",
    },
    "cancel_classes": {"classes": ["{class_id}"], "from_date": "2027-05-01", "reason": "Storm"},
    "quick_edit": {"what": "students", "ids": ["{student}"], "active": False},
    "restore_classes": {"classes": ["{class_id}"], "from_date": "2027-05-01"},
    "generate_makeup_tokens": {"classes": ["{class_id}"]},
    "apply_credits": {"families": ["{family}"]},
    "drop_enrollments": {"classes": ["{class_id}"], "reason": "Unpaid"},
    "generate_report": {"report": "outcomes", "task": "{task_id}"},
    "post_charges": {"classes": ["{class_id}"]},
    "post_late_charges": {"families": ["{family}"], "amount_cents": 500},
    "refund_payments": {"payments": ["{family}/{posting}"]},
    "send_statements": {"families": ["{family}"]},
    "take_payments": {"families": ["{family}"]},
}
"""For each kind, a launch with everything in it that it can be about."""


def filled(value: Any, names: dict[str, str]) -> Any:
    """Parameters with names in the places of words in braces."""
    return json.loads(json.dumps(value), object_hook=lambda found: _filled(found, names))


def _filled(found: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    def put(value: Any) -> Any:
        if isinstance(value, list):
            return [put(one) for one in value]
        return value.format(**names) if isinstance(value, str) else value

    return {name: put(value) for name, value in found.items()}


def test_every_kind_is_tried() -> None:
    kinds = OPENAPI["paths"]["/v1/tasks"]["post"]["requestBody"]["content"]["application/json"]
    assert LAUNCHES.keys() == kinds["examples"].keys()


@pytest.mark.parametrize("kind", LAUNCHES)
@pytest.mark.parametrize("way", ["launch", "workflow"])
def test_a_launch_finds_nothing_of_another_account(two: Two, kind: str, way: str) -> None:
    records, world = parkside(two), two.dana.house.world
    texts: list[tuple[Any, ...]] = []
    for names in (two.theirs.named(), absent()):
        params = filled(LAUNCHES[kind], names)
        if way == "launch":
            answer = two.dana.post("/v1/tasks", {"kind": kind, "params": params})
        else:
            workflow = {"name": "Own", "kind": kind, "params": params, "schedule": "rate(1 day)"}
            answer = two.dana.post("/v1/autopilots", workflow)
        if answer.status == 202:
            world.settle()
            task = two.dana.get(f"/v1/tasks/{answer.body['id']}").body
            outcomes = two.dana.get(f"/v1/tasks/{answer.body['id']}/outcomes").body["outcomes"]
            texts.append((task["state"], task["progress"], task["result"], outcomes))
        elif answer.status == 201:
            texts.append((answer.status,))
        else:
            texts.append((answer.status, *masked(answer, names)))
    assert texts[0] == texts[1]
    assert parkside(two) == records
    assert [mail for mail in world.post.outbox if SECRET in mail.to] == []


def test_so_does_a_preview(two: Two) -> None:
    path = "/v1/kinds/email_blast/preview"
    answers = [
        two.dana.post(path, {"params": filled(LAUNCHES["email_blast"], names)})
        for names in (two.theirs.named(), absent())
    ]
    assert answers[0].status == answers[1].status
    assert SECRET not in answers[0].text.replace(two.theirs.class_id, "")


def test_a_cursor_of_another_account_opens_nothing(two: Two) -> None:
    cursor = two.ana.get("/v1/tasks", limit="1").body["next_cursor"]

    assert cursor
    assert two.dana.get("/v1/tasks", limit="1", cursor=cursor).status == 400


def test_a_key_of_another_account_is_no_key(two: Two) -> None:
    """The same Idempotency-Key in two accounts is two launches."""
    body = {"kind": "email_blast", "params": {"subject": "Hi", "text": "Hi", "everyone": True}}
    key = {"idempotency-key": "the same"}
    found = [
        who.ask("POST", "/v1/tasks", json.dumps(body), headers=key) for who in (two.ana, two.dana)
    ]

    assert [answer.status for answer in found] == [202, 202]
    assert found[0].body["id"] != found[1].body["id"]


def parkside(two: Two) -> dict[Any, Any]:
    """All records of Parkside."""
    rows = two.ana.house.world.tables.records.rows
    return {key: row for key, row in rows.items() if key.partition.startswith("ACCOUNT#parkside#")}
