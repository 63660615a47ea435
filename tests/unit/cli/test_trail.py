"""`legwork trail`, and the proof that it makes of what the API answers (P11)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from legwork.contracts.trail import TrailView
from legwork.domain.act import KEPT, Act, ActName, Doer
from legwork.store import trail
from legwork.testing.database import MemoryDatabase
from legwork.usecases.read_trail import TrailPage
from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api

NOW = datetime.now(UTC)


@pytest.fixture
def page(api: Api) -> dict[str, Any]:
    """Five acts as the API answers them; the answers are made of it."""
    tables = MemoryDatabase()
    for day in range(5):
        act = Act(
            account="parkside",
            name=ActName.ACCOUNT_HELD,
            by=Doer("ana", "Ana"),
            at=NOW - timedelta(days=5 - day),
            detail={"reason": f"Größe {day}"},
        )
        trail.commit(tables, act)
    acts = [*trail.newest_first(tables, "parkside")]
    head = trail.head_of(tables, "parkside")
    document: dict[str, Any] = TrailView.of(TrailPage(acts, head, None)).model_dump(mode="json")

    def answer(request: httpx.Request) -> httpx.Response:
        begin = int(request.url.params.get("cursor", "0"))
        more = {"next_cursor": str(begin + 2) if begin + 2 < len(document["acts"]) else None}
        return httpx.Response(
            200, json={**document, "acts": document["acts"][begin : begin + 2], **more}
        )

    api.answers["GET", "/v1/trail"] = answer
    return document


def test_the_list_says_who_did_what(legwork: Terminal, page: dict[str, Any]) -> None:
    ended = legwork("trail", "list", "--limit", "3")
    assert ended.code == 0
    assert ended.out.count("account held") == 3
    assert "Größe 4" in ended.out
    page["acts"].clear()
    assert "Nobody did such a thing." in legwork("trail", "list").out


def test_what_is_whole_is_proved(legwork: Terminal, page: dict[str, Any]) -> None:
    ended = legwork("trail", "verify")
    assert ended.code == 0
    assert "All 5 acts are there, each as it was written." in " ".join(ended.out.split())
    known = f"5:{page['head']['hash']}"
    assert known in ended.out.replace("\n", "")
    assert legwork("trail", "verify", "--known", known).code == 0
    assert legwork("trail", "verify", "--known", "4:another").code == 1
    assert legwork("trail", "verify", "--known", "hash").code == 2


def _removed(place: int) -> Callable[[dict[str, Any]], None]:
    return lambda page: page["acts"].pop(place)


def _changed(place: int, **changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda page: page["acts"][place].update(changes)


def _swapped(page: dict[str, Any]) -> None:
    page["acts"][1:3] = page["acts"][2:0:-1]


def _beheaded(page: dict[str, Any]) -> None:
    page["head"] = None


def _emptied(page: dict[str, Any]) -> None:
    page["acts"].clear()


@pytest.mark.parametrize(
    "spoil",
    [
        *(_removed(place) for place in range(5)),
        *(_changed(place, act="paused") for place in range(5)),
        *(_changed(place, by={"id": "ben", "name": "Ben"}) for place in range(5)),
        *(_changed(place, at="2020-01-01T00:00:00Z") for place in range(5)),
        *(_changed(place, before="") for place in range(4)),
        _swapped,
        _beheaded,
        _emptied,
    ],
)
def test_what_was_done_to_it_shows(
    legwork: Terminal, page: dict[str, Any], spoil: Callable[[dict[str, Any]], None]
) -> None:
    spoil(page)
    ended = legwork("trail", "verify")
    assert ended.code == 1
    assert "The trail is not as it was written." in ended.err


def test_what_has_expired_is_not_missed(legwork: Terminal, page: dict[str, Any]) -> None:
    del page["acts"][3:]
    assert legwork("trail", "verify").code == 1

    long_ago = (NOW - KEPT).isoformat()
    page["acts"][-1]["before_at"] = long_ago
    # The oldest that is left says so itself, and is not the newest: its hash is in the next one.
    assert "Act 3 is not as it was written" in legwork("trail", "verify").out


def test_a_file_is_printed_as_it_is(legwork: Terminal, api: Api) -> None:
    api.answers["GET", "/v1/trail.csv"] = lambda request: httpx.Response(
        200, text=f"id,{request.url.params['from']}\r\n"
    )
    assert legwork("trail", "export", "--from", "2026-03-02").out == "id,2026-03-02\n"
