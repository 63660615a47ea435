"""A stack of one's own, beside the one that a developer may have running."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local import emulator, provider, stack
from local.emulator import DISTURBANCE
from local.state import home
from tests.e2e.park import Park


@contextmanager
def own_stack(folder: Path, report: Callable[[str], None]) -> Iterator[Park]:
    """Everything fresh, with IAM enforced; gone at the end.

    Args:
        folder: an empty one.
        report: is told in a few words what is being done.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LEGWORK_PORT", str(free))
        # Every end-to-end test proves that roles allow enough; `test_iam.py`, that it is no more.
        environment.setenv("LEGWORK_ENFORCE_IAM", "1")
        environment.setenv("LEGWORK_HOME", str(folder / "home"))
        environment.setenv(DISTURBANCE, str(folder / "disturbance"))
        for name in ("LEGWORK_API_URL", "LEGWORK_TOKEN"):
            environment.delenv(name, raising=False)
        try:
            park = Park(stack.up(fresh=True, report=report))
            yield park
            park.close()
        finally:
            left = emulator.find(home())
            if left is not None:
                # Nobody will want its data, which take their time to save.
                emulator.stop(home(), left, keep=False)
            provider.stop(home().payments)
