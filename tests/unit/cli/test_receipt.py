import json
from typing import Any

import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api


def line(number: int, cents: int) -> dict[str, Any]:
    return {
        "reservation": f"r{number}",
        "facility": "Meadow Field 1",
        "starts_at": "2027-05-01T09:00",
        "ends_at": "2027-05-01T11:00",
        "amount_cents": cents,
    }


def put(api: Api, total: int, lines: list[dict[str, Any]]) -> None:
    api.documents["/v1/receipts/R-1"] = {
        "id": "R-1",
        "permit": "P-1",
        "holder": "h1",
        "payment": "Balance Due (Pay Later)",
        "total_cents": total,
        "outstanding": {"prompts": ["Do you bring a grill?"], "waivers": 2, "forms": ["Form 7"]},
    }
    api.lists["/v1/receipts/R-1"] = ("lines", lines)


def test_all_pages_of_lines_are_added_up(legwork: Terminal, api: Api) -> None:
    put(api, 25 * 150_050, [line(number, 150_050) for number in range(25)])

    ended = legwork("receipt", "show", "R-1")

    assert ended.code == 0
    assert "25, which add up to $37,512.50: the total" in ended.out
    assert "Balance Due (Pay Later)" in ended.out
    assert "prompts: Do you bring a grill?; waivers: 2; forms: Form 7" in ended.out
    assert "2027-05-01 09:00–11:00" in ended.out
    assert "and 15 more lines" in ended.out


def test_a_receipt_that_does_not_add_up_is_an_error(legwork: Terminal, api: Api) -> None:
    put(api, 5_000, [line(1, 2_000), line(2, 2_000), line(3, 2_000)])

    ended = legwork("receipt", "show", "R-1")

    assert ended.code == 1
    assert "$60.00: which is NOT the total" in ended.out


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_json_is_one_receipt_with_every_line(legwork: Terminal, api: Api, count: int) -> None:
    lines = [line(number, 100) for number in range(count)]
    put(api, 100 * count, lines)

    receipt = json.loads(legwork("receipt", "show", "R-1", "--json").out)

    assert receipt["lines"] == lines
    assert "next_cursor" not in receipt


def test_of_a_void_receipt_nothing_is_left(legwork: Terminal, api: Api) -> None:
    put(api, 5_000, [])
    taken = {"void": True, "line_count": 2, "amount_cents": 5_000, "at": None}
    api.documents["/v1/receipts/R-1"]["reversed"] = taken

    ended = legwork("receipt", "show", "R-1")

    assert ended.code == 0, ended.out
    assert "$50.00, 2 lines: it is void" in ended.out
    assert "0, which add up to $0.00: what is left" in ended.out
