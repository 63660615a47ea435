import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import ALL_RULES, OF_COLOURS, findings
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter, seats
from tests.browser.office import OWNER
from tests.browser.views import VIEWS, View, Views
from tests.e2e.park import Park

pytestmark = pytest.mark.emulator

SIZES = {"desk": (1280, 800), "phone": (360, 740)}
SCHEMES: Final[dict[Literal["light", "dark"], dict[str, Any]]] = {
    "light": ALL_RULES,
    # Nothing but colours differs.
    "dark": OF_COLOURS,
}
SOURCES = Path(__file__).parents[2] / "console" / "src"


@pytest.fixture(scope="module")
def looking(browser: Browser, park: Park) -> Iterator[Clerk]:
    """Somebody who is signed in, and looks at everything."""
    with seats(browser, park) as enter:
        yield enter(OWNER.login).sign_in()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_nothing_keeps_anybody_out(looking: Clerk, views: Views, view: View) -> None:
    looking.open(views.path(view))
    for size in SIZES.values():
        looking.page.set_viewport_size({"width": size[0], "height": size[1]})
        view.ready(looking)
        for scheme, rules in SCHEMES.items():
            looking.page.emulate_media(color_scheme=scheme)

            assert findings(looking.page, rules) == [], scheme
        wide = looking.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{view.name} is {wide} px wider than a screen of {size[0]} px"


def test_nothing_but_colours_depends_on_the_scheme() -> None:
    lines = [
        line.strip()
        for path in SOURCES.rglob("*")
        if path.suffix in (".css", ".ts", ".tsx")
        for line in path.read_text().splitlines()
        if "light-dark(" in line or "prefers-color-scheme" in line
    ]
    colour = re.compile(r"--[a-z-]+: light-dark\((#\w+|rgb\([^)]*\)), (#\w+|rgb\([^)]*\))\);")
    assert lines
    assert [line for line in lines if not colour.fullmatch(line)] == []


def test_the_title_of_a_page_tells_where_one_is(enter: Enter, views: Views) -> None:
    olga = enter(OWNER.login).sign_in()
    titles = set()
    for view in VIEWS:
        olga.open(views.path(view))
        view.ready(olga)
        titles.add(olga.page.title())

    assert len(titles) == len(VIEWS), titles


def test_no_dialog_keeps_anybody_out(enter: Enter, views: Views) -> None:
    failed = views.office.failing_import()
    number = views.office.olga.get(f"/v1/tasks/{failed}")["number"]
    olga = enter(OWNER.login).sign_in()
    for act in ("Retry", "Delete"):
        opener = olga.row(failed).get_by_role("button", name=f"{act} job #{number}", exact=True)
        opener.click()
        asked = olga.dialog(f"{act} job #{number}?")
        expect(asked).to_be_visible()
        assert findings(olga.page) == []
        olga.page.keyboard.press("Escape")
        expect(opener).to_be_focused()

    olga.open(f"/tasks/{failed}").button("Prove it").click()
    expect(olga.dialog("Proof from the tables")).to_contain_text("Every number adds up.")
    assert findings(olga.page) == []


def test_a_launch_needs_no_mouse(enter: Enter, views: Views) -> None:
    olga = enter(OWNER.login).sign_in("/launch")
    kind = olga.page.get_by_role("main").get_by_role("link", name="Import records")
    expect(kind).to_be_visible()
    olga.tab_to(kind)
    olga.page.keyboard.press("Enter")
    expect(olga.button("Launch")).to_be_visible()
    olga.tab_to(olga.button("Launch"))
    olga.page.keyboard.press("Enter")
    expect(olga.page.locator("[aria-invalid=true]").first).to_be_focused()


def test_a_cancel_needs_no_mouse(enter: Enter, views: Views) -> None:
    office = views.office
    olga = enter(OWNER.login)
    with office.park.holding_messages("TokensQueueUrl"):
        path = office.import_games(20)
        number = office.olga.get(path)["number"]
        olga.sign_in()
        cross = olga.button(f"Cancel job #{number}")
        expect(cross).to_be_visible()
        olga.tab_to(cross)
        olga.page.keyboard.press("Enter")
        asked = olga.dialog(f"Cancel job #{number}?")
        expect(asked.get_by_role("button", name="No Thanks!")).to_be_focused()
        olga.page.keyboard.press("Escape")
        expect(asked).to_be_hidden()
        expect(cross).to_be_focused()

        olga.page.keyboard.press("Enter")
        olga.tab_to(asked.get_by_role("button", name="YES", exact=True))
        olga.page.keyboard.press("Enter")
        receipt = olga.dialog(f"Job #{number} is canceled")
        expect(receipt.get_by_role("button", name="Close", exact=True)).to_be_focused()
        olga.page.keyboard.press("Enter")
        expect(receipt).to_be_hidden()
    assert office.olga.get(path)["state"] == "cancelled"
