"""S3: the files of one bucket, whole or in ranges."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bench.aws.answer import Answer
from legwork.testing.files import MemoryFiles


@dataclass(frozen=True, slots=True)
class S3:
    """What the bucket holds."""

    files: MemoryFiles

    def answer(
        self, operation: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> Answer:
        """Carry a request out.

        Raises:
            ValueError: no adapter makes this request while it works on targets.
        """
        key = unquote(urlsplit(url).path).lstrip("/")
        if operation == "PutObject":
            self.files.bodies[key] = _unframed(content, headers)
            return Answer()
        if operation == "CopyObject":
            source = unquote(headers["x-amz-copy-source"]).partition("/")[2]
            self.files.bodies[key] = self.files.bodies[source]
            return Answer(b"<CopyObjectResult/>")
        body = self.files.bodies.get(key)
        if body is None:
            return Answer(status=404)
        if operation == "HeadObject":
            return Answer(headers={"Content-Length": str(len(body)), "Content-Type": "text/csv"})
        if operation != "GetObject":
            raise ValueError(f"{operation} is not expected here")
        if (asked := headers.get("Range")) is None:
            return Answer(body, 200, {"Content-Length": str(len(body))})
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", asked)
        if found is None:
            raise ValueError(f"{asked} is not understood")
        part = body[int(found[1]) : int(found[2]) + 1]
        if not part:
            return Answer(b"<Error><Code>InvalidRange</Code></Error>", 416)
        return Answer(part, 206, {"Content-Length": str(len(part))})


def _unframed(content: bytes, headers: Mapping[str, str]) -> bytes:
    """What is stored of a body: it may come in chunks, each behind its length, in hexadecimal."""
    if "aws-chunked" not in headers.get("Content-Encoding", ""):
        return content
    body, left = b"", content
    while True:
        length, _, left = left.partition(b"\r\n")
        size = int(length.partition(b";")[0], 16)
        if size == 0:
            return body
        body, left = body + left[:size], left[size + 2 :]
