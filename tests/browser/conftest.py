from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from local import stack
from tests.browser import chromium
from tests.browser.clerk import PATIENCE_MS, Clerk
from tests.browser.office import Office
from tests.browser.views import Views
from tests.e2e.park import Park

Enter = Callable[..., Clerk]

PICTURES = Path(__file__).parent / "pictures"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One program for all tests of this folder; each person in it has a profile of their own.

    It ends with them: what drives it leaves no room for an event loop of another test.
    """
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.NOT_FOUND)
    expect.set_options(timeout=PATIENCE_MS)
    with chromium.running(path) as browser:
        yield browser


@pytest.fixture(scope="session")
def office(park: Park) -> Office:
    """The account of these tests."""
    return Office(park)


@pytest.fixture(scope="session")
def views(office: Office) -> Views:
    """Something to see in every view."""
    return Views(office)


@pytest.fixture
def enter(browser: Browser, park: Park) -> Iterator[Enter]:
    """Let somebody sit down at a browser; nothing may go wrong in their pages."""
    with seats(browser, park) as enter:
        yield enter


@contextmanager
def seats(browser: Browser, park: Park) -> Iterator[Enter]:
    """Lets people sit down, who leave together."""
    clerks: list[Clerk] = []

    def sit_down(login: str, **options: Any) -> Clerk:
        url = park.running.console_url
        assert url, "There is no console to test; build it with: make console"
        clerks.append(Clerk(browser, url, login, stack.demo_password(), **options))
        return clerks[-1]

    yield sit_down
    for clerk in clerks:
        clerk.close()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots go."""
    return PICTURES
