"""Traces of the functions, through Powertools to X-Ray; without its SDK where tracing is off."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from aws_lambda_powertools import Tracer
from aws_lambda_powertools.tracing.base import BaseProvider, BaseSegment


def make_tracer() -> Tracer:
    """The tracer of a function, as its environment asks for it.

    To load X-Ray's SDK is a third of a cold start, so a function that is not traced does without;
    and of all the libraries that it can patch, a traced one uses botocore alone.
    """
    if os.environ.get("POWERTOOLS_TRACE_DISABLED") == "true":
        return Tracer(disabled=True, auto_patch=False, provider=Untraced())
    return Tracer(patch_modules=["botocore"])


class _Nothing(BaseSegment):
    """A segment of a trace that nobody keeps."""

    def close(self, end_time: int | None = None) -> None:
        """Nothing to close."""

    def add_subsegment(self, subsegment: Any) -> None:
        """Nothing to add to."""

    def remove_subsegment(self, subsegment: Any) -> None:
        """Nothing to remove from."""

    def put_annotation(self, key: str, value: Any) -> None:
        """Not kept."""

    def put_metadata(self, key: str, value: Any, namespace: str = "default") -> None:
        """Not kept."""

    def add_exception(self, exception: BaseException, stack: Any, remote: bool = False) -> None:
        """Not kept."""


class Untraced(BaseProvider):
    """Takes the place of X-Ray where nothing is traced."""

    @contextmanager
    def in_subsegment(self, name: Any = None, **_: Any) -> Iterator[BaseSegment]:  # noqa: ARG002 -- Powertools'
        """A segment that nobody keeps."""
        yield _Nothing()

    @asynccontextmanager
    async def in_subsegment_async(self, name: Any = None, **_: Any) -> AsyncIterator[BaseSegment]:  # noqa: ARG002 -- as above
        """The same."""
        yield _Nothing()

    def put_annotation(self, key: str, value: Any) -> None:
        """Not kept."""

    def put_metadata(self, key: str, value: Any, namespace: str = "default") -> None:
        """Not kept."""

    def patch(self, modules: Sequence[str]) -> None:
        """Nothing to patch."""

    def patch_all(self) -> None:
        """Nothing to patch."""
