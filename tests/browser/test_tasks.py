import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.office import CLERK, OWNER, Office, id_of

pytestmark = pytest.mark.emulator


def test_a_task_is_launched_watched_and_found_again(enter: Enter, office: Office) -> None:
    olga = enter(OWNER.login).sign_in("/launch")
    olga.page.get_by_role("link", name="Import records").click()
    olga.page.get_by_label(re.compile("^Entity")).select_option("reservations")
    olga.page.locator("input[type=file]").set_input_files(
        {"name": "games.csv", "mimeType": "text/csv", "buffer": office.csv()}
    )
    expect(olga.page.get_by_role("main").get_by_text("is uploaded")).to_be_visible()

    olga.button("Launch").click()

    expect(olga.page).to_have_url(re.compile("/tasks/"))
    # The first task of a fresh stack waits for every function's first start.
    complete = olga.page.get_by_role("main").get_by_text("Complete", exact=True)
    expect(complete).to_be_visible(timeout=90_000)
    task = office.olga.get(f"/v1{olga.page.url.removeprefix(olga.url)}")
    assert task["progress"]["succeeded"] == 3
    olga.page.get_by_role("link", name="Tasks", exact=True).click()
    row = olga.row(task["id"])
    expect(row).to_contain_text(f"#{task['number']}")
    expect(row).to_contain_text("Complete")
    expect(row).to_contain_text("3 succeeded")


def test_a_form_that_cannot_be_sent_says_why(enter: Enter) -> None:
    olga = enter(OWNER.login).sign_in("/launch/import_records")

    olga.button("Launch").click()

    problem = olga.page.locator("[aria-invalid=true]").first
    expect(problem).to_be_focused()
    assert not [
        request for request in olga.asked if request.method == "POST" and "/v1/" in request.url
    ]


def test_the_x_asks_cancels_and_shows_the_receipt(enter: Enter, office: Office) -> None:
    olga = enter(OWNER.login).sign_in()
    with office.park.holding_messages("TokensQueueUrl"):
        path = office.import_games(40)
        number = office.olga.get(path)["number"]
        row = olga.row(id_of(path))
        cross = row.get_by_role("button", name=f"Cancel job #{number}", exact=True)
        cross.click()
        asked = olga.dialog(f"Cancel job #{number}?")
        asked.get_by_role("button", name="No Thanks!").click()
        expect(asked).to_be_hidden()
        assert office.olga.get(path)["state"] != "cancelled"

        cross.click()
        asked.get_by_label("Why? (optional)").fill("The wrong file")
        asked.get_by_role("button", name="YES", exact=True).click()

        receipt = olga.dialog(f"Job #{number} is canceled")
        expect(receipt).to_be_visible()
        cancelled = office.olga.get(path)
        assert cancelled["cancelled"]["reason"] == "The wrong file"
        counts = receipt.locator("dl")
        expect(counts).to_contain_text("Done before the cancel0")
        not_attempted = cancelled["progress"]["not_attempted"]
        expect(counts).to_contain_text(f"Not attempted{not_attempted}")
        receipt.get_by_role("button", name="Close", exact=True).click()
        expect(row).to_contain_text("Canceled")
        expect(cross).to_have_count(0)


def test_the_trash_can_deletes_what_has_ended(enter: Enter, office: Office) -> None:
    path = office.import_games()
    number = office.olga.ended(path)["number"]
    olga = enter(OWNER.login).sign_in()

    olga.row(id_of(path)).get_by_role("button", name=f"Delete job #{number}").click()
    asked = olga.dialog(f"Delete job #{number}?")
    asked.get_by_role("button", name="YES", exact=True).click()

    expect(asked).to_be_hidden()
    expect(olga.row(id_of(path)).filter(has_text="Complete")).to_have_count(0)
    assert office.olga.ask("GET", path).status_code == 404


def test_a_notice_comes_when_a_task_has_ended(enter: Enter, office: Office) -> None:
    olga = enter(OWNER.login)
    olga.page.clock.install()
    olga.sign_in("/permits")
    bell = olga.page.get_by_role("button", name=re.compile("^Notifications:"))
    expect(bell).to_be_visible()
    ended = [office.olga.ended(office.import_games()) for _ in range(2)]
    office.told(ended)
    olga.page.clock.fast_forward("01:00")
    for task in ended:
        notice = olga.page.get_by_role("article").filter(has_text=f"Job #{task['number']}")
        expect(notice).to_be_visible()

    later, now = (
        olga.page.get_by_role("article").filter(has_text=f"Job #{task['number']}") for task in ended
    )
    later.get_by_role("button", name="Cancel").click()
    expect(later).to_be_hidden()
    now.get_by_role("button", name="OK").click()

    expect(olga.page).to_have_url(re.compile(f"/tasks/{ended[1]['id']}$"))
    bell.click()
    unread = olga.page.locator(".bell-list")
    expect(unread).to_contain_text(f"#{ended[0]['number']}")
    expect(unread).not_to_contain_text(f"#{ended[1]['number']}")


def test_what_failed_alike_is_retried_alone(enter: Enter, office: Office) -> None:
    failed = office.failing_import()
    olga = enter(OWNER.login).sign_in()
    olga.row(failed).get_by_role("button", expanded=False).click()

    olga.row(failed).get_by_role("button", name="Retry these 4", exact=True).click()

    expect(olga.page).not_to_have_url(re.compile("/tasks$"))
    retry = olga.page.url.rsplit("/", 1)[1]
    assert office.olga.get(f"/v1/tasks/{retry}")["retry_of"] == failed
    olga.open(f"/tasks/{failed}")
    taken = olga.page.get_by_role("link", name="Taken up by a retry")
    expect(taken).to_have_attribute("href", f"/tasks/{retry}")
    expect(olga.page.get_by_role("button", name=re.compile("^Retry"))).to_have_count(0)


def test_two_people_see_the_same(enter: Enter, office: Office) -> None:
    carl, olga = enter(CLERK.login).sign_in(), enter(OWNER.login).sign_in()
    with office.park.holding_messages("TokensQueueUrl"):
        path = office.import_games(20, by=office.carl)
        number = office.carl.get(path)["number"]
        expect(carl.row(id_of(path))).to_contain_text("In progress")

        olga.row(id_of(path)).get_by_role("button", name=f"Cancel job #{number}").click()
        olga.dialog(f"Cancel job #{number}?").get_by_role("button", name="YES").click()
        expect(olga.dialog(f"Job #{number} is canceled")).to_be_visible()

        expect(carl.row(id_of(path))).to_contain_text("Canceled")


def test_rows_stay_where_they_are_while_something_is_chosen(enter: Enter, office: Office) -> None:
    first = office.import_games()
    number = office.olga.ended(first)["number"]
    olga = enter(OWNER.login).sign_in()
    row = olga.row(id_of(first))
    row.get_by_role("checkbox", name=f"Choose job #{number}").check()
    before = row.bounding_box()

    second = office.import_games()

    fresh = olga.page.get_by_role("button", name="1 new task above")
    expect(fresh).to_be_visible()
    expect(olga.row(id_of(second))).to_have_count(0)
    after = row.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] == before["x"]
    fresh.click()
    expect(olga.row(id_of(second))).to_be_visible()
    expect(row.get_by_role("checkbox")).to_be_checked()


def test_filters_are_kept_in_the_address(enter: Enter, office: Office) -> None:
    path = office.import_games()
    office.olga.ended(path)
    olga = enter(OWNER.login).sign_in()

    olga.page.get_by_label("State").select_option("failed")
    expect(olga.page.get_by_text("No task matches these filters")).to_be_visible()
    expect(olga.page).to_have_url(re.compile("state=failed"))

    olga.page.reload()
    expect(olga.page.get_by_label("State")).to_have_value("failed")
    olga.button("Clear the filters").click()
    expect(olga.row(id_of(path))).to_be_visible()


def test_a_task_that_is_purged_says_that_it_is_gone(enter: Enter, office: Office) -> None:
    path = office.import_games()
    office.olga.ended(path)
    olga = enter(OWNER.login)
    olga.page.clock.install()
    olga.sign_in(path.removeprefix("/v1"))
    expect(olga.page.get_by_role("main").get_by_text("Complete", exact=True)).to_be_visible()

    assert office.olga.ask("DELETE", path).status_code == 204
    olga.page.clock.fast_forward("02:00")

    expect(olga.page.get_by_text("This task is gone")).to_be_visible()
