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
    assert "1,800 not attempted; 2,400 in all" in result.stdout
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
    assert billed == {**billed, "said": "600", "found": "600", "ok": True}


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
    assert "reservations billed: 600, but found 607" in result.stdout


def test_a_machine_that_is_faster_than_the_cancel_gets_a_larger_permit(park: Park) -> None:
    park.too_fast = 1

    result = demo(park)

    assert result.exit_code == 0
    assert "2,400 succeeded, 0 warnings, 0 errors, 0 skipped; 2,400 in all" in result.stdout
    assert "That was too fast to be canceled half way." in result.stderr
    assert "5,400 not attempted; 7,200 in all" in result.stdout
    assert "Every number agrees" in result.stdout
    assert "legwork permit billout THIRD-" in result.stdout


def test_a_machine_that_no_permit_is_large_enough_for_is_no_failure(park: Park) -> None:
    park.too_fast = 3

    result = demo(park, "--json")

    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["ok"]
    assert [task["status"] for task in document["tasks"]] == ["Errors", *["Complete"] * 7]


def test_a_cancel_whose_answer_was_lost_has_its_receipt_all_the_same(park: Park) -> None:
    park.answers_lost = 1

    result = demo(park)

    assert result.exit_code == 0
    assert "1,800 not attempted; 2,400 in all" in result.stdout
    assert "Every number agrees" in result.stdout


def test_a_bill_out_that_fails_ends_the_tour(park: Park) -> None:
    park.failing = "SECOND"

    result = demo(park)

    assert result.exit_code == 1
    assert "(Bill out permit [P-1]) has failed: The permit is gone." in result.stderr
