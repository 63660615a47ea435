"""Something of everything that the API can be asked about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from legwork.domain.task import ENDED
from tests.e2e.person import Person

HOLDER = "League"
HEADER = "permit,event,facility,starts_at,ends_at,amount_cents"
NOBODY = "http://127.0.0.1:9/"
"""Where no receiver listens."""
TASKS = 6
"""Ended ones with something to retry: some will be deleted, cancelled and retried."""


@contextmanager
def populated(api_url: str, token: str) -> Iterator[dict[str, list[str]]]:
    """Make it all; answers the names of what there is, by the kind of thing."""
    ana = Person("owner", api_url, token)
    try:
        uploads = [ana.upload(_season(number)) for number in range(TASKS)]
        tasks = [_imported(ana, upload) for upload in uploads]
        for path in tasks:
            ana.ended(path)
        receipt = ana.launch("POST", "/v1/permits/P-0/billout")
        said = {"url": NOBODY, "events": ["task.ended"], "enabled": False}
        hook = ana.ask("POST", "/v1/webhooks", json=said)
        yield {
            "tasks": [path.rpartition("/")[2] for path in tasks],
            "permits": [f"P-{number}" for number in range(TASKS)],
            "holders": [HOLDER, "PERMIT-P-0"],
            "receipts": [receipt.json()["id"]],
            "notifications": [one["id"] for one in ana.whole("/v1/notifications", "notifications")],
            "uploads": uploads,
            "webhooks": [hook.json()["id"]],
            "hooks": [NOBODY],
        }
    finally:
        ana.close()


def leave(api_url: str, token: str) -> None:
    """Let nothing go on that whoever made all this up has begun."""
    ana = Person("owner", api_url, token)
    try:
        for workflow in ana.get("/v1/autopilots")["autopilots"]:
            path = f"/v1/autopilots/{workflow['id']}"
            ana.ask("DELETE", path, headers={"If-Match": "*"})
        for noun in ("webhooks", "credentials"):
            for one in ana.get(f"/v1/{noun}")[noun]:
                ana.ask("DELETE", f"/v1/{noun}/{one['id']}")
        for task in ana.whole("/v1/tasks", "tasks"):
            if task["state"] not in ENDED:
                # It may end by itself just now, which is as good.
                ana.ask("POST", f"/v1/tasks/{task['id']}/cancel")
    finally:
        ana.close()


def _season(number: int) -> bytes:
    """A game, and a row that is none."""
    game = f"P-{number},Game,Field {number},2027-04-05T08:00,2027-04-05T09:00,1250"
    return "\n".join([HEADER, game, game.replace("2027-04-05T08:00", "someday"), ""]).encode()


def _imported(ana: Person, upload: str) -> str:
    params = {"entity": "reservations", "upload_id": upload}
    return ana.launched("POST", "/v1/tasks", {"kind": "import_records", "params": params})
