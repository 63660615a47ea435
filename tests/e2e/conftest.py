import pytest

from tests.e2e.abandoned import Abandoned
from tests.e2e.bookings import as_csv, games
from tests.e2e.park import Mailbox, Park
from tests.e2e.waiting import until


@pytest.fixture(scope="session")
def mailbox(park: Park) -> Mailbox:
    """Gets the events of all tasks."""
    return park.mailbox("TopicArn")


@pytest.fixture(autouse=True)
def _before_all_else(request: pytest.FixtureRequest) -> None:
    """Abandon tasks before the first test: once the others are through, the watchdog was there."""
    if request.node.get_closest_marker("emulator"):
        request.getfixturevalue("abandoned")


@pytest.fixture(scope="session")
def abandoned(park: Park) -> Abandoned:
    """The watchdog leaves them alone until no message could come back any more.

    That takes a while, which other tests make use of.
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
