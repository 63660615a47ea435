import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from local.demo_users import USERS
from tests.browser.conftest import Enter
from tests.e2e.bookings import as_csv, games
from tests.e2e.park import Park

pytestmark = pytest.mark.emulator

DEMO_USERS = [user.login for user in USERS]
FOR_OWNERS = ("Autopilot", "Programs", "Webhooks", "Trail")
LABELS = {"cancel": "Cancel job #{}", "delete": "Delete job #{}"}


@pytest.fixture(scope="module")
def somebody_works(park: Park) -> Iterator[list[str]]:
    """Paths of tasks of several people: ended ones, and some that wait to be driven."""
    content = {
        login: "\n".join([*as_csv(games(2, label), label), ""]).encode()
        for login in DEMO_USERS
        for label in [park.label("MAY")]
    }
    people = [park.person(login) for login in DEMO_USERS]
    ended = [person.importing(content[person.name]) for person in people]
    for person, path in zip(people, ended, strict=True):
        person.ended(path)
    with park.holding_messages("PlanningQueueUrl"):
        yield [*ended, *(person.importing(content[person.name]) for person in people)]


@pytest.mark.parametrize("login", DEMO_USERS)
def test_a_task_has_the_buttons_that_its_reader_may_press(
    enter: Enter, park: Park, somebody_works: list[str], login: str
) -> None:
    person, clerk = park.person(login), enter(login).sign_in()
    seen = [path for path in somebody_works if person.ask("GET", path).is_success]
    assert seen

    for path in seen:
        task = person.get(path)
        row = clerk.row(task["id"])
        expect(row).to_be_visible()
        for act, label in LABELS.items():
            button = row.get_by_role("button", name=label.format(task["number"]), exact=True)
            expect(button).to_have_count(1 if task["may"][act] else 0)
    listed = clerk.page.locator("li[data-task]")
    unseen = {path.rsplit("/", 1)[1] for path in set(somebody_works) - set(seen)}
    shown = listed.evaluate_all("rows => rows.map(row => row.dataset.task)")
    assert not unseen & set(shown)


@pytest.mark.parametrize("login", DEMO_USERS)
def test_one_is_offered_what_one_may_launch(enter: Enter, park: Park, login: str) -> None:
    kinds = park.person(login).get("/v1/kinds")["kinds"]

    clerk = enter(login).sign_in("/launch")

    offered = clerk.page.get_by_role("main").locator("a[href^='/launch/']")
    expect(offered).to_have_count(len(kinds))
    for kind in kinds:
        expect(offered.filter(has_text=kind["title"]).first).to_be_visible()


@pytest.mark.parametrize("login", DEMO_USERS)
def test_what_is_for_owners_is_offered_to_owners(enter: Enter, login: str) -> None:
    clerk = enter(login).sign_in()

    pages = clerk.page.get_by_role("navigation", name="Pages")
    expect(pages.get_by_role("link", name="Tasks")).to_be_visible()
    for place in FOR_OWNERS:
        expect(pages.get_by_role("link", name=place)).to_have_count(
            1 if login.startswith("owner") else 0
        )


def test_nobody_else_is_shown_what_is_for_owners(enter: Enter) -> None:
    ben = enter("staff@parkside").sign_in()
    for path in ("/programs", "/webhooks", "/webhooks/01KNOSUCH"):
        ben.open(path)
        expect(ben.page.get_by_role("main").get_by_text("are for owners.")).to_be_visible()
        expect(ben.page.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_a_task_of_somebody_else_is_not_there(
    enter: Enter, park: Park, somebody_works: list[str]
) -> None:
    path = somebody_works[0]
    assert park.person("staff@parkside").ask("GET", path).status_code == 404

    ben = enter("staff@parkside").sign_in(re.sub("^/v1", "", path))

    expect(ben.heading("This task is gone")).to_be_visible()
