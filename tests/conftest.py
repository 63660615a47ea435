"""What holds for all tests, and the one stack of those that need one."""

import gc
import os
import sys
import warnings
from collections.abc import Generator, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from tests.e2e.park import Park

# Handlers are imported by more than one folder of tests, and Powertools reads this at the import.
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Legwork")

# Images of containers like to forbid it. Then every run compiles a thousand modules anew, and so
# does each process that a test starts.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

TESTS: Final = Path(__file__).parent
STACKS: Final = {"stack": ("e2e",), "second stack": ("api", "browser")}
"""The stacks of a run, and the folders of tests that have them. One stack alone would have a
process wait for it long after all others have ended."""
GIVES_WAY: Final = 10
"""How nice a process is to others that has no stack."""
FIRST: Final = frozenset({"test_recovery"})
"""Files of tests that copy all that a stack holds: before there is much."""
LAST: Final = frozenset({"test_schemathesis"})
"""Those that leave thousands of records behind, and tasks that go on."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two processes more than there are cores: both that have a stack wait half the time.

    Each begins with collecting all tests, so more of them take longer.
    """
    return (os.cpu_count() or 1) + len(STACKS)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand tests out in fewer pieces."""
    from tests.scheduler import Scheduler

    return Scheduler(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_sessionstart(session: pytest.Session) -> None:
    """Load the files of tests, each process others of them first.

    In a fresh folder each has to be compiled, by whoever needs it first. In the same order, all
    processes would compile all of them. What cannot be loaded is told when it is collected.
    """
    process = getattr(session.config, "workerinput", None)
    if process is None or session.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    files = sorted(TESTS.rglob("test_*.py"))
    begin = len(files) * int(process["workerid"].removeprefix("gw")) // process["workercount"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in (*files[begin:], *files[:begin]):
            with suppress(Exception, pytest.skip.Exception):
                import_module(".".join(path.relative_to(TESTS.parent).with_suffix("").parts))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let whoever waits for a stack go first; all others have something to do at any time.

    Else the stacks go on alone in the end. Their tests are the first of their processes.
    """
    if "PYTEST_XDIST_WORKER" in os.environ and _group(item) not in STACKS:
        # Whoever is nicer already stays so: nobody may take it back.
        os.nice(max(0, GIVES_WAY - os.nice(0)))


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable(
    report: object,
) -> Generator[None, dict[str, Any] | None, dict[str, Any] | None]:
    """Tell of a test that passed without its keywords: that is half of what there is to tell."""
    told = yield
    if told and told.get("outcome") == "passed":
        told["keywords"] = {}
    return told


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process have a stack, where tests run side by side (``--dist loadgroup``).

    Whatever is marked so already stays where it belongs: a hook of a folder comes before this one.
    """
    for item in items:
        if item.get_closest_marker("emulator") and not item.get_closest_marker("xdist_group"):
            folder = item.path.relative_to(TESTS).parts[0]
            name = next((name for name, folders in STACKS.items() if folder in folders), "stack")
            item.add_marker(pytest.mark.xdist_group(name))
    # Whoever has a stack is to have it before doing anything else.
    items.sort(
        key=lambda item: (
            _group(item) not in STACKS,
            item.path.stem not in FIRST,
            item.path.stem in LAST,
        )
    )


def _group(item: pytest.Item) -> str:
    group = item.get_closest_marker("xdist_group")
    return str(group.args[0]) if group else ""


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, not among eleven thousand tests and their modules."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish() -> None:
    """Look for garbage once: pytest does so five times more, in all that is left of the tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def park(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Park]":
    """An embedded stack, IAM enforced: one for all tests of a process, whatever their folder.

    It is beside the one that a developer may have running. Whoever shares it leaves alone what
    others have made: everybody takes names of their own, from ``Park.label``.
    """
    # Most runs need no stack: they are not to wait for what it takes to start one.
    from tests.e2e.own_stack import own_stack

    with own_stack(tmp_path_factory.mktemp("stack"), print) as park:
        yield park
