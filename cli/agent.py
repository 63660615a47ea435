"""What an agent may do: look, preview, ask for approval, and run what was previewed.

There is no way from here to launch anything by its parameters: only a preview that has come to its
end can be run, and where the account wants a person to approve it first, the API refuses until one
has. Nobody approves from here. Neither can anything be cancelled, undone or deleted.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from cli.api import Api, segment
from cli.failures import Failure

LOOKED_AT: Final = ("families", "students", "staff", "classes", "permits", "holders")
"""Nouns whose records can be looked up by how their id or name begins."""
_SHOWN: Final = 25
_STEP: Final = 1.0
_LONGEST_WAIT: Final = 120
"""Seconds: whoever speaks to the agent is not to wait for longer, whatever it asks for."""


class Agent:
    """The tools of an agent, on the API that it was given a key or a token for."""

    def __init__(
        self,
        api: Api,
        *,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api = api
        self._pause = pause
        self._clock = clock

    # --- Look ---------------------------------------------------------------------------------

    def list_kinds(self) -> dict[str, Any]:
        """List the kinds of task that you may preview: name, title and needed permission."""
        kinds = self._api.get("/v1/kinds")["kinds"]
        names = ("name", "title", "permission")
        return {"kinds": [{name: kind.get(name) for name in names} for kind in kinds]}

    def describe_kind(self, kind: str) -> dict[str, Any]:
        """Describe the parameters of one kind of task, as a JSON schema."""
        for found in self._api.get("/v1/kinds")["kinds"]:
            if found["name"] == kind:
                return dict(found)
        raise Failure(f"There is no kind '{kind}' that you may launch. See list_kinds.")

    def list_tasks(self, state: str = "", kind: str = "") -> dict[str, Any]:
        """List the latest background tasks that you may see, newest first.

        Args:
            state: only those in this state, such as running, paused, completed or failed.
            kind: only those of this kind.
        """
        query = {"limit": _SHOWN, "state": state or None, "kind": kind or None}
        return {"tasks": self._api.get("/v1/tasks", query)["tasks"]}

    def show_task(self, task_id: str) -> dict[str, Any]:
        """Show one task or preview: its progress, and what came of its targets by reason."""
        path = f"/v1/tasks/{segment(task_id)}"
        groups = self._api.get(f"{path}/outcomes/summary")["groups"]
        return {"task": self._api.get(path), "outcomes": groups}

    def find_records(self, noun: str, beginning: str) -> dict[str, Any]:
        """Find records by how their id or name begins.

        Args:
            noun: families, students, staff, classes, permits or holders.
            beginning: of the id or the name, whatever its capitals.
        """
        if noun not in LOOKED_AT:
            raise Failure(f"Look for one of these: {', '.join(LOOKED_AT)}.")
        found = self._api.get(f"/v1/{noun}", {"q": beginning, "limit": _SHOWN})
        return {noun: found[noun]}

    # --- Preview, ask, run --------------------------------------------------------------------

    def preview(self, kind: str, params: dict[str, Any], seconds: int = 30) -> dict[str, Any]:
        """Preview a task: what it would do to each target, without doing anything.

        Args:
            kind: of the task.
            params: as describe_kind says.
            seconds: how long to wait for it to come to its end, at most two minutes; look at it
                later with show_task.
        """
        body = {"kind": kind, "params": params}
        preview = self._once("/v1/previews", body)
        until = self._clock() + min(seconds, _LONGEST_WAIT)
        while not preview["ended_at"] and self._clock() < until:
            self._pause(_STEP)
            preview = self._api.get(f"/v1/tasks/{segment(preview['id'])}")
        return self._told(preview)

    def ask_for_approval(self, preview_id: str) -> dict[str, Any]:
        """Say what a person has to approve, and where. Nothing can be approved from here."""
        told = self._told(self._api.get(f"/v1/tasks/{segment(preview_id)}"))
        told["ask"] = (
            f"Ask a person who may launch '{told['kind']}' to look at preview {told['id']}, and to "
            f"say yes or no to it: legwork approve {told['id']}, or legwork reject {told['id']}."
        )
        return told

    def run_preview(self, preview_id: str) -> dict[str, Any]:
        """Run a preview as it was shown; what would come out otherwise is left, and said so.

        Where the account wants a person to approve it first, this is refused until one has.
        """
        return {"task": self._once("/v1/tasks", {"preview": preview_id})}

    def _once(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        answer = self._api.call("POST", path, body=body, headers=headers)
        return dict(answer.document)

    def _told(self, preview: Mapping[str, Any]) -> dict[str, Any]:
        names = ("id", "kind", "title", "state", "status", "progress", "waiting", "sums", "digest")
        told = {name: preview.get(name) for name in names}
        if preview["ended_at"]:
            path = f"/v1/tasks/{segment(preview['id'])}/outcomes/summary"
            told["outcomes"] = self._api.get(path)["groups"]
        return told

    @property
    def looks(self) -> tuple[Callable[..., dict[str, Any]], ...]:
        """Tools that change nothing."""
        return (
            *(self.list_kinds, self.describe_kind, self.list_tasks, self.show_task),
            *(self.find_records, self.ask_for_approval),
        )

    @property
    def tries(self) -> tuple[Callable[..., dict[str, Any]], ...]:
        """Tools that leave nothing behind but a preview."""
        return (self.preview,)

    @property
    def acts(self) -> tuple[Callable[..., dict[str, Any]], ...]:
        """Tools that change what previews have shown."""
        return (self.run_preview,)
