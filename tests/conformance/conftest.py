from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from legwork.adapters.files import S3Files
from legwork.ports import Database, Files
from legwork.testing.database import MemoryDatabase
from legwork.testing.files import MemoryFiles
from tests.conformance.aws import Aws
from tests.conformance.bus import Bus, EventBridgeBus, MemoryBus
from tests.conformance.emulator import running_emulator
from tests.conformance.inbox import Inbox, MemoryInbox, SqsInbox
from tests.conformance.places import EVERYWHERE, Place

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process have the emulator, where tests run side by side."""
    for item in items:
        if item.path.parent == HERE and item.get_closest_marker("emulator"):
            item.add_marker(pytest.mark.xdist_group("emulator"))


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_emulator(tmp_path_factory.mktemp("emulator")) as endpoint:
        yield endpoint


@pytest.fixture(params=EVERYWHERE)
def place(request: pytest.FixtureRequest) -> Place:
    """Where a port is implemented; tests that need another choice parametrize it."""
    return Place(request.param)


@pytest.fixture(scope="module")
def moto() -> Iterator[None]:
    # Started for each test, it would take longer than most of them.
    with mock_aws():
        yield


@pytest.fixture
def aws(place: Place, request: pytest.FixtureRequest) -> Aws:
    if place is Place.EMULATOR:
        return Aws(request.getfixturevalue("emulator"))
    request.getfixturevalue("moto")
    return Aws()


@pytest.fixture
def database(place: Place, request: pytest.FixtureRequest) -> Database:
    if place is Place.MEMORY:
        return MemoryDatabase()
    aws: Aws = request.getfixturevalue("aws")
    return aws.database()


@pytest.fixture
def files(place: Place, request: pytest.FixtureRequest) -> Files:
    if place is Place.MEMORY:
        return MemoryFiles()
    aws: Aws = request.getfixturevalue("aws")
    return S3Files(aws.s3, bucket=aws.bucket())


@pytest.fixture
def inbox(place: Place, request: pytest.FixtureRequest) -> Inbox:
    if place is Place.MEMORY:
        return MemoryInbox()
    return SqsInbox(request.getfixturevalue("aws"))


@pytest.fixture
def bus(place: Place, request: pytest.FixtureRequest) -> Bus:
    if place is Place.MEMORY:
        return MemoryBus()
    return EventBridgeBus(request.getfixturevalue("aws"))
