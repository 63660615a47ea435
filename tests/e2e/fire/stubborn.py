"""Somebody who repeats a call until it is answered."""

from collections import Counter
from typing import Any

import httpx

from tests.e2e.person import Person
from tests.e2e.waiting import until


class Stubborn(Person):
    """A user who makes the very same call again when the stack could not answer it, or not yet.

    Args:
        name: what they log in as.
        api_url: where the API answers.
        token: their ID token.
    """

    def __init__(self, name: str, api_url: str, token: str) -> None:
        super().__init__(name, api_url, token)
        self.repeated: Counter[str] = Counter()
        """How often a call was made again, by what came instead of an answer."""

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Make a call until it is answered."""

        def look() -> list[httpx.Response]:
            try:
                answer = super(Stubborn, self).ask(method, path, **request)
            except httpx.TransportError as error:
                self.repeated[type(error).__name__] += 1
                return []
            if answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                self.repeated[f"{answer.status_code} to {method}"] += 1
                return []
            return [answer]

        # An answer that says no would count as nothing found.
        [answer] = until(look, f"an answer to {method} {path}")
        return answer
