"""A week of a class is cancelled: tokens, mail and counts agree, whatever happens half way."""

from collections import Counter
from typing import Any

import pytest

from tests.e2e.park import Park
from tests.e2e.school import SIBLINGS, WEEK, School, once, settled
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator


def opened(park: Park, families: int) -> School:
    """A class of Parkside's."""
    return School(park, park.ana, "parkside", park.label("SWIM"), families).open()


def check_tokens(school: School, path: str, task: dict[str, Any]) -> Counter[str]:
    """Make sure that a student has one token at most a session; answers how many for which."""
    made = [token for token in school.tokens() if token["made_by"] == path.rsplit("/", 1)[1]]
    each = Counter((token["student"], token["session"]) for token in made)
    assert set(each.values()) <= {1}
    assert f"{len(made):,} makeup tokens made" in task["result"]["summary"]
    return Counter(token["session"] for token in made)


def test_a_cancel_half_way_leaves_tokens_mail_and_counts_equal(park: Park) -> None:
    school = opened(park, families=80)
    # A batch a slice, so that mail leaves while most of the work is still to be done.
    with park.configured("run_job", SLICE_SECONDS=0):
        path = school.cancelling()
        until(lambda: school.staff.get(path)["progress"]["notices"]["sent"], "a first mail")
        answer = school.staff.ask("POST", f"{path}/cancel", json={"reason": "It is mild"})
        at_once, tokens = school.mails(), len(school.tokens())

    until(lambda: park.waiting("TokensQueueUrl") == 0, "the last token to be dropped")
    until(lambda: park.waiting("DeliveriesQueueUrl") == 0, "the last delivery to be dropped")
    task = answer.json()
    progress, notices = task["progress"], task["progress"]["notices"]
    sessions = school.staff.whole(f"/v1/classes/{school.name}/sessions", "sessions")
    cancelled = sum(one["status"] == "cancelled" for one in sessions)
    assert (answer.status_code, task["state"]) == (200, "cancelled")
    assert progress["not_attempted"] > 0
    assert settled(notices)
    assert school.mails() == at_once
    assert at_once.total() == notices["sent"]
    assert once(at_once)
    # A target is a session, or a family that is told and whose students get a token each.
    assert progress["succeeded"] == cancelled + notices["staged"]
    assert tokens == len(school.tokens()) == SIBLINGS * notices["staged"]
    assert check_tokens(school, path, task).total() == tokens
    assert school.staff.get(path)["progress"] == progress
    school.staff.agree(path)


def test_the_death_of_a_deliverer_leaves_its_mail_in_doubt_and_nothing_twice(park: Park) -> None:
    school = opened(park, families=80)
    with park.holding_messages("DeliveriesQueueUrl"):
        path = school.cancelling()
        until(lambda: staged(school, path) == len(WEEK) * 80, "all of it to be staged")
    kill_in_a_call(park, path)

    task = school.staff.ended(path)

    notices = task["progress"]["notices"]
    doubtful = school.outcomes(path, "warning")
    mails = school.mails()
    assert (task["state"], task["status"]) == ("completed", "Warnings")
    assert settled(notices)
    assert 0 < notices["in_doubt"] == len(doubtful) == task["progress"]["warnings"]
    assert {one["code"] for one in doubtful} == {"in_doubt"}
    assert notices["sent"] <= mails.total() <= notices["sent"] + notices["in_doubt"]
    assert once(mails)
    assert set(check_tokens(school, path, task).values()) == {SIBLINGS * 80}
    school.staff.agree(path)


def test_a_restoration_takes_the_tokens_back_and_tells_everybody(park: Park) -> None:
    school = opened(park, families=40)
    cancelling = school.staff.ended(school.cancelling())
    assert cancelling["progress"]["notices"]["sent"] == len(WEEK) * 40
    week = {"from_date": WEEK[0], "to_date": WEEK[-1], "classes": [school.name]}

    path = school.launched("restore_classes", **week, notify=True)
    task = school.staff.ended(path)

    assert task["status"] == "Complete"
    assert task["progress"]["notices"]["sent"] == len(WEEK) * 40
    mails = school.mails()
    assert mails.total() == 2 * len(WEEK) * 40
    assert once(mails)
    assert {token["status"] for token in school.tokens()} == {"taken_back"}
    sessions = school.staff.whole(f"/v1/classes/{school.name}/sessions", "sessions")
    assert [one["status"] for one in sessions] == ["scheduled"] * len(WEEK)
    student = school.staff.get(f"/v1/students/{school.students(7)[0]}")
    assert [one["status"] for one in student["tokens"]] == ["taken_back"] * len(WEEK)
    school.staff.agree(path)


def staged(school: School, path: str) -> int:
    """How many mails a task has staged so far."""
    return int(school.staff.get(path)["progress"]["notices"]["staged"])


def kill_in_a_call(park: Park, path: str) -> None:
    """Kill the workers that deliver while one of them has claimed mail and not settled it."""

    def caught() -> list[int]:
        workers = park.workers("deliver")
        park.freeze(workers)
        if any(row.get("state") == "claimed" for row in park.notices(path)):
            return workers
        park.thaw(workers)
        return []

    park.kill(until(caught, "a mail call under way"))
