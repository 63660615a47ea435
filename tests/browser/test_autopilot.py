import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.office import OWNER, Office

pytestmark = pytest.mark.emulator


def test_a_workflow_is_saved_and_told_in_words(enter: Enter, office: Office) -> None:
    name = office.park.label("Newsletter")
    olga = enter(OWNER.login).sign_in("/autopilot")
    olga.page.get_by_role("link", name="New workflow").first.click()
    olga.page.get_by_label("Name", exact=True).fill(name)
    olga.page.get_by_label("Kind", exact=True).select_option("email_blast")
    olga.page.get_by_label(re.compile("^Subject")).first.fill("News")
    olga.page.get_by_label(re.compile("^Text")).first.fill("Dear {{family}}")
    olga.page.get_by_label(re.compile("Everyone")).first.check()
    olga.page.get_by_label("Preview first").check()
    olga.page.get_by_label("Hours to wait").fill("169")
    olga.button("Save").click()
    expect(olga.page.get_by_label("Hours to wait")).to_be_focused()
    olga.page.get_by_label("Hours to wait").fill("36")

    olga.button("Save").click()

    main = olga.page.get_by_role("main")
    expect(main).to_contain_text(name)
    expect(main).to_contain_text("Monday to Friday at 6:00 AM")
    [saved] = [it for it in office.olga.get("/v1/autopilots")["autopilots"] if it["name"] == name]
    assert (saved["kind"], saved["params"]["subject"]) == ("email_blast", "News")
    assert saved["preview"] == {"wait_hours": 36}
    card = main.get_by_role("article").filter(has_text=name)
    expect(card).to_contain_text("Previews first and runs 36 hours later")

    card.get_by_role("link", name="Change").click()
    expect(olga.page.get_by_label("Hours to wait")).to_have_value("36")
    olga.page.get_by_label("Preview first").uncheck()
    olga.button("Save").click()
    expect(card).to_be_visible()
    expect(card).not_to_contain_text("Previews first")
    assert office.olga.get(f"/v1/autopilots/{saved['id']}")["preview"] is None
    office.olga.ask("DELETE", f"/v1/autopilots/{saved['id']}", headers={"If-Match": "*"})
