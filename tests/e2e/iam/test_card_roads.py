"""Those who charge cards can do so with their own roles."""

import pytest

from tests.e2e.cards import charged, running_till, with_card
from tests.e2e.iam.road import road
from tests.e2e.iam.roles import Roles
from tests.e2e.park import Park
from tests.e2e.school import School

pytestmark = pytest.mark.emulator


@road
def test_a_card_pays_and_another_one_s_family_is_told(park: Park, roles: Roles) -> None:
    till = running_till()
    school = charged(School(park, park.ana, "parkside", park.label("PAY"), families=2).open())
    paying = with_card(school, 0, till, "4242424242424242")
    with_card(school, 1, till, "4000000000009987")

    path = school.launched("take_payments", classes=[school.name])

    task = school.staff.ended(path)
    assert (task["progress"]["succeeded"], task["progress"]["errors"]) == (1, 1)
    assert len(till.paid(paying)) == 1
    assert school.mails("another payment method").total() == 1
