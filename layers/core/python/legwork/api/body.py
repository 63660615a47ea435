"""What comes with a request: refused before any call looks at it when no call could read it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from legwork.domain.errors import InvalidInput, NotFound, TooLarge

BODY_LIMIT = 5_000_000
"""Bytes of a request's body."""
NAME_LIMIT = 500
"""Bytes of one part of a path."""
_JSON = "application/json"


def check_path(event: Mapping[str, Any]) -> None:
    """Refuse a path with a part that is longer than any name, and than a key of DynamoDB may be.

    Raises:
        NotFound: there cannot be such a thing.
    """
    parts = unquote(event.get("rawPath", "")).split("/")
    if any(len(part.encode()) > NAME_LIMIT for part in parts):
        raise NotFound(f"There is no such thing: a name has at most {NAME_LIMIT} bytes.")


def check_body(event: Mapping[str, Any]) -> None:
    """Refuse a body that is too large, or by its own word or its bytes no JSON text.

    Raises:
        TooLarge: it is over 5 MB.
        InvalidInput: it is of another type, or not UTF-8.
    """
    body = event.get("body") or ""
    if not body:
        return
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    if len(raw) > BODY_LIMIT:
        raise TooLarge("The body is over 5 MB. Upload the reservations as a CSV file instead.")
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    kind = headers.get("content-type", _JSON).strip().lower()
    if not kind.startswith(_JSON):
        raise InvalidInput.of("Content-Type", "send the body as application/json")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput.of("body", "not UTF-8 text") from error


def read_json(text: str) -> Any:
    """The JSON value in a body.

    Raises:
        InvalidInput: there is none, or none that can be stored: nested too deep, a number of
            thousands of digits, half a character; or null.
    """
    try:
        value = json.loads(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise InvalidInput.of("body", "not JSON") from error
    if value is None:
        raise InvalidInput.of("body", "null says nothing: leave the body out")
    return value
