from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import httpx
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cli.app import app
from cli.invocation import Invocation
from tests.unit.cli.parkside import Api, Stack


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


def _no_pause(_seconds: float) -> None:
    pass


@dataclass
class Terminal:
    """Runs the command line against the stand-ins, without waiting."""

    api: Api = field(default_factory=Api)
    stack: Stack = field(default_factory=Stack)
    environ: Mapping[str, str] = field(default_factory=dict)
    pause: Callable[[float], None] = _no_pause

    def __call__(self, *words: str, typed: str | None = None) -> Ended:
        result = CliRunner().invoke(app, list(words), input=typed, obj=self.invocation())
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    def invocation(self) -> Invocation:
        return Invocation(
            stack=self.stack,
            transport=httpx.MockTransport(self.api),
            pause=self.pause,
            environ=self.environ,
        )


@pytest.fixture(scope="package", autouse=True)
def _commands_made_once() -> Iterator[None]:
    """A program makes its commands when it starts; Typer's runner makes them for each call."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture
def legwork() -> Terminal:
    return Terminal()


@pytest.fixture
def api(legwork: Terminal) -> Api:
    return legwork.api
