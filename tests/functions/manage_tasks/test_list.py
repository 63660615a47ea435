from datetime import timedelta

import pytest

from legwork.testing.clock import FrozenClock
from tests.functions.people import Person
from tests.functions.town import Town


def ids(person: Person, **query: str) -> list[str]:
    """Paths of the tasks in a list."""
    answer = person.get("/v1/tasks", **query)
    assert answer.status == 200, answer.text
    return [f"/v1/tasks/{task['id']}" for task in answer.body["tasks"]]


def launched(town: Town, person: Person, times: int) -> list[str]:
    """Paths of tasks of a person, the newest first."""
    upload = town.uploaded(town.csv([town.game()]), person.account)
    body = {
        "kind": "import_records",
        "params": {"entity": "reservations", "upload_id": upload},
    }
    answers = [person.launch("POST", "/v1/tasks", body) for _ in range(times)]
    return [answer.headers["location"] for answer in reversed(answers)]


def test_tasks_are_listed_newest_first_page_by_page(town: Town) -> None:
    expected = launched(town, town.ana, 5)

    first = town.ana.get("/v1/tasks", limit="2").body
    second = town.ana.get("/v1/tasks", limit="2", cursor=first["next_cursor"]).body
    third = town.ana.get("/v1/tasks", limit="2", cursor=second["next_cursor"]).body

    pages = [[f"/v1/tasks/{t['id']}" for t in page["tasks"]] for page in (first, second, third)]
    assert pages == [expected[:2], expected[2:4], expected[4:]]
    assert third["next_cursor"] is None


def test_a_cursor_is_good_for_its_own_list_only(town: Town) -> None:
    launched(town, town.ana, 3)
    cursor = town.ana.get("/v1/tasks", limit="2").body["next_cursor"]

    assert town.ana.get("/v1/tasks", limit="2", cursor=cursor, kind="permit_save").status == 400
    assert town.dana.get("/v1/tasks", limit="2", cursor=cursor).status == 400


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "many"},
        {"cursor": "x"},
        {"cursor": "é"},
        {"state": "asleep"},
        {"subject": "606405"},
        {"launched_by": "x" * 129},
    ],
    ids=str,
)
def test_a_bad_filter_is_told_by_name(town: Town, query: dict[str, str]) -> None:
    refused = town.ana.get("/v1/tasks", **query)

    assert (refused.status, refused.fields) == (400, list(query))


def test_tasks_can_be_filtered(town: Town) -> None:
    town.functions.configure(PERMIT_BILLOUT_BACKGROUND_AT=2)
    town.stored(2)
    billing = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout").headers["location"]
    importing = town.imported([town.game()], town.ben)
    cancelled = town.imported([town.game()], town.ben)
    town.ben.post(f"{cancelled}/cancel")

    assert ids(town.ana, subject=f"permit:{town.permit}") == [billing]
    assert billing in ids(town.ana, kind="permit_billout")
    assert importing not in ids(town.ana, kind="permit_billout")
    assert {importing, billing} <= set(ids(town.ana, state="queued"))
    assert cancelled in ids(town.ana, state="cancelled")
    assert importing not in ids(town.ana, launched_by="me")
    assert {importing, cancelled} <= set(ids(town.ana, launched_by=town.ben.sub))
    assert ids(town.ana, launched_by="autopilot") == []


def test_staff_list_their_own_and_owners_all(town: Town) -> None:
    his, hers = town.imported([town.game()], town.ben), town.imported([town.game()], town.eva)

    assert {his, hers} <= set(ids(town.ana))
    assert his in ids(town.ben)
    assert hers not in ids(town.ben)
    assert hers not in ids(town.ben, launched_by=town.eva.sub)
    assert not {his, hers} & set(ids(town.dana))


def test_what_has_not_changed_is_not_sent_again(town: Town) -> None:
    path = town.imported([town.game()], town.ben)
    first = town.ben.get("/v1/tasks")

    again = town.ben.get("/v1/tasks", etag=first.headers["etag"])
    town.ben.post(f"{path}/cancel")
    changed = town.ben.get("/v1/tasks", etag=first.headers["etag"])

    assert (again.status, again.text) == (304, "")
    assert again.headers["etag"] == first.headers["etag"]
    assert changed.status == 200
    assert changed.headers["etag"] != first.headers["etag"]


def test_a_cancelled_task_leaves_the_list_ten_minutes_later(town: Town, clock: FrozenClock) -> None:
    path = town.imported([town.game()])
    town.ana.post(f"{path}/cancel")

    clock.advance(timedelta(minutes=10, seconds=-1))
    assert path in ids(town.ana)

    clock.advance(timedelta(seconds=1))
    assert path not in ids(town.ana)
    assert town.ana.get(path).status == 404
