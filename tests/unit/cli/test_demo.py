import json

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from cli.invocation import Invocation
from tests.unit.cli.park import Park
from tests.unit.cli.parkside import Stack


@pytest.fixture
def park() -> Park:
    return Park()


def demo(park: Park, *words: str) -> Result:
    invocation = Invocation(
        stack=Stack(running=None),
        transport=httpx.MockTransport(park),
        pause=lambda _seconds: None,
        environ={},
    )
    return CliRunner().invoke(app, ["demo", *words], obj=invocation, catch_exceptions=False)


def test_a_tour_where_every_number_agrees(park: Park) -> None:
    result = demo(park)

    assert result.exit_code == 0
    assert "40 double bookings were found and not saved" in result.stdout
    assert "1,160 succeeded" in result.stdout
    assert "1,200 not attempted; 2,400 in all" in result.stdout
    assert "Every number agrees" in result.stdout
    assert "DISAGREES" not in result.stdout
    assert "legwork task audit 4 " in result.stdout


def test_json_is_what_was_compared(park: Park) -> None:
    result = demo(park, "--json")

    document = json.loads(result.stdout)
    assert document["ok"]
    assert [task["status"] for task in document["tasks"]] == [
        "Errors",
        "Complete",
        "Complete",
        "Canceled",
    ]
    billed = next(it for it in document["checks"] if it["what"] == "lines of the receipt")
    assert billed == {**billed, "said": "1,200", "found": "1,200", "ok": True}


def test_money_that_is_missing_is_told(park: Park) -> None:
    park.lost_cents = 100

    result = demo(park)

    assert result.exit_code == 1
    assert "DISAGREES" in result.stdout
    assert "Something disagrees" in result.stdout
    assert "receipt and balance: $" in result.stdout


def test_work_after_the_cancel_is_told(park: Park) -> None:
    park.after_cancel = 7

    result = demo(park)

    assert result.exit_code == 1
    assert "reservations billed: 1,200, but found 1,207" in result.stdout
