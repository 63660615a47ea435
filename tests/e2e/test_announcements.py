"""Whoever has to know hears of the end of a task, once."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from legwork.contracts.task import TaskEvent
from tests.e2e.bookings import as_csv, games
from tests.e2e.park import Mailbox, Park
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator


def announced(mailbox: Mailbox, path: str) -> dict[str, Any]:
    """The one event of a task."""
    until(lambda: mailbox.of(path), f"an event of {path}")
    (event,) = mailbox.of(path)
    return event


def importing(park: Park, label: str) -> str:
    """The path of a task that imports a few reservations."""
    return park.ana.importing("\n".join([*as_csv(games(3, label), label), ""]).encode())


def test_the_event_is_the_task_without_what_its_reader_may_do(park: Park, mailbox: Mailbox) -> None:
    path = importing(park, park.label("EVENT"))
    task = park.ana.ended(path)

    event = announced(mailbox, path)

    assert (event["source"], event["detail-type"]) == ("legwork", "Task Completed")
    told = {name: task[name] for name in TaskEvent.model_fields if name in task}
    assert event["detail"] == {**told, "account": "parkside"}
    Draft202012Validator(TaskEvent.model_json_schema()).validate(event["detail"])


def test_a_cancel_is_announced_as_one(park: Park, mailbox: Mailbox) -> None:
    with park.losing_messages("PlanningQueueUrl"):
        path = importing(park, park.label("EVENT"))
        park.ana.ask("POST", f"{path}/cancel", json={"reason": "Rain"})

    event = announced(mailbox, path)

    assert event["detail-type"] == "Task Canceled"
    assert (event["detail"]["state"], event["detail"]["cancelled"]["reason"]) == (
        "cancelled",
        "Rain",
    )


def test_a_notification_is_unread_until_it_is_read(park: Park) -> None:
    path = importing(park, park.label("NOTICE"))
    park.ana.ended(path)
    task_id = path.rsplit("/", 1)[1]

    def notices() -> list[dict[str, Any]]:
        listed = park.ana.get("/v1/notifications", limit="100")["notifications"]
        return [one for one in listed if one["id"] == task_id]

    (notice,) = until(notices, "a notification")
    assert not notice["read"]
    assert notice["href"] == path
    assert park.ana.ask("POST", f"/v1/notifications/{task_id}/read").json()["read"]
    assert [one["read"] for one in notices()] == [True]


def test_what_is_done_at_once_is_not_announced(park: Park, mailbox: Mailbox) -> None:
    permit = park.label("QUIET")
    inline = {"holder": permit.lower(), "reservations": games(3, permit)}
    listed = park.ana.get("/v1/notifications", limit="100")

    saved = park.ana.launch("PUT", f"/v1/permits/{permit}", inline)
    billed = park.ana.launch("POST", f"/v1/permits/{permit}/billout")
    path = importing(park, park.label("EVENT"))
    announced(mailbox, path)

    assert (saved.status_code, billed.status_code) == (200, 200)
    assert billed.json()["line_count"] == 3
    seen = {event["detail"]["id"] for event in mailbox.events}
    assert billed.json()["id"] not in seen
    subject = park.ana.get("/v1/tasks", subject=f"permit:{permit}")
    assert subject["tasks"] == []
    now = park.ana.get("/v1/notifications", limit="100")["notifications"]
    new = [one["id"] for one in now if one not in listed["notifications"]]
    assert set(new) <= {path.rsplit("/", 1)[1]}
