import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Enter
from tests.browser.office import OWNER, Office, id_of

pytestmark = pytest.mark.emulator

CALLS = re.compile(r"/v1/")
CHUNK = re.compile("/assets/classes_page-")
LIST = re.compile(r"/v1/tasks(\?|$)")
FRAMES = """() => new Promise(done => {
    const wait = left => left ? requestAnimationFrame(() => wait(left - 1)) : setTimeout(done);
    wait(10);
})"""
DOWN = "Legwork cannot be reached just now"


def test_who_is_offline_is_told_once_and_loses_nothing(enter: Enter, office: Office) -> None:
    olga = enter(OWNER.login)
    olga.page.clock.install()
    olga.sign_in("/launch/import_records")
    name = olga.page.get_by_label("Name of the task (optional)")
    name.fill("Typed before the network went")

    olga.context.set_offline(True)
    olga.page.clock.fast_forward("02:00")

    told = olga.page.get_by_role("alert").filter(has_text=DOWN)
    expect(told).to_have_count(1)
    olga.page.clock.fast_forward("02:00")
    expect(told).to_have_count(1)
    olga.context.set_offline(False)
    expect(told).to_have_count(0)
    expect(name).to_have_value("Typed before the network went")


def test_an_api_that_is_slow_is_waited_for_and_asked_once(enter: Enter, office: Office) -> None:
    path = office.import_games()
    number = office.olga.ended(path)["number"]
    held: list[Route] = []
    olga = enter(OWNER.login)
    olga.page.route(LIST, lambda route: held.append(route), times=1)
    olga.sign_in()
    expect(olga.page.get_by_text("Loading…")).to_be_visible()
    held[0].continue_()
    row = olga.row(id_of(path))
    expect(row).to_be_visible()

    deletes: list[Route] = []
    olga.page.route(
        re.compile(id_of(path)),
        lambda route: (
            deletes.append(route) if route.request.method == "DELETE" else route.continue_()
        ),
    )
    row.get_by_role("button", name=f"Delete job #{number}").click()
    yes = olga.dialog(f"Delete job #{number}?").get_by_role("button", name="YES")
    with olga.page.expect_request(lambda request: request.method == "DELETE"):
        yes.click()
    expect(yes).to_be_disabled()
    assert len(deletes) == 1
    deletes[0].continue_()
    expect(yes).to_be_hidden()


def test_a_busy_api_is_left_alone_for_as_long_as_it_asks(enter: Enter) -> None:
    olga = enter(OWNER.login)
    olga.page.clock.install()
    olga.sign_in()
    expect(olga.heading("Background tasks")).to_be_visible()
    asked: list[str] = []

    def busy(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(
            status=429,
            headers={"Retry-After": "120", "Content-Type": "application/problem+json"},
            body='{"type": "about:blank", "title": "Too many requests", "status": 429}',
        )

    olga.page.route(LIST, busy)
    # One that was asked for before may still be under way.
    with olga.page.expect_response(lambda response: response.status == 429):
        olga.page.clock.fast_forward("01:00")
    before = len(asked)
    olga.page.clock.fast_forward("01:30")
    olga.page.clock.resume()
    expect(olga.heading("Background tasks")).to_be_visible()
    assert len(asked) == before

    with olga.page.expect_response(LIST):
        olga.page.clock.fast_forward("01:30")


def test_words_of_others_are_only_words(enter: Enter, office: Office) -> None:
    title = "<img src=x onerror=alert(1)><b>bold</b>"
    upload = office.olga.upload(office.csv())
    path = office.olga.launched(
        "POST",
        "/v1/tasks",
        {
            "kind": "import_records",
            "title": title,
            "params": {"entity": "reservations", "upload_id": upload},
        },
    )
    olga = enter(OWNER.login).sign_in()

    row = olga.row(id_of(path))
    expect(row).to_contain_text(title)
    expect(row.locator("img, b:has-text('bold')")).to_have_count(0)


@pytest.mark.usefixtures("office")
def test_what_one_opens_while_a_page_is_on_its_way_stays_open(enter: Enter) -> None:
    held: list[Route] = []
    olga = enter(OWNER.login).sign_in()
    olga.page.route(CHUNK, lambda route: held.append(route), times=1)
    olga.page.get_by_role("link", name="Classes", exact=True).click()
    olga.page.get_by_role("button", name=re.compile("^Notifications:")).click()
    unread = olga.page.locator(".bell-list")
    expect(unread).to_be_visible()

    held[0].continue_()

    expect(olga.heading("Classes")).to_be_visible()
    # It takes the focus, if it does, in one of the next frames.
    olga.page.evaluate(FRAMES)
    expect(unread).to_be_visible()
