import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from local import stack


@dataclass(frozen=True)
class Api:
    """The HTTPS API of an embedded stack, and a token for it."""

    url: str
    token: str


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A stack of its own: what is done to it is nothing that other tests could live with."""
    home = str(tmp_path_factory.mktemp("home"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    # Only here, so that the stacks of other tests are found where they are.
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LEGWORK_HOME", home)
        environment.setenv("LEGWORK_PORT", port)
        running = stack.up(fresh=True, report=print)
        token = stack.token("owner@parkside")
    try:
        yield Api(running.api_url, token)
    finally:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("LEGWORK_HOME", home)
            stack.down(report=print)
