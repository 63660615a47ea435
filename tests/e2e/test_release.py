"""A release comes in the middle of a task: workers of two releases at once, and back, and on."""

from functools import partial

import pytest

from legwork.domain import schema
from tests.e2e.bookings import sample
from tests.e2e.money import check_money
from tests.e2e.park import Park
from tests.e2e.releases import two_releases
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator
MOVES = 6
"""Times that a release comes, or is taken back, within one task."""


def test_a_release_in_the_middle_of_a_task_changes_nothing_for_it(park: Park) -> None:
    permit = park.label("RELEASED")
    with two_releases(park) as releases:
        releases.go_back()
        body = {"holder": permit.lower(), "reservations": sample("second_permit.csv", permit)}
        saved = park.ana.launched("PUT", f"/v1/permits/{permit}", body)
        park.ana.ended(saved)
        # One lane of it is done before the release, and more are left, however fast the machine is.
        with park.holding_messages("TokensQueueUrl"):
            path = park.ana.launched("POST", f"/v1/permits/{permit}/billout")
            park.take_token()
            releases.go_on()
            done = park.ana.get(path)["progress"]["succeeded"]
        assert 0 < done < 2_400
        for move in range(1, MOVES):
            until(partial(_is_beyond, park, path, done), "further batches")
            done = park.ana.get(path)["progress"]["succeeded"]
            (releases.go_back if move % 2 else releases.go_on)()
        ended = park.ana.ended(path)

    assert ended["progress"]["succeeded"] == ended["progress"]["total"] == 2_400
    check_money(park.ana, permit, ended)
    park.ana.agree(saved)
    park.ana.agree(path)
    # The rows of the ledger say who committed their batches.
    ledger = [row for key, row in park.task_rows(path).items() if key.sort.startswith("LEDGER#")]
    assert {row.get(schema.ATTRIBUTE) for row in ledger} == {None, schema.WRITES}


def _is_beyond(park: Park, path: str, done: int) -> bool:
    task = park.ana.get(path)
    return bool(task["progress"]["succeeded"] > done or task["ended_at"])
