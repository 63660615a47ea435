"""Every message may be lost: the watchdog brings each task to its end."""

import pytest

from tests.e2e.abandoned import Abandoned
from tests.e2e.park import Park

pytestmark = pytest.mark.emulator


def test_what_nobody_was_asked_to_plan_is_planned(park: Park, abandoned: Abandoned) -> None:
    task = park.dana.ended(abandoned.unplanned, within=240)

    assert (task["state"], task["progress"]["succeeded"]) == ("completed", 150)
    park.dana.agree(abandoned.unplanned)


def test_lanes_that_have_lost_their_tokens_are_driven(park: Park, abandoned: Abandoned) -> None:
    task = park.dana.ended(abandoned.undriven, within=240)

    assert (task["state"], task["progress"]["succeeded"]) == ("completed", 150)
    park.dana.agree(abandoned.undriven)
    permit = park.dana.get(f"/v1/permits/{abandoned.permit}")
    assert permit["reservations"]["total"] == 300
