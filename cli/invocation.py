"""One run of the command: for whom, in which form, and against which stack."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import httpx
import typer

from cli.api import Api
from cli.embedded import EmbeddedStack, Stack
from cli.failures import Failure, NotRunning
from cli.output import Output

if TYPE_CHECKING:
    from ops.desk import Desk

DEFAULT_USER = "owner@parkside"
STACK = "LEGWORK_STACK"
"""Names the stack on AWS that operators work on."""
KEY = "LEGWORK_KEY"
"""Holds the key of a credential: with it, the command is a program and no person."""


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """What every command has at hand."""

    user: str = DEFAULT_USER
    as_json: bool = False
    stack: Stack = field(default_factory=EmbeddedStack)
    transport: httpx.BaseTransport | None = None
    """Takes the place of the network."""
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    """Seconds that only ever grow."""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    at_desk: "Desk | None" = None
    """Takes the place of the desk."""

    @classmethod
    def of(cls, ctx: typer.Context, user: str | None = None, as_json: bool = False) -> "Invocation":
        """The run that a Typer context belongs to, with what its command was told in addition."""
        given = ctx.obj if isinstance(ctx.obj, cls) else cls()
        return replace(given, user=user or given.user, as_json=as_json or given.as_json)

    @property
    def on_aws(self) -> bool:
        """Whether the environment names a stack on AWS instead of the embedded one."""
        return bool(self.environ.get("LEGWORK_API_URL"))

    @cached_property
    def desk(self) -> "Desk":
        """The operators' desk of the stack that the environment names, or of the embedded one.

        Raises:
            NotRunning: there is no stack.
        """
        from ops.desk import desk_embedded, desk_on_aws

        if self.at_desk is not None:
            return self.at_desk
        if named := self.environ.get(STACK):
            return desk_on_aws(named)
        running = self.stack.status()
        if running is None:
            raise NotRunning
        return desk_embedded(
            running.outputs, endpoint_url=running.endpoint_url, region=running.region
        )

    @property
    def desk_refusals(self) -> tuple[type[Exception], ...]:
        """What the desk refuses with, or cannot reach AWS for: each is a sentence."""
        from ops.desk import REFUSALS

        return REFUSALS

    @cached_property
    def output(self) -> Output:
        """Where the command prints."""
        return Output(as_json=self.as_json)

    @cached_property
    def api(self) -> Api:
        """The API, as the chosen user, or as the program whose key the environment holds.

        Raises:
            NotRunning: there is no stack to talk to.
        """
        if self.on_aws:
            return self._api_on_aws()
        running = self.stack.status()
        if running is None:
            raise NotRunning
        key = self.environ.get(KEY)
        return Api(
            running.programs_url if key else running.api_url,
            token=lambda: key or self.stack.token(self.user),
            pause=self.pause,
            unreachable=NotRunning,
            transport=self.transport,
        )

    def _api_on_aws(self) -> Api:
        url = self.environ["LEGWORK_API_URL"]
        token = self.environ.get(KEY) or self.environ.get("LEGWORK_TOKEN")
        if not token:
            raise Failure(
                "LEGWORK_API_URL is set, so LEGWORK_TOKEN must hold an ID token for it, or "
                f"{KEY} the key of a credential."
            )
        return Api(
            url,
            token=lambda: token,
            pause=self.pause,
            unreachable=lambda: Failure(f"{url} cannot be reached."),
            transport=self.transport,
        )
