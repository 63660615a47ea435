"""The embedded stack as the command line uses it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

import httpx

from cli.failures import Failure, NotRunning

Report = Callable[[str], None]


class Running(Protocol):
    """A stack that is up."""

    @property
    def api_url(self) -> str:
        """Where its HTTPS API answers."""

    @property
    def programs_url(self) -> str:
        """Where its HTTPS API answers programs."""

    @property
    def console_url(self) -> str | None:
        """Where its web page is, when it has one."""

    @property
    def users(self) -> Sequence[str]:
        """Names of its demo users."""

    @property
    def region(self) -> str:
        """The AWS region it plays."""

    @property
    def outputs(self) -> Mapping[str, str]:
        """Names of its tables, queues and bucket."""

    @property
    def endpoint_url(self) -> str:
        """Where the AWS services that it plays answer."""


class SentMail(Protocol):
    """A mail to one recipient that has left."""

    @property
    def to(self) -> str:
        """Its recipient."""

    @property
    def sender(self) -> str:
        """Where it comes from."""

    @property
    def subject(self) -> str:
        """Its subject."""

    @property
    def text(self) -> str:
        """Its words as text."""

    @property
    def html(self) -> str:
        """Its words as HTML."""

    @property
    def at(self) -> datetime:
        """When it left, in UTC."""


class Stack(Protocol):
    """Starts, stops and describes the stack of one machine."""

    def up(self, *, fresh: bool, report: Report) -> Running:
        """Start it; ``fresh`` forgets the data of earlier runs."""

    def down(self, *, report: Report) -> None:
        """Stop it; its data stay."""

    def status(self) -> Running | None:
        """Describe it, or nothing when it does not run."""

    def token(self, user: str) -> str:
        """An ID token for one of its users."""

    def demo_password(self) -> str:
        """What all its users sign in to its web page with."""

    def sent(self) -> Sequence[SentMail]:
        """Every mail that has left, oldest first."""


class EmbeddedStack:
    """The stack of ``local``, imported only when it is needed: it brings boto3 along."""

    def up(self, *, fresh: bool, report: Report) -> Running:
        """Start it; ``fresh`` forgets the data of earlier runs."""
        with _told() as stack:
            return stack.up(fresh=fresh, report=report)

    def down(self, *, report: Report) -> None:
        """Stop it; its data stay."""
        with _told() as stack:
            stack.down(report=report)

    def status(self) -> Running | None:
        """Describe it, or nothing when it does not run."""
        with _told() as stack:
            return stack.status()

    def token(self, user: str) -> str:
        """An ID token for one of its users."""
        with _told() as stack:
            return stack.token(user)

    def demo_password(self) -> str:
        """What all its users sign in to its web page with."""
        with _told() as stack:
            return stack.demo_password()

    def sent(self) -> Sequence[SentMail]:
        """Every mail that has left, oldest first."""
        with _told() as stack:
            return stack.sent()


@contextmanager
def _told() -> Iterator[Stack]:
    from local import stack

    try:
        yield stack
    except stack.StackError as error:
        raise Failure(str(error)) from error
    except httpx.TransportError as error:
        raise NotRunning from error
