"""The HTTPS API as the command line calls it: retries, tokens, pages, refusals."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from cli.failures import Failure
from cli.problem import asked_to_wait, refusal

TRIES = 3
TIMEOUT_SECONDS = 35.0
"""A little more than the longest an API Gateway call may take."""
PAGE = 100
TRANSIENT = frozenset({429, 500, 502, 503, 504})
LONGEST_WAIT_SECONDS = 60.0
"""An API that asks to be left alone for longer is not asked again by the same command."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API said to a call it accepted."""

    status: int
    document: Any
    etag: str | None = None
    location: str | None = None
    text: str = ""

    @property
    def launched(self) -> bool:
        """Whether the work goes on behind the call, as a task."""
        return self.status == httpx.codes.ACCEPTED


def segment(value: str) -> str:
    """One path segment that holds any id."""
    return quote(value, safe="")


class Api:
    """Calls for one user. Every method raises Failure with a sentence to show."""

    def __init__(
        self,
        url: str,
        *,
        token: Callable[[], str],
        pause: Callable[[float], None],
        unreachable: Callable[[], Failure],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Prepare calls to one stack.

        Args:
            url: where the API answers, without a path of its own or with a stage's.
            token: fetches an ID token; called again when the one in hand has run out.
            pause: waits that many seconds before a call is tried again.
            unreachable: the failure to raise when nobody answers there.
            transport: takes the place of the network.
        """
        self.url = url.rstrip("/")
        self._fetch_token = token
        self._token: str | None = None
        self._pause = pause
        self._unreachable = unreachable
        self._client = httpx.Client(
            base_url=self.url, timeout=TIMEOUT_SECONDS, transport=transport, trust_env=False
        )
        self._plain = httpx.Client(timeout=TIMEOUT_SECONDS, transport=transport, trust_env=False)

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Read a document."""
        return self.call("GET", path, params=params).document

    def changed(self, path: str, etag: str | None) -> Answer | None:
        """Read a document if it is another than the one with that ETag."""
        headers = {"If-None-Match": etag} if etag else {}
        answer = self.call("GET", path, headers=headers)
        return None if answer.status == httpx.codes.NOT_MODIFIED else answer

    def launch(self, method: str, path: str, body: Mapping[str, Any]) -> Answer:
        """Make a call that may launch a task, once, however often it has to be sent."""
        return self.call(method, path, body=body, headers={"Idempotency-Key": str(uuid.uuid4())})

    def pages(
        self, path: str, field: str, params: Mapping[str, Any] | None = None
    ) -> Iterator[Any]:
        """Read a list page by page; the caller stops when it has seen enough.

        Args:
            path: of the list.
            field: the member of each page that holds the entries.
            params: filters; ``limit`` is the size of a page.
        """
        query = {"limit": PAGE, **(params or {})}
        while True:
            page = self.get(path, query)
            yield from page[field]
            if not page.get("next_cursor"):
                return
            query["cursor"] = page["next_cursor"]

    def whole(self, path: str, field: str) -> Any:
        """Read a document whose member ``field`` comes in pages, with all of them in it."""
        page = document = self.get(path)
        entries = list(document[field])
        while page.get("next_cursor"):
            page = self.get(path, {"cursor": page["next_cursor"]})
            entries += page[field]
        kept = {name: value for name, value in document.items() if name != "next_cursor"}
        return {**kept, field: entries}

    def outside(self, method: str, url: str, **request: Any) -> httpx.Response:
        """Call an address that carries its own permission: the token is not shown to it."""
        try:
            return self._plain.request(method, url, **request)
        except httpx.HTTPError as error:
            raise Failure(f"The file storage cannot be reached: {_reason(error)}.") from error

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        tries: int = TRIES,
    ) -> Answer:
        """Make one call, trying again when the answer was lost or says "later".

        Args:
            method, path, params, body, headers: of the request; a parameter of None is left out.
            tries: how often it is sent at most; 1 for a call that must not be carried out twice.

        Raises:
            Refused: the API said no.
            Failure: it could not be reached.
        """
        query = {name: value for name, value in (params or {}).items() if value is not None}
        request = self._client.build_request(
            method, path, params=query, json=body, headers=dict(headers or {})
        )
        response = self._sent(request, tries)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            self._token = None
            response = self._sent(request, tries)
        if response.status_code >= httpx.codes.BAD_REQUEST:
            raise refusal(response)
        return _answer(response)

    def _sent(self, request: httpx.Request, tries: int) -> httpx.Response:
        if self._token is None:
            self._token = self._fetch_token()
        request.headers["Authorization"] = f"Bearer {self._token}"
        for tried in range(1, tries + 1):
            wait = 0.2 * tried
            try:
                response = self._client.send(request)
            except httpx.TransportError as error:
                if tried == tries:
                    raise self._lost(error) from error
            else:
                wait = max(wait, asked_to_wait(response))
                last = tried == tries or wait > LONGEST_WAIT_SECONDS
                if response.status_code not in TRANSIENT or last:
                    return response
            self._pause(wait)
        raise AssertionError("the last try returns or raises")

    def _lost(self, error: httpx.TransportError) -> Failure:
        if isinstance(error, httpx.ConnectError):
            return self._unreachable()
        return Failure(f"{self.url} gave no answer: {_reason(error)}.")


def _answer(response: httpx.Response) -> Answer:
    is_json = "json" in response.headers.get("Content-Type", "") and bool(response.content)
    try:
        document = response.json() if is_json else None
    except ValueError as error:
        raise Failure("The API sent an answer that is no JSON.") from error
    return Answer(
        status=response.status_code,
        document=document,
        etag=response.headers.get("ETag"),
        location=response.headers.get("Location"),
        text=response.text,
    )


def _reason(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__
