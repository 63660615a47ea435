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

    def saying(self, more: Mapping[str, Any]) -> Answer:
        """The same success, that says something more."""
        said = json.dumps(more).encode()[1:]
        comma = b"" if self.body == b"{}" else b","
        return Answer(self.body[:-1] + comma + said, self.status, self.headers)

    @classmethod
    def error(cls, code: str, **more: Any) -> Answer:
        """A refusal, in the JSON protocols' way."""
        return cls(json.dumps({"__type": code, "message": code, **more}).encode(), 400)
