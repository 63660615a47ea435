from datetime import timedelta

import pytest

from legwork.domain.retention import Retention
from tests.unit.tasks import NOW


@pytest.mark.parametrize(
    ("cancelled", "listed", "stays"),
    [
        (False, True, timedelta(days=60)),
        (True, True, timedelta(minutes=10)),
        (False, False, timedelta(days=1)),
        (True, False, timedelta(days=1)),
    ],
)
def test_how_long_an_ended_task_stays(cancelled: bool, listed: bool, stays: timedelta) -> None:
    assert Retention().task_expires_at(NOW, cancelled=cancelled, listed=listed) == NOW + stays


def test_it_disappears_at_a_whole_second_as_its_row_says() -> None:
    ended_at = NOW.replace(microsecond=700_000)
    gone_at = Retention().task_expires_at(ended_at, cancelled=True, listed=True)
    assert gone_at == NOW.replace(microsecond=0) + timedelta(minutes=10)


def test_no_row_goes_before_its_task_even_of_one_that_takes_weeks() -> None:
    retention = Retention()
    ended_at = NOW + timedelta(days=29)
    gone_at = retention.task_expires_at(ended_at, cancelled=False, listed=True)
    assert retention.rows_expire_at(NOW) > gone_at
