"""What holds for all tests, and the one stack of those that need one."""

import gc
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.park import Park

# Handlers are imported by more than one folder of tests, and Powertools reads this at the import.
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Legwork")

# Images of containers like to forbid it. Then every run compiles a thousand modules anew, and so
# does each process that a test starts.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: the one that has the stack waits for it mostly."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process have the stack, where tests run side by side (``--dist loadgroup``).

    Whatever is marked so already stays where it belongs: a hook of a folder comes before this one.
    """
    for item in items:
        if item.get_closest_marker("emulator") and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("stack"))


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, not among eleven thousand tests and their modules."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def park(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Park]":
    """The embedded stack, IAM enforced: one for all tests of a run, in whatever folder they are.

    It is beside the one that a developer may have running. Whoever shares it leaves alone what
    others have made: everybody takes names of their own, from ``Park.label``.
    """
    # Most runs need no stack: they are not to wait for what it takes to start one.
    from tests.e2e.own_stack import own_stack

    with own_stack(tmp_path_factory.mktemp("stack"), print) as park:
        yield park
