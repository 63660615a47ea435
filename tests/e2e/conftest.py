import socket
from collections.abc import Iterator

import pytest

from local import emulator, stack
from local.state import home
from tests.e2e.abandoned import Abandoned
from tests.e2e.bookings import as_csv, games
from tests.e2e.park import Mailbox, Park
from tests.e2e.waiting import until


@pytest.fixture(scope="package")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Park]:
    """A stack of its own, beside the one that a developer may have running."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LEGWORK_PORT", str(free))
        # Every end-to-end test proves that roles allow enough; `test_iam.py`, that it is no more.
        environment.setenv("LEGWORK_ENFORCE_IAM", "1")
        environment.setenv("LEGWORK_HOME", str(tmp_path_factory.mktemp("home")))
        for name in ("LEGWORK_API_URL", "LEGWORK_TOKEN"):
            environment.delenv(name, raising=False)
        try:
            found = Park(stack.up(fresh=True, report=print))
            yield found
            found.close()
        finally:
            left = emulator.find(home())
            if left is not None:
                # Nobody will want its data, which take their time to save.
                emulator.stop(home(), left, keep=False)


@pytest.fixture(scope="package")
def mailbox(park: Park) -> Mailbox:
    """Gets the events of all tasks."""
    return park.mailbox("TopicArn")


@pytest.fixture(scope="package", autouse=True)
def abandoned(park: Park) -> Abandoned:
    """Made before all else: by the time the other tests are through, the watchdog has been there.

    It leaves a task alone until no message could come back any more, which takes a while.
    """
    permit = park.label("ABANDONED")
    lines = as_csv(games(300, permit), permit)
    content = ["\n".join([lines[0], *part, ""]).encode() for part in (lines[1:151], lines[151:])]
    with park.losing_messages("PlanningQueueUrl"):
        unplanned = park.dana.importing(content[0])
    with park.losing_messages("TokensQueueUrl"):
        undriven = park.dana.importing(content[1])
        until(lambda: park.dana.get(undriven)["state"] == "running", "a plan")
    return Abandoned(permit, unplanned, undriven)
