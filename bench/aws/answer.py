"""An answer of AWS, before botocore has read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Answer:
        """A success."""
        return cls(json.dumps(values).encode())

    @classmethod
    def error(cls, code: str, **more: Any) -> Answer:
        """A refusal, in the JSON protocols' way."""
        return cls(json.dumps({"__type": code, "message": code, **more}).encode(), 400)
