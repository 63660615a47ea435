"""What calls can answer with, as their routes tell the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
UNCHANGED: Final = "The caller has this answer already"
OPEN: Final[dict[str, Any]] = {"security": []}
"""Of a call that needs no token."""
_REFUSALS: Final = {
    400: "The request is not valid",
    401: "The token or the key is missing, wrong, expired or revoked",
    403: "A permission is missing",
    404: "There is no such thing here",
    409: "The task, or what is there already, does not allow this",
    412: "The record has been changed since it was read",
    413: "The body is over 5 MB",
    422: "The Idempotency-Key was used for another request",
    428: "The If-Match header is missing",
    429: "Too many requests: slow down",
    503: "The same call may succeed a moment later",
}
_UNKNOWN: Final = 401
"""What a program is answered whose key opens nothing; and, by the gateway, whoever brings no good
token, or nothing at all."""
_SLOWER: Final = 429
"""What an account is answered that calls too often; and everybody, by the gateway, when all do."""
_EVERYWHERE: Final = (400, 401, 403, 429, 503)
"""What every call with a token can be refused with."""

Given = type[BaseModel] | str | Mapping[str, Any]


def answers(given: Mapping[int, Given], *refused: int) -> Any:
    """The answers of a call with a token.

    Args:
        given: by status: the model of the body, or a remark on an answer without one, or as
            Powertools has it.
        refused: with which statuses it can be refused besides those that every call can.
    """
    made = open_answers(given, *_EVERYWHERE, *refused)
    for status in (_UNKNOWN, _SLOWER):
        made[status]["content"] |= _refusal(status, by_gateway=True)["content"]
        made[status]["content"] |= _refusal(status)["content"]
    made[_SLOWER]["headers"] = {
        **_header("Retry-After", "Seconds", "integer", required=False),
        **_header("RateLimit", "What is left of the account's calls", required=False),
        **_header("RateLimit-Policy", "How many there are, and in how long", required=False),
    }
    return made


def open_answers(given: Mapping[int, Given], *refused: int) -> Any:
    """The answers of a call that needs no token."""
    made = {status: _given(one) for status, one in given.items()}
    made |= {status: _refusal(status) for status in refused}
    made[_SLOWER] = _refusal(_SLOWER, by_gateway=True)
    for status in made:
        if headers := _headers(status, cached=304 in given, changed=412 in refused):
            made[status]["headers"] = headers
    return made


def media(type_: str, description: str) -> Mapping[str, Any]:
    """An answer that is a text of this media type."""
    return {"description": description, "content": {type_: {"schema": {"type": "string"}}}}


def _given(one: Given) -> dict[str, Any]:
    if isinstance(one, str):
        return {"description": one}
    if isinstance(one, Mapping):
        return dict(one)
    said = (one.__doc__ or "").strip().rstrip(".")
    return {"description": said, "content": {JSON: {"model": one}}}


def _refusal(status: int, *, by_gateway: bool = False) -> dict[str, Any]:
    type_, name = (JSON, "GatewayRefusal") if by_gateway else (PROBLEM, "Problem")
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": _REFUSALS[status], "content": {type_: {"schema": schema}}}


def _headers(status: int, *, cached: bool, changed: bool) -> dict[str, Any]:
    match status:
        case 200 | 304 if cached:
            return _header("ETag", "Names this very answer: send it as If-None-Match next time")
        case 200 if changed:
            return _header("ETag", "Names this version: send it as If-Match with the next change")
        case 201 if changed:
            tag = _header("ETag", "Names this version: send it as If-Match with the next change")
            return {**_header("Location", "Path of what was made", required=False), **tag}
        case 201:
            return _header("Location", "Path of what was made", required=False)
        case 202:
            later = _header("Retry-After", "Seconds until it is worth a look", "integer")
            return {**_header("Location", "Path of the task"), **later}
        case 302:
            return _header("Location", "A link that is good for five minutes")
        case 503:
            return _header("Retry-After", "Seconds", "integer")
    return {}


def _header(
    name: str, description: str, type_: str = "string", *, required: bool = True
) -> dict[str, Any]:
    return {name: {"description": description, "required": required, "schema": {"type": type_}}}
