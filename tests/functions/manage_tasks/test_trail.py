"""The trail as owners read it: who did what and when, and the proof of it."""

import csv
import io
from typing import Any

from legwork.domain.act import hash_of
from tests.functions.people import Person
from tests.functions.town import Town


def trail(person: Person, **asked: str) -> list[dict[str, Any]]:
    answer = person.get("/v1/trail", **asked)
    assert answer.status == 200, answer.text
    acts: list[dict[str, Any]] = answer.body["acts"]
    return acts


def test_what_was_done_to_a_task_outlives_it(town: Town) -> None:
    path = town.imported([town.game()], town.ben)
    task_id = path.rsplit("/", 1)[1]
    town.ben.post(f"{path}/pause", {"reason": "Wait."})
    town.ben.post(f"{path}/resume")
    town.ana.post(f"{path}/cancel", {"reason": "The file was last year's."})
    town.functions.work()
    town.ana.ask("DELETE", path)

    acts = trail(town.ana, task=task_id)

    assert [(one["act"], one["by"]["name"], one["via"]) for one in acts] == [
        ("deleted", "Ana", "staff"),
        ("cancelled", "Ana", "staff"),
        ("resumed", "Ben", "staff"),
        ("paused", "Ben", "staff"),
        ("launched", "Ben", "staff"),
    ]
    assert {one["task"]["id"] for one in acts} == {task_id}
    assert acts[1]["detail"]["reason"] == "The file was last year's."
    receipt = acts[1]["detail"]["receipt"]
    assert receipt["total"] == receipt["succeeded"] + receipt["not_attempted"]
    assert acts[3]["detail"] == {"reason": "Wait."}


def test_the_trail_is_read_by_owners_page_by_page_and_filtered(town: Town) -> None:
    for reason in ("one", "two", "three"):
        town.ana.ask("PUT", "/v1/account/hold", {"reason": reason})
    town.ana.ask("DELETE", "/v1/account/hold")

    first = town.ana.get("/v1/trail", limit="3").body
    second = town.ana.get("/v1/trail", limit="3", cursor=first["next_cursor"]).body
    places = [int(one["id"]) for one in (*first["acts"], *second["acts"])]

    assert places == [4, 3, 2, 1]
    assert second["next_cursor"] is None
    assert first["head"]["id"] == str(places[0])
    assert trail(town.ana, act="hold_lifted")[0]["act"] == "hold_lifted"
    assert {one["by"]["id"] for one in trail(town.ana, by="me")} == {town.ana.sub}
    assert trail(town.ana, by="ANA") == trail(town.ana, by="me")
    assert trail(town.ana, by="nobody") == []
    assert trail(town.ana, **{"from": "2999-01-01"}) == []
    assert trail(town.ana, to="2000-01-01") == []
    assert len(trail(town.ana, **{"from": "2000-01-01T00:00:00Z"}, to="2999-01-01")) >= 4
    for refused in ({"act": "eaten"}, {"from": "soon"}, {"limit": "0"}, {"cursor": "x"}):
        assert town.ana.get("/v1/trail", **refused).status == 400
    assert town.ben.get("/v1/trail").status == 403
    assert town.ben.get("/v1/trail.csv").status == 403
    assert trail(town.dana, act="account_held") == []


def test_whoever_has_an_answer_can_make_sure_of_the_chain(town: Town) -> None:
    town.ana.ask("PUT", "/v1/account/hold", {"reason": "Größe: „all“"})
    town.ana.ask("DELETE", "/v1/account/hold")

    answer = town.ana.get("/v1/trail", limit="1000").body
    acts = answer["acts"]

    assert [one["hash"] for one in acts] == [hash_of(one) for one in acts]
    assert [one["before"] for one in acts] == [*(one["hash"] for one in acts[1:]), ""]
    assert answer["head"]["hash"] == acts[0]["hash"]


def test_the_trail_as_a_file_is_safe_in_a_spreadsheet(town: Town) -> None:
    town.ana.ask("PUT", "/v1/account/hold", {"reason": "=1+1"})

    answer = town.ana.get("/v1/trail.csv", act="account_held")
    rows = [*csv.DictReader(io.StringIO(answer.text))]

    assert answer.headers["content-disposition"] == 'attachment; filename="trail.csv"'
    assert rows[0]["act"] == "account_held"
    assert rows[0]["detail"] == '{"reason": "=1+1"}'
    assert rows[0]["by"] == "Ana"
    town.ana.ask("DELETE", "/v1/account/hold")


def test_a_number_is_no_moment(town: Town) -> None:
    answer = town.ana.get("/v1/trail", **{"from": "0.5"})

    assert (answer.status, answer.fields) == (400, ["from"])
    assert "2026-03-02T09:00:00Z" in answer.body["errors"][0]["message"]
