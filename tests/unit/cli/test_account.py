import json
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Ended, Terminal
from tests.unit.cli.parkside import Api, task


def posting(number: int, cents: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"CALL-{number}",
        "type": "charge" if cents > 0 else "payment",
        "category": "costume",
        "amount_cents": cents,
        "open_cents": abs(cents),
        "day": "2027-05-01",
        "student": "S1",
        "class": None,
        "countered": False,
        **more,
    }


@pytest.fixture
def sent(api: Api) -> list[tuple[str, Any]]:
    """What was posted: the path, and the body."""
    seen: list[tuple[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path, body = request.url.path.removeprefix("/api"), json.loads(request.content)
        assert request.headers["Idempotency-Key"]
        seen.append((path, body))
        if path == "/v1/tasks":
            return httpx.Response(202, json=task(state="queued", status="Queued"))
        cents = body.get("amount_cents", 4_500)
        return httpx.Response(201, json=posting(1, cents if path.endswith("charges") else -cents))

    for path in (
        "/v1/tasks",
        *(f"/v1/families/F%201/{what}" for what in ("charges", "payments", "credits")),
        *(f"/v1/families/F%201/postings/C1/{what}" for what in ("counter", "unlink")),
    ):
        api.answers["POST", path] = answer
    return seen


def test_all_postings_are_shown_with_the_balance(legwork: Terminal, api: Api) -> None:
    path = "/v1/families/F1/account"
    api.documents[path] = {"family": "F1", "balance_cents": 3_000, "unused_cents": 150}
    postings = [posting(n, 1_000) for n in range(3)]
    postings.append(posting(9, -150, countered=True))
    api.lists[path] = ("postings", postings)

    ended = legwork("account", "show", "F1")

    assert ended.code == 0
    assert "$30.00" in ended.out
    assert "payment (countered)" in ended.out
    assert ended.out.count("costume S1") == 4


def test_postings_by_hand(legwork: Terminal, sent: list[tuple[str, Any]]) -> None:
    charge = legwork("account", "charge", "F 1", "45.50", "costume", "--student", "S1")
    assert (charge.code, charge.out) == (0, "Charge of $45.50 is posted: CALL-1\n")
    legwork("account", "pay", "F 1", "$1,020", "--reference", "Check 17", "--apply")
    legwork("account", "credit", "F 1", "5", "scholarship", "--note", "Spring")
    legwork("account", "counter", "F 1", "C1", "--unlink")
    assert legwork("account", "unlink", "F 1", "C1").out.startswith("Nothing is linked to C1")
    assert sent == [
        (
            "/v1/families/F 1/charges",
            {"amount_cents": 4_550, "category": "costume", "student": "S1"},
        ),
        (
            "/v1/families/F 1/payments",
            {"amount_cents": 102_000, "category": "cash", "reference": "Check 17", "apply": True},
        ),
        (
            "/v1/families/F 1/credits",
            {"amount_cents": 500, "category": "scholarship", "note": "Spring"},
        ),
        ("/v1/families/F 1/postings/C1/counter", {"note": "", "unlink": True}),
        ("/v1/families/F 1/postings/C1/unlink", {}),
    ]


@pytest.mark.parametrize("amount", ["", "-5", "1.234", "12,34", "five"])
def test_what_is_no_amount_is_wrong_usage(
    legwork: Terminal, sent: list[tuple[str, Any]], amount: str
) -> None:
    ended = legwork("account", "charge", "F 1", "--", amount, "costume")
    assert ended.code == 2
    assert sent == []


def audited(legwork: Terminal, api: Api, problems: list[str]) -> Ended:
    pages = [
        {"ok": True, "families": 2, "postings": 5, "balance_cents": 100, "problems": []},
        {
            "ok": not problems,
            "families": 1,
            "postings": 1,
            "balance_cents": 1,
            "problems": problems,
        },
    ]

    def answer(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params.get("cursor", 0))
        cursor = "1" if page == 0 else None
        return httpx.Response(200, json={**pages[page], "next_cursor": cursor})

    api.answers["GET", "/v1/accounts/audit"] = answer
    return legwork("account", "audit")


def test_one_command_proves_all_accounts(legwork: Terminal, api: Api) -> None:
    ended = audited(legwork, api, [])
    assert ended.code == 0
    said = "3 families, 6 postings, $1.01 owed together: every number adds up.\n"
    assert ended.out == said


def test_it_says_what_does_not_add_up(legwork: Terminal, api: Api) -> None:
    ended = audited(legwork, api, [f"F{n}: wrong" for n in range(25)])
    assert ended.code == 1
    assert "25 problems." in ended.out
    assert "F19: wrong\nand 5 more" in ended.out


def test_a_student_is_transferred(legwork: Terminal, api: Api) -> None:
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json={"charges": [posting(1, 9_000)]})

    api.answers["POST", "/v1/classes/JUDO/enrollments/S1/transfer"] = answer
    words = ("enrollments", "transfer", "JUDO", "S1", "--to", "KARATE")
    ended = legwork(*words, "--on", "2027-03-31", "--amount", "90")
    assert ended.out == "S1 goes from JUDO to KARATE; $90.00 charged.\n"
    legwork(*words)
    assert bodies == [
        {"class": "KARATE", "on": "2027-03-31", "amount_cents": 9_000},
        {"class": "KARATE"},
    ]


# --- Tasks by short names ----------------------------------------------------------------------

SCHEMA = {
    "type": "object",
    "properties": {
        **{
            name: {"type": "array", "items": {"type": "string"}}
            for name in ("classes", "families", "keywords", "categories", "payments")
        },
        **{
            name: {"type": "integer"} for name in ("amount_cents", "min_due_cents", "minimum_cents")
        },
        **{name: {"type": "boolean"} for name in ("everyone", "scheduled", "force")},
        **{
            name: {"type": "string"}
            for name in ("category", "due_day", "due_by", "prorate", "per", "reason", "note")
        },
    },
}


@pytest.fixture
def kinds(api: Api) -> None:
    names = (
        *("post_charges", "post_late_charges", "apply_credits", "drop_enrollments"),
        *("take_payments", "refund_payments"),
    )
    found = [{"name": name, "title": name, "params": SCHEMA} for name in names]
    api.documents["/v1/kinds"] = {"kinds": found}


@pytest.mark.parametrize(
    ("words", "kind", "params"),
    [
        (
            "charges post --class A --class B --category costume --amount 45 --due 2027-05-01",
            "post_charges",
            {
                "classes": ["A", "B"],
                "category": "costume",
                "amount_cents": 4_500,
                "due_day": "2027-05-01",
            },
        ),
        (
            "charges post --class A --scheduled --prorate meetings --force --param everyone=no",
            "post_charges",
            {
                "classes": ["A"],
                "scheduled": True,
                "prorate": "meetings",
                "force": True,
                "everyone": False,
            },
        ),
        (
            "charges late --amount 15.5 --everyone --per student_class",
            "post_late_charges",
            {"amount_cents": 1_550, "everyone": True, "per": "student_class"},
        ),
        ("credits apply --family F1", "apply_credits", {"families": ["F1"]}),
        (
            "cards take --keyword autopay --due 2027-05-01 --category tuition --minimum 5",
            "take_payments",
            {
                "keywords": ["autopay"],
                "due_by": "2027-05-01",
                "categories": ["tuition"],
                "minimum_cents": 500,
            },
        ),
        (
            "cards refund F1/P1 F2/P2 --note Closed",
            "refund_payments",
            {"payments": ["F1/P1", "F2/P2"], "note": "Closed"},
        ),
        (
            "enrollments drop --class A --reason Unpaid --min-due 10",
            "drop_enrollments",
            {"classes": ["A"], "reason": "Unpaid", "min_due_cents": 1_000},
        ),
    ],
)
def test_kinds_by_short_names(
    legwork: Terminal,
    sent: list[tuple[str, Any]],
    kinds: None,
    words: str,
    kind: str,
    params: dict[str, Any],
) -> None:
    ended = legwork(*words.split(), "--no-wait")
    assert ended.code == 0, ended.err
    [(path, body)] = sent
    assert (path, body["kind"], body["params"]) == ("/v1/tasks", kind, params)


def test_a_look_ahead_says_what_would_be_taken(legwork: Terminal, api: Api, kinds: None) -> None:
    group = {"outcome": "skipped", "code": "no_method", "count": 2, "target": "family F1"}
    done = {"outcome": "succeeded", "code": "", "count": 40, "target": "family F3", "message": ""}
    api.answers["POST", "/v1/tasks/preflight"] = lambda _: httpx.Response(
        200,
        json={
            "total": 42,
            "complete": True,
            "mails": 0,
            "charges": 40,
            "sums": {"due_cents": 480_000},
            "groups": [done, {**group, "message": "No method."}],
        },
    )
    ended = legwork("cards", "take", "--everyone", "--look")
    assert ended.code == 0, ended.err
    assert "40 cards would be charged, $4,800.00 in all." in ended.out
    assert "no_method" in ended.out
