"""Turns a refusal of the API into one sentence."""

from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from cli.failures import Refused

FIELDS_TOLD = 5
"""Fields named in the sentence; a thousand bad rows would not be read."""


def refusal(response: httpx.Response) -> Refused:
    """The refusal an answer stands for, whatever its body looks like."""
    return Refused(_sentence(response), response.status_code)


def asked_to_wait(response: httpx.Response) -> float:
    """For how many seconds an answer asks to be left alone: its ``Retry-After``, if it has one."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
        now = parsedate_to_datetime(response.headers["Date"])
    except (KeyError, ValueError):
        return 0
    return max(0, (until - now).total_seconds())


def document_of(response: httpx.Response) -> dict[str, Any]:
    """The JSON object an answer carries; an empty one when it carries something else."""
    try:
        document = response.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _sentence(response: httpx.Response) -> str:
    problem = document_of(response)
    if response.status_code == httpx.codes.UNAUTHORIZED:
        return "The API does not accept the token: it is wrong or has run out."
    detail = problem.get("detail") or problem.get("title") or problem.get("message")
    if not detail:
        return f"The API answered {response.status_code} {response.reason_phrase}."
    return _with_fields(str(detail).strip(), problem.get("errors") or [])


def _with_fields(detail: str, errors: list[dict[str, str]]) -> str:
    told = [f"{error.get('field')}: {error.get('message')}" for error in errors[:FIELDS_TOLD]]
    fresh = [words for words in told if words.rstrip(".") not in detail]
    if not fresh:
        return detail
    more = len(errors) - len(told)
    tail = f"; and {more} more" if more else ""
    return f"{detail.rstrip('.:')}: {'; '.join(word.rstrip('.') for word in fresh)}{tail}."
