import json
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, task

ID = task()["id"]
SHOWN = task(preview=True, digest="d" * 64, sums={"lines": 1200, "total_cents": 1_920_000})
GROUPS = [
    {"outcome": "succeeded", "code": "", "count": 1199, "example": None},
    {"outcome": "skipped", "code": "already_billed", "count": 1, "example": None},
]
RULES = [
    {"kind": "post_charges", "from_targets": 500, "from_cents": None},
    {"kind": "permit_billout", "from_targets": None, "from_cents": 100_000},
    {"kind": "email_blast", "from_targets": None, "from_cents": None},
]


@pytest.fixture
def sent(api: Api) -> list[Any]:
    """Bodies of the calls that were made, in their order."""
    bodies: list[Any] = []

    def answering(document: Any, status: int = 200) -> Any:
        def answer(request: httpx.Request) -> httpx.Response:
            bodies.append(json.loads(request.content))
            return httpx.Response(status, json=document)

        return answer

    said = {"approved": True, "by": "Bo", "at": "2027-05-01T10:01:00Z", "digest": "d" * 64}
    kinds = [{"name": "permit_billout", "params": {"properties": {"permit": {"type": "string"}}}}]
    api.documents["/v1/kinds"] = {"kinds": kinds}
    api.documents[f"/v1/tasks/{ID}"] = SHOWN
    api.documents[f"/v1/tasks/{ID}/outcomes/summary"] = {"groups": GROUPS}
    api.documents["/v1/approval-rules"] = {"rules": RULES}
    api.answers["POST", "/v1/previews"] = answering(SHOWN, 202)
    api.answers["POST", "/v1/tasks"] = answering(task(13, "running"), 202)
    api.answers["POST", f"/v1/previews/{ID}/approve"] = answering({**SHOWN, "approval": said})
    no = {**said, "approved": False}
    api.answers["POST", f"/v1/previews/{ID}/reject"] = answering({**SHOWN, "approval": no})
    api.answers["PUT", "/v1/approval-rules"] = answering({"rules": []})
    return bodies


def test_a_preview_says_what_would_be_and_how_to_launch_that(
    legwork: Terminal, sent: list[Any]
) -> None:
    ended = legwork("preview", "permit_billout", "--param", "permit=P-1")
    assert ended.code == 0
    assert "1,200 targets. Nothing is done." in ended.out
    assert "1,199 succeeded" in ended.out
    assert "1 skipped (already_billed)" in ended.out
    assert "$19,200.00 total" in ended.out
    assert f"legwork launch --preview {ID}" in ended.out
    assert sent[0]["kind"] == "permit_billout"


def test_a_preview_that_waits_for_an_approval_says_so(
    legwork: Terminal, api: Api, sent: list[Any]
) -> None:
    api.documents[f"/v1/tasks/{ID}"] = {**SHOWN, "waiting": {"for": "approval"}}
    assert f"legwork approve {ID}" in legwork("preview", "permit_billout").out


def test_a_preview_is_launched_by_its_id_alone(legwork: Terminal, sent: list[Any]) -> None:
    assert "launched" in legwork("launch", "--preview", ID).out
    assert sent == [{"preview": ID}]
    assert legwork("launch", "permit_billout", "--preview", ID).code == 2
    assert legwork("launch").code == 2


@pytest.mark.parametrize(("verb", "said"), [("approve", "approved"), ("reject", "rejected")])
def test_somebody_else_says_yes_or_no(
    legwork: Terminal, sent: list[Any], verb: str, said: str
) -> None:
    assert f"is {said}" in legwork(verb, ID, "--reason", "Looked through it").out
    assert sent == [{"reason": "Looked through it"}]


def test_owners_say_what_has_to_be_approved(legwork: Terminal, sent: list[Any]) -> None:
    told = legwork("approvals").out
    assert "post_charges: from 500 targets on" in told
    assert "permit_billout: from $1,000.00 on" in told
    assert "email_blast: every launch" in told
    rules = ("--rule", "post_charges:500", "--rule", "permit_billout::100000", "--rule", "toy")
    assert "Nobody has to approve anything." in legwork("approvals", *rules).out
    assert sent == [
        {
            "rules": [
                {"kind": "post_charges", "from_targets": 500},
                {"kind": "permit_billout", "from_cents": 100_000},
                {"kind": "toy"},
            ]
        }
    ]
    assert legwork("approvals", "--rule", "post_charges:many").code == 2
