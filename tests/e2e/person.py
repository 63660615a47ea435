"""Somebody who works with Legwork over HTTPS."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Self

import httpx

from legwork.domain.task import ENDED
from tests.e2e.waiting import PATIENCE_SECONDS, until

_keys = count(1)


class Person:
    """A logged-in user.

    Args:
        name: what they log in as.
        api_url: where the API answers.
        token: their ID token.
    """

    def __init__(self, name: str, api_url: str, token: str) -> None:
        self.name = name
        self._client = httpx.Client(
            base_url=api_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=35,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Make any call."""
        return self._client.request(method, path, **request)

    def get(self, path: str, **query: str) -> Any:
        """Read a document that is there."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()

    def launch(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> httpx.Response:
        """Make a call that may launch a task, with a key of its own."""
        key = f"{self.name} {next(_keys)}"
        return self.ask(method, path, json=body, headers={"Idempotency-Key": key})

    def launched(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> str:
        """The path of the task that a call launches."""
        answer = self.launch(method, path, body)
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        return answer.headers["Location"]

    def ended(self, path: str, *, within: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """A task when it has come to its end."""

        def look() -> dict[str, Any] | None:
            task: dict[str, Any] = self.get(path)
            return task if task["state"] in ENDED else None

        task = until(look, f"the end of {path}", within=within)
        assert task is not None
        return task

    def whole(self, path: str, field: str, **query: str) -> list[dict[str, Any]]:
        """A list with all its pages."""
        return list(self._pages(path, field, query))

    def _pages(self, path: str, field: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
        query = {"limit": "100", **query}
        while True:
            page = self.get(path, **query)
            yield from page[field]
            if page["next_cursor"] is None:
                return
            query["cursor"] = page["next_cursor"]

    def upload(self, content: bytes) -> str:
        """The id of a file that they have posted."""
        asked = {"filename": "records.csv", "content_type": "text/csv"}
        form = self.ask("POST", "/v1/uploads", json=asked).json()
        posted = httpx.post(
            form["url"], data=form["fields"], files={"file": content}, trust_env=False, timeout=60
        )
        assert posted.is_success, posted.text
        return str(form["upload_id"])

    def importing(self, content: bytes, entity: str = "reservations", **said: Any) -> str:
        """The path of a task that imports a file."""
        params = {"entity": entity, "upload_id": self.upload(content)}
        launch = {"kind": "import_records", "params": params, **said}
        return self.launched("POST", "/v1/tasks", launch)

    def agree(self, path: str) -> None:
        """Make sure that the numbers of a task add up in the tables, and in what it shows."""
        audit = self.get(f"{path}/audit")
        assert audit["ok"], audit["checks"]
        progress = self.get(path)["progress"]
        parts = ("succeeded", "warnings", "errors", "skipped", "remaining", "not_attempted")
        assert progress["total"] == sum(progress[part] for part in parts), progress
