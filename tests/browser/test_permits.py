import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.office import OWNER, Office
from tests.e2e.bookings import as_csv, games

pytestmark = pytest.mark.emulator


def test_a_permit_is_saved_and_billed_within_the_call(enter: Enter, office: Office) -> None:
    permit = office.park.label("SMALL")
    olga = enter(OWNER.login).sign_in("/permits/new")
    olga.page.get_by_label("Permit number").fill(permit)
    olga.page.get_by_role("combobox", name="Holder").fill("harbour-league")
    olga.button("Add a reservation").click()
    row = olga.page.get_by_role("group", name="New reservation 1")
    row.get_by_label("Facility").fill(f"Field ({permit})")
    row.get_by_label("Starts").fill("2031-05-03T08:00")
    row.get_by_label("Ends").fill("2031-05-03T09:30")
    row.get_by_label("Amount").fill("45.50")
    olga.button("Save").click()

    expect(olga.page).to_have_url(re.compile(f"/permits/{permit}$"))
    main = olga.page.get_by_role("main")
    expect(main).to_contain_text("$45.50")
    olga.button("Bill out all 1").click()
    olga.dialog("Bill out 1 reservation?").get_by_role("button", name="YES").click()

    expect(olga.page).to_have_url(re.compile("/receipts/"))
    expect(main).to_contain_text("Balance Due (Pay Later)")
    expect(main).to_contain_text("$45.50")
    # On paper: the receipt, and nothing to press.
    olga.page.emulate_media(media="print")
    expect(main.get_by_text("Balance Due (Pay Later)").first).to_be_visible()
    expect(olga.page.get_by_role("navigation")).to_be_hidden()
    olga.page.emulate_media(media="screen")
    main.get_by_role("link", name="harbour-league").click()
    expect(olga.page).to_have_url(re.compile("/holders/harbour-league$"))
    balance = office.olga.get("/v1/holders/harbour-league")["balance_cents"]
    assert balance >= 4550


def test_a_large_permit_goes_to_the_background_and_its_jobs_are_listed(
    enter: Enter, office: Office
) -> None:
    permit = office.park.label("LARGE")
    content = "\n".join([*as_csv(games(220, permit), permit), ""]).encode()
    olga = enter(OWNER.login).sign_in(f"/permits/new?number={permit}")
    olga.page.get_by_role("combobox", name="Holder").fill("harbour-league")
    olga.page.get_by_label("From a CSV file").check()
    olga.page.locator("input[type=file]").set_input_files(
        {"name": "season.csv", "mimeType": "text/csv", "buffer": content}
    )
    expect(olga.page.get_by_role("main").get_by_text("is uploaded")).to_be_visible()
    olga.button("Save").click()
    main = olga.page.get_by_role("main")
    expect(olga.page).to_have_url(re.compile("/tasks/"))
    expect(main.get_by_text("Complete", exact=True)).to_be_visible()

    olga.open(f"/permits/{permit}")
    olga.button("Bill out all 220").click()
    olga.dialog("Bill out 220 reservations?").get_by_role("button", name="YES").click()
    expect(olga.page).to_have_url(re.compile("/tasks/"))
    expect(main.get_by_text("Complete", exact=True)).to_be_visible()

    olga.open(f"/permits/{permit}")
    olga.button("View").click()
    olga.page.get_by_role("link", name="Background Jobs").click()
    jobs = main.get_by_role("row")
    expect(jobs).to_have_count(3)
    for column in ("Type", "Start Time", "End Time", "Warning", "Errors", "Status"):
        expect(jobs.nth(0)).to_contain_text(column)
    expect(jobs.nth(1)).to_contain_text("Permit Billout")
    expect(jobs.nth(2)).to_contain_text("Permit Save")
    jobs.nth(1).get_by_role("link", name="View Details").click()
    expect(olga.page).to_have_url(re.compile("/tasks/"))
    main.get_by_role("button", name="Prove it").click()
    expect(olga.dialog("Proof from the tables")).to_contain_text("Every number adds up.")
