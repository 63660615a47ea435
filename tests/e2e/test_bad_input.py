"""What no call can read is a problem of its sender, all the way through the gateway."""

import pytest

from tests.e2e.park import Park

pytestmark = pytest.mark.emulator


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"kind": "\xff"}', "application/json", 400),
        (b"[" * 50_000, "application/json", 400),
        (b'{"kind": "permit_billout"}', "text/plain", 400),
        (b"kind=permit_billout", "application/x-www-form-urlencoded", 400),
        (b"\x00\xff", "application/octet-stream", 400),
        (b'{"kind": "' + b"x" * 5_000_000 + b'"}', "application/json", 413),
    ],
    ids=["broken", "not UTF-8", "nested", "text", "form", "bytes", "too large"],
)
def test_a_body_that_cannot_be_read_is_a_problem(
    park: Park, content: bytes, kind: str, status: int
) -> None:
    headers = {"Idempotency-Key": park.label("bad"), "Content-Type": kind}

    refused = park.ana.ask("POST", "/v1/tasks", content=content, headers=headers)

    assert refused.status_code == status, refused.text
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["title"]


def test_ids_that_nothing_has_are_not_found(park: Park) -> None:
    for name in ("none", "x" * 1_000, "a%2Fb", "%00", "%F0%9F%8F%8A"):
        for noun in ("tasks", "receipts", "holders", "permits"):
            answer = park.ana.ask("GET", f"/v1/{noun}/{name}")

            assert answer.status_code in {400, 404}, (noun, name, answer.text)


def test_a_call_without_a_key_launches_nothing(park: Park) -> None:
    body = {"kind": "permit_billout", "params": {"permit": "P-1"}}
    before = park.ana.get("/v1/tasks", limit="1")["tasks"]

    refused = park.ana.ask("POST", "/v1/tasks", json=body)

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert park.ana.get("/v1/tasks", limit="1")["tasks"] == before
