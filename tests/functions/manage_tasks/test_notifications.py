from legwork.domain.task import TaskRef
from legwork.store import keys
from tests.functions.invoking import change
from tests.functions.people import Person
from tests.functions.town import Town


def notified(town: Town, person: Person) -> str:
    """The id of a task of a person that has ended and is announced."""
    task_id = town.imported([town.game()], person).rsplit("/", 1)[1]
    town.functions.work()
    key = keys.task(TaskRef(town.account, task_id))
    row = town.functions.aws.database.tasks.get(key) or {}
    told = town.functions.changes([change(key, row, {**row, "state": "finishing"})])
    assert told == []
    return task_id


def test_whoever_launched_a_task_is_told_of_its_end(town: Town) -> None:
    task_id = notified(town, town.ben)

    (notice, *_) = town.ben.get("/v1/notifications").body["notifications"]

    assert notice["task"]["id"] == task_id
    assert notice["task"]["status"] == "Complete"
    assert notice["task"]["number"] > 0
    assert (notice["href"], notice["read"]) == (f"/v1/tasks/{task_id}", False)
    for other in (town.ana, town.eva, town.dana):
        listed = other.get("/v1/notifications").body["notifications"]
        assert task_id not in [one["task"]["id"] for one in listed]


def test_a_notification_is_unread_until_it_is_read(town: Town) -> None:
    task_id = notified(town, town.ben)

    for _ in range(2):
        read = town.ben.post(f"/v1/notifications/{task_id}/read")
        assert (read.status, read.body["read"]) == (200, True)

    listed = town.ben.get("/v1/notifications").body["notifications"]
    assert [one["read"] for one in listed if one["id"] == task_id] == [True]


def test_nobody_reads_the_notifications_of_others(town: Town) -> None:
    task_id = notified(town, town.ben)

    for other in (town.ana, town.eva, town.dana):
        assert other.post(f"/v1/notifications/{task_id}/read").status == 404


def test_notifications_come_page_by_page_the_newest_first(town: Town) -> None:
    expected = [notified(town, town.ben) for _ in range(3)][::-1]

    first = town.ben.get("/v1/notifications", limit="2").body
    second = town.ben.get("/v1/notifications", limit="2", cursor=first["next_cursor"]).body

    assert [one["id"] for one in first["notifications"]] == expected[:2]
    assert [one["id"] for one in second["notifications"]] == expected[2:]
    assert second["next_cursor"] is None
    assert town.ben.get("/v1/notifications", cursor="x").fields == ["cursor"]


def test_a_bell_asks_for_the_unread_ones_and_is_told_when_nothing_has_changed(town: Town) -> None:
    old, new = notified(town, town.eva), notified(town, town.eva)
    town.eva.post(f"/v1/notifications/{old}/read")

    bell = town.eva.get("/v1/notifications", unread="true")

    assert [one["id"] for one in bell.body["notifications"]] == [new]
    assert bell.body["unread"] == town.eva.get("/v1/notifications").body["unread"] == 1
    tag = bell.headers["etag"]
    assert town.eva.get("/v1/notifications", unread="true", etag=tag).status == 304
    town.eva.post(f"/v1/notifications/{new}/read")
    changed = town.eva.get("/v1/notifications", unread="true", etag=tag)
    assert (changed.status, changed.body["unread"]) == (200, 0)
    assert town.eva.get("/v1/notifications", unread="some").fields == ["unread"]
