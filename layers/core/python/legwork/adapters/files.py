"""Files in an S3 bucket."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from botocore.exceptions import ClientError

from legwork.adapters.aws_errors import code_of, transient_errors
from legwork.adapters.clients import PARALLEL
from legwork.domain.errors import Conflicted, Throttled
from legwork.domain.record import LINE_BYTES
from legwork.ports import UploadForm

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import HeadObjectOutputTypeDef

UPLOAD_SECONDS: Final = 3600
LINK_SECONDS: Final = 300
WINDOW: Final = 1 << 20
"""Bytes that are read ahead in a file, and held in memory, at a time."""
GAP: Final = 1 << 16
"""Bytes between two spans below which reading them costs less than a second request."""


class S3Files:
    """The files of one bucket.

    Args:
        client: of S3.
        bucket: its name.
    """

    def __init__(self, client: S3Client, *, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    # --- Whole files -------------------------------------------------------------------------

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        """Store a whole file."""
        with transient_errors():
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=body, ContentType=content_type
            )

    def upload(self, key: str, path: Path, *, content_type: str) -> None:
        """Store a file of this machine, in parts where it is large."""
        with transient_errors(), path.open("rb") as file:
            self._client.upload_fileobj(
                file, self._bucket, key, ExtraArgs={"ContentType": content_type}
            )

    def whole(self, keys: Iterable[str]) -> Iterator[bytes]:
        """Small files whole, in the order of the keys, as many at a time as there are threads."""
        left = iter(keys)
        with ThreadPoolExecutor(PARALLEL) as threads:
            while some := list(islice(left, PARALLEL)):
                yield from threads.map(self._body, some)

    def _body(self, key: str) -> bytes:
        with transient_errors():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    raise Conflicted("a part of the file is gone") from error
                raise
            with closing(answer["Body"]) as body:
                return body.read()

    def join(self, key: str, parts: Sequence[str], *, content_type: str) -> None:
        """Make one file of several, in their order; all but the last have 5 MiB or more.

        Raises:
            Conflicted: one of them is gone.
        """
        with transient_errors():
            upload = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=key, ContentType=content_type
            )["UploadId"]
            copy = partial(self._copy_part, key, upload)
            with ThreadPoolExecutor(PARALLEL) as threads:
                tags = list(threads.map(copy, range(1, len(parts) + 1), parts))
            self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=key,
                UploadId=upload,
                MultipartUpload={
                    "Parts": [{"ETag": tag, "PartNumber": n} for n, tag in enumerate(tags, start=1)]
                },
            )

    def _copy_part(self, key: str, upload: str, number: int, part: str) -> str:
        try:
            answer = self._client.upload_part_copy(
                Bucket=self._bucket,
                Key=key,
                UploadId=upload,
                PartNumber=number,
                CopySource={"Bucket": self._bucket, "Key": part},
            )
        except ClientError as error:
            if code_of(error) in {"NoSuchKey", "404"}:
                raise Conflicted("a part of the file is gone") from error
            raise
        return answer["CopyPartResult"]["ETag"]

    def size(self, key: str) -> int | None:
        """Its length in bytes, or nothing when there is none."""
        head = self._head(key)
        return None if head is None else head["ContentLength"]

    def keep(self, key: str, *, source: str) -> None:
        """Let it stay for as long as if it had been written just now, as it is at the source."""
        for origin in (source, key):
            head = self._head(origin)
            if head is not None:
                # S3 copies a file onto itself only when something of it is given anew.
                with transient_errors():
                    self._client.copy_object(
                        Bucket=self._bucket,
                        Key=key,
                        CopySource={"Bucket": self._bucket, "Key": origin},
                        MetadataDirective="REPLACE",
                        ContentType=head["ContentType"],
                    )
                return

    def _head(self, key: str) -> HeadObjectOutputTypeDef | None:
        with transient_errors():
            try:
                return self._client.head_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                # The answer to a HEAD has no body to say more in.
                if code_of(error) == "404":
                    return None
                raise

    def delete(self, prefix: str) -> None:
        """Remove every file whose key begins so.

        Raises:
            Throttled: S3 kept some of them.
        """
        with transient_errors():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix
            )
            for page in pages:
                self._delete([file["Key"] for file in page.get("Contents", ())])

    def _delete(self, keys: list[str]) -> None:
        if not keys:
            return
        answer = self._client.delete_objects(
            Bucket=self._bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True}
        )
        if kept := answer.get("Errors"):
            codes = ", ".join(sorted({error.get("Code", "") for error in kept}))
            raise Throttled(f"S3 kept {len(kept)} files: {codes}")

    # --- Parts of a file ---------------------------------------------------------------------

    def lines(self, key: str, *, offset: int = 0) -> Iterator[bytes]:
        """Its physical lines from a byte offset on, streamed, each with its line end.

        A line of more than ``LINE_BYTES`` comes in pieces of that length.

        It is read window by window: whoever takes long over a line holds up no connection.
        """
        windows = _Windows(lambda at, length: self._read(key, at, length), offset)
        reader = io.BufferedReader(windows, WINDOW)
        yield from iter(partial(reader.readline, LINE_BYTES), b"")

    def slices(self, key: str, spans: Iterable[tuple[int, int]]) -> list[bytes]:
        """Parts of it by (offset, length), in bytes; neighbours are read in one request."""
        wanted = list(spans)
        parts: dict[tuple[int, int], bytes] = {}
        for block in _blocks(wanted):
            body = self._read(key, block.start, block.stop - block.start)
            for offset, length in block.spans:
                at = offset - block.start
                parts[offset, length] = body[at : at + length]
        return [parts.get(span, b"") for span in wanted]

    def _read(self, key: str, offset: int, length: int) -> bytes:
        with transient_errors():
            try:
                answer = self._client.get_object(
                    Bucket=self._bucket, Key=key, Range=f"bytes={offset}-{offset + length - 1}"
                )
            except ClientError as error:
                if code_of(error) == "InvalidRange":
                    return b""
                raise
            # As a context manager the body gives out its raw stream, which may end early unnoticed.
            with closing(answer["Body"]) as body:
                return body.read()

    # --- Forms and links ---------------------------------------------------------------------

    def upload_form(self, key: str, *, content_type: str, max_bytes: int) -> UploadForm:
        """A form to upload it with, good for an hour; S3 itself refuses larger files."""
        conditions: list[Any] = [
            {"Content-Type": content_type},
            ["content-length-range", 0, max_bytes],
        ]
        form = self._client.generate_presigned_post(
            self._bucket,
            key,
            Fields={"Content-Type": content_type},
            Conditions=conditions,
            ExpiresIn=UPLOAD_SECONDS,
        )
        return UploadForm(form["url"], form["fields"])

    def link(self, key: str, *, filename: str) -> str:
        """A link to download it with, good for five minutes."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentDisposition": (
                    f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
                ),
            },
            ExpiresIn=LINK_SECONDS,
        )


class _Windows(io.RawIOBase):
    """A file for Python's own buffered reader, which splits at newlines and nothing else."""

    def __init__(self, read: Callable[[int, int], bytes], offset: int) -> None:
        super().__init__()
        self._read = read
        self._offset = offset
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._ended:
            return 0
        window = self._read(self._offset, len(buffer))
        self._offset += len(window)
        self._ended = len(window) < len(buffer)
        buffer[: len(window)] = window
        return len(window)


@dataclass(slots=True)
class _Block:
    """Neighbouring spans, read together."""

    start: int
    stop: int
    spans: list[tuple[int, int]] = field(default_factory=list)


def _blocks(spans: Iterable[tuple[int, int]]) -> list[_Block]:
    blocks: list[_Block] = []
    for offset, length in sorted(spans):
        if length == 0:
            continue
        if not blocks or offset - blocks[-1].stop >= GAP:
            blocks.append(_Block(offset, offset))
        blocks[-1].stop = max(blocks[-1].stop, offset + length)
        blocks[-1].spans.append((offset, length))
    return blocks
