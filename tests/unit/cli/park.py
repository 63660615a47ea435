"""A small world behind the API: permits that are saved and billed out, for the demo's tour."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.unit.cli.parkside import problem, task

STEPS = 4
"""Reads after which a task has ended."""


@dataclass
class Work:
    """A task under way."""

    permit: str
    kind: str
    targets: list[str]
    number: int
    reads: int = 0
    billed: list[str] = field(default_factory=list)
    state: str = "running"
    conflicts: list[str] = field(default_factory=list)

    def told(self) -> Any:
        """The task as the API tells it."""
        good, bad = len(self.billed), len(self.conflicts)
        left = len(self.targets) - good - bad
        where = "not_attempted" if self.state == "cancelled" else "remaining"
        zero = {"succeeded": good, "errors": bad, where: left, "total": len(self.targets)}
        href = f"/v1/receipts/R-{self.permit}"
        result = {"type": "receipt", "id": f"R-{self.permit}", "href": href, "summary": "Billed"}
        words = {"running": "In Progress", "cancelled": "Canceled", "failed": "Failed"}
        return task(
            self.number,
            self.state,
            status=words.get(self.state, "Errors" if bad else "Complete"),
            kind=self.kind,
            counts=zero,
            result=None if self.state in {"running", "failed"} else result,
            failure="The permit is gone." if self.state == "failed" else None,
        )


@dataclass
class Park:
    """Saves, bills and cancels at once, a step at every read of a task."""

    reservations: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    works: list[Work] = field(default_factory=list)
    lost_cents: int = 0
    """An amount that never reaches the holders' accounts."""
    after_cancel: int = 0
    """Reservations billed behind the back of a cancel."""
    too_fast: int = 0
    """Bill-outs that end while their cancel is on its way."""
    failing: str = "no such permit"
    """How permits begin whose bill-outs fail."""
    answers_lost: int = 0
    """Cancels that are carried out, and refused when they are sent again for want of an answer."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one call."""
        path = request.url.path.removeprefix("/api/v1/")
        for pattern, answer in self._routes().items():
            found = re.fullmatch(pattern, f"{request.method} {path}")
            if found:
                body = json.loads(request.content or b"{}")
                return answer(*found.groups(), body)
        return problem(404, f"There is nothing at {path}.")

    def _routes(self) -> dict[str, Callable[..., httpx.Response]]:
        return {
            r"PUT permits/([^/]+)": self._save,
            r"POST permits/([^/]+)/billout": self._bill_out,
            r"GET permits/([^/]+)": self._permit,
            r"GET permits/([^/]+)/reservations": self._reservations,
            r"GET receipts/R-(.+)": self._receipt,
            r"GET holders/(.+)": self._holder,
            r"POST tasks/([^/]+)/cancel": self._cancel,
            r"GET tasks/([^/]+)/outcomes": self._outcomes,
            r"GET tasks/([^/]+)/audit": self._audit,
            r"GET tasks/([^/]+)": self._task,
            r"GET notifications": self._notifications,
        }

    def _save(self, permit: str, body: dict[str, Any]) -> httpx.Response:
        self.holders[permit] = body["holder"]
        saved = self.reservations.setdefault(permit, {})
        taken: set[tuple[str, str]] = set()
        work = self._work(permit, "permit_save", [])
        for number, row in enumerate(body["reservations"]):
            key = f"{permit}-{number}"
            work.targets.append(key)
            place = (row["facility"], row["starts_at"][:10])
            if "make-up" in row["event"] and place not in taken:
                taken.add(place)
                work.conflicts.append(key)
                continue
            work.billed.append(key)
            saved[key] = {**row, "id": key, "status": "reserved", "receipt": None}
        return httpx.Response(202, json=work.told())

    def _bill_out(self, permit: str, _body: object) -> httpx.Response:
        work = self._work(permit, "permit_billout", list(self.reservations[permit]))
        work.state = "failed" if permit.startswith(self.failing) else "running"
        return httpx.Response(202, json=work.told())

    def _work(self, permit: str, kind: str, targets: list[str]) -> Work:
        self.works.append(Work(permit, kind, targets, number=len(self.works) + 1))
        return self.works[-1]

    def _task(self, task_id: str, _body: object) -> httpx.Response:
        work = self._named(task_id)
        if work.state == "running":
            work.reads += 1
            if work.kind == "permit_billout":
                self._bill(work, len(work.targets) * work.reads // STEPS)
            if work.reads == STEPS:
                work.state = "completed"
        return httpx.Response(200, json=work.told())

    def _bill(self, work: Work, count: int) -> None:
        for key in work.targets[len(work.billed) : count]:
            reservation = self.reservations[work.permit][key]
            reservation |= {"status": "billed", "receipt": f"R-{work.permit}"}
            work.billed.append(key)

    def _cancel(self, task_id: str, _body: object) -> httpx.Response:
        work = self._named(task_id)
        if self.too_fast:
            self.too_fast -= 1
            self._bill(work, len(work.targets))
            work.state = "completed"
        if work.state != "running":
            return problem(409, f"Job #{work.number} has ended.")
        work.state = "cancelled"
        told = work.told()
        self._bill(work, len(work.billed) + self.after_cancel)
        if self.answers_lost:
            self.answers_lost -= 1
            return problem(409, f"Job #{work.number} has ended.")
        return httpx.Response(200, json=told)

    def _outcomes(self, task_id: str, _body: object) -> httpx.Response:
        conflict = {"outcome": "error", "code": "conflict", "message": "Taken.", "at": None}
        found = [{"target": key, **conflict} for key in self._named(task_id).conflicts]
        return httpx.Response(200, json={"outcomes": found, "next_cursor": None})

    def _audit(self, task_id: str, _body: object) -> httpx.Response:
        check = {"name": "plan = ledger", "ok": True, "detail": "as many"}
        return httpx.Response(200, json={"task": task_id, "ok": True, "checks": [check]})

    def _permit(self, permit: str, _body: object) -> httpx.Response:
        everything, billed = list(self.reservations[permit].values()), self._billed(permit)
        counts = {"total": len(everything), "billed": len(billed)}
        document = {
            "id": permit,
            "holder": self.holders[permit],
            "reservations": {**counts, "reserved": len(everything) - len(billed)},
            "amount_cents": {"total": _sum(everything), "billed": _sum(billed)},
            "requirements": {},
        }
        return httpx.Response(200, json=document)

    def _reservations(self, permit: str, _body: object) -> httpx.Response:
        found = list(self.reservations[permit].values())
        return httpx.Response(200, json={"reservations": found, "next_cursor": None})

    def _receipt(self, permit: str, _body: object) -> httpx.Response:
        billed = self._billed(permit)
        document = {
            "id": f"R-{permit}",
            "permit": permit,
            "holder": self.holders[permit],
            "payment": "Balance Due (Pay Later)",
            "total_cents": _sum(billed),
            "lines": [{**it, "reservation": it["id"]} for it in billed],
            "outstanding": {},
        }
        return httpx.Response(200, json=document)

    def _holder(self, holder: str, _body: object) -> httpx.Response:
        permits = [permit for permit, held_by in self.holders.items() if held_by == holder]
        postings = [
            {
                "receipt": f"R-{permit}",
                "amount_cents": _sum(self._billed(permit)) - self.lost_cents,
                "at": "2027-05-01T10:00:00Z",
            }
            for permit in permits
        ]
        document = {"id": holder, "balance_cents": _sum(postings), "postings": postings}
        return httpx.Response(200, json=document)

    def _notifications(self, _body: object) -> httpx.Response:
        ended = [work.told() for work in self.works if work.state != "running"]
        at = "2027-05-01T10:00:00Z"
        found = [{"id": "n", "task": it, "href": "", "at": at, "read": False} for it in ended]
        return httpx.Response(200, json={"notifications": found, "next_cursor": None})

    def _billed(self, permit: str) -> list[dict[str, Any]]:
        return [it for it in self.reservations[permit].values() if it["status"] == "billed"]

    def _named(self, task_id: str) -> Work:
        return next(work for work in self.works if work.told()["id"] == task_id)


def _sum(entries: list[dict[str, Any]]) -> int:
    return sum(entry["amount_cents"] for entry in entries)
