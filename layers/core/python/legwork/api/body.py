"""What comes with a request: refused before any call looks at it when no call could read it."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from legwork.domain.errors import InvalidInput, NotFound, TooLarge
from legwork.domain.sentence import sentence
from legwork.domain.storable import DIGITS

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
    try:
        raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    except ValueError as error:
        raise InvalidInput.of("body", "not UTF-8 text") from error
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
        InvalidInput: there is none, or it holds what no record can: it is nested too deep, has a
            number that is none or has too many digits, or half a character; or it is no object.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput.of("body", "not JSON") from error
    if value is None:
        raise InvalidInput.of("body", "null says nothing: leave the body out")
    if _SUSPECT.search(text):
        for field, part in _parts(value):
            if wrong := _wrong(part):
                raise InvalidInput.of(sentence(field or "body"), wrong)
    if not isinstance(value, dict):
        raise InvalidInput.of("body", "not an object: name what you say, in braces")
    return value


_SUSPECT = re.compile(rf"NaN|Infinity|[eE][+]?[0-9]{{3}}|[0-9]{{{DIGITS + 1}}}|\\u[dD]")
"""What a text has that may hold such a value."""


def _parts(value: Any, field: str = "") -> Iterator[tuple[str, Any]]:
    """Every value within a value, the names of fields among them, by where it stands."""
    yield field, value
    if isinstance(value, dict):
        for name, part in value.items():
            yield field, name
            yield from _parts(part, f"{field}.{name}" if field else name)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _parts(part, f"{field}[{place}]")


def _wrong(part: Any) -> str:
    """Why no record can hold it."""
    if isinstance(part, float) and not math.isfinite(part):
        return "not a number"
    if isinstance(part, int) and abs(part) >= 10**DIGITS:
        return f"a number of more than {DIGITS} digits"
    if isinstance(part, str) and not part.isascii():
        try:
            part.encode()
        except UnicodeEncodeError:
            return "half a character"
    return ""
