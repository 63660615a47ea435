import pytest

from tests.e2e.abandoned import Abandoned
from tests.e2e.bookings import as_csv, games
from tests.e2e.park import Mailbox, Park
from tests.e2e.waiting import until


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
