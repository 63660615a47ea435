import pytest

from tests.e2e.iam.roles import Roles
from tests.e2e.park import Park


@pytest.fixture(scope="session")
def roles(park: Park) -> Roles:
    return Roles(park)
