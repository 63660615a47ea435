"""A stand-in for the API and the embedded stack, with the state that a test gives them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from cli.failures import Failure

ULID = "01JZ0000000000000000000001"
API = "http://127.0.0.1:4577/api"
CONSOLE = "http://d1.cloudfront.localhost:4566"
STORAGE = "http://127.0.0.1:4577/storage"
PAGE = 2


def task(number: int = 12, state: str = "completed", **changes: Any) -> Any:
    """A task as the API tells it: 1,200 targets, all of them done, unless told otherwise."""
    counts = {"succeeded": 1200, "warnings": 0, "errors": 0, "skipped": 0}
    counts |= {"remaining": 0, "not_attempted": 0}
    ended = state in {"completed", "failed", "cancelled"}
    return {
        "id": f"01JZ{number:022}",
        "number": number,
        "kind": "permit_billout",
        "title": "Bill out permit [P-1]",
        "state": state,
        "status": "Complete" if ended else "In Progress",
        "subject": {"type": "permit", "id": "P-1"},
        "launched_by": {"id": "u1", "name": "Ana", "via": "staff"},
        "created_at": "2027-05-01T10:00:00Z",
        "started_at": "2027-05-01T10:00:01Z",
        "ended_at": "2027-05-01T10:00:03.500Z" if ended else None,
        "expires_at": None,
        "progress": {"total": 1200, **counts, **changes.pop("counts", {})},
        "cancelled": None,
        "result": None,
        **changes,
    }


RECEIPT = {"type": "receipt", "id": "R-1", "href": "/v1/receipts/R-1", "summary": "Billed $5.00"}


@dataclass
class Api:
    """Answers calls from what is on its shelves."""

    documents: dict[str, Any] = field(default_factory=dict)
    """What GET answers, by path."""
    lists: dict[str, tuple[str, list[Any]]] = field(default_factory=dict)
    """Paged lists: the name of the member and all entries."""
    lives: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Successive states of a task, by its path; each is read twice."""
    answers: dict[tuple[str, str], Callable[[httpx.Request], httpx.Response]] = field(
        default_factory=dict
    )
    """What other calls do, by method and path."""
    faults: list[int | Exception] = field(default_factory=list)
    """What befalls the next calls after they have been carried out: the answer is lost."""
    effects: dict[str, str] = field(default_factory=dict)
    """What was carried out, by its idempotency key."""
    tokens: set[str] = field(default_factory=lambda: {"token of owner@parkside"})
    """Tokens that are still good."""
    stored: dict[str, bytes] = field(default_factory=dict)
    """Bodies sent to the file storage."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one call."""
        if str(request.url).startswith(STORAGE):
            return self._storage(request)
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return httpx.Response(401, json={"message": "Unauthorized"})
        response = self._answer(request)
        if self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            return problem(fault, "Later, please.")
        return response

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0].removeprefix("/api")
        answer = self.answers.get((request.method, path))
        if answer:
            return self._carried_out(request, answer)
        if request.method != "GET":
            return problem(404, f"There is nothing at {path}.")
        if path in self.lives:
            return self._life(request, self.lives[path])
        if path in self.lists:
            return self._page(request, *self.lists[path], self.documents.get(path, {}))
        if path in self.documents:
            return httpx.Response(200, json=self.documents[path])
        return problem(404, f"There is nothing at {path}.")

    def _carried_out(
        self, request: httpx.Request, answer: Callable[[httpx.Request], httpx.Response]
    ) -> httpx.Response:
        key = request.headers.get("Idempotency-Key")
        if key:
            self.effects.setdefault(key, f"{request.method} {request.url.path}")
        return answer(request)

    def _life(self, request: httpx.Request, life: list[dict[str, Any]]) -> httpx.Response:
        etag = f'"{len(life)}"'
        if request.headers.get("If-None-Match") == etag and len(life) > 1:
            life.pop(0)
            return httpx.Response(304)
        return httpx.Response(200, json=life[0], headers={"ETag": etag})

    def _page(
        self, request: httpx.Request, member: str, entries: list[Any], document: dict[str, Any]
    ) -> httpx.Response:
        start = int(request.url.params.get("cursor", 0))
        after = start + PAGE
        cursor = str(after) if after < len(entries) else None
        page = {**document, member: entries[start:after], "next_cursor": cursor}
        return httpx.Response(200, json=page)

    def _storage(self, request: httpx.Request) -> httpx.Response:
        if "Authorization" in request.headers:
            return httpx.Response(400, text="<Error><Code>TwoPermissions</Code></Error>")
        path = request.url.path
        answer = self.answers.get((request.method, path))
        if answer:
            return answer(request)
        self.stored[path] = request.read()
        return httpx.Response(204)


def problem(status: int, detail: str, **more: Any) -> httpx.Response:
    """A refusal as RFC 9457 has it."""
    return httpx.Response(
        status,
        json={
            "type": "about:blank",
            "title": "Refused",
            "status": status,
            "detail": detail,
            **more,
        },
        headers={"Content-Type": "application/problem+json"},
    )


@dataclass(frozen=True)
class Running:
    """A stack that is up."""

    api_url: str = API
    programs_url: str = f"{API}/programs"
    console_url: str | None = CONSOLE
    users: tuple[str, ...] = ("owner@parkside", "staff@parkside")
    region: str = "us-east-1"
    outputs: Mapping[str, str] = field(default_factory=dict)
    endpoint_url: str = API


@dataclass(frozen=True, kw_only=True)
class SentMail:
    """A mail that has left."""

    to: str
    subject: str = "News"
    at: datetime = datetime(2027, 5, 1, 10, 0, 2, tzinfo=UTC)
    sender: str = "classes@parkside.example"
    text: str = "Hello"
    html: str = "<p>Hello</p>"


@dataclass
class Stack:
    """An embedded stack that is up, unless a test stops it."""

    running: Running | None = field(default_factory=Running)
    cannot_start: str = ""
    tokens: list[str] = field(default_factory=list)
    """Tokens to give out one after the other, before the usual ones."""
    mails: list[SentMail] = field(default_factory=list)
    """What has left, oldest first."""

    def up(self, *, fresh: bool, report: Callable[[str], None]) -> Running:
        if self.cannot_start:
            raise Failure(self.cannot_start)
        report("Starting the emulator")
        self.running = Running()
        return self.running

    def down(self, *, report: Callable[[str], None]) -> None:
        report("Stopping the emulator")
        self.running = None

    def status(self) -> Running | None:
        return self.running

    def token(self, user: str) -> str:
        return self.tokens.pop(0) if self.tokens else f"token of {user}"

    def demo_password(self) -> str:
        return "swordfish"

    def sent(self) -> list[SentMail]:
        if self.running is None:
            raise Failure("The embedded stack is not running.")
        return self.mails
