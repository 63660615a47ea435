"""Files in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

from legwork.domain.errors import Conflicted
from legwork.domain.record import LINE_BYTES
from legwork.ports import UploadForm


@dataclass(slots=True)
class MemoryFiles:
    """Files by key."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    removed: dict[str, bytes] = field(default_factory=dict)
    """For those who look into it after a purge."""

    def write(self, key: str, body: bytes, *, content_type: str) -> None:  # noqa: ARG002 -- the port's
        """Store a whole file."""
        self.bodies[key] = body

    def upload(self, key: str, path: Path, *, content_type: str) -> None:  # noqa: ARG002
        """Store a file of this machine."""
        self.bodies[key] = path.read_bytes()

    def whole(self, keys: Iterable[str]) -> Iterator[bytes]:
        """Small files whole."""
        for key in keys:
            if key not in self.bodies:
                raise Conflicted("a part of the file is gone")
            yield self.bodies[key]

    def join(self, key: str, parts: Sequence[str], *, content_type: str) -> None:  # noqa: ARG002
        """Make one file of several."""
        if any(part not in self.bodies for part in parts):
            raise Conflicted("a part of the file is gone")
        self.bodies[key] = b"".join(self.bodies[part] for part in parts)

    def size(self, key: str) -> int | None:
        """Its length in bytes."""
        body = self.bodies.get(key)
        return None if body is None else len(body)

    def lines(self, key: str, *, offset: int = 0) -> Iterator[bytes]:
        """Its physical lines, in pieces where they are long."""
        body = BytesIO(self.bodies[key][offset:])
        yield from iter(partial(body.readline, LINE_BYTES), b"")

    def slices(self, key: str, spans: Iterable[tuple[int, int]]) -> list[bytes]:
        """Parts of it."""
        return [self.bodies[key][offset : offset + length] for offset, length in spans]

    def upload_form(self, key: str, *, content_type: str, max_bytes: int) -> UploadForm:
        """A form to upload it with."""
        return UploadForm(
            "memory:", {"key": key, "Content-Type": content_type, "limit": str(max_bytes)}
        )

    def keep(self, key: str, *, source: str) -> None:
        """Copy it; nothing here grows old."""
        if source in self.bodies:
            self.bodies[key] = self.bodies[source]

    def link(self, key: str, *, filename: str) -> str:
        """A link to download it with."""
        return f"memory:{key}?filename={filename}"

    def delete(self, prefix: str) -> None:
        """Remove every file whose key begins so."""
        for key in [k for k in self.bodies if k.startswith(prefix)]:
            self.removed[key] = self.bodies.pop(key)
