import json
from typing import Any

import pytest

from tests.functions.aws import RECORDS
from tests.functions.invoking import Functions
from tests.functions.school import School, home, notification
from tests.functions.town import Town


@pytest.fixture
def school(town: Town, monkeypatch: pytest.MonkeyPatch) -> School:
    return School(town, monkeypatch)


def bounce(school: School, kind: str, *emails: str) -> dict[str, Any]:
    """Source: SES event publishing, "Bounce record"."""
    return {
        "eventType": "Bounce",
        "mail": mail_of(school),
        "bounce": {
            "feedbackId": "0100017",
            "bounceType": kind,
            "bounceSubType": "General",
            "timestamp": "2027-05-03T09:00:00.000Z",
            "bouncedRecipients": [
                {"emailAddress": email, "action": "failed", "status": "5.1.1"} for email in emails
            ],
        },
    }


def complaint(school: School, *emails: str) -> dict[str, Any]:
    """Source: SES event publishing, "Complaint record"."""
    return {
        "eventType": "Complaint",
        "mail": mail_of(school),
        "complaint": {
            "feedbackId": "0100018",
            "complainedRecipients": [{"emailAddress": email} for email in emails],
        },
    }


def mail_of(school: School) -> dict[str, Any]:
    tags = {"ses:configuration-set": ["legwork"], "account": [school.town.account]}
    return {"messageId": "EXAMPLE7c191be45", "source": "office@example.com", "tags": tags}


def suppressed(school: School) -> list[str | None]:
    found = [school.recipient(number) for number in range(3)]
    return [one.suppressed if one else None for one in found]


def test_a_bounce_that_lasts_suppresses_the_address(school: School, functions: Functions) -> None:
    event = json.dumps(bounce(school, "Permanent", home(0).upper(), home(2)))
    for _ in range(2):
        assert functions.messages("take_feedback", [event]) == []
        assert suppressed(school) == ["bounce", None, "bounce"]
    assert school.recipient(0, school.town.neighbour) is None


@pytest.mark.parametrize("kind", ["Transient", "Undetermined"])
def test_one_that_may_pass_does_not(school: School, functions: Functions, kind: str) -> None:
    assert functions.messages("take_feedback", [json.dumps(bounce(school, kind, home(0)))]) == []
    assert suppressed(school) == [None, None, None]


def test_a_complaint_does(school: School, functions: Functions) -> None:
    assert functions.messages("take_feedback", [json.dumps(complaint(school, home(1)))]) == []
    assert suppressed(school) == [None, "complaint", None]


def test_what_has_not_left_yet_does_not_leave(school: School, functions: Functions) -> None:
    school.blast()
    staged = school.staged()
    assert functions.messages("take_feedback", [json.dumps(complaint(school, home(1)))]) == []
    functions.messages("deliver", staged)
    assert school.mailed() == [home(0), home(2)]


def test_events_that_are_about_no_mail_of_ours_change_nothing(
    school: School, functions: Functions
) -> None:
    before = functions.aws.rows(RECORDS)
    stranger = bounce(school, "Permanent", home(0))
    del stranger["mail"]["tags"]["account"]
    delivery = {"eventType": "Delivery", "mail": mail_of(school), "delivery": {}}
    for event in (stranger, delivery):
        assert functions.messages("take_feedback", [json.dumps(event)]) == []
    assert functions.aws.rows(RECORDS) == before


def test_a_greeting_is_no_event(school: School, functions: Functions) -> None:
    greeting = "Successfully validated SNS topic for Amazon SES event publishing."
    assert functions.messages("take_feedback", [greeting]) == []
    assert suppressed(school) == [None, None, None]


@pytest.mark.parametrize("message", ["[]", "{}", "", "3", '{"mail": {}, "bounce": {}}'])
def test_a_message_that_cannot_be_read_comes_back_and_the_others_do_not(
    school: School, functions: Functions, message: str
) -> None:
    """Nobody knows whose address is in it, so it must not be lost: it ends as a dead one."""
    batch = [message, json.dumps(complaint(school, home(1)))]
    assert functions.messages("take_feedback", batch) == [0]
    assert suppressed(school) == [None, "complaint", None]


def test_what_the_topic_still_brings_itself_is_taken(school: School, functions: Functions) -> None:
    """An earlier release had no queue in between, and Lambda tries such calls for hours."""
    functions.invoke("take_feedback", notification(complaint(school, home(1))))
    assert suppressed(school) == [None, "complaint", None]
